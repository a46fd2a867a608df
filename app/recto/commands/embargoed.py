"""Which articles may not leave this machine: by the settings, or by a line of their front matter."""

from __future__ import annotations

import re

from recto.formats.frontmatter import front_matter_end
from recto.project import Project

KEY = re.compile(
    r"""(?:^|[\r{\[,])[ \t]*+(?:(?:[-?]|[&!][^\s,]*+)[ \t]++)*+(?:["']?[\w-]++["']?[ \t]*+\.[ \t]*+)*+
        ["']?embargo["']?\s*+[:=][ \t]*(?P<value>[^\r\n,}\]#]*)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
"""The key as YAML, TOML and JSON spell it: in a list, behind an anchor or a tag, dotted."""
FENCES = ("---", "+++", ";;;")
OVER = frozenset({"false", "no", "off", "0", "null", "~"})


def is_embargoed(project: Project, path: str) -> bool:
    """Tell whether an article's text has to stay on this machine.

    A key ``embargo`` of its front matter counts with any value but false, a date too; at any depth:
    where it is doubtful, the text stays here.

    :raises RectoError: the article cannot be read, so nobody knows.
    """
    if project.config.article(path).embargo:
        return True
    return says_so(project.read_article(path).text)


def says_so(text: str) -> bool:
    r"""Tell whether an article's front matter has an embargo on.

    >>> says_so("---\nembargo: true\n---\nText"), says_so("---\nembargo: no\n---\nText")
    (True, False)
    """
    text = text.removeprefix("\ufeff").lstrip()
    # Without its closing fence, or behind blank lines, it is prose to the format; an embargo in it counts
    # all the same.
    end = front_matter_end(text)
    head = text[:end] if end else text if text.startswith(FENCES) else ""
    return any(found["value"].strip(" \t\"'").lower() not in OVER for found in KEY.finditer(head))
