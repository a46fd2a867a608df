"""The numbers of a text, in figures and in words, with what they count."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from recto.facts.calendar import named_days
from recto.facts.figures import figure, written
from recto.facts.han import HAN_NUMBER, han_value
from recto.facts.spoken import Found, number_at
from recto.facts.tables import Table, number_heads, number_words
from recto.facts.text import Word, first_words, may_say
from recto.facts.values import Day, Number, Time

_SIGNS = "$€£¥₽₴₪₹₩"
_PREFIX = re.compile(r"(?:(?:\b(?:US|AU|CA|NZ|HK|R|A|C))?\$|[€£¥₽₴₪₹₩]|\b[A-Z]{3}) ?$")
_SUFFIX = re.compile(r" ?(%|‰|°[CFc]|℃|km/h|км/ч|[a-zA-Zа-яА-Я]{1,4}[23²³]?(?![\w])|[$€£¥₽₴₪₹₩])")
_DOLLARS = {
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "R$": "BRL",
}
_BEHIND = re.compile(r" ?-?([^\W\d_]+(?:[23²³](?!\d))?)")
_CLOCK_BEHIND = re.compile(r" ?([^\W\d_](?:\.?[^\W\d_])*)\.?(?!\w)")
_HOURS = re.compile(r"([01]?\d|2[0-4])\.([0-5]\d)")
_HOURS_H = re.compile(r"([01]?\d|2[0-4]) ?h ?([0-5]\d)?(?!\w)")
_HOURS_HAN = re.compile(
    r"(上午|下午|晚上|早上|凌晨|午前|午後)?(\d{1,2})[点點時时](?!間|间)(?:(\d{1,2})分|(半))?"
)
_MONTH_HAN = re.compile(
    r"(\d{1,2}|十[一二]?|[一二三四五六七八九]) ?月(?!曜|球|亮|光)(?: ?(\d{1,2}) ?[日号號])?"
)


LONGEST_UNIT = 3
"""Words of the longest name of a unit."""
_NEAR = re.compile(r".{0,2}?[^\W_]", re.DOTALL)
"""Whether a word may begin right here, or one or two characters later."""
ONE = Fraction(1)
_MINUTES = re.compile(r" ([0-5]?\d)(?![\d.,])")


class Counted(NamedTuple):
    """What was read from figures and number words."""

    numbers: tuple[Number, ...]
    times: tuple[Time, ...]
    days: tuple[Day, ...]


def counted(text: str, listed: Callable[[], Sequence[Word]], table: Table) -> Counted:
    """Return numbers, times of day and dates of a read text; spans are places in that text.

    ``listed`` returns its words; it is asked only where a number or a date may stand in words.
    """
    reader = _Reader(text, table)
    reader.han()
    reader.figures()
    if may_say(text, number_heads(table)):
        reader.in_words(listed())
    days, times = named_days(text, listed, table, reader.taken)
    return Counted(tuple(reader.numbers), (*reader.times, *times), (*reader.days, *days))


class _Reader:
    def __init__(self, text: str, table: Table) -> None:
        self.text, self.table = text, table
        self.taken: set[int] = set()
        """Starts of words that belong to a number already."""
        self.numbers: list[Number] = []
        self.times: list[Time] = []
        self.days: list[Day] = []

    def han(self) -> None:
        """Dates and times of Chinese and Japanese, whose units stand without blanks."""
        if self.table.language not in ("zh", "ja"):
            return
        for hit in _HOURS_HAN.finditer(self.text):
            hour = int(hit[2]) + (12 if hit[1] in ("下午", "晚上", "午後") and int(hit[2]) < 12 else 0)
            minute = 30 if hit[4] else int(hit[3] or 0)
            if hour <= 24 and minute < 60:
                self.times.append(Time(hour % 24 * 60 + minute, hit.span()))
                self._take(hit.start(), hit.end())
        for hit in _MONTH_HAN.finditer(self.text):
            month = int(hit[1]) if hit[1].isdigit() else int(han_value(hit[1]) or 1)
            if 1 <= month <= 12:
                self.days.append(Day("month", month, hit.span(1)))
                self._take(hit.start(1), hit.end(1))
        for hit in HAN_NUMBER.finditer(self.text):
            value = han_value(hit[0])
            if hit.start() not in self.taken and value is not None:
                self._number(Found(value, hit.start(), hit.end()))
                self._take(hit.start(), hit.end())

    def figures(self) -> None:
        for hit in written(self.text):
            if hit.start() in self.taken:
                continue
            start, end, shown = hit.start(), hit.end(), hit[0]
            self._take(start, end)
            read = figure(shown, self.table)
            if (clock := self._clock(start, end, shown, read.minutes)) is not None:
                self.times.append(clock)
                self._take(clock.span[0], clock.span[1])
                continue
            if read.date:
                year, month, day = read.date
                self.days.append(Day("month", month, (start, end)))
                self.numbers += [
                    Number(Fraction(day), "", (start, end), Fraction(day)),
                    Number(Fraction(year), "", (start, end), Fraction(year)),
                ]
                continue
            value = -read.value if self._is_negative(start) else read.value
            is_share = read.value.denominator > 1 and "/" in shown
            self._number(Found(value, start, end, read.digits, is_share, self._currency_before(start)))

    def in_words(self, words: Sequence[Word]) -> None:
        index, numbers = 0, number_words(self.table)
        while index < len(words):
            word = words[index]
            if word.folded not in numbers or word.start in self.taken:
                index += 1
                continue
            found, size = number_at(self.text, words, index, self.table)
            if found is not None:
                self._number(found)
                self._take(found.start, found.end)
            index += size

    def _clock(self, start: int, end: int, written: str, minutes: int | None) -> Time | None:
        """Return the time of day that figures are, alone (``9:30``) or with what stands beside them."""
        if minutes is not None:
            behind = _CLOCK_BEHIND.match(self.text, end)
            shift, end = self._half(behind, end)
            return Time(_half_day(minutes, shift), (start, end))
        if (hours := _HOURS_H.match(self.text, start)) and hours[2]:
            return Time(int(hours[1]) % 24 * 60 + int(hours[2]), hours.span())
        hour, minute = written, "0"
        if split := _HOURS.fullmatch(written):
            hour, minute = split[1], split[2]
        if not hour.isdigit() or len(hour) > 2 or int(hour) > 24:
            return None
        behind = _CLOCK_BEHIND.match(self.text, end)
        shift, stop = self._half(behind, end)
        if shift or (behind and _bare(behind[1]) in self.table.words("clock.hour")):
            if not shift and behind:
                stop = behind.end()
                if more := _MINUTES.match(self.text, stop):
                    minute, stop = more[1], more.end()
            return Time(_half_day(int(hour) % 24 * 60 + int(minute), shift), (start, stop))
        return None

    def _half(self, behind: re.Match[str] | None, end: int) -> tuple[str, int]:
        if behind:
            bare = _bare(behind[1])
            for name in ("am", "pm"):
                if bare in self.table.words(f"clock.{name}"):
                    return name, behind.end()
        return "", end

    def _is_negative(self, start: int) -> bool:
        before = self.text[max(0, start - 2) : start]
        return before.endswith("-") and (len(before) == 1 or before[0] in " ([\"'")

    def _currency_before(self, start: int) -> str:
        before = _PREFIX.search(self.text, max(0, start - 4), start)
        if not before:
            return ""
        sign = before[0].strip()
        if sign in _DOLLARS:
            return _DOLLARS[sign]
        unit = self.table.units.get(sign) or self.table.units.get(sign.casefold())
        return unit[0] if unit and unit[0].isupper() and len(unit[0]) == 3 else ""

    def _number(self, found: Found) -> None:
        """Keep a number with the scale words and the unit that stand behind it."""
        value, end = self._half_more(found.value, found.end, ONE)
        while not found.digits:
            behind = _BEHIND.match(self.text, end)
            word = behind[1].casefold() if behind else ""
            scale = self.table.scales.get(word)
            if scale is None and found.currency:
                scale = self.table.money_scales.get(word)
            if scale is None or behind is None:
                break
            value, end = value * scale, behind.end()
            self._take(behind.start(1), end)
            value, end = self._half_more(value, end, scale)
        measure, factor, end = self._unit(end, found)
        whole = value if factor is ONE else value * factor
        self.numbers.append(Number(whole, measure, (found.start, end), value, found.digits))

    def _half_more(self, value: Fraction, end: int, scale: Fraction) -> tuple[Fraction, int]:
        """Add ``and a half`` to a number."""
        for half in self.table.more_half:
            if self.text[end + 1 : end + 2 + len(half)].casefold().rstrip(" ,.;:!?") == half:
                self._take(end, end + 1 + len(half))
                return value + scale / 2, end + 1 + len(half)
        return value, end

    def _unit(self, end: int, found: Found) -> tuple[str, Fraction, int]:
        table = self.table
        if found.currency:
            behind = _BEHIND.match(self.text, end)
            if behind and (unit := table.units.get(behind[1].casefold())) and unit[0] == found.currency:
                end = behind.end()
            return found.currency, ONE, end
        sign = _SUFFIX.match(self.text, end)
        if sign:
            unit = table.units.get(sign[1]) or table.units.get(sign[1].casefold())
            if unit:
                self._take(sign.start(1), sign.end())
                return unit[0], unit[1], sign.end()
        ends = [] if found.is_share else self._ends_behind(end)
        for stop in reversed(ends[1:]):
            if unit := _unit_named(self.text[ends[0] : stop].casefold(), table):
                self._take(ends[0], stop)
                return unit[0], unit[1], stop
        if found.is_share:
            return "%", ONE, end
        return "", ONE, end

    def _ends_behind(self, end: int) -> list[int]:
        """Return where the word right behind a number begins, and where it and the next two end."""
        if not _NEAR.match(self.text, end):
            return []
        listed = first_words(self.text, LONGEST_UNIT, end)
        if not listed or listed[0].start > end + 2:
            return []
        return [listed[0].start, *(word.end for word in listed)]

    def _take(self, start: int, end: int) -> None:
        self.taken.update(range(start, end))


def _half_day(minutes: int, shift: str) -> int:
    if shift == "pm" and minutes < 720:
        return minutes + 720
    return minutes - 720 if shift == "am" and minutes >= 720 else minutes


def _bare(word: str) -> str:
    return word.casefold().replace(".", "")


def _unit_named(name: str, table: Table) -> tuple[str, Fraction] | None:
    """Return the unit of a name, also with an ending that the table does not list."""
    if name in table.units:
        return table.units[name]
    if len(name) > 4 and " " not in name:
        for size in range(len(name) - 1, max(3, len(name) - 4), -1):
            if name[:size] in table.units and size > 3:
                return table.units[name[:size]]
    return None
