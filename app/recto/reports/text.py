"""A verdict for a terminal: short, what is wrong first, by article."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from recto.reports import Flaw, Place, Row, Verdict, headline, is_wrong_now, urgent_first

MOST = 10
"""Findings of one article in one locale that are told one by one."""
MOST_ARTICLES = 200
EXCERPT = 60


def write(verdict: Verdict) -> str:
    """Return the verdict as lines."""
    unread = [f"\ncannot be read: {error}" for error in verdict.errors]
    return "\n".join([*_lines(verdict), *unread, ""])


def shown(verdict: Verdict) -> str:
    """Return the same for a terminal, where errors stand on stderr, as with any command."""
    return "\n".join([*_lines(verdict), ""])


def _lines(verdict: Verdict) -> Iterator[str]:
    yield headline(verdict)
    shown = [row for row in verdict.rows if row.reasons or row.flaws]
    by_article: dict[str, list[Row]] = {row.article: [] for row in urgent_first(shown)}
    for row in shown:
        by_article[row.article].append(row)
    for article, rows in islice(by_article.items(), MOST_ARTICLES):
        yield ""
        yield article
        for row in urgent_first(rows):
            yield from _row(row)
    if len(by_article) > MOST_ARTICLES:
        yield ""
        yield f"... and {len(by_article) - MOST_ARTICLES} more articles; --format json has them all."
    if verdict.gone:
        yield ""
        yield gone_line(verdict)


def gone_line(verdict: Verdict) -> str:
    """Return what is said of findings that the baseline need not hold any more."""
    number = len(verdict.gone)
    thing = "finding of the baseline is" if number == 1 else "findings of the baseline are"
    return f"{number} {thing} gone. Tighten it with --update-baseline."


def _row(row: Row) -> Iterator[str]:
    mark = "wrong now" if is_wrong_now(row) else "not fit" if not row.is_fit else "fit"
    yield f"  {row.locale}  {mark}, {row.percent} % of {row.words} words"
    for reason in row.reasons:
        yield f"      {'' if reason.blocks else 'note: '}{reason.text}"
    told = sorted(row.flaws, key=lambda flaw: (not flaw.blocks, flaw.is_known))
    for flaw in told[:MOST]:
        yield f"      {place(flaw.place)}: {severity(flaw)}: {flaw.check}: {flaw.text}{excerpt(flaw)}"
    if len(told) > MOST:
        yield f"      ... and {len(told) - MOST} more."


def place(where: Place) -> str:
    """Return a place as compilers write it, so that editors open it."""
    return f"{where.file}:{where.line}" if where.line else where.file


def severity(flaw: Flaw) -> str:
    return f"known {flaw.severity}" if flaw.is_known else flaw.severity


def excerpt(flaw: Flaw) -> str:
    if not flaw.source:
        return ""
    text = flaw.source if len(flaw.source) <= EXCERPT else flaw.source[: EXCERPT - 1] + "\u2026"
    return f" \u201c{text}\u201d"
