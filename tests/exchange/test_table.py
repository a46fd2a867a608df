"""Tables as spreadsheets save them."""

from __future__ import annotations

import pytest

from recto.errors import CatalogError
from recto.exchange import table
from recto.exchange.bilingual import Sheet
from recto.model import Catalog, State, Unit

UNIT = Unit("title", "=Tea, he said", "-Tee; „so“", State.REVIEWED, notes=("one", "two"), hints=("note: x",))


def written() -> str:
    return table.write([Sheet("tea.md", "en", Catalog("de", (UNIT,)))]).decode("utf-8-sig")


def test_a_table_for_a_spreadsheet():
    content = table.write([Sheet("tea.md", "en", Catalog("de", (UNIT,)))])

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        '"article","locale","role","source","target","state","note","hint","id","version","source locale"\r\n'
        '"tea.md","de","title","\'=Tea, he said","\'-Tee; „so“","reviewed","one\ntwo","note: x",'
        f'"{UNIT.id}","v{UNIT.version[:12]}","en"\r\n'
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_spreadsheet_saves_is_read(delimiter, codec):
    lines = [
        delimiter.join(("Target", " source ", "state", "Role")),
        delimiter.join(("Tee", "Tea", "Final", "title")),
    ]
    content = ("\r\n".join(lines) + "\r\n\r\n").encode(codec)

    assert table.is_table(content)
    ((row,),) = [one.rows for one in table.read(content, "t.csv")]

    assert (row.source, row.target, row.state, row.context) == ("Tea", "Tee", State.FINAL, "title")
    assert row.where == "t.csv:2"


def test_rows_are_told_apart_by_article_and_locale_and_know_their_lines():
    content = b'article,locale,source,target\na.md,de,"One\nTwo",x\nb.md,de,Three,y\na.md,de,Four,z\n'

    found = table.read(content, "t.csv")

    assert [(one.article, [row.where for row in one.rows]) for one in found] == [
        ("a.md", ["t.csv:2", "t.csv:5"]),
        ("b.md", ["t.csv:4"]),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", r"^t\.csv:1: the table has no columns"),
        (b"a,b\n1,2\n", r"^t\.csv:1: the table has no columns"),
        (b'source,target\n"a,b\n', r"^t\.csv:2: the table breaks off"),
        (b'source,target\nx,y\n"a"b,c\n', r"^t\.csv:3: the table breaks off"),
        (b"source,target\nx,\xe4\n", r"^t\.csv:2: the table is not UTF-8"),
        (b"source,target\nx," + b"y" * 200_000 + b"\n", r"^t\.csv:2: the table breaks off"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(content, said):
    with pytest.raises(CatalogError, match=said):
        table.read(content, "t.csv")


def test_other_files_are_no_tables():
    assert not table.is_table(b"<xliff><source>the source is a target </source></xliff>")
    assert not table.is_table(b"# source target")
    assert not table.is_table(b'msgid "source"\nmsgstr "target"\n')


@pytest.mark.parametrize(
    "text", ["1.50", "0012", "1/2", "12:30", "2026-01-02", "50 %", "1e5", "'1.50", "'''2"]
)
def test_no_cell_is_one_that_a_spreadsheet_reads_as_a_number(text):
    cell = table.guard(text)

    assert (cell, table.unguard(cell)) == (f"'{text}", text)


@pytest.mark.parametrize("text", ["'90s", "5 cups", "'s Avonds 2", "", "'"])
def test_what_no_spreadsheet_changes_stays_as_it_is(text):
    assert (table.guard(text), table.unguard(text)) == (text, text)
