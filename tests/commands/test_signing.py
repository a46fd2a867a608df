"""Sign-off, four eyes, and why something is not live."""

from __future__ import annotations

import json
import re

import pytest

from recto.commands import signing
from recto.commands.reasons import TEXTS, Reason
from recto.commands.review import save_unit, token
from recto.commands.signing import SignOffRefused
from recto.commands.why import why
from recto.errors import ConfigError, ConflictError
from recto.exchange import po, signoff
from recto.model import State
from recto.store import Desk as DeskDatabase
from recto.store.work import Work

TEA = "# Tea\n\nBoil 3 cups of water. Wait.\n"


@pytest.fixture
def recto(desk, capsys, monkeypatch):
    from recto.cli import main

    monkeypatch.chdir(desk.root)

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main(list(words))
        return left.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def ready(desk, recto):
    """An article, extracted and reviewed in German."""
    desk.write("tea.md", TEA)
    recto("extract")
    desk.translate("tea.md", lambda source: source.upper())
    return desk


@pytest.fixture
def database(ready):
    """The desk database of the project, and its rows of work."""
    file = ready.root / ".recto" / "desk.db"
    found = DeskDatabase(file)
    work = Work(file)
    yield found, work
    work.close()
    found.close()


def signature(desk):
    return dict(desk.catalog("tea.md").header).get(signoff.HEADER, "")


def confirm(desk, database, unit, target, person):
    return save_unit(
        desk.project, database, "tea.md", "de", unit.id, token(unit), target, State.REVIEWED, person
    )


def test_a_sign_off_is_a_header_line_and_makes_the_units_final(ready, recto):
    before = ready.po("tea.md").read_bytes()

    code, out, _ = recto("sign-off", "tea.md", "--locale", "de", "--name", "Ana  Lima")

    catalog = ready.catalog("tea.md")
    assert (code, out) == (0, "de  tea.md: signed off by Ana Lima.\n")
    assert signature(ready) == f"Ana Lima {signoff.seal(catalog.units)}"
    assert {unit.state for unit in catalog.units} == {State.FINAL}
    line = f'"{signoff.HEADER}: {signature(ready)}\\n"\n'.encode()
    assert ready.po("tea.md").read_bytes().replace(line, b"") == before


def test_withdrawing_gives_the_old_bytes_back(ready, recto):
    before = ready.po("tea.md").read_bytes()
    recto("sign-off", "tea.md", "-l", "de", "--name", "Ana")

    code, out, _ = recto("sign-off", "tea.md", "-l", "de", "--withdraw")

    assert (code, out) == (0, "de  tea.md: the sign-off by Ana is withdrawn.\n")
    assert ready.po("tea.md").read_bytes() == before
    assert recto("sign-off", "tea.md", "-l", "de", "--withdraw")[1] == "de  tea.md: was not signed off.\n"


def test_signing_again_replaces_the_line(ready, recto):
    recto("sign-off", "tea.md", "-l", "de", "--name", "Ana")
    once = ready.po("tea.md").read_bytes()

    assert "as before" in recto("sign-off", "tea.md", "-l", "de", "--name", "Ana")[1]
    assert ready.po("tea.md").read_bytes() == once
    recto("sign-off", "tea.md", "-l", "de", "--name", "Bo")

    assert ready.po("tea.md").read_bytes().count(b"X-Recto-Signed-Off") == 1
    assert signature(ready).startswith("Bo ")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda desk: desk.translate("tea.md", lambda _: "", State.EMPTY), "empty"),
        (lambda desk: desk.translate("tea.md", str.upper, State.DRAFT), "draft"),
        (lambda desk: desk.translate("tea.md", lambda text: text.replace("3", "<7/>")), "errors"),
        (lambda desk: desk.write("tea.md", TEA + "\nPour.\n"), "edited"),
        (lambda desk: (desk.root / "sources/tea.md").unlink(), ""),
    ],
)
def test_what_is_not_ready_is_refused_with_the_reason(ready, recto, change, code):
    change(ready)
    before = ready.po("tea.md").read_bytes()

    left, _, err = recto("sign-off", "tea.md", "-l", "de")

    assert left == 1
    assert ready.po("tea.md").read_bytes() == before
    if code:
        assert TEXTS[code].split("%")[0] in err


@pytest.mark.parametrize("name", ["", " ", "a\x07b", "a\u202eb", "x" * 151])
def test_a_name_that_no_header_can_hold_is_refused(ready, name):
    with pytest.raises(ConfigError):
        signing.sign_off(ready.project, "tea.md", "de", name, None)

    assert not signature(ready)


@pytest.mark.parametrize(
    "name", ['Ana "the pen" Lima', "a\\nb", "X-Evil: 1", "Åsa 000000000000", "a\nMsgid: x", "анна"]
)
def test_any_other_name_comes_back_as_it_was(ready, name):
    signing.sign_off(ready.project, "tea.md", "de", name, None)

    found = signoff.signature(ready.catalog("tea.md").header)
    assert found is not None
    assert found.name == " ".join(name.split())
    assert signoff.is_signed_off(ready.catalog("tea.md"))
    names = [key for key, _ in ready.catalog("tea.md").header]
    assert "Msgid" not in names
    assert "X-Evil" not in names


def test_what_changed_since_is_counted(ready, database):
    desk, work = database
    signing.sign_off(ready.project, "tea.md", "de", "Ana", work)
    units = ready.catalog("tea.md").units
    assert signing.standing(ready.catalog("tea.md"), "tea.md", work).is_valid

    confirm(ready, desk, units[1], "KOCHE 3.", "Bo")
    confirm(ready, desk, units[2], "WARTE.", "Bo")

    standing = signing.standing(ready.catalog("tea.md"), "tea.md", work)
    assert (standing.is_valid, standing.changed) == (False, 2)
    assert standing.reasons[0].text == "Changed since Ana signed it off: 2."
    elsewhere = signing.standing(ready.catalog("tea.md"), "tea.md", None)
    assert elsewhere.reasons[0].text == "Changed since Ana signed it off."


def test_a_sign_off_is_of_what_was_seen(ready, database):
    desk, work = database
    seen = signoff.seal(ready.catalog("tea.md").units)
    confirm(ready, desk, ready.catalog("tea.md").units[2], "WARTE.", "Bo")

    with pytest.raises(ConflictError):
        signing.sign_off(ready.project, "tea.md", "de", "Ana", work, seen=seen)

    assert not signature(ready)


@pytest.fixture
def four_eyes(ready):
    (ready.root / "recto.toml").write_text(
        (ready.root / "recto.toml").read_text() + "\n[desk]\nfour_eyes = true\n"
    )
    return ready


def test_who_alone_worked_on_a_text_does_not_sign_it_off(four_eyes, database):
    desk, work = database
    project = four_eyes.project
    for unit in four_eyes.catalog("tea.md").units:
        confirm(four_eyes, desk, unit, f"{unit.target} OK" if "3" not in unit.target else "3!", "Ana")

    with pytest.raises(SignOffRefused) as refusal:
        signing.sign_off(project, "tea.md", "de", "Ana", work)

    assert refusal.value.reasons == (Reason("four-eyes", {"name": "Ana", "num": "3"}),)
    assert signing.sign_off(project, "tea.md", "de", "Bo", work).is_changed


def test_who_confirmed_the_very_text_has_seen_it_and_who_had_another_text_has_not(four_eyes, database):
    desk, work = database
    title, boil, wait = four_eyes.catalog("tea.md").units
    for unit in (title, boil, wait):
        confirm(four_eyes, desk, unit, f"{unit.target} (3)" if unit is boil else f"{unit.target}!", "Bo")
    newer = four_eyes.catalog("tea.md").units[2]
    confirm(four_eyes, desk, newer, "WARTE LANGE.", "Ana")

    with pytest.raises(SignOffRefused) as refusal:
        signing.sign_off(four_eyes.project, "tea.md", "de", "Ana", work)

    assert [(one.code, one.values["num"]) for one in refusal.value.reasons] == [("four-eyes", "1")]


def test_without_a_record_four_eyes_cannot_be_checked_and_that_is_said(four_eyes, recto):
    code, _, err = recto("sign-off", "tea.md", "-l", "de", "--name", "Ana")

    assert code == 1
    assert "four eyes cannot be checked" in err
    assert not signature(four_eyes)


def test_texts_that_nobody_is_known_for_are_told_and_do_not_block(four_eyes, database):
    desk, work = database
    confirm(four_eyes, desk, four_eyes.catalog("tea.md").units[2], "WARTE.", "Bo")

    done = signing.sign_off(four_eyes.project, "tea.md", "de", "Ana", work)

    assert [(one.code, one.values["num"]) for one in done.notes] == [("unrecorded", "2")]


# --- why -----------------------------------------------------------------------------------------


def codes(desk, work=None):
    return [reason.code for reason in why(desk.project, "tea.md", "de", work).reasons]


def test_what_was_compiled_whole_is_live(ready, recto):
    assert codes(ready) == ["never-compiled"]

    recto("compile", "-l", "de")

    found = why(ready.project, "tea.md", "de", None)
    assert found.is_live
    assert found.reasons == found.units == ()


def test_each_reason_is_told(ready, recto):
    recto("compile", "-l", "de")
    ready.translate("tea.md", str.upper, State.DRAFT)
    assert codes(ready) == ["draft", "stale"]
    ready.translate("tea.md", lambda _: "", State.EMPTY)
    assert codes(ready) == ["empty", "stale"]
    ready.write("tea.md", TEA + "\nPour.\n")
    assert codes(ready)[0] == "edited"
    ready.po("tea.md").write_bytes(b"no catalog")
    assert codes(ready) == ["unusable"]
    ready.po("tea.md").unlink()
    assert codes(ready) == ["not-extracted"]


def test_the_policy_decides_what_is_a_reason(ready, recto):
    settings = (ready.root / "recto.toml").read_text()
    (ready.root / "recto.toml").write_text(settings + '\n[publish]\nstate = "draft"\n')
    ready.translate("tea.md", str.upper, State.DRAFT)
    recto("compile", "-l", "de")
    assert why(ready.project, "tea.md", "de", None).is_live

    (ready.root / "recto.toml").write_text(settings + '\n[publish]\nstate = "final"\nminimum = 50\n')
    ready.translate("tea.md", str.upper)
    found = why(ready.project, "tea.md", "de", None)
    assert [reason.code for reason in found.reasons] == ["unsigned", "minimum"]
    assert {unit.code for unit in found.units} == {"unsigned"}
    signing.sign_off(ready.project, "tea.md", "de", "Ana", None)
    recto("compile", "-l", "de")
    assert why(ready.project, "tea.md", "de", None).is_live


def test_an_embargo_is_good_to_know_and_a_target_that_does_not_fit_is_refused(ready, recto):
    ready.write("tea.md", "---\nembargo: true\n---\n" + TEA.replace("Wait", "*Wait*"))
    recto("extract")
    ready.translate("tea.md", lambda source: source.replace("<1>", ""))
    recto("compile", "-l", "de")

    found = why(ready.project, "tea.md", "de", None)

    assert "embargo" in [reason.code for reason in found.reasons if not reason.blocks]
    refused = [unit for unit in found.units if unit.code == "refused"]
    assert len(refused) == len([u for u in ready.catalog("tea.md").units if "</1>" in u.target])


def test_status_says_why_in_the_same_words(ready, recto):
    code, out, _ = recto("status", "--why", "--locale", "de")
    assert (code, out.splitlines()[1].strip()) == (0, TEXTS["never-compiled"])

    code, out, _ = recto("status", "--why", "--json", "--locale", "de")
    (row,) = json.loads(out)["articles"]
    assert row["reasons"] == [{"reason": "never-compiled", "text": TEXTS["never-compiled"], "blocks": True}]


def test_every_text_has_the_values_that_it_names():
    for code, text in TEXTS.items():
        names = re.findall(r"%\((\w+)\)s", text)
        assert Reason(code, dict.fromkeys(names, "x")).text.count("x") >= len(names)


# --- facts ---------------------------------------------------------------------------------------


def test_recto_facts_shows_problems_and_leaves_with_one(ready, recto):
    ready.translate("tea.md", lambda source: source.replace("3 cups", "4 Tassen"))

    code, out, _ = recto("facts", "tea.md", "-l", "de")

    assert code == 1
    assert "number differs" in out
    assert re.search(r"'3'\n +'4'", out)
    code, out, _ = recto("facts", "--json", "-l", "de")
    (sheet,) = json.loads(out)["sheets"]
    assert sheet["facts"][0]["verdict"] == "other"


def test_po_files_stay_what_they_are_for_other_tools(ready, recto):
    recto("sign-off", "tea.md", "-l", "de", "--name", "Ana")
    content = ready.po("tea.md").read_bytes()

    assert po.dump(po.load(content, "tea.md", "de"), content) == content
