"""Checks: what may be wrong with a target, as findings that a person can act on or ignore.

A new check is a module with ``check`` and a line in ``CHECKS``. The first line of a check's
docstring is its title, the rest its help. What it says is made with ``message``, for the desk's languages.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from recto.checks import (
    addresses,
    amounts,
    brackets,
    capitals,
    characters,
    codes,
    consistency,
    dates,
    doubled,
    empty,
    end_punctuation,
    glossary,
    installed,
    length,
    links,
    names,
    negation,
    numbers,
    others,
    own,
    placeholders,
    quotations,
    scripts,
    sentences,
    spaces,
    spellings,
    typographic,
    unedited,
    untranslated,
)
from recto.glossary import NO_TERMS, Glossary
from recto.model import LEFT_OUT, Finding, State, Unit, fingerprint
from recto.rules import NO_RULES, Rules

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
    "unedited": unedited.check,
}
"""Name of a check -> the check, in the order in which findings are shown."""

TermCheck = Callable[[Unit, str, str, Glossary], Iterator[Finding]]
"""A check that also asks the glossary."""

TERM_CHECKS: dict[str, TermCheck] = {glossary.NAME: glossary.check}

MANY_CHECKS: dict[str, consistency.ManyCheck] = {
    consistency.NAME: consistency.check,
    spellings.NAME: spellings.check,
}
"""Checks that look at all units of a locale at once; ``recto check`` asks them."""


BLOCKED = frozenset({"codes", "spaces"})
"""Checks whose errors nobody can ignore, turn off or take for less: compiling refuses such targets."""


def findings(
    unit: Unit, source_locale: str, target_locale: str, terms: Glossary = NO_TERMS, rules: Rules = NO_RULES
) -> list[Finding]:
    """Return what the checks say about a unit, without what a person or the settings said to ignore.

    A unit that is left out on purpose (``<0/>``) has no findings.
    """
    if unit.target.strip() == LEFT_OUT:
        return []
    off = rules.off - BLOCKED
    found = [
        one
        for name, check in CHECKS.items()
        if name not in off
        for one in check(unit, source_locale, target_locale)
    ]
    if terms.terms:
        for ask in TERM_CHECKS.values():
            found += ask(unit, source_locale, target_locale, terms)
    for name in rules.installed:
        if name not in rules.off:
            found += installed.check(name, unit, source_locale, target_locale)
    for one in rules.own:
        if one.name not in rules.off:
            found += own.check(one, unit, target_locale)
    if not found:
        return found
    return [finding for finding in ruled(found, rules) if not is_ignored(unit, finding.check)]


def findings_of_many(
    units: Sequence[consistency.Placed], source_locale: str, target_locale: str, rules: Rules = NO_RULES
) -> Iterator[consistency.Told]:
    """Yield what the checks of many units say, each with its unit, as ``findings`` does for one."""
    for name, check in MANY_CHECKS.items():
        if name in rules.off:
            continue
        for one, finding in check(units, source_locale, target_locale):
            if not is_ignored(one.unit, name):
                yield from ((one, shown) for shown in ruled([finding], rules))


def ruled(found: list[Finding], rules: Rules) -> list[Finding]:
    """Return findings as the settings have them: none of checks that are off, and others' severity changed.

    Errors of ``BLOCKED`` stay what they are.
    """
    if not (rules.off or rules.severities):
        return found
    severities = dict(rules.severities)
    out = []
    for one in found:
        if one.severity == "error" and one.check in BLOCKED:
            out.append(one)
        elif one.check not in rules.off:
            out.append(replace(one, severity=severities.get(one.check, one.severity)))
    return out


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


def known() -> tuple[str, ...]:
    """Return the names of all checks but those of the settings."""
    return (*CHECKS, *TERM_CHECKS, *MANY_CHECKS, *installed.names())


def described(check: str) -> tuple[str, str]:
    """Return title and help of one of Recto's own checks."""
    every: dict[str, Callable[..., object]] = {**CHECKS, **TERM_CHECKS, **MANY_CHECKS}
    first, _, rest = (inspect.getdoc(every[check]) or check).partition("\n")
    return first, rest.strip()


def title(check: str, rules: Rules = NO_RULES) -> str:
    """Return the title of a check: what its docstring or its message says, or its name."""
    if check in CHECKS or check in TERM_CHECKS or check in MANY_CHECKS:
        return described(check)[0]
    own_title = next((one.message for one in rules.own if one.name == check), "")
    return own_title or (installed.title(check) if check in installed.names() else check)
