"""A verdict for programs, as JSON; ``gate.schema.json`` beside this module says what may stand in it."""

from __future__ import annotations

import json

from recto.reports import Flaw, Row, Verdict, is_wrong_now

VERSION = 1
"""Goes up when a field goes or means something else; that one comes is no reason."""


def write(verdict: Verdict) -> str:
    """Return the verdict as JSON."""
    told = {
        "version": VERSION,
        "recto": verdict.version,
        "is_open": verdict.is_open,
        "translations": len(verdict.rows),
        "fit": verdict.fit,
        "rows": [_row(row) for row in verdict.rows],
        "findings": [_flaw(flaw) for flaw in verdict.flaws],
        "gone": [key._asdict() for key in verdict.gone],
        "errors": [{"where": one.where, "problem": one.problem, "hint": one.hint} for one in verdict.errors],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _row(row: Row) -> dict[str, object]:
    return {
        "article": row.article,
        "locale": row.locale,
        "is_fit": row.is_fit,
        "is_wrong_now": is_wrong_now(row),
        "words": row.words,
        "percent": row.percent,
        "catalog": row.catalog.file,
        "reasons": [{"reason": one.code, "text": one.text, "blocks": one.blocks} for one in row.reasons],
    }


def _flaw(flaw: Flaw) -> dict[str, object]:
    return {
        "article": flaw.article,
        "locale": flaw.locale,
        "unit": flaw.unit,
        "source": flaw.source,
        "check": flaw.check,
        "severity": flaw.severity,
        "text": flaw.text,
        "blocks": flaw.blocks,
        "is_known": flaw.is_known,
        "fingerprint": flaw.print,
        "catalog": {"file": flaw.catalog.file, "line": flaw.catalog.line},
        "origin": {"file": flaw.origin.file, "line": flaw.origin.line},
    }
