"""Sign-off: it counts as long as nothing differs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recto.exchange import po, signoff
from recto.model import Catalog, State, Unit, fingerprint

UNITS = (
    Unit("title", "Tea", "Tee", State.REVIEWED),
    Unit("paragraph", "Boil the water.", "Koche das Wasser.", State.REVIEWED),
)
CATALOG = Catalog("de", UNITS, header=po.create_header("tea-times", "de", "tea.md"))


def sign_off(catalog):
    header = (*catalog.header, (signoff.HEADER, f"Ana Lima {signoff.seal(catalog.units)}"))
    return replace(catalog, header=header, units=signoff.finalized(catalog.units))


def test_a_signed_off_catalog_is_final_when_it_is_read_again():
    signed = sign_off(CATALOG)
    read = po.load(po.dump(signed), "tea.po", "de")

    assert read == signed
    assert [unit.state for unit in read.units] == [State.FINAL, State.FINAL]


def test_the_header_line_holds_name_and_hash():
    signed = sign_off(CATALOG)
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
    signed = sign_off(CATALOG)
    changed = replace(signed, units=change(signed.units))
    read = po.load(po.dump(changed, po.dump(signed)), "tea.po", "de")

    assert not signoff.is_signed_off(read)
    assert State.FINAL not in {unit.state for unit in read.units}


def test_signing_changes_one_line_of_the_file():
    content = po.dump(CATALOG)
    signed = po.dump(sign_off(CATALOG), content)

    assert len(set(signed.split(b"\n")) - set(content.split(b"\n"))) == 1


def test_the_last_of_two_sign_offs_counts():
    signed = sign_off(CATALOG)
    twice = replace(signed, header=(*signed.header, (signoff.HEADER, "Bo 000000000000")))

    assert signoff.is_signed_off(signed)
    assert not signoff.is_signed_off(twice)


@pytest.mark.parametrize("value", ["", " ", "Ana", "Ana 0123", "000000000000"])
def test_a_header_without_name_or_hash_signs_nothing(value):
    assert not signoff.holds((*CATALOG.header, (signoff.HEADER, value)), UNITS)
    assert not signoff.holds((*CATALOG.header, (signoff.HEADER, f" {signoff.seal(UNITS)}")), UNITS)
