"""TBX: what Recto's terms hold comes back, what other tools write is read, what is hostile is refused."""

# ruff: noqa: E501  (samples as tools write them)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from recto.errors import CatalogError
from recto.exchange.tbx import dump, load
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
HOUSE = Term("house", "de", "Haus", Status.PREFERRED, PartOfSpeech.NOUN)


def read(text, source_locale="en"):
    content = text if isinstance(text, bytes) else text.encode()
    return [term for term, _ in load(content, "terms.tbx", source_locale)]


@given(st.lists(TERMS))
def test_terms_written_and_read_are_the_terms(terms):
    assert sorted(set(read(dump(terms, "en"))), key=lambda term: term.rank) == sorted(
        set(terms), key=lambda term: term.rank
    )


@given(st.lists(TERMS))
def test_written_is_the_same_whatever_the_order(terms):
    assert dump(terms, "en") == dump(list(reversed(terms)), "en")


def test_what_is_written_has_the_shape_of_tbx_basic():
    root = etree.fromstring(dump([HOUSE, Term("Recto", status=Status.KEPT, exact=True)], "en"))

    names = {"t": "urn:iso:std:iso:30042:ed-2"}
    assert (root.get("type"), root.get("style")) == ("TBX-Basic", "dca")
    assert root.xpath("t:text/t:body/t:conceptEntry/t:langSec/t:termSec/t:term/text()", namespaces=names) == [
        "house", "Haus", "Recto",
    ]  # fmt: skip
    ids = root.xpath("//t:conceptEntry/@id", namespaces=names)
    assert len(set(ids)) == 2


V2 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><martifHeader><fileDesc><sourceDesc><p>Made</p></sourceDesc></fileDesc></martifHeader>
<text><body>
<!-- a comment -->
<termEntry id="1"><descripGrp><descrip type="definition">A building.</descrip></descripGrp>
<langSet xml:lang="en-US"><tig><term>house</term><termNote type="partOfSpeech">noun</termNote></tig></langSet>
<langSet xml:lang="de"><tig><term>Haus</term></tig></langSet>
<langSet xml:lang="es"><ntig><termGrp><term>casa</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
<ntig><termGrp><term>hogar</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig>
<ntig><termGrp><term>morada</term></termGrp></ntig></langSet>
</termEntry>
<termEntry id="2"><langSet xml:lang="fr"><tig><term>sans anglais</term></tig></langSet></termEntry>
</body></text></martif>
"""

DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>Made</p></sourceDesc></fileDesc></tbxHeader>
<text><body><conceptEntry id="c1"><basic:definition>A building.</basic:definition>
<langSec xml:lang="en"><termSec><term>house</term><min:partOfSpeech>noun</min:partOfSpeech></termSec></langSec>
<langSec xml:lang="de"><termSec><term>Haus</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
<note>Not <i>Heim</i>.</note></termSec></langSec>
</conceptEntry></body></text></tbx>
"""


def test_version_2_is_read():
    noun = PartOfSpeech.NOUN

    assert read(V2) == [
        Term("house", "de", "Haus", Status.PREFERRED, noun, note="A building."),
        Term("house", "es", "casa", Status.PREFERRED, noun, note="A building."),
        Term("house", "es", "hogar", Status.FORBIDDEN, noun, note="A building."),
        Term("house", "es", "morada", Status.ALLOWED, noun, note="A building."),
    ]


def test_the_style_with_elements_is_read():
    assert read(DCT) == [Term("house", "de", "Haus", Status.PREFERRED, PartOfSpeech.NOUN, note="Not Heim.")]


def test_places_are_told():
    assert [place for _, place in load(V2.encode(), "terms.tbx", "en")] == ["terms.tbx:6"] * 4


def test_the_source_may_be_any_of_the_languages():
    assert [(term.source, term.locale, term.translation) for term in read(V2, "de")] == [
        ("Haus", "en-US", "house"), ("Haus", "es", "casa"), ("Haus", "es", "hogar"), ("Haus", "es", "morada"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<xliff/>", "this is no TBX"),
        ("<tbx><text>", "not well-formed"),
        ("", "no element found"),
        ('<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>', "declares entities"),
        ('<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tbx>&a;</tbx>', "declares entities"),
        ("<tbx>" + "<a>" * 300 + "</a>" * 300 + "</tbx>", "terms.tbx:1: "),
        (V2.replace('"de"', '"qx-qx"'), "not known"),
        (V2.replace("<term>Haus<", "<term>" + "x" * 2000 + "<"), "2000 characters"),
        (V2.replace("<term>Haus<", "<term>&lt;1&gt;Haus<"), "a code of a unit"),
    ],
)  # fmt: skip
def test_what_is_no_tbx_or_hostile_is_refused_with_its_line(text, problem):
    with pytest.raises(CatalogError) as refusal:
        read(text)

    assert problem in str(refusal.value)
    assert refusal.value.where.startswith("terms.tbx:")


@given(st.integers(0, len(V2)), st.integers(0, 300))
def test_a_damaged_file_is_read_or_refused(start, length):
    try:
        terms = read(V2[:start] + V2[start + length :])
    except CatalogError as error:
        assert error.where.startswith("terms.tbx")
    else:
        assert all(not fault(term) for term in terms)


def test_the_only_translation_that_is_not_forbidden_is_preferred():
    section = "<langSec xml:lang='{}'>{}</langSec>"
    forbidden = "<termSec><term>Bude</term><termNote type='administrativeStatus'>deprecatedTerm-admn-sts</termNote></termSec>"
    own = section.format("en", "<termSec><term>house</term></termSec>")
    german = section.format("de", f"<termSec><term>Haus</term></termSec>{forbidden}")

    terms = read(f"<tbx><text><body><conceptEntry>{own}{german}</conceptEntry></body></text></tbx>")

    assert [(term.translation, term.status) for term in terms] == [
        ("Haus", Status.PREFERRED),
        ("Bude", Status.FORBIDDEN),
    ]
