"""The laws of reading and writing catalogs, and what the gettext tools say to what Recto writes."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import polib
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from recto.errors import CatalogError
from recto.exchange import po, po_marks, po_read
from recto.exchange.po_scan import scan
from recto.model import Catalog, State, Unit

NASTY = (
    'He said "no".',
    "C:\\path\\",
    "100 %d of {0} and %(name)s, %1$s",
    "# not a comment",
    "#, fuzzy",
    'msgid "x"',
    "Content-Type: text/plain; charset=latin-1",
    "tab\there",
    "bell\a\b\f\v\r",
    "\x1b[31mred\x1b[0m",
    "line\u2028separator\u2029and\x85more",
    "\u202eright to left\u202c \u0627\u0644\u0633\u0644\u0627\u0645",
    "\U0001f600 astral \U00020bb7",
    "\ufeffmark",
    "e\u0301\u0301\u0301",
    "<1>code</1> and <2/>",
    " ",
    "0",
    "<<<<<<< HEAD",
    "word " * 400,
    '\\n\\t\\\\"',
    "File: tea.c, line: 12",
)
CHARACTERS = st.characters(exclude_characters="\0\x04\n", exclude_categories=["Cs"])
LINES = st.sampled_from(NASTY) | st.text(CHARACTERS, max_size=30)
COMMENTS = st.sampled_from([line for line in NASTY if "\r" not in line]) | st.text(
    st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=30
)
NOTES = COMMENTS.filter(lambda line: not line.startswith(po_marks.PREFIX))
ROLES = st.sampled_from(["paragraph", "title", "list item", "paragraph#2", "meta:the key", ""])
ORIGINS = st.sampled_from(["", "mt:apertium", "tm:exact", "import", "odd 100%=\u00a0name", "x" * 90])
MARKS = st.lists(
    st.tuples(st.sampled_from(["edit", "was", "ignore", "cut", "skip", "later-key"]), LINES), max_size=6
)


@st.composite
def units(draw: st.DrawFn, lines: st.SearchStrategy[str] = LINES) -> Unit:
    """A unit that agrees with itself: its state fits its target, its previous context its previous."""
    source, target, previous = draw(lines.filter(bool)), draw(lines), draw(lines)
    state = draw(st.sampled_from([State.DRAFT, State.REVIEWED])) if target else State.EMPTY
    return Unit(
        draw(ROLES),
        source,
        target,
        state,
        draw(ORIGINS),
        tuple(draw(st.lists(NOTES, max_size=3))),
        previous,
        draw(ROLES) if previous else "",
        tuple(draw(st.lists(COMMENTS, max_size=2))),
        tuple(draw(MARKS)),
    )


@st.composite
def catalogs(draw: st.DrawFn, lines: st.SearchStrategy[str] = LINES) -> Catalog:
    """A catalog as Recto makes it, no two units alike."""
    some = draw(st.lists(units(lines), max_size=8, unique_by=lambda unit: unit.key))
    split = draw(st.integers(0, len(some)))
    header = po.create_header("tea-times", "pt-BR", draw(st.sampled_from(["tea.md", 'a "b" \\ c.md'])))
    comments = tuple(draw(st.lists(st.sampled_from(["# A title.", "#", "#. x"]), max_size=2, unique=True)))
    return Catalog("pt-BR", tuple(some[:split]), tuple(some[split:]), header, tuple(sorted(comments)))


def with_edge(unit: Unit, edge: str) -> Unit:
    """The unit with the same line break at the same side of source and target."""
    target = f"{unit.target}{edge}" if unit.target else ""
    return replace(unit, source=f"{unit.source}{edge}", target=target)


SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def load(content: bytes) -> Catalog:
    return po.load(content, "tea.po", "pt-BR")


@given(catalogs())
def test_loading_gives_back_the_catalog_that_was_dumped(catalog):
    assert load(po.dump(catalog)) == catalog


@given(catalogs(st.text(st.characters(exclude_characters="\0\x04", exclude_categories=["Cs"]))))
def test_loading_gives_back_texts_with_line_breaks(catalog):
    inner = replace(
        catalog,
        units=tuple(with_edge(unit, "x") for unit in catalog.units),
        obsolete=tuple(with_edge(unit, "x") for unit in catalog.obsolete),
    )
    assume(not any(unit.source[0] == "\n" or unit.target[:1] == "\n" for unit in inner.units))

    assert load(po.dump(inner)) == inner


@given(catalogs())
def test_a_catalog_that_did_not_change_keeps_its_bytes(catalog):
    content = po.dump(catalog)

    assert po.dump(load(content)) == content
    assert po.dump(load(content), content) is content


@given(catalogs())
def test_both_readers_read_the_same(catalog):
    content = po.dump(catalog)
    own = po_read.read(content, "tea.po")
    strict = po_read._read_any(own.decoded, "tea.po")

    assert own.is_own
    assert [part.unit for part in own.parts] == [part.unit for part in strict.parts]
    assert [part.text for part in own.parts] == [part.text for part in strict.parts]
    assert (own.header, own.comments) == (strict.header, strict.comments)


@given(catalogs(), st.data())
def test_a_changed_unit_changes_only_its_own_lines(catalog, data):
    assume(catalog.units)
    at = data.draw(st.integers(0, len(catalog.units) - 1))
    target = data.draw(LINES)
    changed = replace(
        catalog.units[at],
        target=target,
        state=State.REVIEWED if target else State.EMPTY,
        origin="",
        marks=(),
    )
    new = replace(catalog, units=(*catalog.units[:at], changed, *catalog.units[at + 1 :]))
    before = po.dump(catalog)

    old_entries, new_entries = before.split(b"\n\n"), po.dump(new, before).split(b"\n\n")

    assert len(old_entries) == len(new_entries)
    assert [i for i, pair in enumerate(zip(old_entries, new_entries, strict=True)) if pair[0] != pair[1]] in (
        [],
        [at + 1],
    )


@given(units())
def test_dump_gives_a_new_file_the_same_bytes_as_a_changed_one(unit):
    header = po.create_header("tea-times", "pt-BR", "tea.md")
    empty = po.dump(Catalog("pt-BR", header=header))
    catalog = Catalog("pt-BR", (unit,), header=header)

    assert po.dump(catalog, empty) == po.dump(catalog)


@given(st.text(alphabet='msgidctr_plu[]01 "\\n#~|,.:\n\t\r<=>x'))
def test_the_scanner_refuses_with_an_error_of_ours(text):
    try:
        scan(text, "tea.po")
    except CatalogError as error:
        assert error.where.startswith("tea.po:")


@SLOW
@given(catalogs(), st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(catalog, data):
    content = bytearray(po.dump(catalog))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 3))
        content[at : at + cut] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b'"', b"\n", b"\\", b"#~ "])
        )
    damaged = bytes(content)
    try:
        assert po.dump(load(damaged), damaged) == damaged
    except CatalogError as error:
        assert error.where.startswith("tea.po:")


@pytest.mark.gettext
@SLOW
@given(catalogs())
def test_gettext_takes_and_keeps_what_recto_writes(catalog):
    # msgcat leaves out obsolete entries without a target
    content = po.dump(replace(catalog, obsolete=tuple(unit for unit in catalog.obsolete if unit.target)))

    checked = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", "-"], input=content, capture_output=True)
    written = subprocess.run(["msgcat", "--no-wrap", "--force-po", "-"], input=content, capture_output=True)

    assert checked.returncode == 0, checked.stderr.decode()
    assert written.stdout == content


@SLOW
@given(catalogs(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30)))
def test_polib_reads_what_recto_writes(catalog):
    bare = [replace(unit, notes=(), hints=()) for unit in catalog.units]
    read = polib.pofile(po.dump(replace(catalog, units=tuple(bare), obsolete=())).decode())

    for unit, entry in zip(bare, read, strict=True):
        assert (entry.msgctxt or "", entry.msgid, entry.msgstr) == (unit.context, unit.source, unit.target)
        assert (entry.previous_msgid or "", entry.fuzzy) == (unit.previous, unit.state is State.DRAFT)
