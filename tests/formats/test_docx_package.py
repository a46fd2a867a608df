"""The package of a .docx: untouched parts keep everything, what is no such package is refused."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import cache

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import FormatError
from recto.formats import docx_package
from recto.formats.docx import cut
from recto.formats.docx_package import MARK, pack, split, unpack
from recto.model import Options, join

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TOP = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a"'
    f' Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>Tea</w:t></w:r></w:p></w:body></w:document>"
)


def archive(**parts: str | bytes) -> bytes:
    """Return a zip archive; double underscores in names stand for slashes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in {"_rels__.rels": TOP, "word__document.xml": DOCUMENT, **parts}.items():
            info = zipfile.ZipInfo(name.replace("__", "/"), (2020, 2, 2, 2, 2, 2))
            made.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@cache
def usual() -> bytes:
    document = python_docx.Document()
    document.add_heading("Tea", 0)
    document.add_paragraph("Boil the water.").add_run(" Wait.").bold = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def told(content: bytes) -> dict[str, tuple[object, ...]]:
    """Return what an archive says about each part, and its bytes, in the archive's order."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {
            info.filename: (
                info.date_time,
                info.compress_type,
                info.external_attr,
                info.create_system,
                info.extra,
                info.comment,
                opened.read(info),
            )
            for info in opened.infolist()
        }


def test_the_unpacked_text_gives_the_very_bytes():
    assert pack(unpack(usual()), usual()) == usual()


def test_only_changed_parts_are_written_anew_and_always_the_same():
    changed = unpack(usual()).replace("Boil the water.", "Wasser kochen.")

    result = pack(changed, usual())

    before, after = told(usual()), told(result)
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]
    assert list(before) == list(after)
    assert before["word/document.xml"][:-1] == after["word/document.xml"][:-1]
    assert unpack(result) == changed
    assert result == pack(changed, usual())


def test_odd_archives_keep_what_they_say_of_untouched_parts():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in (("word/document.xml", DOCUMENT), ("é.bin", b"\0" * 99), ("_rels/.rels", TOP)):
            info = zipfile.ZipInfo(name, (1999, 12, 31, 23, 59, 58))
            info.compress_type = zipfile.ZIP_DEFLATED if name.endswith("bin") else zipfile.ZIP_STORED
            info.external_attr, info.comment, info.extra = 0o640 << 16, b"note", b"\xfe\xca\x02\0ab"
            made.writestr(info, content)
        made.comment = b"all of it"
    content = out.getvalue()

    result = pack(unpack(content).replace("Tea", "Tee"), content)

    before, after = told(content), told(result)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]
    with zipfile.ZipFile(io.BytesIO(result)) as opened:
        assert opened.comment == b"all of it"


def test_a_document_of_another_name_is_found_by_its_relationship():
    content = archive(
        **{
            "_rels__.rels": TOP.replace("word/document.xml", "/word/document2.xml"),
            "word__document2.xml": "<a/>",
        }
    )

    assert list(split(unpack(content))) == ["word/document2.xml"]


def test_a_text_of_other_parts_is_refused():
    with pytest.raises(FormatError, match="other parts than the package"):
        pack(f"{unpack(usual())}{MARK}more.xml\n<a/>", usual())


def old_word(content: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content


def encrypted() -> bytes:
    content = bytearray(archive())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + at] |= 1
    return bytes(content)


def declaring(size: int) -> bytes:
    """Return an archive whose document declares another size than it has."""
    content = bytearray(archive(word__document_xml="x"))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", content, content.index(sign) + at, size)
    return bytes(content)


def zip64() -> bytes:
    content = archive()
    end = content.rindex(b"PK\x05\x06")
    return content[:end] + b"PK\x06\x07" + b"\0" * 16 + content[end:]


def twice() -> bytes:
    return archive(a_xml="x", b_xml="y").replace(b"b_xml", b"a_xml")


REFUSED = {
    "nothing": (lambda: b"", "this is empty"),
    "text": (lambda: b"Dear Sir", "no .docx file: it is no zip archive"),
    "RTF": (lambda: b"{\\rtf1 a}", "an RTF file"),
    "an old document": (lambda: old_word(b""), "an old .doc file"),
    "a password": (lambda: old_word("EncryptedPackage".encode("utf-16-le")), "protected with a password"),
    "a part with a password": (encrypted, "is encrypted"),
    "half of one": (lambda: usual()[: len(usual()) // 2], "the package is damaged"),
    "another zip": (lambda: archive(**{"_rels__.rels": "<Relationships/>"}), "without a document in it"),
    "zip64": (zip64, "zip64"),
    "two parts of one name": (twice, "two parts 'a_xml'"),
    "two names that differ in case": (lambda: archive(a="1", A="2"), "two parts 'A'"),
    "a name that leads out": (lambda: archive(**{"..__a": "1"}), r"a part of the name '\.\./a'"),
    "an absolute name": (lambda: archive(__etc__passwd="1"), "a part of the name '/etc/passwd'"),
    "a drive": (lambda: archive(**{"C:__a": "1"}), "a part of the name 'C:/a'"),
    "a backslash": (lambda: archive(**{"a\\b": "1"}), "a part of the name"),
    "UTF-16": (lambda: archive(**{"word__document.xml": "<a/>".encode("utf-16")}), "not UTF-8"),
    "Latin-1": (
        lambda: archive(**{"word__document.xml": b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"}),
        "not UTF-8",
    ),
    "a declared Latin-1": (
        lambda: archive(**{"word__document.xml": b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>"}),
        "not UTF-8",
    ),
    "a bomb": (lambda: archive(bomb=b"\0" * 2_000_000), "more than 300 times as large"),
    "a size that is not true": (lambda: declaring(1), "damaged"),
    "a size too large": (lambda: declaring(0xFFFFFFF0), "more than 400 MB"),
    "relationships that are no XML": (lambda: archive(**{"_rels__.rels": "<a"}), "not well-formed"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_good_package_is_refused_and_told(make, said):
    with pytest.raises(FormatError, match=said) as caught:
        unpack(make())

    assert caught.value.hint


def test_limits_hold_for_what_is_really_unpacked(monkeypatch):
    monkeypatch.setattr(docx_package, "MAX_TEXT", 1000)
    with pytest.raises(FormatError, match="more than 0 MB unpacked"):
        unpack(archive(**{"word__document.xml": DOCUMENT.replace("Tea", "Tea " * 500)}))

    monkeypatch.setattr(docx_package, "MAX_PARTS", 1)
    with pytest.raises(FormatError, match="has 2 parts; 1 are the most"):
        unpack(archive())


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=0, max_size=4), st.booleans()), max_size=4)
)
def test_damage_is_refused_or_does_not_matter(changes: list[tuple[int, bytes, bool]]) -> None:
    content = bytearray(usual())
    for place, new, cuts in changes:
        at = place % (len(content) + 1)
        content[at : at + len(new)] = new
        if cuts:
            del content[at : at + 1 + place % 50]
    try:
        text = unpack(bytes(content))
        assert pack(text, bytes(content)) == bytes(content)
        assert join(cut(text, Options())) == text
        pack(text.replace("Boil", "Koch"), bytes(content))
    except FormatError as error:
        assert error.problem.endswith(".")


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_one_byte_among_the_entries_of_the_archive_is_no_surprise(place: int, byte: int) -> None:
    content = bytearray(usual())
    start = content.index(b"PK\x01\x02")
    content[start + place % (len(content) - start)] = byte
    try:
        text = unpack(bytes(content))
        pack(text.replace("Boil", "Koch"), bytes(content))
    except FormatError as error:
        assert error.problem.endswith(".")
