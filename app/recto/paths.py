"""Which article paths Recto takes, and what a glob of the settings matches; texts only, no files.

A path is kept as it is: letters of any script. Refused is what is dangerous on some system, what
cannot be seen, and what would fall together with another path where case or normal form is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

MAX_NAME = 230
"""Bytes of a file or folder name: systems take 255, a temporary file's name adds up to 20."""
MAX_PATH = 1000
"""Bytes of a whole path: systems take 4096 or 1024, the project's folder stands in front."""

DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:[.:].*)?")
"""Names that mean a device on Windows, whatever stands behind a dot."""
HARMLESS = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_ -]*[A-Za-z0-9_-])?(?:\.[A-Za-z0-9_-]+)*")
JOINERS = {"\u200c", "\u200d"}
"""Zero-width joiners, with which some scripts spell words (Persian, Hindi)."""
UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}


def refusal(path: str) -> str:
    """Return why a path below a folder is refused, or an empty text.

    >>> refusal("news/tea.md"), refusal("../tea.md"), refusal("aux.md")
    ('', "its part '..' starts with a dot", "'aux.md' is the name of a device on some systems")
    """
    if len(path.encode("utf-8", "surrogatepass")) > MAX_PATH:
        return f"it has more than {MAX_PATH} bytes"
    if path.startswith("/"):
        return "it starts with a slash"
    return next((reason for part in path.split("/") if (reason := _part_refusal(part))), "")


@cache
def _part_refusal(part: str) -> str:
    if HARMLESS.fullmatch(part) and len(part) <= MAX_NAME and not DEVICES.match(part):
        return ""
    if not part:
        return "it has an empty part"
    # Before normalizing: that takes quadratic time on long runs of combining marks.
    if len(part.encode("utf-8", "surrogatepass")) > MAX_NAME:
        return f"a part of it has more than {MAX_NAME} bytes"
    if part[0] in ".-":
        return f"its part {part!r} starts with a {'dot' if part[0] == '.' else 'dash'}"
    if "\\" in part:
        return "it has a backslash"
    if part != part.strip() or part.endswith("."):
        return f"its part {part!r} starts or ends with a blank or ends with a dot"
    for char in part:
        if unicodedata.category(char) in UNSEEN and char not in JOINERS:
            return f"it has the character U+{ord(char):04X}, which cannot be seen"
    if DEVICES.fullmatch(part):
        return f"{part!r} is the name of a device on some systems"
    if not unicodedata.is_normalized("NFC", part):
        return "its letters are not in normal form C; rename it to the composed form"
    return ""


def collisions(paths: Iterable[str]) -> dict[str, str]:
    """Return, for each path that some system cannot tell from another, that other.

    Such twins differ only in case or in normal form; both are named.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        groups[_folded(path)].append(path)
    return {
        path: twins[1] if path == twins[0] else twins[0]
        for twins in groups.values()
        if len(twins) > 1
        for path in twins
    }


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path[:MAX_PATH]).casefold())


@cache
def matcher(globs: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern whose ``fullmatch`` accepts the paths that one of the globs matches.

    ``*`` and ``?`` stay within a folder, ``**`` spans folders, ``[ab]`` is a set, and a glob that
    ends in a slash is everything below that folder. No globs match nothing.

    >>> bool(matcher(("**/*.md",)).fullmatch("tea.md")), bool(matcher(("ru/**",)).fullmatch("ru/a/b.md"))
    (True, True)
    """
    return re.compile("|".join(f"(?:{_regex(glob)})" for glob in globs) or r"(?!)", re.DOTALL)


def _regex(glob: str) -> str:
    glob = glob.removeprefix("./")
    if glob.endswith("/"):
        glob += "**"
    # Neighbouring stars mean one star; left in, they would backtrack for ever.
    glob = re.sub(r"(?:\*\*/)+", "**/", re.sub(r"\*{3,}", "**", glob))
    out = []
    for part in re.finditer(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", glob, re.DOTALL):
        piece = part[0]
        if piece == "**/" and (part.start() == 0 or glob[part.start() - 1] == "/"):
            out.append(r"(?:[^/]+/)*")
        elif piece in {"**/", "**"}:
            out.append(".*" + ("/" if piece == "**/" else ""))
        elif piece == "*":
            out.append(r"[^/]*")
        elif piece == "?":
            out.append(r"[^/]")
        elif piece.startswith("[") and len(piece) > 2:
            inner = re.sub(r"[\\\[&~|]", r"\\\g<0>", piece[1:-1])
            inner = "^/" + inner[1:] if inner.startswith("!") else inner
            out.append(f"[{inner}]")
        else:
            out.append(re.escape(piece))
    return "".join(out)
