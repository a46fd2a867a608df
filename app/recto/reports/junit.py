"""A verdict as JUnit XML, as Jenkins and GitLab read it: a suite per locale, a case per article."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from recto.reports import Row, Verdict
from recto.reports.text import excerpt, place, severity

BAD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, however it is written."""


def write(verdict: Verdict) -> str:
    """Return the verdict as XML. An article that cannot be read is an error, one that is not fit a failure.

    There are no times in it: nothing was measured.
    """
    suites = "".join(_suite(verdict, locale) for locale in verdict.locales)
    failed = sum(not row.is_fit for row in verdict.rows)
    unread = len(verdict.errors)
    head = f'<testsuites name="recto {verdict.command}" tests="{len(verdict.rows) + unread}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head} failures="{failed}" errors="{unread}">\n'
        f"{_unread(verdict)}{suites}</testsuites>\n"
    )


def _suite(verdict: Verdict, locale: str) -> str:
    rows = [row for row in verdict.rows if row.locale == locale]
    failed = sum(not row.is_fit for row in rows)
    cases = "".join(_case(row, verdict.prefix) for row in rows)
    head = f'<testsuite name={_quoted(locale)} tests="{len(rows)}" failures="{failed}" errors="0"'
    return f'  {head} skipped="0">\n{cases}  </testsuite>\n'


def _case(row: Row, prefix: str) -> str:
    head = f"<testcase name={_quoted(row.article)} classname={_quoted(row.locale)}"
    head += f" file={_quoted(prefix + row.catalog.file)}"
    lines = [reason.text for reason in row.reasons if reason.blocks]
    lines += [
        f"{place(flaw.place)}: {severity(flaw)}: {flaw.check}: {flaw.text}{excerpt(flaw)}"
        for flaw in row.flaws
        if flaw.blocks
    ]
    notes = [reason.text for reason in row.reasons if not reason.blocks]
    notes += [
        f"{place(flaw.place)}: {severity(flaw)}: {flaw.check}: {flaw.text}{excerpt(flaw)}"
        for flaw in row.flaws
        if not flaw.blocks
    ]
    body = ""
    if not row.is_fit:
        first = row.blocking[0]
        kind = _quoted(first.code)
        body += f"      <failure message={_quoted(first.text)} type={kind}>{_text(lines)}</failure>\n"
    if notes:
        body += f"      <system-out>{_text(notes)}</system-out>\n"
    return f"    {head}>\n{body}    </testcase>\n" if body else f"    {head}/>\n"


def _unread(verdict: Verdict) -> str:
    """Return the suite of what cannot be read."""
    number = len(verdict.errors)
    if not number:
        return ""
    cases = "".join(
        f'    <testcase name={_quoted(error.where or "project")} classname="unread">\n'
        f'      <error message={_quoted(error.problem)} type="unread">{_text([str(error)])}</error>\n'
        "    </testcase>\n"
        for error in verdict.errors
    )
    head = f'<testsuite name="unread" tests="{number}" failures="0" errors="{number}" skipped="0">'
    return f"  {head}\n{cases}  </testsuite>\n"


def _quoted(text: str) -> str:
    """Return an attribute's value with its quotes; line ends are kept, which XML would make blanks of."""
    return quoteattr(BAD.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _text(lines: list[str]) -> str:
    return escape(BAD.sub("\ufffd", "\n".join(lines)), {"\r": "&#13;"})
