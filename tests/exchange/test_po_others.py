"""The ``# recto other:`` lines: lossless, and no other tool spoils them."""

from __future__ import annotations

import subprocess
from io import BytesIO

import polib
import pytest
from babel.messages import pofile
from hypothesis import given
from hypothesis import strategies as st

from recto.exchange import po, po_others
from recto.model import Catalog, State, Unit

LONG = "Ferva a água agora mesmo e deixe repousar durante cinco minutos, diz <1>o relatório</1>, e mais."
NASTY = (
    LONG,
    "水を沸かして、" * 40,
    "ha " * 300 + "ha",
    "two  blanks",
    " edges ",
    "\u00a0no-break\u00a0",
    "a" + " " * 200 + "b",
    "back\\slash\\",
    "\\+",
    "x" * 58 + "\\+",
    "\\u0041",
    "line\nbreak\tand\x85more\u2028",
    "x" * 59 + " y",
    "x" * 60 + " y",
    ("x" * 29 + " ") * 6 + "y",
    "recto: origin=mt:x",
    "recto other: inside",
    "#, fuzzy",
    "\u202eright to left\u202c",
    "e\u0301\u0301" * 60,
    "\u3000" * 70,
)
TEXTS = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=200
)
HEADER = po.create_header("tea-times", "pt-BR", "tea.md")


def catalog(*others: str, target: str = "Ferva.") -> Catalog:
    state = State.DRAFT if target else State.EMPTY
    unit = Unit("paragraph", "Boil.", target, state, others=others, notes=("A note.",), origin="import")
    return Catalog("pt-BR", (unit,), header=HEADER)


def through(tool: bytes) -> tuple[str, ...]:
    return po.load(tool, "a.po", "pt-BR").units[0].others


@given(st.lists(TEXTS, min_size=1, max_size=4).map(tuple))
def test_others_come_back_as_they_were(others):
    one = catalog(*others)

    content = po.dump(one)

    assert po.load(content, "a.po", "pt-BR") == one
    assert all(len(line) <= 74 for line in content.decode().split("\n") if line.startswith("# recto other"))


@given(st.lists(TEXTS, min_size=1, max_size=4).map(tuple))
def test_babel_and_polib_keep_others(others):
    content = po.dump(catalog(*others))

    out = BytesIO()
    pofile.write_po(out, pofile.read_po(BytesIO(content)))

    assert through(out.getvalue()) == others
    assert through(str(polib.pofile(content.decode(), wrapwidth=78)).encode()) == others


@pytest.mark.gettext
def test_gettext_takes_a_catalog_with_every_nasty_other_and_writes_the_same(tmp_path):
    units = tuple(
        Unit("paragraph", f"Boil {number}.", "Ferva.", State.DRAFT, others=(text, LONG))
        for number, text in enumerate(NASTY)
    )
    content = po.dump(Catalog("pt-BR", units, header=HEADER))
    file = tmp_path / "a.po"
    file.write_bytes(content)

    subprocess.run(["msgfmt", "-c", "-o", "/dev/null", file], capture_output=True, check=True)
    again = subprocess.run(["msgcat", "--no-wrap", file], capture_output=True, check=True).stdout

    assert again == content


def test_others_are_readable():
    lines = list(po_others.write([LONG, "Ferva."]))

    assert lines == [
        "# recto other: Ferva a água agora mesmo e deixe repousar durante cinco",
        "# recto other: minutos, diz <1>o relatório</1>, e mais.",
        "# recto other 2: Ferva.",
    ]


def test_whoever_clears_the_flag_in_another_tool_has_chosen():
    content = po.dump(catalog("Cozinhe."))

    (unit,) = po.load(content.replace(b"#, fuzzy\n", b""), "a.po", "pt-BR").units

    assert (unit.state, unit.others) == (State.REVIEWED, ())


def test_an_accepted_unit_keeps_its_state_and_what_is_offered_beside_it():
    one = Unit("paragraph", "Boil.", "Ferva.", State.REVIEWED, others=("Cozinhe.",))

    (unit,) = po.load(po.dump(Catalog("pt-BR", (one,), header=HEADER)), "a.po", "pt-BR").units

    assert (unit.state, unit.others) == (State.REVIEWED, ("Cozinhe.",))


def test_a_unit_without_target_keeps_others():
    one = catalog("Cozinhe.", target="")

    assert po.load(po.dump(one), "a.po", "pt-BR").units[0].others == ("Cozinhe.",)


@pytest.mark.parametrize("line", ["recto other : x", "recto others: x", "recto other 0: x", "Recto other: x"])
def test_lines_that_only_look_alike_are_notes(line):
    assert po_others.read([line]) == ([line], ())


def test_half_a_surrogate_pair_typed_by_hand_stays_as_typed():
    assert po_others.read([r"recto other: \uD800"]) == ([], (r"\uD800",))
