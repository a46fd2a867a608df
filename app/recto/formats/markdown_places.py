"""What site generators read in Markdown beside Markdown: placeholders, shortcodes, attribute lists, emoji."""

from __future__ import annotations

import re

_ENDS = {"{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}", "{#": "#}"}
_NAME = re.compile(r"\{[{%][<%]?-?\s*(/?\s*[\w./-]+)")
_ITEM = r"""(?:[.#][\w:][\w:./-]*|[A-Za-z_:@][\w:.@-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"'=<>`]+))"""
_ATTRIBUTES = re.compile(
    rf"\{{:?[ \t]*{_ITEM}(?:[ \t]+{_ITEM})*[ \t]*\}}|\{{:{{1,2}}/?[ \t]*[.#\w][^{{}}\n]*\}}"
)
_EMOJI = re.compile(r"(?<![\w:])(?::[a-z0-9_+-]+:)+(?![\w:])")
_NUMERIC_EMOJI = frozenset({":+1:", ":-1:", ":100:", ":1234:"})
_VARIABLE_CHARS = 200
"""How long a ``${variable}`` or a ``{#comment#}`` without blanks may be; keeps the search linear."""
_SHOWN = 40


class Placeholders:
    """The placeholders of one text, asked for from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()
        """Ends that are known not to come any more."""

    def span(self, brace: int) -> tuple[int, int] | None:
        """Return where the placeholder with this brace begins and ends: ``{{ }}``, ``{% %}``, ``${ }`` ..."""
        text = self._text
        for start in (text[brace : brace + 3], text[brace : brace + 2]):
            ending = _ENDS.get(start)
            if ending and ending not in self._missing and (end := self._end(brace, start, ending)):
                return brace, end
        if text[brace - 1 : brace] == "$" and text[brace + 1 : brace + 2] != "{":
            end = text.find("}", brace, brace + _VARIABLE_CHARS)
            if end > brace + 1 and "{" not in text[brace + 1 : end]:
                return brace - 1, end + 1
        return None

    def _end(self, brace: int, start: str, ending: str) -> int:
        """Return where the placeholder ends, 0 if it does not."""
        text, inner = self._text, brace + len(start)
        if start == "{#" and not text[inner : inner + 1].isspace():  # ``{#id}`` is no comment
            last = text.find(ending, inner, inner + _VARIABLE_CHARS)
            return last + 2 if last >= 0 and "}" not in text[inner:last] else 0
        last = text.find(ending, inner)
        if last < 0:
            self._missing.add(ending)
            return 0
        last += len(ending)
        return last + 1 if text.startswith("{{{", brace) and text.startswith("}", last) else last


def masked(text: str) -> str:
    """Return the text with placeholders made words of the same length, so that no markup is seen in them.

    >>> masked("[a]({{< ref b >}})")
    '[a](xxxxxxxxxxxxx)'
    """
    placeholders = Placeholders(text)
    out: list[str] = []
    done = at = 0
    while (at := text.find("{", at)) >= 0:
        span = placeholders.span(at)
        if span is None:
            at += 1
            continue
        out += (text[done : span[0]], "x" * (span[1] - span[0]))
        done = at = span[1]
    return "".join([*out, text[done:]]) if out else text


def placeholder_hint(raw: str) -> str:
    """Return what it is, for people: ``shortcode figure``, ``placeholder {{ x }}``, ``comment``."""
    if raw.startswith(("{#", "{{/*", "{{!", "{/*")):
        return "comment"
    if not raw.startswith("{%") and not raw.startswith(("{{<", "{{%")):
        return f"placeholder {' '.join(raw[: 2 * _SHOWN].split())[:_SHOWN]}"
    kind = "tag" if raw.startswith("{%") else "shortcode"
    name = _NAME.match(raw)
    return f"{kind} {''.join(name[1].split())[:_SHOWN]}" if name else kind


def attributes_end(text: str, at: int) -> int:
    """Return where the attribute list at ``at`` ends (``{.class}``, ``{: #id key=value}``); ``at``: none."""
    found = _ATTRIBUTES.match(text, at)
    return found.end() if found else at


def closing_attributes(text: str) -> int:
    """Return where an attribute list of its own at the end of a text begins; -1: there is none."""
    if not text.endswith("}"):
        return -1
    start = text.rfind("{")
    is_apart = start >= 0 and (not start or text[start - 1] in " \t\r\n")
    return start if is_apart and attributes_end(text, start) == len(text) else -1


def has_emoji(text: str) -> bool:
    """Tell whether there may be an emoji by name (``:tada:``) in a text."""
    return ":" in text and bool(_EMOJI.search(text))


def emoji_end(text: str, at: int) -> int:
    """Return where a run of emoji by name that begins at ``at`` ends; ``at`` if there is none."""
    found = _EMOJI.match(text, at)
    if found is None:
        return at
    is_name = any(map(str.isalpha, found.group())) or found.group() in _NUMERIC_EMOJI
    return found.end() if is_name else at
