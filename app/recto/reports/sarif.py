"""A verdict as SARIF 2.1.0, the format in which checkers of code tell theirs.

A rule for each check and for each reason; each result stands in the PO file, with the source beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from recto.errors import RectoError
from recto.model import fingerprint
from recto.reports import Flaw, Place, Row, Told, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
ROOT = "SRCROOT"
"""What paths are relative to: the repository's folder, wherever a clone has it."""
PRINT = "recto/v1"
UNREAD = "unread"
NOT_FIT = "A translation is not fit to publish."
GATE = "gate/"
"""Before the code of a reason: reasons and checks may have the same names."""


def write(verdict: Verdict) -> str:
    """Return the verdict as one run of one tool."""
    rules = _rules(verdict)
    order = {rule: number for number, rule in enumerate(rules)}
    results = [result | {"ruleIndex": order[str(result["ruleId"])]} for result in _results(verdict)]
    driver: dict[str, object] = {"name": "Recto"}
    if verdict.version:
        driver["version"] = verdict.version
    driver["rules"] = list(rules.values())
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder of the repository."}}},
        "results": results,
    }
    told = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _rules(verdict: Verdict) -> Mapping[str, dict[str, object]]:
    rules: dict[str, dict[str, object]] = {}
    for flaw in verdict.flaws:
        if flaw.check not in rules:
            title, help_text = verdict.titles.get(flaw.check, (flaw.check, ""))
            rules[flaw.check] = _rule(flaw.check, title, help_text)
    for row in verdict.rows:
        for reason in row.blocking:
            name = f"{GATE}{reason.code}"
            title, help_text = verdict.titles.get(name, (NOT_FIT, ""))
            rules.setdefault(name, _rule(name, title, help_text))
    if verdict.errors:
        rules[UNREAD] = _rule(UNREAD, "An article, catalog or glossary cannot be read.", "")
    return rules


def _rule(name: str, title: str, help_text: str) -> dict[str, object]:
    rule: dict[str, object] = {"id": name, "shortDescription": {"text": title}}
    if help_text:
        rule |= {"fullDescription": {"text": help_text}, "help": {"text": help_text}}
    return rule


def _results(verdict: Verdict) -> Iterator[dict[str, object]]:
    for error in verdict.errors:
        yield _error(error, verdict.prefix)
    for row in verdict.rows:
        for reason in row.blocking:
            yield _reason(row, reason, verdict.prefix)
        for flaw in row.flaws:
            yield _flaw(flaw, verdict.prefix) | _since(verdict, flaw)


def _flaw(flaw: Flaw, prefix: str) -> dict[str, object]:
    text = f"{flaw.text}\n{flaw.source}" if flaw.source else flaw.text
    return {
        "ruleId": flaw.check,
        "level": LEVELS[flaw.severity],
        "message": {"text": text},
        "locations": [_location(flaw.place, prefix)],
        "relatedLocations": [_related(flaw, prefix)],
        "partialFingerprints": {PRINT: flaw.print},
        "properties": {"article": flaw.article, "locale": flaw.locale, "unit": flaw.unit},
    }


def _related(flaw: Flaw, prefix: str) -> dict[str, object]:
    """Return the other place of a finding: the source of a unit, the catalog of an article."""
    where, said = (flaw.origin, "The source.") if flaw.unit else (flaw.catalog, "The translation.")
    return {"id": 1, **_location(where, prefix), "message": {"text": said}}


def _since(verdict: Verdict, flaw: Flaw) -> dict[str, object]:
    """Return whether the baseline knows a finding; nothing where there is no baseline."""
    if not verdict.has_baseline:
        return {}
    return {"baselineState": "unchanged" if flaw.is_known else "new"}


def _reason(row: Row, reason: Told, prefix: str) -> dict[str, object]:
    return {
        "ruleId": f"{GATE}{reason.code}",
        "level": "error",
        "message": {"text": reason.text},
        "locations": [_location(row.catalog, prefix)],
        "partialFingerprints": {PRINT: fingerprint(row.article, row.locale, reason.code)[:16]},
        "properties": {"article": row.article, "locale": row.locale},
    }


def _error(error: RectoError, prefix: str) -> dict[str, object]:
    file, _, line = error.where.rpartition(":")
    where = Place(file, int(line)) if file and line.isdecimal() else Place(error.where or "recto.toml")
    return {
        "ruleId": UNREAD,
        "level": "error",
        "message": {"text": f"{error.problem} {error.hint}".strip()},
        "locations": [_location(where, prefix)],
        "partialFingerprints": {PRINT: fingerprint(error.where, error.problem)[:16]},
    }


def _location(where: Place, prefix: str) -> dict[str, object]:
    physical: dict[str, object] = {
        "artifactLocation": {
            "uri": quote(f"{prefix}{where.file}", safe="/", errors="replace"),
            "uriBaseId": ROOT,
        }
    }
    # A result without a line stands at the first one: not every reader shows it otherwise.
    physical["region"] = {"startLine": where.line or 1}
    return {"physicalLocation": physical}
