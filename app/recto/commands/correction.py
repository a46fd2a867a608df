"""``recto correction``: the note that an editor may put under an article that was wrong, in each locale.

It is printed and nothing else: whether, where and how a paper corrects itself is its own decision.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction

import click

from recto import commands
from recto.commands.catalogs import load_catalog
from recto.commands.live import WrongNow, changed_facts, wrong_now
from recto.facts import Day, Fact, Link, Name, Number, Time
from recto.locales import (
    canonical,
    language,
    script,
    written_date,
    written_money,
    written_number,
    written_percent,
    written_time,
)
from recto.project import Project
from recto.terminal import visible

CENTS = Decimal("0.01")
MONDAY = date(2024, 1, 1)
GAP = "[…]"
"""Where nobody but a person can tell what stood there, or should."""
NOTES: Mapping[str, str] = {
    "en": "Correction: An earlier version of this article said {old}; it is {new}.",
    "de": "Berichtigung: In einer früheren Fassung dieses Artikels stand {old}; richtig ist {new}.",
    "es": "Corrección: Una versión anterior de este artículo decía {old}; lo correcto es {new}.",
    "fr": "Correction\u00a0: une version précédente de cet article disait {old}\u202f; il faut lire {new}.",
    "it": "Correzione: in una versione precedente di questo articolo si leggeva {old}; si legga {new}.",
    "pt": "Correção: uma versão anterior deste artigo dizia {old}; o correto é {new}.",
    "ru": "Исправление: в прежней версии этой статьи было указано {old}; правильно: {new}.",
    "uk": "Виправлення: у попередній версії цієї статті було вказано {old}; правильно: {new}.",
    "cs": "Oprava: V dřívější verzi tohoto článku stálo {old}; správně je {new}.",
    "pl": "Sprostowanie: we wcześniejszej wersji tego artykułu podano {old}; prawidłowo: {new}.",
    "ar": "تصحيح: ورد في نسخة سابقة من هذا المقال {old}، والصحيح {new}.",
    "he": "תיקון: בגרסה קודמת של כתבה זו נכתב {old}; הנכון הוא {new}.",
    "ja": "訂正：この記事の以前の版では「{old}」としていましたが、正しくは「{new}」です。",
    "zh": "更正：本文较早版本称“{old}”，正确的是“{new}”。",
    "zh-Hant": "更正：本文較早版本稱「{old}」，正確的是「{new}」。",
}
"""Language, or language and script -> the note."""


@dataclass(frozen=True, slots=True)
class Correction:
    """``notes``: a sentence for each changed fact, in the locale; ``is_whole``: none has a gap."""

    article: str
    locale: str
    notes: tuple[str, ...]
    is_whole: bool


def correction(project: Project, path: str, locale: str) -> Correction:
    """Return the correction note of an article; without notes where it is not wrong now.

    :raises NotFoundError: it has no catalog in the locale.
    """
    wrong = wrong_now(project, path, load_catalog(project, path, locale))
    locales = project.config.article(path).source_locale, locale
    notes = tuple(dict.fromkeys(note for one in wrong for note in notes_of(one, locales)))
    return Correction(path, locale, notes, not any(GAP in note for note in notes))


def notes_of(wrong: WrongNow, locales: tuple[str, str]) -> list[str]:
    """Return the sentences about a unit; where its facts cannot be told apart, one with gaps."""
    source_locale, locale = locales
    note = NOTES.get(f"{language(locale)}-{script(locale)}") or NOTES.get(language(locale), NOTES["en"])
    pairs = changed_facts(wrong.previous, wrong.source, source_locale) or [("", None, None)]
    return [
        note.format(old=written(old, wrong.previous, locale), new=written(new, wrong.source, locale))
        for _, old, new in pairs
    ]


def written(fact: Fact | None, text: str, locale: str) -> str:
    """Return a fact of a source text as the locale writes it.

    Figures, amounts, percent, times, months and weekdays are written anew; a name stands as it is. What is
    none of these, or nothing, is a gap for a person to fill.
    """
    if isinstance(fact, Time):
        hour, minute = divmod(fact.minutes, 60)
        return written_time(time(hour % 24, minute), locale, "short")
    if isinstance(fact, Number):
        return _figure(fact, locale) or GAP
    if isinstance(fact, Day) and fact.kind == "weekday":
        return written_date(MONDAY + timedelta(fact.value), locale, "cccc")
    if isinstance(fact, Day):
        return written_date(MONDAY.replace(month=fact.value), locale, "LLLL")
    return text[slice(*fact.span)] if isinstance(fact, Name | Link) else GAP


def _figure(number: Number, locale: str) -> str:
    value = _decimal(number.count)
    if number.digits or value is None:
        return number.digits
    if number.measure == "%":
        return written_percent(value, locale)
    if len(number.measure) == 3 and number.measure.isupper():
        is_broken = value != value.to_integral_value()
        amount = value.quantize(CENTS) if is_broken and value == value.quantize(CENTS) else value
        return written_money(amount, number.measure, locale)
    return written_number(value, locale)


def _decimal(value: Fraction) -> Decimal | None:
    """Return a fraction as a decimal number, if it is one."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) != value:
        return None
    return exact.quantize(Decimal(1)) if value.denominator == 1 else exact.normalize()


def _shown(note: str) -> str:
    """Return a note fit for a terminal; the blanks and marks of direction that its language needs stay."""
    return "".join(part if part in _SIGNS else visible(part) for part in re.split(f"([{_SIGNS}])", note))


_SIGNS = "\u00a0\u202f\u200e\u200f"


@click.command("correction")
@click.argument("article")
@commands.locale_option
@commands.json_option
def command(article: str, wanted: tuple[str, ...], as_json: bool) -> int:
    """Print a correction note for an article that is out and wrong now, in the readers' language.

    What changed in the source is named as each locale writes it; […] stands where a person has to say it.
    Nothing is written to any file.

    \b
    Example:
      recto correction guides/tea.md --locale de
    """
    project = commands.open_project()
    tags = [canonical(tag) for tag in wanted]
    found = [correction(project, *pair) for pair in commands.pairs(project, (article,), tags)]
    if as_json:
        commands.say_json({"corrections": found})
        return 0
    for one in found:
        if not one.notes:
            commands.say(f"{one.article} {one.locale}: nothing is wrong now.")
        for note in one.notes:
            click.echo(
                f"{visible(one.article)} {one.locale}: {_shown(note)}" if len(found) > 1 else _shown(note)
            )
    return 0
