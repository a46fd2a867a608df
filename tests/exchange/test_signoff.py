"""Sign-off: it counts as long as nothing differs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recto.errors import CatalogError
from recto.exchange import po, signoff
from recto.model import Catalog, State, Unit, fingerprint

UNITS = (
    Unit("title", "Tea", "Tee", State.REVIEWED),
    Unit("paragraph", "Boil the water.", "Koche das Wasser.", State.REVIEWED),
)
CATALOG = Catalog("de", UNITS, header=po.create_header("tea-times", "de", "tea.md"))


def test_a_signed_off_catalog_is_final_when_it_is_read_again():
    signed = signoff.sign_off(CATALOG, "Ana Lima")
    read = po.load(po.dump(signed), "tea.po", "de")

    assert read == signed
    assert [unit.state for unit in read.units] == [State.FINAL, State.FINAL]
    assert signoff.signer(read) == "Ana Lima"


def test_the_header_line_holds_name_and_hash():
    signed = signoff.sign_off(CATALOG, "Ana Lima")
    texts = ("title", "Tea", "Tee", "paragraph", "Boil the water.", "Koche das Wasser.")

    assert signed.header[-1] == ("X-Recto-Signed-Off", f"Ana Lima {fingerprint(*texts)[:12]}")


@pytest.mark.parametrize(
    "change",
    [
        lambda units: units[:1],
        lambda units: units[::-1],
        lambda units: (replace(units[0], target="Tee!"), units[1]),
        lambda units: (replace(units[0], source="Tea!"), units[1]),
        lambda units: (replace(units[0], context="heading"), units[1]),
        lambda units: (*units, Unit("paragraph", "More.")),
    ],
)
def test_a_sign_off_stops_counting_when_anything_differs(change):
    signed = signoff.sign_off(CATALOG, "Ana Lima")
    changed = replace(signed, units=change(signed.units))
    read = po.load(po.dump(changed, po.dump(signed)), "tea.po", "de")

    assert not signoff.is_signed_off(read)
    assert State.FINAL not in {unit.state for unit in read.units}


def test_signing_changes_one_line_of_the_file():
    content = po.dump(CATALOG)
    signed = po.dump(signoff.sign_off(CATALOG, "Ana Lima"), content)

    assert len(set(signed.split(b"\n")) - set(content.split(b"\n"))) == 1


def test_a_second_sign_off_takes_the_place_of_the_first():
    twice = signoff.sign_off(signoff.sign_off(CATALOG, "Ana"), "Bo")

    assert signoff.signer(twice) == "Bo"
    assert signoff.withdraw(twice) == CATALOG


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b[0m"])
def test_a_name_that_is_not_one_line_cannot_sign(name):
    with pytest.raises(CatalogError):
        signoff.sign_off(CATALOG, name)


def test_an_article_with_a_draft_cannot_be_signed_off():
    with pytest.raises(CatalogError, match="1 units are not reviewed"):
        signoff.sign_off(replace(CATALOG, units=(*UNITS, Unit("paragraph", "More."))), "Ana")
