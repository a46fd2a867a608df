"""XML from outside cannot name files, grow, choose a codec or nest without end; codes survive it."""

from __future__ import annotations

import socket
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from recto.errors import CatalogError
from recto.exchange import xml, xml_codes
from recto.exchange.xml_codes import Shape, Token

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "laughs": f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><x>&a9;</x>',
    "laughs in an attribute": f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><x y="&a9;"/>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"y" * 50_000}">]><x>{"&a;" * 50_000}</x>',
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "a parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/">%a;]><x/>',
    "behind a long comment": f'<!--{"-x" * 200_000}--><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    "behind quotes": '<!DOCTYPE x SYSTEM "a\'>" [<!ENTITY a "b">]><x>&a;</x>',
    "one that never ends": "<!DOCTYPE x [" + '<!ENTITY a "b">' * 50_000,
    "one of another file": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x y="&secret;"/>',
    "UTF-32": "\0\0\0<\0\0\0x",
    "deep": "<x>" * 100_000,
    "closed and deep": "<x>" * 1000 + "</x>" * 1000,
    "a control": "<x>\x01</x>",
    "empty": "",
    "no XML": "msgid",
    "two roots": "<x/><x/>",
    "cut off": "<x>one",
}


def readings(content: bytes):
    yield lambda: xml.parse(content, "f.xml")
    yield lambda: list(xml.elements(content, "f.xml", "x"))


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_that_means_harm_is_refused_with_its_place_and_costs_no_memory(bomb, encoding):
    content = bomb.encode(encoding)
    for reading in readings(content):
        tracemalloc.start()
        try:
            with pytest.raises(CatalogError) as caught:
                reading()
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert caught.value.where.startswith("f.xml:")
        assert caught.value.hint
        assert peak < 20 * len(content) + 1_000_000


@pytest.mark.parametrize("codec", ["utf-7", "cp037", "utf-16", "iso-2022-kr", "unicode_escape", ""])
def test_a_file_does_not_choose_its_codec(codec):
    content = f'<?xml version="1.0" encoding="{codec}"?><x>+ADw-y+AD4-</x>'.encode()

    for reading in readings(content):
        with pytest.raises(CatalogError, match=r"^f\.xml:1: the encoding .* is not read, only UTF-8"):
            reading()


def test_a_document_type_without_declarations_is_passed_over_and_nothing_is_fetched(tmp_path: Path):
    served = socket.create_server(("127.0.0.1", 0))
    served.settimeout(0)
    port = served.getsockname()[1]
    content = f'<!DOCTYPE tmx SYSTEM "http://127.0.0.1:{port}/tmx14.dtd"><tmx>a &amp; b</tmx>'.encode()

    root = xml.parse(content, "f.tmx")

    assert root.text == "a & b"
    with served, pytest.raises(BlockingIOError):
        served.accept()


def test_nothing_is_included():
    root = xml.parse(
        b'<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></x>',
        "f",
    )

    assert len(root) == 1
    assert root[0].text is None


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", ["", "utf-8", "UTF-16"])
def test_the_first_bytes_say_what_the_encoding_is(codec, declared):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    mark = "\ufeff" if codec in {"utf-16-le", "utf-16-be"} else ""
    content = f"{mark}{head}<x>äß漢</x>".encode(codec)
    if declared == "UTF-16" and codec.startswith("utf-8"):
        with pytest.raises(CatalogError, match="only UTF-8"):
            xml.parse(content, "f")
        return

    assert xml.parse(content, "f").text == "äß漢"


def test_the_line_of_an_error_is_told():
    with pytest.raises(CatalogError, match=r"^f\.xml:3: this is not well-formed XML"):
        xml.parse(b"<x>\n<y>\n</x>\n", "f.xml")


def test_elements_come_one_by_one_and_are_freed():
    content = b"<x>" + b"<y>text</y>\n" * 200_000 + b"</x>"
    held = []

    for number, element in enumerate(xml.elements(content, "f", "y")):
        assert element.text == "text"
        if number % 50_000 == 0:
            held.append(len(element.getparent()))

    assert max(held) < 10_000  # of the chunk that is read, not of the file


def test_what_is_written_leaves_mixed_text_alone():
    root = etree.fromstring("<x><y><source>a <g/> b</source></y><z/></x>")

    assert xml.serialized(root).decode().splitlines()[1:] == [
        "<x>",
        "  <y>",
        "    <source>a <g/> b</source>",
        "  </y>",
        "  <z/>",
        "</x>",
    ]


# --- codes ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["<1>", "</1>", "<2/>", "</2/>", "<", "1", ">"])).map("".join))
def test_tokens_join_to_the_text(text):
    assert "".join(map(str, xml_codes.tokens(text))) == text


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", Shape.NESTED),
        ("a <1>b <2/></1>", Shape.NESTED),
        ("<1>a<2>b</1>c</2>", Shape.CROSSED),
        ("<1>a", Shape.BROKEN),
        ("</1>a<1>", Shape.BROKEN),
        ("<1/> <1/>", Shape.BROKEN),
        ("<1>a</1> <1/>", Shape.BROKEN),
    ],
)
def test_the_shape_of_codes(text, shape):
    assert xml_codes.shape(xml_codes.tokens(text)) is shape


def test_foreign_ids_are_numbered_in_the_order_of_the_source():
    numbers = xml_codes.Numbers()
    source = [Token(xml_codes.OPEN, "b7"), "x", Token(xml_codes.CLOSE, "b7"), Token(xml_codes.SINGLE, "p")]
    target = [Token(xml_codes.SINGLE, "p"), Token(xml_codes.SINGLE, "new")]

    assert numbers.text(source) == "<1>x</1><2/>"
    assert numbers.text(target) == "<2/><3/>"
