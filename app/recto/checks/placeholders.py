"""The check ``placeholders``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from recto.checks.stated import texts
from recto.messages import message
from recto.model import Finding, Unit

NAME = "placeholders"

_ANY = re.compile(
    r"\{\{(?:[^{}\n]|\{(?!\{)|\}(?!\}))*+\}\}|\{%(?:[^%{\n]|%(?!\})|\{(?!%))*+%\}|\$\{[^{}]*\}|#\{[^{}]*\}"
    r"|%\([A-Za-z_]\w*\)[#0 +-]*+\d*+\.?\d*+[sdifeEgGrxXc]"
    r"|%(?<![\w%]%)(?:\d+\$)?[0+-]*+\d*+(?:\.\d++)?[sdifx](?!\w)|\{(?<![\w{]\{)(?:[A-Za-z_][\w.]*|\d+)(?:[:!][^{}\s]*)?\}(?!\})"
    r"|:(?<![\w:/]:)[a-z][a-z0-9_+-]{1,30}:(?![\w/])|\[\[[^\[\]]+\]\]|@@[A-Z_]+@@|%[A-Z][A-Z0-9_]+%|__[A-Z][A-Z0-9_]*__"
)
"""None of them reads on beyond the beginning of another: that would take the square of a text of beginnings.

Each begins with its first character, and what may not stand before comes behind that: only so does ``re``
skip to the few characters with which a placeholder may begin."""
_CLUE = re.compile(r"[{\[]|%[\w(.+#-]|:[a-z]|@@|__")
_ORDER = re.compile(r"^%\d+\$")
BREAKING = ("{{", "{%", "${")
"""What a site generator runs: one that is broken stops the build."""


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """What a program puts something in the place of stands in the target as in the source.

    Placeholders of templates (``{{ name }}``, ``{% include %}``, ``${x}``), of messages (``%s``,
    ``%(count)d``, ``{0}``) and names of emoji (``:tea:``). Most are codes already; these stand in the text.
    """
    if not unit.target or not (_CLUE.search(unit.source) or _CLUE.search(unit.target)):
        return
    source, target = texts(unit)
    was, now = _found(source), _found(target)
    for one in was - now:
        severity = "error" if one.startswith(BREAKING) else "warning"
        yield Finding(NAME, message("The target has no %(text)s.", text=one), severity)
    for one in now - was:
        at = target.find(one)
        severity = "error" if one.startswith(BREAKING) else "warning"
        told = message("The source has no %(text)s.", text=one)
        yield Finding(NAME, told, severity, (at, at + len(one)) if at >= 0 else None)


def _found(text: str) -> Counter[str]:
    """Return the placeholders of a text; ``%2$s`` is ``%s`` in another order."""
    return Counter(_ORDER.sub("%", one) for one in _ANY.findall(text))
