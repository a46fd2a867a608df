"""Many units at once: what does not fit is left alone, nothing is lost, and undoing gives every byte back."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recto.commands import bulk, review, undoing
from recto.commands.bulk import Seen, Verb
from recto.commands.changing import CHANGED_SINCE, Wish, change
from recto.commands.patterns import CODE, PatternError, Wording
from recto.commands.replacing import Replacement, Ticked, preview, replace_in
from recto.commands.review import save_unit, token
from recto.commands.searching import Query
from recto.errors import ConflictError, NotFoundError
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.store import Activity, Stage
from recto.store import Desk as Store
from recto.store.actions import Actions, Sieve

HEADER = po.create_header("tea-times", "de", "tea.md")
UNITS = (
    Unit("heading", "Tea for two", "Tee für zwei", State.REVIEWED),
    Unit("paragraph", "Boil <1>it</1>.", "Koch <1>es</1>.", State.DRAFT, "mt:apertium", hints=("<1> bold",)),
    Unit("paragraph", "Boil <1>me</1>.", "Koch mich.", State.DRAFT, "mt:apertium", hints=("<1> bold",)),
    Unit("paragraph", "Wait.", "Warte.", State.DRAFT, previous="Wait!", previous_context="paragraph",
         marks=(("edit", "fact"), ("was", "reviewed"))),
    Unit("paragraph", "Two teas.", "Zwei Tees.", State.DRAFT, others=("Zweimal Tee.",)),
    Unit("paragraph", "Pour."),
    Unit("paragraph", "Drink the tea.", "Trink den Tee.", State.REVIEWED, notes=("Tee is dear.",)),
)  # fmt: skip


@pytest.fixture
def tea(desk):
    desk.write("tea.md", "# Tea for two\n")
    put(desk, "tea.md", UNITS)
    return desk


@pytest.fixture
def store(desk) -> Store:
    return Store(desk.project.state_folder / "desk.db")


def put(desk, path, units, locale="de"):
    file = desk.po(path, locale)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(po.dump(Catalog(locale, tuple(units), header=HEADER)))


def units(desk) -> dict[str, Unit]:
    return {unit.source: unit for unit in desk.catalog("tea.md").units}


def confirm(desk, store, person="ana"):
    sheet = review.open_sheet(desk.project, "tea.md", "de")
    seen = [Seen(unit.id, token(unit)) for unit in sheet.catalog.units]
    return bulk.run(desk.project, store, "tea.md", "de", Verb.CONFIRM, seen, person)


def test_confirming_takes_only_drafts_that_nothing_is_wrong_with(tea, store):
    outcome = confirm(tea, store)

    assert [row.source for row in outcome.done] == ["Boil <1>it</1>."]
    assert (units(tea)["Boil <1>it</1>."].state, units(tea)["Boil <1>it</1>."].origin) == (State.REVIEWED, "")
    reasons = {tea.catalog("tea.md").find(one.unit_id).source: one.reason for one in outcome.left}
    assert set(reasons) == {"Boil <1>me</1>.", "Wait.", "Two teas.", "Pour."}
    assert "compare" in reasons["Wait."]
    assert "choose" in reasons["Two teas."]


def test_what_fits_is_what_is_done(tea, store):
    sheet = review.open_sheet(tea.project, "tea.md", "de")

    assert [seen.unit_id for seen in bulk.fitting(sheet, Verb.CONFIRM)] == [UNITS[1].id]
    assert [seen.unit_id for seen in bulk.fitting(sheet, Verb.NEEDS_WORK)] == [UNITS[0].id, UNITS[6].id]


def test_a_unit_that_changed_since_it_was_seen_is_left(tea, store):
    seen = [Seen(UNITS[1].id, "0" * 12)]

    outcome = bulk.run(tea.project, store, "tea.md", "de", Verb.CONFIRM, seen, "ana")

    assert (outcome.action, outcome.done) == (0, ())
    assert [one.reason for one in outcome.left] == [CHANGED_SINCE]


def test_an_action_that_changed_nothing_is_not_noted(tea, store):
    bulk.run(tea.project, store, "tea.md", "de", Verb.CONFIRM, [], "ana")

    assert Actions(store).feed(Sieve()) == []


@pytest.mark.parametrize("verb", list(Verb))
def test_undoing_gives_every_byte_back(tea, store, verb):
    before = tea.po("tea.md").read_bytes()
    seen = [Seen(unit.id, "") for unit in UNITS]
    outcome = bulk.run(tea.project, store, "tea.md", "de", verb, seen, "ana")
    assert tea.po("tea.md").read_bytes() != before

    undone = undoing.undo(tea.project, store, outcome.action, "bea")

    assert tea.po("tea.md").read_bytes() == before
    assert undone.left == ()


def test_undoing_the_undoing_gives_the_action_back(tea, store):
    outcome = confirm(tea, store)
    after = tea.po("tea.md").read_bytes()
    undone = undoing.undo(tea.project, store, outcome.action, "ana")

    undoing.undo(tea.project, store, undone.action, "ana")

    assert tea.po("tea.md").read_bytes() == after


def test_an_action_is_undone_once(tea, store):
    outcome = confirm(tea, store)
    undoing.undo(tea.project, store, outcome.action, "ana")

    with pytest.raises(ConflictError, match="undone already"):
        undoing.undo(tea.project, store, outcome.action, "ana")
    with pytest.raises(NotFoundError, match="no action 99"):
        undoing.undo(tea.project, store, 99, "ana")


def test_what_was_changed_since_is_not_undone_and_named(tea, store):
    outcome = replace_tea(tea, store)
    changed = units(tea)["Drink the tea."]
    save_unit(
        tea.project, store, "tea.md", "de", changed.id, changed.version, "Trink!", State.REVIEWED, "bea"
    )

    undone = undoing.undo(tea.project, store, outcome.action, "ana")

    assert units(tea)["Drink the tea."].target == "Trink!"
    assert units(tea)["Tea for two"].target == "Tee für zwei"
    assert [one.unit_id for one in undone.left] == [changed.id]


def test_what_extraction_says_about_a_unit_stays_when_it_is_undone(tea, store):
    outcome = confirm(tea, store)
    old = tea.po("tea.md").read_text()
    tea.po("tea.md").write_text(old.replace("#. <1> bold", "#. <1> italic"))

    undoing.undo(tea.project, store, outcome.action, "ana")

    unit = units(tea)["Boil <1>it</1>."]
    assert (unit.hints, unit.state, unit.origin) == (("<1> italic",), State.DRAFT, "mt:apertium")


def replacement(text="Tee", by="Kaffee", **wording) -> Replacement:
    keeps = wording.pop("keeps", False)
    return Replacement(Query(Wording(text, **wording)), by, keeps)


def replace_tea(desk, store, wanted=None, person="ana"):
    wanted = wanted or replacement()
    rows = preview(desk.project, store, wanted).rows
    ticked = [Ticked(row.hit.article, row.hit.locale, row.hit.unit.id, row.version) for row in rows]
    return replace_in(desk.project, store, wanted, ticked, person)


def test_a_preview_writes_nothing_and_says_what_replacing_does(tea, store):
    before = tea.po("tea.md").read_bytes()

    rows = preview(tea.project, store, replacement()).rows

    assert tea.po("tea.md").read_bytes() == before
    assert [row.target for row in rows] == ["Kaffee für zwei", "Zwei Kaffees.", "Trink den Kaffee."]
    outcome = replace_tea(tea, store)
    assert [row.new_target for row in outcome.done] == [row.target for row in rows]


@pytest.mark.parametrize(("keeps", "state"), [(False, State.DRAFT), (True, State.REVIEWED)])
def test_what_is_replaced_needs_work_unless_its_state_is_to_stay(tea, store, keeps, state):
    replace_tea(tea, store, replacement(keeps=keeps))

    assert units(tea)["Tea for two"].state is state


def test_a_state_is_not_kept_for_a_text_that_a_check_refuses(tea, store):
    put(tea, "tea.md", [Unit("paragraph", "Wait.", "Warte jetzt.", State.REVIEWED)])
    wanted = replacement("jetzt", "<7>", keeps=True)
    (row,) = preview(tea.project, store, wanted).rows

    replace_tea(tea, store, wanted)

    assert "7" in row.problem
    assert units(tea)["Wait."].state is State.DRAFT


def test_what_another_changed_between_preview_and_replacing_is_left(tea, store):
    wanted = replacement()
    rows = preview(tea.project, store, wanted).rows
    theirs = units(tea)["Drink the tea."]
    save_unit(
        tea.project, store, "tea.md", "de", theirs.id, theirs.version, "Trink Tee!", State.REVIEWED, "bea"
    )
    ticked = [Ticked("tea.md", "de", row.hit.unit.id, row.version) for row in rows]

    outcome = replace_in(tea.project, store, wanted, ticked, "ana")

    assert units(tea)["Drink the tea."].target == "Trink Tee!"
    assert [(one.unit_id, one.reason) for one in outcome.left] == [(theirs.id, CHANGED_SINCE)]
    assert len(outcome.done) == len(rows) - 1


def test_an_article_that_is_gone_and_one_that_cannot_be_read_hinder_no_other(tea, store):
    for path in ("gone.md", "broken.md"):
        tea.write(path, "# Tea\n")
        put(tea, path, UNITS)
    wanted = replacement()
    rows = preview(tea.project, store, wanted).rows
    (tea.root / "sources/gone.md").unlink()
    broken = tea.po("broken.md")
    broken.write_bytes(content := b"msgid Tee" + broken.read_bytes())
    ticked = [Ticked(row.hit.article, "de", row.hit.unit.id, row.version) for row in rows]

    outcome = replace_in(tea.project, store, wanted, ticked, "ana")

    assert {row.article for row in outcome.done} == {"tea.md"}
    assert {one.article for one in outcome.left} == {"gone.md", "broken.md"}
    assert broken.read_bytes() == content


def test_an_expression_that_takes_too_long_changes_nothing(tea, store):
    long = replace(UNITS[0], target="a" * 3_000 + "b")
    put(tea, "tea.md", [long])
    before = tea.po("tea.md").read_bytes()
    wanted = replacement("(a|aa)+$", "x", is_regex=True)

    outcome = replace_in(tea.project, store, wanted, [Ticked("tea.md", "de", long.id, token(long))], "ana")

    assert (outcome.done, tea.po("tea.md").read_bytes()) == ((), before)
    assert "takes too long" in outcome.left[0].reason


def test_codes_are_never_replaced(tea, store):
    outcome = replace_tea(tea, store, replacement("1", "2"))

    assert outcome.done == ()


def test_groups_of_an_expression_stand_in_the_replacement(tea, store):
    replace_tea(tea, store, replacement(r"(T\w+) (\w+) zwei", r"\2 zwei: \1", is_regex=True))

    assert units(tea)["Tea for two"].target == "für zwei: Tee"


@pytest.mark.parametrize(("text", "by"), [("(", "x"), ("a" * 501, "x"), ("", "x"), ("T(e)e", r"\7")])
def test_a_replacement_that_cannot_be_used_is_refused(tea, store, text, by):
    with pytest.raises(PatternError):
        preview(tea.project, store, replacement(text, by, is_regex=True))


def test_a_replacement_by_plain_text_takes_backslashes_as_they_are(tea, store):
    replace_tea(tea, store, replacement("Tee", r"\1"))

    assert units(tea)["Tea for two"].target == r"\1 für zwei"


def test_a_revert_of_a_thousand_edits_restores_the_bytes(desk, store):
    own = [Unit("paragraph", f"Line {n}.", f"Zeile {n}.", State.REVIEWED if n % 2 else State.DRAFT,
                origin="" if n % 2 else "mt:apertium") for n in range(500)]  # fmt: skip
    for path in ("tea.md", "salt.md"):
        desk.write(path, "# Tea\n")
        put(desk, path, own)
    before = [desk.po(path).read_bytes() for path in ("tea.md", "salt.md")]
    for path in ("tea.md", "salt.md"):
        wishes = [
            Wish(path, "de", unit.id, lambda unit: review.settle(unit, "Spam.", State.REVIEWED))
            for unit in own
        ]
        change(desk.project, store, wishes, "mallory", "replace", {})
    first = own[0]
    now = desk.unit(first.source, "tea.md")
    save_unit(
        desk.project, store, "tea.md", "de", first.id, now.version, "Mehr Spam.", State.DRAFT, "mallory"
    )

    outcome = undoing.revert_person(desk.project, store, "mallory", 0, "admin")

    assert [desk.po(path).read_bytes() for path in ("tea.md", "salt.md")] == before
    assert (len(outcome.done), outcome.left) == (1_000, ())


def test_a_revert_stops_at_what_others_did_between(tea, store):
    unit = UNITS[0]
    for text, person in (("Eins", "mallory"), ("Zwei", "bea"), ("Drei", "mallory")):
        now = tea.unit(unit.source, "tea.md")
        save_unit(tea.project, store, "tea.md", "de", unit.id, now.version, text, State.REVIEWED, person)

    undoing.revert_person(tea.project, store, "mallory", 0, "admin")

    assert tea.unit(unit.source, "tea.md").target == "Zwei"


def test_a_change_of_an_older_recto_is_taken_back_by_its_text(tea, store):
    now = tea.unit("Tea for two", "tea.md")
    save_unit(tea.project, store, "tea.md", "de", now.id, now.version, "Tee!", State.REVIEWED, "ana")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE activity SET old_entry = '', new_entry = ''")

    undoing.undo_change(tea.project, store, 1, "ana")

    assert tea.unit("Tea for two", "tea.md").target == "Tee für zwei"


def test_bulk_actions_and_saves_at_the_same_time_lose_nothing(desk, store):
    own = [
        Unit("paragraph", f"Line {n}.", f"Zeile {n}.", State.DRAFT, origin="mt:apertium") for n in range(60)
    ]
    desk.write("tea.md", "# Tea\n")
    put(desk, "tea.md", own)
    told: dict[str, str] = {}
    guard = threading.Lock()

    def save(offset: int) -> None:
        for unit in own[offset::3]:
            now = desk.unit(unit.source, "tea.md")
            try:
                text = f"Von {offset}: {unit.target}"
                saved = save_unit(
                    desk.project,
                    store,
                    "tea.md",
                    "de",
                    unit.id,
                    now.version,
                    text,
                    State.REVIEWED,
                    f"p{offset}",
                )
            except review.UnitConflict:
                continue
            with guard:
                told[unit.id] = saved.target

    def act() -> None:
        for _ in range(6):
            for verb in (Verb.CONFIRM, Verb.NEEDS_WORK):
                sheet = review.open_sheet(desk.project, "tea.md", "de")
                bulk.run(desk.project, store, "tea.md", "de", verb, bulk.fitting(sheet, verb), "ed")

    threads = [threading.Thread(target=save, args=(n,)) for n in range(3)] + [threading.Thread(target=act)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    targets = {unit.id: unit.target for unit in desk.catalog("tea.md").units}
    assert told
    assert {unit_id: targets[unit_id] for unit_id in told} == told
    assert store.at_stage(Stage.PENDING) == []


def test_a_bulk_action_that_a_crash_interrupted_is_finished_at_the_start(tea, store):
    new = replace(UNITS[1], state=State.REVIEWED, origin="")
    Actions(store).note_all([Activity.of("tea.md", "de", "ana", UNITS[1], new, 1)])

    review.recover(tea.project, store)

    assert units(tea)["Boil <1>it</1>."] == new


texts = st.text('abc <>/1"\\é\u0301שא', min_size=1, max_size=12).filter(lambda text: text.strip())


def settled(text: str, state: State, unit: Unit) -> Unit:
    return review.settle(unit, text, state)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_row_of_actions_undone_backwards_restores_the_bytes(tmp_path_factory, data, make_desk):
    desk = make_desk(tmp_path_factory.mktemp("law") / "p")
    store = Store(desk.project.state_folder / "desk.db")
    desk.write("tea.md", "# Tea\n")
    put(desk, "tea.md", UNITS)
    before = desk.po("tea.md").read_bytes()
    actions = []
    for _ in range(data.draw(st.integers(1, 4))):
        made = data.draw(st.dictionaries(st.sampled_from([unit.id for unit in UNITS]), texts, min_size=1))
        state = data.draw(st.sampled_from([State.DRAFT, State.REVIEWED]))
        wishes = [
            Wish("tea.md", "de", unit_id, partial(settled, text.strip(), state))
            for unit_id, text in made.items()
        ]
        actions.append(change(desk.project, store, wishes, "ana", "replace", {}).action)

    for action in reversed([one for one in actions if one]):
        assert undoing.undo(desk.project, store, action, "ana").left == ()

    assert desk.po("tea.md").read_bytes() == before
    store.close()


pieces = st.text("Te1</> \\", min_size=1, max_size=4)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=pieces, by=st.text("ab1</>\\e ", max_size=4), keeps=st.booleans(), has_case=st.booleans())
def test_replacing_whatever_by_whatever_keeps_codes_and_is_undone(
    tmp_path_factory, make_desk, text, by, keeps, has_case
):
    desk = make_desk(tmp_path_factory.mktemp("law") / "p")
    store = Store(desk.project.state_folder / "desk.db")
    desk.write("tea.md", "# Tea\n")
    put(desk, "tea.md", UNITS)
    before = desk.po("tea.md").read_bytes()

    outcome = replace_tea(desk, store, replacement(text, by, keeps=keeps, has_case=has_case))

    codes = {unit.id: CODE.findall(unit.target) for unit in UNITS}
    for unit in desk.catalog("tea.md").units:
        assert Counter(CODE.findall(unit.target)) >= Counter(codes[unit.id])
    if outcome.action:
        assert undoing.undo(desk.project, store, outcome.action, "bea").left == ()
    assert desk.po("tea.md").read_bytes() == before
    store.close()
