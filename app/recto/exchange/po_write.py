"""The canonical form: how Recto writes an entry.

One physical line per quoted text; comments in the order that msgcat keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from recto.errors import CatalogError
from recto.exchange import po_marks
from recto.exchange.po_scan import REFUSED, Entry, flags, is_fuzzy
from recto.exchange.po_text import escape
from recto.model import State, Unit

LINE_BREAK = re.compile(r"\r\n|\r|\n")
TAIL = re.compile(r"\\ *$")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
STICKY = "="
"""First character of the flags that stand in ``#=`` lines."""

Pair = tuple[str, str]


def comment(mark: str, text: str) -> str:
    """Return one comment line; a blank goes behind a backslash at its end.

    gettext takes a comment's last backslash for a sign that the next line belongs to it.
    """
    text = f" {text}" if text else ""
    return f"{mark}{text} " if TAIL.search(text) else f"{mark}{text}"


def uncomment(line: str, mark: str) -> str:
    """Undo ``comment``."""
    text = line[len(mark) :].removeprefix(" ")
    return text[:-1] if text.endswith(" ") and TAIL.search(text) else text


def write_unit(unit: Unit, *, obsolete: bool) -> str:
    """Return a unit as an entry, without a line break at its end.

    :raises CatalogError: msgfmt would refuse the entry.
    """
    if not unit.target and not obsolete and _is_new(unit):
        return _new_unit(unit)
    _refuse_unwritable(unit, obsolete=obsolete)
    lines = [comment("#", line) for line in _one_line_each(unit.notes)]
    lines += po_marks.write(unit)
    lines += [comment("#.", line) for line in _one_line_each(unit.hints)]
    lines += [comment("#:", line) for line in _one_line_each(unit.references)]
    fuzzy = ["fuzzy"] if unit.target and unit.state.rank <= State.DRAFT.rank else []
    lines += _flag_lines([*fuzzy, *unit.flags])
    texts = {}
    if unit.previous:
        if unit.previous_context:
            texts["#| msgctxt"] = unit.previous_context
        texts["#| msgid"] = unit.previous
    if unit.context:
        texts["msgctxt"] = unit.context
    texts["msgid"] = unit.source
    texts["msgstr"] = unit.target
    lines += _text_lines(texts, obsolete=obsolete)
    return "\n".join(lines)


def _is_new(unit: Unit) -> bool:
    """Tell whether a unit without a target has nothing but its key and hints, and nothing to refuse."""
    has_more = unit.notes or unit.marks or unit.origin or unit.flags or unit.references
    has_more = has_more or unit.previous or unit.others
    return bool(unit.context) and not has_more and not REFUSED.search(unit.source + unit.context)


def _new_unit(unit: Unit) -> str:
    """Return what ``write_unit`` writes of a new unit; most of what a first extraction writes are those."""
    key = f'msgctxt "{escape(unit.context)}"\nmsgid "{escape(unit.source)}"\nmsgstr ""'
    if not unit.hints:
        return key
    return "\n".join([*(comment("#.", line) for line in _one_line_each(unit.hints)), key])


def write_entry(entry: Entry) -> str:
    """Return a scanned entry in canonical form, nothing added or left out."""
    lines = [line for line in entry.comments if not line.startswith(("#.", "#:", "#,", "#="))]
    lines = [comment("#", uncomment(line, "#")) for line in lines]
    for mark in ("#.", "#:"):
        lines += [comment(mark, uncomment(line, mark)) for line in entry.comments if line.startswith(mark)]
    found = [flag for line in entry.comments if line.startswith("#,") for flag in flags(line)]
    fuzzy = ["fuzzy"] if is_fuzzy(entry.comments) else []
    lines += _flag_lines([*fuzzy, *(flag for flag in found if flag != "fuzzy")])
    lines += [line for line in entry.comments if line.startswith("#=")]
    if "domain" in entry.texts:
        return "\n".join([*lines, f'domain "{escape(entry.texts["domain"])}"'])
    lines += _text_lines(entry.texts, obsolete=entry.obsolete)
    return "\n".join(lines)


def write_header(comments: Iterable[str], header: Iterable[Pair], known: Iterable[Pair] = ()) -> str:
    """Return the header entry; ``known`` lines were in the file before and may hold tabs and the like.

    :raises CatalogError: a line break or control character, by which a value could become a line.
    """
    kept = set(known)
    lines = [line if line.startswith("#") else comment("#", line) for line in _one_line_each(comments)]
    lines += ['msgid ""', 'msgstr ""']
    for name, value in header:
        if CONTROL.search(name + value) and (name, value) not in kept:
            problem = f"the header line {name!r} has a control character or line break in {value!r}."
            raise CatalogError(problem, hint="Write it in one line.")
        lines.append(f'"{escape(header_line(name, value))}\\n"')
    return "\n".join(lines)


def header_line(name: str, value: str) -> str:
    """Return a header line; one without a name is kept as it was found."""
    return f"{name}: {value}" if name else value


def _text_lines(texts: dict[str, str], *, obsolete: bool) -> Iterator[str]:
    mark, previous = ("#~ ", "#~| ") if obsolete else ("", "#| ")
    for keyword, text in texts.items():
        name = keyword.removeprefix("#| ")
        yield f'{mark if name == keyword else previous}{name} "{escape(text)}"'


def _flag_lines(names: Iterable[str]) -> Iterator[str]:
    clean = [LINE_BREAK.sub(" ", name).strip() for name in names]
    plain = [name for name in clean if name and not name.startswith(STICKY)]
    sticky = [name[1:] for name in clean if name.startswith(STICKY)]
    if plain:
        yield comment("#,", ", ".join(plain))
    if sticky:
        yield comment("#=", ", ".join(sticky))


def _one_line_each(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield from LINE_BREAK.split(line)


def _refuse_unwritable(unit: Unit, *, obsolete: bool) -> None:
    if not unit.context and not unit.source:
        raise CatalogError("a unit has neither context nor source.", hint="That place is the header's.")
    for text in (unit.context, unit.source, unit.target, unit.previous, unit.previous_context):
        if found := REFUSED.search(text):
            problem = f"a text of unit {unit.id} holds the control character {found[0]!r}."
            raise CatalogError(problem, hint="Delete it.")
    if obsolete or unit.state.rank <= State.DRAFT.rank or not unit.target or not unit.source:
        return
    for edge, place in ((str.startswith, "begins"), (str.endswith, "ends")):
        if edge(unit.source, "\n") != edge(unit.target, "\n"):
            problem = f"in unit {unit.id} only one of source and target {place} with a line break."
            raise CatalogError(problem, hint="Make them alike.")
