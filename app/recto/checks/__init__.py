"""Checks: what may be wrong with a target, as findings that a person can act on or ignore.

A new check is a module with ``check`` and a line in ``CHECKS``. The first line of a check's
docstring is its title, the rest its help.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

from recto.checks import (
    addresses,
    amounts,
    brackets,
    capitals,
    characters,
    codes,
    dates,
    doubled,
    empty,
    end_punctuation,
    glossary,
    length,
    links,
    names,
    negation,
    numbers,
    others,
    placeholders,
    quotations,
    scripts,
    sentences,
    spaces,
    typographic,
    untranslated,
)
from recto.glossary import NO_TERMS, Glossary
from recto.model import LEFT_OUT, Finding, State, Unit, fingerprint

Check = Callable[[Unit, str, str], Iterator[Finding]]
"""A unit, the source's locale and the target's locale -> findings. Never raises."""

CHECKS: dict[str, Check] = {
    "codes": codes.check,
    "empty": empty.check,
    "others": others.check,
    "untranslated": untranslated.check,
    "numbers": numbers.check,
    "amounts": amounts.check,
    "dates": dates.check,
    "names": names.check,
    "negation": negation.check,
    "quotations": quotations.check,
    "sentences": sentences.check,
    "links": links.check,
    "end_punctuation": end_punctuation.check,
    "spaces": spaces.check,
    "placeholders": placeholders.check,
    "brackets": brackets.check,
    "characters": characters.check,
    "scripts": scripts.check,
    "doubled": doubled.check,
    "capitals": capitals.check,
    "typography": typographic.check,
    "length": length.check,
    "addresses": addresses.check,
}
"""Name of a check -> the check, in the order in which findings are shown."""

TermCheck = Callable[[Unit, str, str, Glossary], Iterator[Finding]]
"""A check that also asks the glossary."""

TERM_CHECKS: dict[str, TermCheck] = {glossary.NAME: glossary.check}


def findings(unit: Unit, source_locale: str, target_locale: str, terms: Glossary = NO_TERMS) -> list[Finding]:
    """Return what the checks say about a unit, without what a person said to ignore.

    A unit that is left out on purpose (``<0/>``) has no findings.
    """
    if unit.target.strip() == LEFT_OUT:
        return []
    found = [one for check in CHECKS.values() for one in check(unit, source_locale, target_locale)]
    if terms.terms:
        for ask in TERM_CHECKS.values():
            found += ask(unit, source_locale, target_locale, terms)
    return [finding for finding in found if not is_ignored(unit, finding.check)]


def names_of_findings(source: str, target: str, source_locale: str, target_locale: str) -> list[str]:
    """Return the names of the checks that find something in a plain pair of texts; remarks are left out."""
    unit = Unit("paragraph", source, target, State.REVIEWED)
    return [one.check for one in findings(unit, source_locale, target_locale) if one.severity != "info"]


def ignore_mark(unit: Unit, check: str) -> str:
    """Return the value of the mark ``ignore`` that silences a check for this very source and target."""
    return f"{check}:{fingerprint(unit.source, unit.target)[:8]}"


def is_ignored(unit: Unit, check: str) -> bool:
    """Return whether a person said to ignore a check; it counts while source and target stay as they are.

    A unit may have several marks ``ignore``, or one with several values between commas.
    """
    wanted = ignore_mark(unit, check)
    return any(key == "ignore" and wanted in value.split(",") for key, value in unit.marks)


def title(check: str) -> str:
    """Return the title of a check."""
    every: dict[str, Callable[..., Iterator[Finding]]] = {**CHECKS, **TERM_CHECKS}
    return (inspect.getdoc(every[check]) or check).split("\n", 1)[0]
