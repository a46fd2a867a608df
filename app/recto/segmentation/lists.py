"""Find the items of a list that runs on in one line: ``1. The first item 2. The second item``.

Between such items no sentence ends, so the marker is all there is to see. It counts only in a row: a
first marker at the start of the block, behind a colon or behind a sentence, then one after the other,
each within reach of the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.segmentation.scanner import REACH

_BULLETS = "•‣⁃▪●◦"
_MARKER = r"(?P<mark>(?:[" + _BULLETS + r"]\s?)?\(?)(?P<label>LABEL)(?P<end>\.\)|[.)])\s+(?=[^\W\d_])"
_SECOND = (
    ("2", re.compile(r"[\s(]2(?:\.\)|[.)])\s")),
    (")", re.compile(r"[bB.]\)\s")),
    ("b.", re.compile(r"[\s(]b\.\s")),
)
_BULLET = re.compile(f"[{_BULLETS}]")
_AT_START = re.compile(r"\s*" + _MARKER.replace("LABEL", r"\d{1,3}|[aA]"))
_BEHIND_END = re.compile(r"(?:(?<=[:：.!?…)\"”’»])\s|(?<=\n))" + _MARKER.replace("LABEL", r"\d{1,3}|[aA]"))
_NEXT = re.compile(r"\s" + _MARKER.replace("LABEL", r"\d{1,3}|[b-zB-Z]"))


def list_items(text: str, start: int, stop: int, *, ordinal: bool) -> Iterator[int]:
    """Yield where the second and each further item of a list in one line starts.

    With ``ordinal``, a figure with a full stop is no marker unless a bullet stands in front.

    >>> list(list_items("1. The first item 2. The second item", 0, 36, ordinal=False))
    [18]
    """
    if not may_have_items(text, start, stop):
        return
    item = _AT_START.match(text, start, stop) or _BEHIND_END.search(text, start, stop)
    while item:
        at = item.end()
        if _begins_a_list(item, ordinal=ordinal):
            following = _following(text, item, stop)
            while following:
                yield following.start("mark")
                at = following.end()
                following = _following(text, following, stop)
        item = _BEHIND_END.search(text, at, stop)


def may_have_items(text: str, start: int, stop: int) -> bool:
    """Look for a second marker or a bullet: any such list has one, and few texts have."""
    for sign, marker in _SECOND:
        if text.find(sign, start, stop) >= 0 and marker.search(text, start, stop):
            return True
    return not text.isascii() and _BULLET.search(text, start, stop) is not None


def _begins_a_list(item: re.Match[str], *, ordinal: bool) -> bool:
    if item["mark"].strip(" ("):
        return True
    if item["end"] == "." and (item["label"] == "A" or (ordinal and item["label"].isdigit())):
        return False  # an initial, an ordinal
    return item["label"] in ("1", "a", "A")


def _following(text: str, item: re.Match[str], stop: int) -> re.Match[str] | None:
    """Return the next marker of a list, if it stands within reach of this one."""
    label = item["label"]
    wanted = str(int(label) + 1) if label.isdigit() else chr(ord(label) + 1)
    for found in _NEXT.finditer(text, item.end(), min(stop, item.end() + REACH)):
        if found["label"] == wanted and (found["mark"], found["end"]) == (item["mark"], item["end"]):
            return found
    return None
