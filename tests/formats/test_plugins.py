"""Plug-ins: found by the ending, and what is wrong with one is said with its name."""

from __future__ import annotations

import sys

import pytest

from recto import formats
from recto.errors import FormatError
from recto.formats.installed import installed
from recto.model import Article, Options, join

GOOD = """
from recto.model import Block, Document, Text, raw
def cut(text, options):
    return Document((Block("paragraph", (Text(text, text),), raw),)) if text else Document(())
"""
PACKED = f"""{GOOD}
def unpack(content):
    return content[::-1].decode()
def pack(text, source):
    return text.encode()[::-1]
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a distribution with one module as the plug-in for ``.abc``."""
    monkeypatch.syspath_prepend(tmp_path)
    installed.cache_clear()

    def add(module, name="acme", ending="abc"):
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        info.joinpath("entry_points.txt").write_text(f"[recto.formats]\n{ending} = {name}_abc\n")
        tmp_path.joinpath(f"{name}_abc.py").write_text(module)

    yield add
    for module in ("acme_abc", "other_abc"):
        sys.modules.pop(module, None)
    installed.cache_clear()


def cut(path="a.abc", text="Text."):
    return formats.cut(Article(path, "en", text), Options())


def test_a_plug_in_cuts_the_files_of_its_ending(install):
    install(GOOD, ending="ABC")

    assert join(cut("news/a.Abc")) == "Text."
    assert formats.is_shaped("a.abc")
    assert formats.package("a.abc") is None


def test_a_byte_order_mark_is_none_of_its_business(install):
    install(GOOD)

    assert cut(text="\ufeffText.").parts[0] == "\ufeff"


def test_a_plug_in_may_unpack_and_pack(install):
    install(PACKED)
    package = formats.package("a.abc")

    assert package.unpack(b"abc") == "cba"
    assert package.pack("cba", b"abc") == b"abc"


def test_recto_s_own_formats_cannot_be_taken_over(install):
    install("raise ImportError", ending="md")

    assert join(cut("a.md")) == "Text."


def test_two_plug_ins_for_one_ending_are_refused_by_name(install):
    install(GOOD)
    install(GOOD, "other")

    with pytest.raises(
        FormatError, match=r"^a\.abc: several plug-ins read '\.abc' files: acme 1\.0 and other 1\.0\."
    ):
        cut()


@pytest.mark.parametrize(
    ("module", "problem"),
    [
        (
            "import no_such_thing",
            r"cannot be loaded \(ModuleNotFoundError: No module named 'no_such_thing'\)",
        ),
        ("1 / 0", r"cannot be loaded \(ZeroDivisionError: division by zero\)"),
        ("x = 1", "has no function 'cut'"),
        (f"{GOOD}\ndef unpack(content): ...", "has no function 'pack'"),
        ("def cut(text, options): return text", "gave str, not Document"),
        ("def cut(text, options): raise KeyError(1)", r"failed \(KeyError: 1\)"),
        (
            "from recto.model import Document\ndef cut(text, options): return Document(())",
            "do not join to the text",
        ),
    ],
)
def test_a_bad_plug_in_is_refused_by_name(install, module, problem):
    install(module)

    with pytest.raises(FormatError, match=rf"^a\.abc: the plug-in acme 1\.0 .*{problem}"):
        cut()


def test_what_a_plug_in_says_of_an_article_is_said_with_its_path(install):
    install(
        "from recto.errors import FormatError\ndef cut(text, options): raise FormatError('it is odd.', '3')"
    )

    with pytest.raises(FormatError, match=r"^a\.abc:3: it is odd\.$"):
        cut()


def test_a_package_that_gives_no_text_is_refused_by_name(install):
    install(PACKED.replace(".decode()", ""))

    with pytest.raises(FormatError, match=r"the plug-in acme 1\.0 gave bytes, not str\."):
        formats.package("a.abc").unpack(b"abc")


@pytest.mark.parametrize(
    ("path", "files"), [("a.xyz", r"'\.xyz' files"), ("a.md/no-ending", "files without an ending")]
)
def test_a_file_that_no_format_reads_is_refused_with_those_that_are(path, files):
    with pytest.raises(FormatError, match=rf"no format reads {files}\. Name it .*\.md.*install a plug-in"):
        cut(path)
