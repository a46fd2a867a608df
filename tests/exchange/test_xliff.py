"""XLIFF 1.2: what is said about a unit, and files as other tools write them."""

from __future__ import annotations

import pytest

from recto.errors import CatalogError
from recto.exchange import xliff
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


def written(*units: Unit, path: str = "tea.md") -> Element:
    return parse(xliff.write([Sheet(path, "en", Catalog("de", units))]), "f")


def only(root: Element, path: str) -> Element:
    (found,) = root.findall(f".//{{{xliff.NAMESPACE}}}" + path.replace("/", f"/{{{xliff.NAMESPACE}}}"))
    return found


def foreign(body: str, file: str = 'original="a.md" source-language="en" target-language="de"'):
    text = f"<xliff version='1.2' xmlns='{xliff.NAMESPACE}'><file {file}><body>{body}</body></file></xliff>"
    ((row,),) = [one.rows for one in xliff.read(text.encode(), "f.xlf")]
    return row


def test_everything_about_a_unit_is_said():
    root = written(UNIT)

    unit = only(root, "trans-unit")
    assert (unit.get("id"), unit.get("maxwidth"), unit.get("size-unit")) == (UNIT.id, "60", "char")
    target = only(root, "trans-unit/target")
    assert (target.get("state"), target.get("state-qualifier")) == (
        "needs-review-translation",
        "leveraged-mt",
    )
    assert [(note.get("from"), note.text) for note in root.iter("{*}note")] == [
        *(("recto", hint) for hint in UNIT.hints),
        ("translator", "Which one?"),
    ]
    context = {one.get("context-type"): one.text for one in root.iter("{*}context")}
    assert context == {
        "x-recto-role": "list item",
        "x-recto-version": UNIT.version[:12],
        "x-recto-origin": "mt:apertium",
    }
    assert [one.get("alttranstype") for one in root.iter("{*}alt-trans")] == ["previous-version", "proposal"]


def test_codes_say_what_they_are_and_protected_text_is_marked():
    source = only(written(UNIT), "trans-unit/source")

    link, image, code = source
    assert (link.tag.partition("}")[2], link.get("ctype"), link.text) == ("g", "link", "it")
    assert link.get("equiv-text") == "link https://e.org"
    assert (image.tag.partition("}")[2], image.get("ctype"), len(image)) == ("x", "image", 0)
    assert (code[0].tag.partition("}")[2], code[0].get("mtype"), code[0].text) == ("mrk", "protected", "po4a")


@pytest.mark.parametrize(
    ("state", "approved", "said"),
    [
        (State.EMPTY, None, None),
        (State.DRAFT, None, "needs-review-translation"),
        (State.REVIEWED, "yes", "translated"),
        (State.FINAL, "yes", "final"),
    ],
)
def test_states_are_said_in_the_words_of_the_standard(state, approved, said):
    root = written(Unit("title", "Tea", "" if state is State.EMPTY else "Tee", state))

    assert only(root, "trans-unit").get("approved") == approved
    assert [one.get("state") for one in root.iter("{*}target")] == ([said] if said else [])


@pytest.mark.parametrize(
    ("unit", "target", "state"),
    [
        ("", "", None),
        ("approved='yes'", "", State.REVIEWED),
        ("approved='no'", "", State.DRAFT),
        ("", "state='translated'", State.DRAFT),
        ("approved='yes'", "state='translated'", State.REVIEWED),
        ("approved='yes'", "state='needs-review-translation'", State.DRAFT),
        ("", "state='signed-off'", State.REVIEWED),
        ("", "state='final'", State.REVIEWED),
        ("", "state='needs-translation'", State.DRAFT),
        ("", "state='x-odd'", State.DRAFT),
    ],
)
def test_what_other_tools_say_of_a_state(unit, target, state):
    row = foreign(f"<trans-unit id='1' {unit}><source>Tea</source><target {target}>Tee</target></trans-unit>")

    assert row.state is state


def test_inline_elements_of_every_kind_are_codes():
    row = foreign(
        "<trans-unit id='1'><source>a <g id='x7'>b <x id='8'/></g> <bx id='9' rid='r'/>c<ex id='10' rid='r'/>"
        " <bpt id='11'>&lt;b></bpt>d<ept id='11'>&lt;/b></ept> <ph id='12'>y<sub>z</sub></ph>"
        " <it id='13' pos='open'>q</it></source>"
        "<target><ph id='12'/> <mrk mtype='seg' mid='0'>A <g id='x7'><x id='8'/></g></mrk></target>"
        "</trans-unit>"
    )

    assert row.source == "a <1>b <2/></1> <3>c</3> <4>d</4> <5/> <6>"
    assert row.target == "<5/> A <1><2/></1>"


def test_groups_comments_and_segmented_sources_are_read():
    row = foreign(
        "<group><group><trans-unit id='1'><source>A. <!-- no -->B.</source>"
        "<seg-source><mrk mtype='seg' mid='1'>A.</mrk> <mrk mtype='seg' mid='2'>B.</mrk></seg-source>"
        "<target><mrk mtype='seg' mid='1'>C.</mrk> <mrk mtype='seg' mid='2'>D.</mrk></target>"
        "<note>One\n\ntwo</note><alt-trans><target>E.</target></alt-trans></trans-unit></group></group>"
    )

    assert (row.source, row.target, row.notes) == ("A. B.", "C. D.", ("One", "two"))


def test_the_place_of_a_unit_is_its_line():
    assert foreign("\n\n<trans-unit id='1'><source>A</source></trans-unit>").where == "f.xlf:3"


@pytest.mark.parametrize("content", [b"<tmx/>", b"<xliff version='2.0'/>", b"<xliff/>"])
def test_other_versions_are_refused(content):
    with pytest.raises(CatalogError, match=r"^f\.xlf:1: this is no XLIFF 1\.2 file"):
        xliff.read(content, "f.xlf")
