"""What goes out comes back as it was: any unit, in each of the formats, and the schemas agree."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from recto.exchange import table, tmx, xliff, xliff2
from recto.exchange.bilingual import Sheet
from recto.exchange.returning import take_back
from recto.exchange.xml import is_writable
from recto.model import Catalog, State, Unit

NUMBERS = st.integers(0, 4).map(str)
PIECES = st.one_of(
    NUMBERS.map("<{}>".format),
    NUMBERS.map("</{}>".format),
    NUMBERS.map("<{}/>".format),
    st.sampled_from(["a", " ", "<", "&amp;", "]]>", "</1/>", "<\u0661/>", "<b>", "\r", "\n", "\u2028"]),
    st.sampled_from(["=1+1", "@x", "\t", "\ufeff", "\u0301", "\U0001f600", "\u202e", '"', ";", "'", "-"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join).filter(is_writable)
LEGAL = st.sampled_from(["a <1>b</1> c", "<1>a <2/></1>", "<1>a <2>b</1> c</2>", "x <3>po4a</3>", "plain"])
ROLES = st.sampled_from(["paragraph", "title", "paragraph#2", "meta:a key", ""])
HINTS = st.sampled_from(
    ["<1> link https://e.org?a&b", "<2/> image a.png", "<3> code", "at most 60 characters", "note: x\x01"]
)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    target = draw(TEXTS | LEGAL)
    state = draw(st.sampled_from([State.DRAFT, State.REVIEWED, State.FINAL])) if target else State.EMPTY
    return Unit(
        draw(ROLES),
        draw((TEXTS | LEGAL).filter(bool)),
        target,
        state,
        draw(st.sampled_from(["", "mt:apertium", "tm:exact", "tm:fuzzy", "import"])) if target else "",
        tuple(draw(st.lists(TEXTS, max_size=2))),
        draw(st.just("") | TEXTS) if target else "",
        hints=tuple(draw(st.lists(HINTS, max_size=4))),
        others=tuple(draw(st.lists(TEXTS, max_size=2))) if state is State.DRAFT else (),
    )


CATALOGS = st.lists(units(), max_size=4, unique_by=lambda unit: unit.key).map(
    lambda some: Catalog("pt-BR", tuple(some))
)
FORMATS = {"xliff": xliff, "xliff2": xliff2, "csv": table}


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@settings(max_examples=40)
@given(catalog=CATALOGS)
def test_texts_and_names_come_back_as_they_were(form, catalog):
    content = form.write([Sheet("world/tea.md", "en", catalog)])

    rows = [row for one in form.read(content, "f") for row in one.rows]

    assert [(row.id, row.context, row.source, row.target) for row in rows] == [
        (unit.id, unit.context, unit.source, unit.target) for unit in catalog.units
    ]
    assert all(unit.version.startswith(row.version) for row, unit in zip(rows, catalog.units, strict=True))
    for one in form.read(content, "f"):
        assert (one.article, one.source_locale, one.locale) == ("world/tea.md", "en", "pt-BR")


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@settings(max_examples=40)
@given(catalog=CATALOGS)
def test_what_comes_back_untouched_changes_nothing(form, catalog):
    (*found,) = form.read(form.write([Sheet("tea.md", "en", catalog)]), "f")

    for one in found:
        result = take_back(catalog, one.rows, lambda _: "")

        assert result.catalog == catalog
        assert (result.taken, result.remarks) == (0, ())
        assert result.unchanged == len(catalog.units)


@pytest.mark.schemas
@pytest.mark.parametrize(
    ("form", "name"), [(xliff, "xliff-core-1.2-strict.xsd"), (xliff2, "xliff-core-2.0.xsd")]
)
@settings(max_examples=40)
@given(catalog=CATALOGS, copy=st.booleans())
def test_the_official_schemas_accept_what_is_written(schemas, form, name, catalog, copy):
    catalog = replace(catalog, units=catalog.units or (Unit("title", "Tea"),))
    sheets = [Sheet("a b/tea.md", "en", catalog), Sheet("b.txt", "en", catalog)]
    content = form.write(sheets, copy_source=True) if copy and form is xliff else form.write(sheets)

    schema(schemas, name).assertValid(etree.fromstring(content))


KNOWN: dict[str, etree.XMLSchema] = {}


def schema(folder: Path, name: str) -> etree.XMLSchema:
    if name not in KNOWN:
        parser = etree.XMLParser(no_network=True)
        parser.resolvers.add(Copies(folder))
        KNOWN[name] = etree.XMLSchema(etree.parse(folder / name, parser))
    return KNOWN[name]


class Copies(etree.Resolver):
    """The schemas import the W3C's xml.xsd by its address; a copy lies beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, system_url, public_id, context):
        return (
            self.resolve_filename(str(self.folder / "xml.xsd"), context) if "xml.xsd" in system_url else None
        )


@pytest.mark.schemas
@pytest.mark.parametrize(
    ("form", "name"), [(xliff, "xliff-core-1.2-strict.xsd"), (xliff2, "xliff-core-2.0.xsd")]
)
def test_the_schemas_refuse_what_they_should(schemas, form, name):
    root = etree.fromstring(form.write([Sheet("tea.md", "en", Catalog("de", (Unit("title", "Tea"),)))]))
    unit = next(element for element in root.iter() if element.get("id", "").startswith("u"))

    del unit.attrib["id"]

    assert not schema(schemas, name).validate(root)


PAIRS = st.builds(
    tmx.Pair,
    (TEXTS | LEGAL).filter(bool),
    (TEXTS | LEGAL).filter(bool),
    st.just("en"),
    st.sampled_from(["de", "pt-BR", "zh-Hans"]),
    st.sampled_from(["", "world/tea & milk.md"]),
    ROLES,
    st.sampled_from(["", "mt:apertium", "tm:exact"]),
    st.sampled_from(State),
    st.lists(st.sampled_from(["a note", "<&>", "=1"]), max_size=2).map(tuple),
)


@given(st.lists(PAIRS, max_size=4))
def test_a_memory_comes_back_as_it_was(pairs):
    assert list(tmx.read(tmx.write(pairs, "en"), "f.tmx")) == pairs


@given(TEXTS | st.text())
def test_no_cell_runs_as_a_formula_and_each_comes_back(text):
    cell = table.guard(text)

    assert table.unguard(cell) == text
    shown = cell.lstrip("\ufeff\u200b\u200e\u200f\u2060 \u00a0\u3000")
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(CATALOGS)
def test_a_table_is_one_that_any_reader_of_csv_reads(catalog):
    content = table.write([Sheet("tea.md", "en", catalog)])

    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert {len(cells) for cells in read} == {len(table.COLUMNS)}
    assert len(read) == 1 + len(catalog.units)


@settings(max_examples=40)
@given(st.sampled_from(list(FORMATS.values())), CATALOGS, st.data())
def test_newer_work_is_never_lost_or_overwritten(form, catalog, data):
    """Whatever a person and a translator do at the same time, all texts are there afterwards."""
    (*found,) = form.read(form.write([Sheet("tea.md", "en", catalog)]), "f")
    newer = tuple(
        replace(unit, target=data.draw(LEGAL), state=State.REVIEWED, origin="", previous="", others=())
        if data.draw(st.booleans())
        else unit
        for unit in catalog.units
    )
    now = replace(catalog, units=newer)
    rows = [replace(row, target=data.draw(LEGAL | st.just(row.target))) for one in found for row in one.rows]

    result = take_back(now, rows, lambda _: "")

    refused = {remark.incoming for remark in result.remarks if remark.kind == "refused"}
    after = {unit.id: unit for unit in result.catalog.units}
    for unit, before, row in zip(newer, catalog.units, rows, strict=True):
        there = {after[unit.id].target, *after[unit.id].others}
        assert row.target in there | refused | {"", before.target}
        if unit.version != before.version:
            assert after[unit.id].target == unit.target
        if unit.state.rank >= State.REVIEWED.rank:  # what was accepted stays published
            assert after[unit.id].state.rank >= State.REVIEWED.rank
            assert row.is_accepted or after[unit.id].target == unit.target
        else:
            assert after[unit.id].state is not State.REVIEWED or not after[unit.id].others
        assert set(unit.others) <= there or after[unit.id].state is State.REVIEWED
