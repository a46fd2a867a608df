"""The baseline: findings that are known, in a file that is committed. What is not in it is new.

One finding a line, sorted, so that a change of one finding is a change of one line. A finding is known by
article, locale, unit, check and the digits of its text; the text itself stands there for people.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from recto.errors import ConfigError
from recto.reports import Flaw, Key, Verdict

VERSION = 1
FIELDS = ("article", "locale", "unit", "check", "digits")
HINT = "Write it anew with 'recto gate --baseline FILE --update-baseline'."


@dataclass(frozen=True)
class Baseline:
    """How often each finding is known, and what its text was."""

    known: Counter[Key] = field(default_factory=Counter)
    texts: dict[Key, str] = field(default_factory=dict)


def load(text: str, where: str) -> Baseline:
    """Read a baseline.

    :raises ConfigError: it is none.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError("this is not JSON.", where, HINT) from error
    findings = told.get("findings") if isinstance(told, dict) else None
    if not isinstance(findings, list) or told.get("version") != VERSION:
        raise ConfigError(f"this is no baseline of version {VERSION}.", where, HINT)
    baseline = Baseline()
    for number, one in enumerate(findings, 1):
        values = [one.get(name) for name in FIELDS] if isinstance(one, dict) else [None]
        if not all(isinstance(value, str) for value in values):
            problem = f"finding {number} has not the texts {', '.join(FIELDS)}."
            raise ConfigError(problem, where, HINT)
        key = Key(*map(str, values))
        baseline.known[key] += 1
        baseline.texts[key] = str(one.get("text", ""))
    return baseline


def dump(baseline: Baseline) -> str:
    """Write a baseline; equal ones are equal texts."""
    lines = [
        json.dumps({**key._asdict(), "text": baseline.texts.get(key, "")}, ensure_ascii=False)
        for key in sorted(baseline.known.elements())
    ]
    body = ",\n".join(f"    {line}" for line in lines)
    found = f"[\n{body}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {found}\n}}\n'


def updated(old: Baseline, flaws: Iterable[Flaw], is_chosen: Callable[[Key], bool]) -> Baseline:
    """Return a baseline of the findings that would close the gate; those outside the choice stay."""
    kept = {key: number for key, number in old.known.items() if not is_chosen(key)}
    new = Baseline(Counter(kept), {key: old.texts.get(key, "") for key in kept})
    for flaw in flaws:
        if flaw.blocks:
            new.known[flaw.key] += 1
            new.texts[flaw.key] = flaw.text
    return new


def judged(verdict: Verdict, baseline: Baseline, is_chosen: Callable[[Key], bool]) -> Verdict:
    """Return the verdict with its known findings known, and with those that are gone.

    Of two equal findings of which one is known, the second one is new.
    """
    left = Counter(baseline.known)

    def marked(flaw: Flaw) -> Flaw:
        if not flaw.blocks or left[flaw.key] < 1:
            return flaw
        left[flaw.key] -= 1
        return replace(flaw, is_known=True, blocks=False)

    rows = tuple(replace(row, flaws=tuple(map(marked, row.flaws))) for row in verdict.rows)
    gone = tuple(sorted(key for key in left.elements() if is_chosen(key)))
    return replace(verdict, rows=rows, gone=gone, has_baseline=True)
