"""Compiled catalogs: what gettext looks up."""

from __future__ import annotations

import gettext
import io
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import CatalogError
from recto.exchange import mo, po
from recto.model import Catalog, State, Unit

HEADER = po.create_header("tea-times", "de", "tea.md")
SYNTH = sorted((Path(__file__).parent / "synth").glob("*.po"))
TEXTS = st.text(st.characters(exclude_characters="\0\x04\r\n", exclude_categories=["Cs"]), min_size=1)
OTHER_LOOK_UP = {
    "domain_abs.po": "another domain is another catalog",
    "domain_traversal.po": "another domain is another catalog",
    "flags_many.po": "msgfmt forgets a fuzzy flag when a second line of flags follows",
}


def compiled(catalog: Catalog) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(mo.compile_mo(catalog)))


@given(st.dictionaries(st.tuples(st.sampled_from(["", "paragraph"]), TEXTS), TEXTS, max_size=8))
def test_gettext_finds_every_reviewed_unit(pairs):
    units = tuple(
        Unit(context, source, target, State.REVIEWED) for (context, source), target in pairs.items()
    )
    found = compiled(Catalog("de", units, header=HEADER))

    for unit in units:
        got = found.pgettext(unit.context, unit.source) if unit.context else found.gettext(unit.source)
        assert got == unit.target


def test_drafts_and_empty_units_are_left_out():
    units = (
        Unit("title", "Tea", "Tee", State.FINAL),
        Unit("title", "Cup", "Tasse", State.DRAFT),
        Unit("title", "Pot"),
        Unit("title", "Gone", "<0/>", State.REVIEWED),
    )
    found = compiled(Catalog("de", units, header=HEADER))

    assert [found.pgettext("title", unit.source) for unit in units] == ["Tee", "Cup", "Pot", "<0/>"]


def test_the_order_of_units_does_not_change_the_bytes():
    units = tuple(Unit("paragraph", text, text.upper(), State.REVIEWED) for text in ("one", "two", "three"))

    assert mo.compile_mo(Catalog("de", units)) == mo.compile_mo(Catalog("de", units[::-1]))


def test_plural_entries_of_other_tools_are_compiled():
    content = 'msgid "cup"\nmsgid_plural "cups"\nmsgstr[0] "Tasse"\nmsgstr[1] "Tassen"\n'
    catalog = po.load(content.encode(), "tea.po", "de")

    assert compiled(catalog).ngettext("cup", "cups", 2) == "Tassen"


def test_the_header_names_utf_8():
    latin = Catalog("de", header=(("Language", "de"), ("Content-Type", "text/plain; charset=ISO-8859-1")))

    assert compiled(latin).charset() == "UTF-8"
    assert compiled(Catalog("de")).charset() == "UTF-8"


@pytest.mark.gettext
@pytest.mark.parametrize("path", SYNTH, ids=lambda path: path.stem)
def test_look_up_is_that_of_msgfmt(path, tmp_path):
    try:
        catalog = po.load(path.read_bytes(), path.name, "cs")
    except CatalogError:
        return
    if path.read_bytes().startswith(b"\xef\xbb\xbf") or path.name in OTHER_LOOK_UP:
        return
    theirs, ours = tmp_path / "theirs.mo", tmp_path / "ours.mo"
    subprocess.run(["msgfmt", "-o", theirs, path], check=True, capture_output=True)
    ours.write_bytes(mo.compile_mo(catalog))

    assert _entries(ours) == (_entries(theirs) if theirs.exists() else set())


def _entries(path: Path) -> set[str]:
    """What msgunfmt says is in the file, the header aside."""
    text = subprocess.run(["msgunfmt", "--no-wrap", path], check=True, capture_output=True).stdout.decode()
    return {
        entry.strip()
        for entry in text.split("\n\n")
        if entry.strip() and not entry.startswith('msgid ""\nmsgstr')
    }
