"""Archives from strangers."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import FormatError
from recto.exchange import zipped


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def linked(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


NAME = st.text(
    st.characters(codec="utf-8", exclude_characters="\0/\\", exclude_categories=["Cc"]),
    min_size=1,
    max_size=20,
)


@given(st.dictionaries(NAME, st.binary(max_size=200), max_size=5))
def test_what_was_packed_comes_out(files):
    if len({name.casefold() for name in files}) < len(files):
        return

    assert dict(zipped.members(packed(*files.items()), "a.zip")) == files


@given(st.binary(max_size=300))
def test_other_bytes_are_refused_in_words(content):
    for damaged in (content, packed(("tea.md", b"# Tea\n" * 50))[: len(content)] + content):
        try:
            zipped.members(damaged, "a.zip")
        except FormatError as error:
            assert str(error).startswith("a.zip: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (packed((linked("tea.md"), b"/etc/passwd")), "a link or a device"),
        (packed(*((f"{n}.md", b"") for n in range(501))), "501 members"),
        (packed(("bomb.md", b"0" * 20_000_000)), "more than 100 times"),
        (packed(("Tea.md", b"1"), ("tea.md", b"2")), "two members"),
        (packed(("tea.md", b"1" * 100), kind=zipfile.ZIP_LZMA), "unusual way"),
        (
            packed(*((f"{n}.bin", bytes(range(256)) * 25_000) for n in range(9)), kind=zipfile.ZIP_STORED),
            "50 MB",
        ),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"", "damaged"),
    ],
)
def test_what_could_do_harm_is_refused(content, said):
    with pytest.raises(FormatError, match=said):
        zipped.members(content, "a.zip")


def test_an_archive_that_lies_about_its_sizes_is_counted_while_it_is_read():
    content = packed(("bomb.md", b"0" * 5_000_000))
    lying = content.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content

    with pytest.raises(FormatError):
        zipped.members(lying, "a.zip")


def test_an_encrypted_member_is_refused():
    content = bytearray(packed(("tea.md", b"# Tea")))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1

    with pytest.raises(FormatError, match="encrypted"):
        zipped.members(bytes(content), "a.zip")


def test_folders_are_passed_over_and_names_are_as_they_were_packed():
    found = zipped.members(
        packed(("../up.md", b"1"), ("a/", b""), ("/abs.md", b"2"), ("c:\\x.md", b"3")), "a.zip"
    )

    assert [one.name for one in found] == ["../up.md", "/abs.md", "c:\\x.md"]
