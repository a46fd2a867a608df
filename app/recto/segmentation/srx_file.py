"""Read an SRX file, the exchange format for segmentation rules: version 2.0, and 1.0.

Only what the file says is read here; ``srx`` applies it. Nothing outside the text is ever opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

from recto.errors import ConfigError
from recto.plugins import suggest

NAMESPACE = "http://www.lisa.org/srx"
"""How the namespace begins (2.0: ``srx20``); files of version 1.0 have none."""
_SILENT = ("http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace")
_INSIDE = {
    "srx": ("the file",),
    "header": ("srx",),
    "formathandle": ("header",),
    "body": ("srx",),
    "languagerules": ("body",),
    "languagerule": ("languagerules",),
    "rule": ("languagerule",),
    "beforebreak": ("rule",),
    "afterbreak": ("rule",),
    "maprules": ("body",),
    "maprule": ("maprules",),  # version 1.0 only
    "languagemap": ("maprules", "maprule"),
}
"""Element -> the elements that it may stand in."""
_ATTRIBUTES = {
    "srx": {"version"},
    "header": {"segmentsubflows", "cascade"},
    "formathandle": {"type", "include"},
    "languagerule": {"languagerulename"},
    "rule": {"break"},
    "maprule": {"maprulename"},
    "languagemap": {"languagepattern", "languagerulename"},
}
_ROOT = f'Name a file of SRX rules; its namespace is "{NAMESPACE}20".'
_CODES = {"start": "no", "end": "yes", "isolated": "no"}
"""On which side of a break codes go by the standard's own choice: no other is followed."""


class Rule(NamedTuple):
    """A rule: at a place between two characters, does the text on both sides look like this?"""

    breaks: bool
    before: str
    """Regular expression of the text that ends there; empty: any."""
    after: str
    group: str
    """The language rule that it stands in, and its number there, from 1."""
    number: int
    line: int

    @property
    def name(self) -> str:
        """What messages call the rule."""
        return f"rule {self.number} of {self.group!r}, line {self.line}"


class LanguageMap(NamedTuple):
    pattern: str
    group: str
    line: int


class Srx(NamedTuple):
    """The content of a file."""

    cascade: bool
    """Whether all groups whose pattern fits a language apply, in order, or only the first."""
    groups: Mapping[str, tuple[Rule, ...]]
    maps: tuple[LanguageMap, ...]
    remarks: tuple[tuple[int, str], ...]
    """What the file asks for and does not get: line, a sentence."""

    @property
    def breaks(self) -> bool:
        """Whether there is any rule that breaks; otherwise all are exceptions."""
        return any(rule.breaks for rules in self.groups.values() for rule in rules)


def read(text: str) -> Srx:
    """Return what an SRX file says.

    :raises ConfigError: it is not SRX 1.0 or 2.0; ``where`` is the line.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(text.removeprefix("\ufeff"), True)
    except expat.ExpatError as error:
        problem = f"this is not XML: {expat.ErrorString(error.code)}."
        raise ConfigError(problem, str(error.lineno), "Correct the file, or save it anew.") from error
    return reader.result()


class _Reader:
    """Takes the parser's events; each mistake is told with its line."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.SkippedEntityHandler = self._entity
        self._open: list[str] = []
        self._groups: dict[str, list[Rule]] = {}
        self._maps: list[LanguageMap] = []
        self._remarks: list[tuple[int, str]] = []
        self._cascade = False
        self._map_rules = 0
        self._group = ""
        self._rule: tuple[bool, int] = (True, 0)
        self._sides: dict[str, str] = {}

    def result(self) -> Srx:
        if not self._maps:
            raise ConfigError("no <languagemap> says which languages the rules are for.", "1")
        for one in self._maps:
            if one.group not in self._groups:
                hint = suggest(one.group, list(self._groups))
                raise ConfigError(f"there is no <languagerule> named {one.group!r}.", str(one.line), hint)
        groups = {name: tuple(rules) for name, rules in self._groups.items()}
        return Srx(self._cascade, groups, tuple(self._maps), tuple(self._remarks))

    @property
    def _line(self) -> int:
        return self.parser.CurrentLineNumber

    def _error(self, problem: str, hint: str = "") -> ConfigError:
        return ConfigError(problem, str(self._line), hint)

    def _remark(self, text: str) -> None:
        self._remarks.append((self._line, text))

    def _doctype(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:  # noqa: ARG002
        if has_subset:
            raise self._error(
                "a document type with declarations of its own is refused.", "Remove <!DOCTYPE>."
            )

    def _entity(self, name: str, is_parameter: bool) -> None:  # noqa: ARG002  # expat's signature
        raise self._error(f"the entity &{name}; is not declared.")

    def _start(self, full: str, given: dict[str, str]) -> None:
        namespace, _, name = full.rpartition(" ")
        is_ours = not namespace or namespace.startswith(NAMESPACE)
        parent = self._open[-1] if self._open else "the file"
        if not parent:  # inside an extension, which was told as a whole
            self._open.append("")
        elif not self._open and not (is_ours and name == "srx"):
            there = f" of the namespace {namespace!r}" if name == "srx" else ""
            raise self._error(f"expected the element <srx>, found <{name}>{there}.", _ROOT)
        elif not is_ours:
            self._open.append("")
            self._remark(f"the extension <{name}> is not followed ({_spelled(given)}).")
        elif parent not in _INSIDE.get(name, ()):
            raise self._error(f"the element <{name}> cannot stand in <{parent}>.")
        else:
            self._open.append(name)
            handler = getattr(self, f"_start_{name}", None)
            attributes = self._attributes(name, given)
            if handler:
                handler(attributes)

    def _attributes(self, name: str, given: dict[str, str]) -> dict[str, str]:
        known: dict[str, str] = {}
        for full, value in given.items():
            namespace, _, key = full.rpartition(" ")
            if not namespace and key in _ATTRIBUTES.get(name, ()):
                known[key] = value
            elif namespace not in _SILENT:
                self._remark(f"the attribute {key!r} of <{name}> is not followed.")
        return known

    def _start_srx(self, given: dict[str, str]) -> None:
        if given.get("version") not in ("1.0", "2.0"):
            raise self._error(f"expected SRX version 1.0 or 2.0, found {given.get('version', 'none')!r}.")

    def _start_header(self, given: dict[str, str]) -> None:
        self._cascade = self._yes(given, "cascade", "no")
        if not self._yes(given, "segmentsubflows", "yes"):
            self._remark(
                'segmentsubflows="no" is not followed: footnotes and alt texts are cut like other text.'
            )

    def _start_formathandle(self, given: dict[str, str]) -> None:
        kind = given.get("type", "")
        if kind not in _CODES:
            raise self._error(f"expected the type start, end or isolated, found {kind!r}.")
        if self._yes(given, "include", _CODES[kind]) is not (_CODES[kind] == "yes"):
            self._remark(
                f'include="{given["include"]}" for {kind} codes is not followed:'
                f" at a break they go {'left' if _CODES[kind] == 'yes' else 'right'}."
            )

    def _start_languagerule(self, given: dict[str, str]) -> None:
        self._group = self._needed(given, "languagerulename")
        if self._group in self._groups:
            raise self._error(f"there are two <languagerule> named {self._group!r}.")
        self._groups[self._group] = []

    def _start_rule(self, given: dict[str, str]) -> None:
        self._rule = (self._yes(given, "break", "yes"), self._line)
        self._sides = {}

    def _start_beforebreak(self, _: dict[str, str]) -> None:
        self._side("beforebreak")

    def _start_afterbreak(self, _: dict[str, str]) -> None:
        self._side("afterbreak")

    def _side(self, name: str) -> None:
        if name in self._sides:
            raise self._error(f"there are two <{name}> in one rule.")
        self._sides[name] = ""

    def _start_maprule(self, _: dict[str, str]) -> None:
        self._map_rules += 1
        if self._map_rules == 2:
            self._remark("only the first <maprule> is used.")

    def _start_languagemap(self, given: dict[str, str]) -> None:
        if self._map_rules < 2:
            pattern, group = self._needed(given, "languagepattern"), self._needed(given, "languagerulename")
            self._maps.append(LanguageMap(pattern, group, self._line))

    def _characters(self, text: str) -> None:
        if self._open[-1] in ("beforebreak", "afterbreak"):
            self._sides[self._open[-1]] += text

    def _end(self, full: str) -> None:  # noqa: ARG002  # expat's signature
        if self._open.pop() == "rule":
            rules = self._groups[self._group]
            breaks, line = self._rule
            before, after = self._sides.get("beforebreak", ""), self._sides.get("afterbreak", "")
            rules.append(Rule(breaks, before, after, self._group, len(rules) + 1, line))

    def _needed(self, given: dict[str, str], key: str) -> str:
        if key not in given:
            raise self._error(f"the attribute {key!r} is missing.")
        return given[key]

    def _yes(self, given: dict[str, str], key: str, default: str) -> bool:
        value = given.get(key, default)
        if value not in ("yes", "no"):
            raise self._error(f'expected {key}="yes" or "no", found {value!r}.')
        return value == "yes"


def _spelled(given: Mapping[str, str]) -> str:
    return ", ".join(f'{key.rpartition(" ")[2]}="{value[:40]}"' for key, value in given.items()) or "empty"
