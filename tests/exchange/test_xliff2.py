"""XLIFF 2.1: what is said about a unit, and files as other tools write them."""

from __future__ import annotations

import pytest

from recto.errors import CatalogError
from recto.exchange import xliff2
from recto.exchange.bilingual import Sheet
from recto.exchange.xml import Element, parse
from recto.model import Catalog, State, Unit

UNIT = Unit(
    "list item",
    "See <1>it</1><2/>, use <3>po4a</3>.",
    "Siehe <1>es</1><2/>, <3>po4a</3>.",
    State.DRAFT,
    "mt:apertium",
    ("Which one?",),
    "See <1>it</1>.",
    hints=("<1> link https://e.org", "<2/> image a.png", "<3> code", "at most 60 characters"),
    others=("Da <1>ist</1> es.",),
)


def written(*units: Unit) -> Element:
    return parse(xliff2.write([Sheet("tea.md", "en", Catalog("de", units))]), "f")


def foreign(unit: str):
    text = (
        f"<xliff version='2.0' srcLang='en' trgLang='de' xmlns='{xliff2.NAMESPACE}'>"
        f"<file id='1' original='a.md'><group id='g'>{unit}</group></file></xliff>"
    )
    ((row,),) = [one.rows for one in xliff2.read(text.encode(), "f.xliff")]
    return row


def test_everything_about_a_unit_is_said():
    root = written(UNIT)

    (unit,) = root.iter("{*}unit")
    (segment,) = root.iter("{*}segment")
    assert (unit.get("id"), unit.get("name")) == (UNIT.id, "list item")
    assert unit.get(f"{{{xliff2.SIZES}}}sizeRestriction") == "60"
    assert (segment.get("state"), segment.get("subState")) == ("translated", "recto:draft")
    assert {one.get("type"): one.text for one in unit.iter("{*}meta")} == {
        "role": "list item",
        "version": UNIT.version[:12],
        "origin": "mt:apertium",
    }
    assert [(note.get("category"), note.text) for note in root.iter("{*}note")] == [
        *(("recto", hint) for hint in UNIT.hints),
        ("recto:other", "Da <1>ist</1> es."),
        ("translator", "Which one?"),
    ]
    assert "".join(next(root.iter("{*}match"))[0].itertext()) == "See it."


def test_codes_say_what_they_are_and_protected_text_is_marked():
    (segment,) = written(UNIT).iter("{*}segment")

    link, image, code = segment[0]
    assert (link.tag.partition("}")[2], link.get("type"), link.get("dispStart")) == (
        "pc",
        "link",
        "link https://e.org",
    )
    assert (image.tag.partition("}")[2], image.get("type"), image.get("disp")) == (
        "ph",
        "image",
        "image a.png",
    )
    assert {one.get("canDelete") for one in segment[0]} == {"no"}
    assert (code[0].get("translate"), code[0].text) == ("no", "po4a")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.EMPTY, "initial"),
        (State.DRAFT, "translated"),
        (State.REVIEWED, "reviewed"),
        (State.FINAL, "final"),
    ],
)
def test_states_are_said_in_the_words_of_the_standard(state, said):
    (segment,) = written(Unit("title", "Tea", "" if state is State.EMPTY else "Tee", state)).iter(
        "{*}segment"
    )

    assert segment.get("state") == said


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("", None),
        ("state='initial'", None),
        ("state='translated'", State.DRAFT),
        ("state='initial' subState='recto:draft'", State.DRAFT),
        ("state='reviewed'", State.REVIEWED),
        ("state='final' subState='x:y'", State.REVIEWED),
    ],
)
def test_what_other_tools_say_of_a_state(said, state):
    row = foreign(f"<unit id='1'><segment {said}><source>Tea</source><target>Tee</target></segment></unit>")

    assert row.state is state


def test_segments_are_joined_with_what_stands_between_and_the_least_state_counts():
    row = foreign(
        "<unit id='1'><segment state='final'><source>A.</source><target>C.</target></segment>"
        "<ignorable><source> </source></ignorable>"
        "<segment state='translated'><source>B.</source><target>D.</target></segment></unit>"
    )

    assert (row.source, row.target, row.state) == ("A. B.", "C. D.", State.DRAFT)


def test_without_a_target_there_is_none():
    row = foreign(
        "<unit id='1'><segment><source>A.</source></segment><ignorable><source> </source></ignorable></unit>"
    )

    assert (row.source, row.target) == ("A. ", "")


def test_inline_elements_of_every_kind_are_codes():
    row = foreign(
        "<unit id='1'><originalData><data id='d1'>&lt;b></data></originalData>"
        "<segment><source>a <pc id='x7' dataRefStart='d1'>b <ph id='8'/></pc> <sc id='9'/>c<ec startRef='9'/>"
        "<sm id='m'/>d<em startRef='m'/><mrk id='n' type='term'>e</mrk><cp hex='001b'/></source>"
        "<target><ph id='8'/><pc id='x7'/></target></segment></unit>"
    )

    assert row.source == "a <1>b <2/></1> <3>c</3>de\x1b"
    assert row.target == "<2/><1></1>"


@pytest.mark.parametrize("digits", ["", "zz", "110000", "-1", "D800"])
def test_a_character_that_is_none_does_no_harm(digits):
    row = foreign(f"<unit id='1'><segment><source>a<cp hex='{digits}'/></source></segment></unit>")

    assert len(row.source) == 2


def test_locales_articles_and_lines_are_told():
    content = xliff2.write([Sheet("a.md", "en", Catalog("pt-BR", (UNIT,)))] * 2)

    first, second = xliff2.read(content, "f.xliff")

    assert (first.article, first.source_locale, first.locale, first.where) == (
        "a.md",
        "en",
        "pt-BR",
        "f.xliff:3",
    )
    assert second.rows[0].where != first.rows[0].where


@pytest.mark.parametrize("content", [b"<tmx/>", b"<xliff version='1.2'/>", b"<xliff/>"])
def test_other_versions_are_refused(content):
    with pytest.raises(CatalogError, match=r"^f\.xliff:1: this is no XLIFF 2 file"):
        xliff2.read(content, "f.xliff")
