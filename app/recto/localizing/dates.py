"""Dates and times that the author marked, as the locale writes them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TypeVar

from recto import locales
from recto.localizing.page import Page, Site
from recto.localizing.tokens import filled

T = TypeVar("T", date, time)
STYLES = ("full", "long", "medium", "short")


def transform(page: Page, site: Site) -> str:  # noqa: ARG001  # as the others
    """Write ``{{date:2026-11-22}}``, ``{{time:14:30}}`` and ``{{datetime:2026-11-22 14:30}}``.

    ``{{date:2026-11-22|short}}``: full, long (if nothing is said), medium or short; times are short
    if nothing is said. They are those of the text: no time zone is changed into another.
    """
    return filled(page, WRITERS)


def _date(text: str, style: str, locale: str) -> str:
    return locales.written_date(_read(date, text, "a date such as 2026-11-22"), locale, _style(style, "long"))


def _time(text: str, style: str, locale: str) -> str:
    return locales.written_time(_read(time, text, "a time such as 14:30"), locale, _style(style, "short"))


def _datetime(text: str, style: str, locale: str) -> str:
    day, _, hour = text.replace("T", " ").partition(" ")
    when = datetime.combine(
        _read(date, day, "a date and a time such as 2026-11-22 14:30"),
        _read(time, hour.strip(), "a time behind it"),
    )
    return locales.written_datetime(when, locale, _style(style, "medium"))


def _read(kind: type[T], text: str, expected: str) -> T:
    try:
        return kind.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"expected {expected}, found {text!r}") from error


def _style(style: str, usual: str) -> str:
    if style and style not in STYLES:
        raise ValueError(f"expected one of the styles {', '.join(STYLES)}, found {style!r}")
    return style or usual


WRITERS = {"date": _date, "time": _time, "datetime": _datetime}
