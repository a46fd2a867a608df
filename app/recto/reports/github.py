"""A verdict as GitHub Actions reads it on stdout: commands that become remarks at a file and line."""

from __future__ import annotations

from collections.abc import Iterator

from recto.errors import RectoError
from recto.reports import Flaw, Place, Row, Verdict, headline, urgent_first

LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
VALUE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
"""A colon would end the values, a comma begin the next one."""


def write(verdict: Verdict) -> str:
    """Return a command a line: each article and locale, then its findings; a sentence at the end.

    GitHub shows ten errors and ten warnings of a step, so that what closes the gate goes first.
    """
    return "\n".join([*_lines(verdict), headline(verdict), ""])


def command(level: str, text: str, where: Place, title: str) -> str:
    """Return one command.

    >>> command("error", "100 % of it", Place("a,b.po", 3), "numbers: de")
    '::error file=a%2Cb.po,line=3,title=numbers%3A de::100 %25 of it'
    """
    values = {"file": where.file, "line": str(where.line) if where.line else "", "title": title}
    told = ",".join(f"{name}={value.translate(VALUE)}" for name, value in values.items() if value)
    return f"::{level} {told}::{text.translate(TEXT)}"


def _lines(verdict: Verdict) -> Iterator[str]:
    for error in verdict.errors:
        yield _error(error, verdict.prefix)
    rows = urgent_first(verdict.rows)
    yield from (_closed(row, verdict.prefix) for row in rows if not row.is_fit)
    flaws = [flaw for row in rows for flaw in row.flaws]
    yield from (
        _flaw(flaw, verdict.prefix)
        for flaw in sorted(flaws, key=lambda flaw: not flaw.blocks)
        if not flaw.is_known
    )


def _closed(row: Row, prefix: str) -> str:
    text = "\n".join(reason.text for reason in row.blocking)
    return command(
        "error", text, _below(prefix, row.catalog), f"{row.article} ({row.locale}) is not fit to publish"
    )


def _flaw(flaw: Flaw, prefix: str) -> str:
    level = "error" if flaw.blocks else "warning" if flaw.severity == "error" else LEVELS[flaw.severity]
    source = f"\n{flaw.source}" if flaw.source else ""
    return command(level, f"{flaw.text}{source}", _below(prefix, flaw.place), f"{flaw.check} ({flaw.locale})")


def _error(error: RectoError, prefix: str) -> str:
    file, _, line = error.where.rpartition(":")
    where = Place(file, int(line)) if file and line.isdecimal() else Place(error.where)
    return command("error", f"{error.problem} {error.hint}".strip(), _below(prefix, where), "cannot be read")


def _below(prefix: str, where: Place) -> Place:
    return where._replace(file=f"{prefix}{where.file}") if where.file else where
