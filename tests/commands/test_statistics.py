"""The table of counts: as good as counting anew, whoever wrote, and it may be deleted at any time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recto.commands import catalogs, statistics
from recto.commands.bulk import Verb, fitting, run
from recto.commands.extract import extract
from recto.commands.listed import listed
from recto.commands.review import open_sheet, save_unit
from recto.errors import RectoError
from recto.exchange import po, signoff
from recto.model import Catalog, State, Unit
from recto.store import Desk as Store
from recto.store.statistics import SORTS, STATES, Figures, Statistics, Wanted

LOCALES = ("de", "es")
ARTICLE = "# Tea\n\nBoil the water.\n\nWait.\n"


@pytest.fixture
def store(desk) -> Store:
    return Store(desk.project.state_folder / "desk.db")


def shown(desk, store, **wanted):
    return statistics.board(desk.project, store, Wanted(**({"locales": LOCALES} | wanted)))


def table(desk) -> Statistics:
    return statistics.statistics(desk.project)


def test_a_page_shows_what_counting_anew_shows(desk, store):
    desk.write("tea.md", ARTICLE)
    extract(desk.project)
    desk.translate("tea.md", lambda source: f"Ü {source}")

    (line,) = shown(desk, store).lines

    assert line.cells["de"] == statistics.count(desk.project, "tea.md", "de")
    assert (line.cells["de"].percent, line.cells["es"].percent) == (100, 0)
    assert line.cells["de"].units["reviewed"] == 3


def test_what_is_on_disk_is_counted_whoever_wrote_it(desk, store):
    desk.write("tea.md", ARTICLE)
    before = shown(desk, store).lines[0].cells["de"].stamp
    extract(desk.project)
    there = shown(desk, store).lines[0].cells["de"].units
    desk.po("tea.md").unlink()

    assert (before, there["empty"]) == ("", 3)
    assert shown(desk, store).lines[0].cells["de"] == Figures("tea.md", "de")


def test_a_catalog_is_read_only_when_its_file_changed(desk, store, monkeypatch):
    desk.write("tea.md", ARTICLE)
    extract(desk.project)
    first = shown(desk, store).lines
    monkeypatch.setattr(statistics, "load_catalog", lambda *_: pytest.fail("read again"))

    assert shown(desk, store).lines == first


def test_a_catalog_that_cannot_be_read_hides_no_other(desk, store):
    desk.write("tea.md", ARTICLE)
    extract(desk.project)
    desk.po("tea.md", "es").write_text("msgid", encoding="utf-8")

    (line,) = shown(desk, store).lines

    assert "tea.md.po:1" in line.cells["es"].problem
    assert line.cells["de"].units["empty"] == 3


def test_saving_at_the_desk_needs_no_reading_again(desk, store, monkeypatch):
    desk.write("tea.md", ARTICLE)
    extract(desk.project)
    shown(desk, store)
    unit = desk.unit("Wait.", "tea.md")
    saved = save_unit(
        desk.project, store, "tea.md", "de", unit.id, unit.version, "Warte.", State.REVIEWED, "ana"
    )
    counted = statistics.count(desk.project, "tea.md", "de")
    monkeypatch.setattr(statistics, "load_catalog", lambda *_: pytest.fail("read again"))

    assert shown(desk, store).lines[0].cells["de"] == counted
    assert counted.units["reviewed"] == 1
    assert saved.target == "Warte."


def test_a_sign_off_is_shown_until_something_changes(desk, store):
    desk.write("tea.md", ARTICLE)
    extract(desk.project)
    desk.translate("tea.md", lambda source: f"Ü {source}")
    catalog = desk.catalog("tea.md")
    header = (*catalog.header, (signoff.HEADER, f"Ana Lima {signoff.seal(catalog.units)}"))
    desk.po("tea.md").write_bytes(po.dump(replace(catalog, header=header)))
    signed = shown(desk, store).lines[0].cells["de"]
    unit = desk.unit("Wait.", "tea.md")
    save_unit(desk.project, store, "tea.md", "de", unit.id, unit.version, "Warte.", State.REVIEWED, "ana")

    over = shown(desk, store).lines[0].cells["de"]

    assert (signed.signed_by, signed.is_signed) == ("Ana Lima", True)
    assert (over.signed_by, over.is_signed) == ("Ana Lima", False)


def test_the_background_counts_everything_and_forgets_what_is_gone(desk, store):
    for path in ("a.md", "b.md"):
        desk.write(path, ARTICLE)
    extract(desk.project)

    assert statistics.refresh(desk.project) == 4
    assert statistics.refresh(desk.project) == 0
    (desk.root / "sources" / "a.md").unlink()
    statistics.refresh(desk.project)
    assert set(table(desk).stamps()) == {("b.md", "de"), ("b.md", "es")}


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 200])
def test_a_damaged_table_is_made_again(desk, store, content):
    desk.write("tea.md", ARTICLE)
    extract(desk.project)
    first = shown(desk, store).lines
    table(desk).close()
    file = statistics.statistics_file(desk.project)
    for one in file.parent.glob("statistics.db*"):
        one.unlink()
    file.write_bytes(content)

    assert shown(desk, store).lines == first


def test_a_table_that_cannot_be_written_costs_no_save(desk, store, monkeypatch):
    desk.write("tea.md", ARTICLE)
    extract(desk.project)
    shown(desk, store)

    def refuse(*_: object) -> None:
        raise RectoError("the disk is full.")

    monkeypatch.setattr(Statistics, "put", refuse)
    unit = desk.unit("Wait.", "tea.md")
    save_unit(desk.project, store, "tea.md", "de", unit.id, unit.version, "Warte.", State.REVIEWED, "ana")

    assert desk.unit("Wait.", "tea.md").target == "Warte."


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Statistics:
    return Statistics(tmp_path_factory.mktemp("pages") / "statistics.db")


def rows(found, made) -> Statistics:
    found.drop(found.stamps())
    found.list_articles([row.article for row in made])
    found.put(made)
    return found


figures = st.builds(
    Figures,
    st.integers(0, 12).map(lambda number: f"{'ÄbC'[number % 3]}/a{number}.md"),
    st.sampled_from(LOCALES),
    st.sampled_from(["", "1 2 3"]),
    st.sampled_from(["", "broken"]),
    *[st.integers(0, 2)] * 10,
    facts=st.integers(0, 2),
    errors=st.integers(0, 1),
    signed_by=st.just(""),
    is_signed=st.booleans(),
    changed_at=st.integers(0, 3),
)
made_of = st.lists(figures, max_size=20, unique_by=lambda row: (row.article, row.locale))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=made_of,
    sort=st.sampled_from(list(SORTS)),
    state=st.sampled_from(["", *STATES]),
    limit=st.integers(1, 5),
)
def test_leafing_through_shows_each_article_once(empty, made, sort, state, limit):
    found = rows(empty, made)
    wanted = Wanted(LOCALES, state=state, sort=sort, limit=limit)
    whole = found.page(replace(wanted, limit=1_000))
    leafed, after = [], None
    while page := found.page(replace(wanted, after=after)):
        leafed += page
        after = (page[-1].rank, page[-1].article)

    assert leafed == whole
    assert len({line.article for line in leafed}) == len(leafed) == found.number(wanted)
    assert [(line.rank, line.article) for line in leafed] == sorted(
        (line.rank, line.article) for line in leafed
    )


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=made_of, text=st.sampled_from(["", "ä", "B/", "a1", "%", "_"]))
def test_a_text_is_found_in_a_path_whatever_its_case_and_signs(empty, made, text):
    found = rows(empty, made)

    there = [line.article for line in found.page(Wanted(LOCALES, text=text))]

    assert there == sorted({row.article for row in made if text.casefold() in row.article.casefold()})


# --- catalogs ------------------------------------------------------------------------------------

words = st.text('ab "\\<>/1é#\n~', min_size=1, max_size=8).map(lambda text: text.replace("\n", ""))
some_unit = st.builds(
    Unit,
    st.sampled_from(["paragraph", "heading"]),
    words.filter(bool),
    words,
    notes=st.lists(words.filter(lambda text: text.strip() == text and text), max_size=1).map(tuple),
    origin=st.sampled_from(["", "mt:x"]),
)


def sound(unit: Unit) -> Unit:
    state = State.DRAFT if unit.origin else State.REVIEWED
    return replace(
        unit, state=state if unit.target else State.EMPTY, origin=unit.origin if unit.target else ""
    )


@given(
    st.lists(some_unit.map(sound), min_size=1, max_size=6, unique_by=lambda unit: unit.key), words, st.data()
)
def test_changing_one_unit_writes_what_writing_all_writes(made, target, data):
    base = po.dump(Catalog("de", tuple(made), header=po.create_header("p", "de", "a.md")))
    there = po.opened(base, "a.po", "de")
    old = data.draw(st.sampled_from(there.catalog.units))
    new = replace(old, target=target, state=State.DRAFT if target else State.EMPTY, origin="", previous="")
    if new == old:
        return

    content, catalog = catalogs.changed(base, there, old, new, "a.po")

    units = tuple(new if unit.key == old.key else unit for unit in there.catalog.units)
    assert content == po.dump(replace(there.catalog, units=units), base)
    assert catalog == po.load(content, "a.po", "de")


def test_a_wrapped_file_is_written_whole_in_our_form():
    base = b'msgid ""\nmsgstr ""\n\nmsgctxt "paragraph"\nmsgid ""\n"Wait "\n"here."\nmsgstr ""\n'
    there = po.opened(base, "a.po", "de")
    (old,) = there.catalog.units

    content, _ = catalogs.changed(
        base, there, old, replace(old, target="Warte.", state=State.REVIEWED), "a.po"
    )

    assert b'msgid "Wait here."\nmsgstr "Warte."\n' in content


def test_articles_are_listed_anew_when_one_comes_or_goes(desk):
    desk.write("tea.md", ARTICLE)
    assert listed(desk.project).paths == ("tea.md",)
    desk.write("deep/er/salt.md", ARTICLE)
    assert listed(desk.project).paths == ("deep/er/salt.md", "tea.md")
    (desk.root / "sources" / "tea.md").unlink()

    assert listed(desk.project).paths == ("deep/er/salt.md",)


def test_bulk_changes_are_counted_without_reading_again(desk, store, monkeypatch):
    desk.write("tea.md", ARTICLE)
    extract(desk.project)
    desk.translate("tea.md", lambda source: f"Ü {source}", State.DRAFT)
    shown(desk, store)
    sheet = open_sheet(desk.project, "tea.md", "de")
    run(desk.project, store, "tea.md", "de", Verb.CONFIRM, fitting(sheet, Verb.CONFIRM), "ana")
    counted = statistics.count(desk.project, "tea.md", "de")
    monkeypatch.setattr(statistics, "load_catalog", lambda *_: pytest.fail("read again"))

    assert shown(desk, store).lines[0].cells["de"] == counted
    assert counted.units["reviewed"] == 3
