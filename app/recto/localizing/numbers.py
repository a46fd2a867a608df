"""Numbers, shares, amounts and measures that the author marked, as the locale writes them."""

from __future__ import annotations

import re
from decimal import Decimal

from recto import locales
from recto.localizing.page import Page, Site
from recto.localizing.tokens import filled

NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,20})?")


def transform(page: Page, site: Site) -> str:  # noqa: ARG001  # as the others
    """Write ``{{number:1234.5}}``, ``{{percent:12.5}}``, ``{{money:20 EUR}}`` and ``{{unit:12 kilometer}}``.

    ``{{money:20 EUR|name}}`` has the currency's name, ``{{unit:12 kilometer|short}}`` its sign.
    """
    return filled(page, WRITERS)


def _value(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise ValueError(f"expected a number such as 1234.5, found {text!r}")
    return Decimal(text)


def _style(style: str, *known: str) -> str:
    if style not in known:
        shown = ", ".join(repr(one) for one in known if one)
        raise ValueError(f"expected {f'the style {shown}' if shown else 'no style'}, found {style!r}")
    return style


def _pair(text: str, example: str) -> tuple[Decimal, str]:
    number, _, name = text.partition(" ")
    if not name.strip():
        raise ValueError(f"expected a number and its {example}, found {text!r}")
    return _value(number), name.strip()


def _number(text: str, style: str, locale: str) -> str:
    _style(style, "")
    return locales.written_number(_value(text), locale)


def _percent(text: str, style: str, locale: str) -> str:
    _style(style, "")
    return locales.written_percent(_value(text), locale)


def _money(text: str, style: str, locale: str) -> str:
    amount, currency = _pair(text, "currency, such as 200000 RUB")
    return locales.written_money(amount, currency, locale, is_named=bool(_style(style, "", "name")))


def _unit(text: str, style: str, locale: str) -> str:
    amount, unit = _pair(text, "unit, such as 12 kilometer")
    return locales.written_measure(
        amount, unit, locale, _style(style, "", "long", "short", "narrow") or "long"
    )


WRITERS = {"number": _number, "percent": _percent, "money": _money, "unit": _unit}
