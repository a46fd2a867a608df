"""Numbers in Chinese characters: ``三``, ``二十五``, ``5亿``, ``2万``."""

from __future__ import annotations

import re
from fractions import Fraction

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

_WORDS = (
    "一些 一家 一样 一种 一下 一起 一直 一定 一切 一旦 一般 万一 十分 千万 四川 九州 "
    "三亚 七夕 五輪 一部 一方 一緒 一度 三重 四国 千葉 八王子 统一 唯一 之一 第一時 一番 "
    "一体 星期一 星期二 星期三 星期四 星期五 星期六 周一 周二 周三 周四 周五 周六 二酸化 "
    "三菱 三井 五十嵐 二宮 三浦 三宅 百合 千代田"
).split()
"""Words in which the character is no number, and names of weekdays, which are read elsewhere."""

HAN_NUMBER = re.compile(
    rf"(?!(?:{'|'.join(_WORDS)}))(?<![星周第统唯之])"
    r"(?:(?<![\d.,])\d[\d,]{0,30}(?:\.\d{1,20})?(?=[万萬亿億兆千百])[万萬亿億兆千百零〇一二三四五六七八九十\d]*"
    r"|[零〇一二三四五六七八九十百千万萬亿億兆两兩]+)"
)


def han_value(text: str) -> Fraction | None:
    """Return the value of a match of HAN_NUMBER, or None where it counts nothing.

    >>> han_value("2万"), han_value("二十五"), han_value("一")
    (Fraction(20000, 1), Fraction(25, 1), None)
    """
    if text in ("一", "千", "万", "百", "零") or len(text) > 40:
        return None
    total = section = Fraction(0)
    current: Fraction | None = None
    for part in re.findall(r"\d[\d,]*(?:\.\d+)?|.", text):
        if part[0].isascii():
            current = Fraction(part.replace(",", ""))
        elif part in _DIGITS:
            current = (current or Fraction(0)) * (10 if current else 1) + _DIGITS[part]
        elif part in _TENS:
            section += (current if current is not None else 1) * _TENS[part]
            current = None
        else:
            section += current or 0
            if total and not section:  # 万亿: ten thousand hundred millions
                total *= _MYRIADS[part]
            else:
                total += (section or 1) * _MYRIADS[part]
            section, current = Fraction(0), None
    return total + section + (current or 0)
