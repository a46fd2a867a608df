"""A verdict as Markdown, for the summary of a job or a comment: a table, the details folded below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.reports import Row, Verdict, headline, is_wrong_now, urgent_first
from recto.reports.text import gone_line, place, severity

MOST_ROWS = 500
MOST_DETAILS = 200
MOST_FLAWS = 20
"""GitHub takes a summary of 1 MB, a comment of 64 kB; what goes beyond is counted."""
MARKUP = re.compile(r"([\\`*_\[\]<>#|~&@$])|^([-+=]|[0-9]{1,9}[.)])(?= |$)")


def write(verdict: Verdict) -> str:
    """Return the verdict as Markdown with the tables and ``<details>`` that GitHub and GitLab show."""
    return "\n".join([*_lines(verdict), ""])


def plain(text: str) -> str:
    """Return a text as Markdown that shows just that: no markup, no mention of anybody, one line.

    >>> plain("a *b* <i> @you")
    'a \\\\*b\\\\* \\\\<i\\\\> \\\\@you'
    """
    return MARKUP.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", " ".join(text.split()))


def _lines(verdict: Verdict) -> Iterator[str]:
    yield f"## {plain(headline(verdict))}"
    for error in verdict.errors:
        yield ""
        yield f"- {plain(str(error))}"
    rows = urgent_first(row for row in verdict.rows if row.reasons or row.flaws)
    if rows:
        yield from _table(rows)
        yield from _details(rows)
    fine = len(verdict.rows) - len(rows)
    if rows and fine:
        yield ""
        yield f"{fine} more: fit to publish, nothing to say."
    if verdict.gone:
        yield ""
        yield plain(gone_line(verdict))


def _table(rows: list[Row]) -> Iterator[str]:
    yield ""
    yield "| article | locale | fit to publish | translated | findings |"
    yield "|---|---|---|--:|--:|"
    for row in rows[:MOST_ROWS]:
        state = "wrong now" if is_wrong_now(row) else "yes" if row.is_fit else "no"
        cells = (plain(row.article), plain(row.locale), state, f"{row.percent} %", str(len(row.flaws)))
        yield f"| {' | '.join(cells)} |"
    if len(rows) > MOST_ROWS:
        yield ""
        yield f"{len(rows) - MOST_ROWS} more rows are left out."


def _details(rows: list[Row]) -> Iterator[str]:
    for row in rows[:MOST_DETAILS]:
        yield ""
        yield "<details>"
        yield f"<summary>{_escaped(row.article)} ({_escaped(row.locale)})</summary>"
        yield ""
        for reason in row.reasons:
            yield f"- {'' if reason.blocks else 'Note: '}{plain(reason.text)}"
        for flaw in row.flaws[:MOST_FLAWS]:
            where = plain(place(flaw.place))
            source = f" “{plain(flaw.source[:200])}”" if flaw.source else ""
            said = plain(f"{severity(flaw)}: {flaw.check}: {flaw.text}")
            yield f"- {where}: {said}{source}"
        if len(row.flaws) > MOST_FLAWS:
            yield f"- {len(row.flaws) - MOST_FLAWS} more."
        yield ""
        yield "</details>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")
