"""Memories of other tools, as they are found."""

from __future__ import annotations

import pytest

from recto.errors import CatalogError
from recto.exchange import tmx
from recto.exchange.tmx import Pair
from recto.model import State


def memory(units: str, header: str = 'srclang="en"', head: str = "") -> bytes:
    return f"{head}<tmx version='1.4'><header {header}/><body>{units}</body></tmx>".encode()


def unit(source: str, target: str, more: str = "") -> str:
    return (
        f"<tu>{more}<tuv xml:lang='en'><seg>{source}</seg></tuv>"
        f"<tuv xml:lang='de'><seg>{target}</seg></tuv></tu>"
    )


def only(content: bytes) -> Pair:
    (pair,) = tmx.read(content, "f.tmx")
    return pair


def test_what_is_written_says_what_tools_ask_for():
    content = tmx.write(
        [Pair("See <1>it</1><2/>", "<1>Das</1><2/>", "en", "pt-BR", "tea.md", "title", "mt:x", State.FINAL)],
        "en",
    ).decode()

    assert '<tmx version="1.4">' in content
    for said in (
        'srclang="en"',
        'segtype="sentence"',
        'adminlang="en"',
        "o-tmf=",
        "datatype=",
        "creationtool=",
    ):
        assert said in content
    assert '<prop type="x-recto-context">title</prop>' in content
    assert '<bpt i="1" x="1">&lt;1&gt;</bpt>it<ept i="1">&lt;/1&gt;</ept><ph x="2">&lt;2/&gt;</ph>' in content
    assert "date" not in content


def test_omegat_names_its_document_type_and_languages_in_the_old_way():
    units = "<tu><tuv lang='EN-US'><seg>Tea</seg></tuv><tuv lang='DE_de'><seg>Tee</seg></tuv></tu>"
    content = memory(units, 'srclang="EN-US"', '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx11.dtd">')

    assert only(content)[:4] == ("Tea", "Tee", "en-US", "de-DE")


def test_codes_of_other_tools_are_numbered_as_in_the_source():
    source = (
        "A <bpt i='1' x='5'>&lt;b></bpt>big<ept i='1'>&lt;/b></ept> <ph x='9'>{x}</ph>cat<it pos='end'>x</it>"
    )
    target = "<ph x='9'>{x}</ph>Eine <bpt i='7' x='5'>&lt;b></bpt>große<ept i='7'/> Katze"

    pair = only(memory(unit(source, target)))

    assert pair.source == "A <1>big</1> <2/>cat<3/>"
    assert pair.target == "<2/>Eine <1>große</1> Katze"


def test_without_numbers_over_all_languages_codes_fit_by_their_order():
    source = "<bpt i='1'/>big<ept i='1'/> <ph>a</ph> <ph>b</ph>"

    pair = only(memory(unit(source, "<ph>a</ph><bpt i='1'/>groß<ept i='1'/>")))

    assert (pair.source, pair.target) == ("<1>big</1> <2/> <3/>", "<2/><1>groß</1>")


def test_highlights_are_text_and_flows_inside_codes_are_codes():
    pair = only(
        memory(unit("A <hi type='x'>big</hi> cat<ph>img <sub>alt</sub></ph>", "Eine <hi>große</hi> Katze"))
    )

    assert (pair.source, pair.target) == ("A big cat<1/>", "Eine große Katze")


def test_each_language_but_the_source_is_a_pair():
    units = (
        "<tu srclang='de'><note>one\ntwo</note>"
        "<tuv xml:lang='en'><seg>Tea</seg></tuv><tuv xml:lang='de'><seg>Tee</seg></tuv>"
        "<tuv xml:lang='es'><seg>Té</seg></tuv><tuv xml:lang='fr'><seg/></tuv></tu>"
    )

    pairs = list(tmx.read(memory(units, 'srclang="*all*"'), "f.tmx"))

    assert [(pair.source, pair.target, pair.locale) for pair in pairs] == [
        ("Tee", "Tea", "en"),
        ("Tee", "Té", "es"),
    ]
    assert pairs[0].notes == ("one", "two")


def test_without_a_source_language_the_first_counts():
    assert only(memory(unit("Tea", "Tee"), 'srclang="*all*"')).source == "Tea"


def test_what_a_memory_does_not_say_counts_as_accepted():
    pair = only(memory(unit("Tea", "Tee", "<prop type='x-recto-state'>odd</prop>")))

    assert (pair.state, pair.origin, pair.context) == (State.REVIEWED, "", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<martif/>", r"^f\.tmx:1: this is no TMX file"),
        (b"<x><tu/></x>", r"^f\.tmx:1: this is no TMX file"),
        (
            memory("\n<tu><tuv xml:lang='tlh-x-y'><seg>a</seg></tuv></tu>"),
            r"^f\.tmx:2: 'tlh-x-y' is not the name",
        ),
        (memory("<tu><tuv><seg>a</seg></tuv></tu>"), r"^f\.tmx:1: '' is not the name"),
        (b"<tmx><header/><body><tu>", "not well-formed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(content, said):
    with pytest.raises(CatalogError, match=said):
        list(tmx.read(content, "f.tmx"))
