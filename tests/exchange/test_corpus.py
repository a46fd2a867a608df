"""A folder of PO files of all sorts: read or refused with its line, and written as it was.

``tools/catalogs.py FOLDER`` does the same with any folder.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from recto.exchange import po

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "catalogs.py"))
FILES = sorted((Path(__file__).parent / "synth").glob("*.po"))
HEADER = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_read_or_refused_and_keeps_its_bytes(file):
    before = file.read_bytes()

    verdict, wrong = TOOL["judge"](before, file.name)

    assert wrong == []
    assert verdict in {"own form", "other form", "refused", "refused, not UTF-8"}
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (HEADER + b'msgid "a"\nmsgstr "b"\n', "own form"),
        (HEADER + b'msgid "a"\nmsgstr ""\n"b"\n', "other form"),
        (HEADER.replace(b"UTF-8", b"KOI8-R") + 'msgid "a"\nmsgstr "ä"\n'.encode(), "own form"),
        (HEADER.replace(b"UTF-8", b"US-ASCII") + 'msgid "a"\nmsgstr "ä"\n'.encode(), "refused"),
        (b"\xef\xbb\xbf" + HEADER + b'msgid "a"\nmsgstr "b"\n', "refused"),
        (HEADER + 'msgid "a"\nmsgstr "ä"\n'.encode("latin-1"), "refused, not UTF-8"),
        (b"\xff\xfe" + 'msgid "a"\nmsgstr "b"\n'.encode("utf-16-le"), "refused, not UTF-8"),
        (HEADER + b'msgid "a"\nmsgstr "b\n', "refused"),
        (HEADER + b'<<<<<<< ours\nmsgid "a"\n', "refused"),
        (HEADER + b'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "refused"),
    ],
)
def test_the_verdict_says_what_became_of_a_file(content, verdict):
    assert TOOL["judge"](content, "tea.po") == (verdict, [])


def test_a_change_beside_the_changed_unit_would_be_found(monkeypatch):
    content = HEADER + b'msgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n'
    honest = po.dump

    def careless(catalog, base=None):
        return honest(catalog, base).replace(b'"d"', b'"Changed."')

    monkeypatch.setattr(po, "dump", careless)

    _, wrong = TOOL["judge"](content, "tea.po")

    assert "tea.po: written without a change it is another" in wrong
    assert any("another unit" in what for what in wrong)
