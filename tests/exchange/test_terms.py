"""The glossary as CSV: nothing is lost, nothing runs in a spreadsheet, errors have their line."""

from __future__ import annotations

import csv
import io
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import CatalogError
from recto.exchange.terms import COLUMNS, dump, load
from recto.glossary import PartOfSpeech, Status, Term, fault, tidy

SIGNS = st.sampled_from("ab =+-@\"',;|<>&\u00a0é東\u2019\ufffd")
TEXTS = st.text(SIGNS | st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=12).map(
    tidy
)
NAMES = (st.sampled_from(["a", "A"]) | TEXTS).filter(lambda text: text and not fault(Term(text, "de", text)))
LOCALES = st.sampled_from(["de", "pt-BR", "en-GB", "zh-Hant-TW"])
PARTS = st.sampled_from(list(PartOfSpeech))
TERMS = st.builds(
    Term, NAMES, LOCALES, NAMES, st.sampled_from(list(Status)[:3]), PARTS, st.booleans(), TEXTS
) | st.builds(
    Term, NAMES, LOCALES | st.just(""), st.just(""), st.just(Status.KEPT), PARTS, st.booleans(), TEXTS
)
HEAD = ",".join(COLUMNS)
SMALL = """term,locale,translation,status,part of speech,match,note
rain garden,de,Regengarten,preferred,noun,,
Recto,,,do not translate,proper noun,exact,The program.
"""


def by_rank(terms):
    return tuple(sorted(set(terms), key=lambda term: term.rank))


@given(st.lists(TERMS))
def test_terms_written_and_read_are_the_terms(terms):
    lines = load(dump(terms), "glossary.csv")

    assert (lines.terms, lines.errors) == (by_rank(terms), ())


@given(
    st.lists(TERMS),
    st.sampled_from(
        [
            b"",
            SMALL.encode(),
            b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode(),
            SMALL.replace(",", ";").encode(),
        ]
    ),
)
def test_a_file_that_recto_wrote_is_written_the_same_again(terms, old):
    content = dump(terms, old)

    assert dump(load(content, "glossary.csv").terms, content) == content


@given(st.lists(TERMS))
def test_no_cell_is_a_formula(terms):
    rows = list(csv.reader(io.StringIO(dump(terms).decode(), newline="")))

    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in {"=", "+", "-", "@", "\t"}]


@given(st.lists(TERMS, min_size=1))
def test_every_term_is_one_line(terms):
    content = dump(terms).decode()

    assert len(content.splitlines()) >= 1
    assert content.count("\n") == 1 + len(set(terms))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"{HEAD}\n{text}".encode()))
def test_any_bytes_are_read_or_refused_with_their_line(content):
    try:
        errors = load(content, "glossary.csv").errors
    except CatalogError as error:
        errors = (error,)

    assert all(error.where.startswith("glossary.csv:") for error in errors)


def test_the_small_glossary():
    lines = load(SMALL.encode(), "glossary.csv")

    assert lines.terms == (
        Term("rain garden", "de", "Regengarten", Status.PREFERRED, PartOfSpeech.NOUN),
        Term("Recto", "", "", Status.KEPT, PartOfSpeech.PROPER_NOUN, exact=True, note="The program."),
    )
    assert lines.places == ("glossary.csv:2", "glossary.csv:3")
    assert dump(lines.terms) == SMALL.encode()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + SMALL,
        SMALL.replace("\n", "\r\n"),
        SMALL.replace(",", ";"),
        SMALL.replace(",", "\t"),
        SMALL + ",,,,,,\n\n",
        SMALL.replace("status", "Status ").replace("exact", "Exact"),
        SMALL.replace("\n", ",,\n"),
        SMALL.replace("rain garden", '" rain\ngarden"'),
    ],
    ids=["mark", "crlf", "semicolons", "tabs", "empty lines", "capitals", "empty columns", "line in a cell"],
)
def test_what_spreadsheets_save_is_read(text):
    assert load(text.encode(), "glossary.csv").terms == load(SMALL.encode(), "glossary.csv").terms


def test_columns_stand_in_any_order_and_most_may_be_left_out():
    lines = load(b"translation,term,locale\nHaus,house,DE\n", "g.csv")

    assert lines.terms == (Term("house", "de", "Haus"),)


def test_a_file_without_anything_has_no_terms():
    assert load(b"", "g.csv").terms == load(b"\xef\xbb\xbf\n", "g.csv").terms == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("a,de,b,preffered,,,", "g.csv:3: unknown status 'preffered'. Did you mean 'preferred'?"),
        ("a,de,b,,nuon,,", "g.csv:3: unknown part of speech 'nuon'. Did you mean 'noun'?"),
        ("a,de,b,,,fuzzy,", "g.csv:3: unknown way to match 'fuzzy'."),
        ("a,xx-yy,b,,,,", "g.csv:3: the locale 'xx-yy' is not known."),
        ("a,de,,,,,", "g.csv:3: there is no translation"),
        (",de,b,,,,", "g.csv:3: there is no term"),
        ("a,,b,,,,", "g.csv:3: there is no locale"),
        ("a,de,b,,,,,x", "g.csv:3: the line has 8 cells, there are 7 columns."),
        ("a,de,b,do not translate,,,", "g.csv:3: the term is not to be translated and has a translation."),
        ("a,de,b\x07,,,,", "g.csv:3: the translation holds a control character."),
    ],
)  # fmt: skip
def test_a_line_that_is_no_term_is_told_and_the_others_count(line, problem):
    lines = load(f"{HEAD}\nx,de,y,,,,\n{line}\nz,de,y,,,,\n".encode(), "g.csv")

    (error,) = lines.errors
    assert str(error).startswith(problem)
    assert [term.source for term in lines.terms] == ["x", "z"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"term,locale,translation,satus\n", "g.csv:1: unknown column 'satus'. Did you mean 'status'?"),
        (b"term,locale\n", "g.csv:1: there is no column 'translation'. The first line names the columns"),
        (b"term,term,locale,translation\n", "g.csv:1: the column 'term' stands there twice."),
        (b"term,locale,translation\na,de,\xff\n", "g.csv:2: the glossary is not UTF-8."),
        (b'term,locale,translation\na,de,"b\n', "g.csv:2: the table breaks off here"),
        (b'term,locale,translation\na,de,b\nx,de,"b"c\n', "g.csv:3: the table breaks off here"),
    ],
)
def test_a_file_that_is_no_glossary_is_refused(content, problem):
    with pytest.raises(CatalogError) as refusal:
        load(content, "g.csv")

    assert str(refusal.value).startswith(problem)


def test_git_merges_lines_of_different_terms(tmp_path):
    def write(name, *terms):
        file = tmp_path / name
        file.write_bytes(dump(terms))
        return str(file)

    apple, fig, pear, plum = (Term(name, "de", name.title()) for name in ("apple", "fig", "pear", "plum"))
    base = write("base", apple, pear, plum)
    ours, theirs = write("ours", apple, fig, pear, plum), write("theirs", apple, pear)

    merged = subprocess.run(["git", "merge-file", "-p", ours, base, theirs], capture_output=True)

    assert merged.returncode == 0
    assert load(merged.stdout, "glossary.csv").terms == (apple, fig, pear)
