"""``recto status --leverage``: each word is counted once, in the class of what earlier work gives for it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from recto.cli import cli
from recto.commands.extract import extract
from recto.commands.leverage import Class, classes, leverage
from recto.commands.status import status
from recto.exchange import po
from recto.model import Catalog, State, Unit

OLD = "# Tea\n\nBoil the water in the large kettle. Wait two minutes. The guests take milk with it.\n"


def counted(desk, locale="de", *globs):
    """Return the classes that have words, with their number."""
    (one,) = leverage(desk.project, globs, [locale]).locales
    return {name: number for name, number in one.words.items() if number}


def change(desk, path, source, **values):
    old = desk.po(path).read_bytes()
    catalog = po.load(old, path, "de")
    units = tuple(replace(unit, **values) if unit.source == source else unit for unit in catalog.units)
    desk.po(path).write_bytes(po.dump(replace(catalog, units=units), old))


@pytest.fixture
def tea(desk):
    desk.write("old.md", OLD)
    extract(desk.project)
    desk.translate("old.md", str.upper)
    return desk


def test_what_is_reviewed_is_done_and_what_nobody_saw_is_new(tea):
    tea.write("new.md", "Gardens need rain.\n")
    extract(tea.project)

    assert counted(tea) == {"reviewed": 17, "new": 3}
    assert counted(tea, "es") == {"new": 20}


def test_a_copy_with_its_neighbours_is_exact_in_context(tea):
    tea.write("copy.md", OLD)
    tea.write("part.md", "Something else. Wait two minutes. And more.\n")
    extract(tea.project)

    assert counted(tea, "de", "copy.md") == {"in-context exact": 17}
    assert counted(tea, "de", "part.md") == {"exact": 3, "new": 4}


def test_the_second_of_two_equal_sentences_is_repeated(desk):
    desk.write("a.md", "Gardens need rain.\n\n- Gardens need rain.\n")
    desk.write("b.md", "Gardens need rain.\n")
    extract(desk.project)

    assert counted(desk) == {"new": 3, "repeated": 6}
    assert counted(desk, "de", "b.md") == {"new": 3}


@pytest.mark.parametrize(
    ("text", "class_"),
    [
        ("The guests take milk with it!", Class.FUZZY_95),
        ("The guests take milk with tea.", Class.FUZZY_85),
        ("The people take milk with it.", Class.FUZZY_75),
        ("The guests take their coffee without.", Class.NEW),
    ],
)
def test_a_similar_sentence_is_fuzzy_by_its_similarity(tea, text, class_):
    tea.write("new.md", f"{text}\n")
    extract(tea.project)

    assert list(counted(tea, "de", "new.md")) == [class_.value]


def test_an_edited_sentence_counts_by_how_much_was_edited(tea):
    tea.write(
        "old.md", OLD.replace("large", "larger").replace("Wait two minutes", "Pour it over all the tea")
    )
    extract(tea.project)
    found = counted(tea)

    assert found["edited 95-99"] == 7
    assert found["reviewed"] == 7


def test_drafts_count_by_who_made_them(tea):
    change(tea, "old.md", "Tea", state=State.DRAFT)
    change(tea, "old.md", "Wait two minutes.", state=State.DRAFT, origin="mt:apertium")

    assert counted(tea) == {"reviewed": 13, "machine draft": 3, "draft": 1}


def test_a_draft_from_memory_counts_as_what_it_came_from(tea):
    tea.write("copy.md", "Wait two minutes.\n")
    extract(tea.project)
    change(tea, "copy.md", "Wait two minutes.", target="X", state=State.DRAFT, origin="tm:exact")

    assert counted(tea, "de", "copy.md") == {"exact": 3}


def test_drafts_of_other_articles_are_no_memory(tea):
    tea.translate("old.md", str.upper, State.DRAFT)
    tea.write("copy.md", OLD)
    extract(tea.project)

    assert counted(tea, "de", "copy.md") == {"new": 17}


def test_every_word_is_counted_once_also_before_extracting(tea):
    tea.write("new.md", "Wait two minutes. Gardens need rain. Gardens need rain.\n")

    words = {row.article: row.words for row in status(tea.project, wanted=["de"]).rows}

    assert sum(counted(tea).values()) == sum(words.values())
    assert counted(tea, "de", "new.md") == {"exact": 3, "new": 3}


def test_the_table_has_a_line_for_each_class(tea):
    shown = CliRunner().invoke(cli, ["-C", str(tea.root), "status", "--leverage"])
    as_json = CliRunner().invoke(cli, ["-C", str(tea.root), "status", "--leverage", "--json"])

    lines = shown.stdout.splitlines()
    assert lines[0].split() == ["words", "de", "es"]
    assert [line[:17].strip() for line in lines[1:]] == [*Class, "all"]
    assert lines[-1].split() == ["all", "17", "17"]
    (german, spanish) = json.loads(as_json.stdout)["locales"]
    assert (german["locale"], german["words"]["reviewed"], german["units"]["reviewed"]) == ("de", 17, 4)
    assert spanish["words"]["new"] == 17


def test_a_catalog_that_cannot_be_read_is_told_and_the_others_are_counted(tea):
    tea.po("old.md", "es").write_bytes(b'msgid "never closed\n')

    report = leverage(tea.project)

    assert [one.locale for one in report.locales] == ["de"]
    assert "locales/es/LC_MESSAGES/old.md.po:1" in str(report.errors[0])


SOURCES = st.sampled_from(
    ["Boil the water.", "Boil the milk.", "Wait.", "Wait two minutes.", "Tea 12", "Tea 15"]
)
UNITS = st.builds(
    Unit, st.just("paragraph"), SOURCES, st.just("Z"), st.sampled_from([State.REVIEWED, State.DRAFT]),
    st.sampled_from(["", "mt:x", "tm:exact", "tm:fuzzy"]), previous=SOURCES | st.just(""),
) | st.builds(Unit, st.just("paragraph"), SOURCES)  # fmt: skip


@given(st.lists(UNITS, max_size=8), st.lists(SOURCES, max_size=4))
def test_every_unit_has_one_class_and_no_memory_gives_no_match(units, remembered):
    catalog = Catalog("de", tuple(units))

    found = list(
        classes([("a.md", catalog)], lambda place: ("exact", 100) if place.source in remembered else ("", 0))
    )
    without = [class_ for _, class_ in classes([("a.md", catalog)], lambda _: ("", 0))]

    assert [unit for unit, _ in found] == units
    assert not {Class.EXACT, Class.IN_CONTEXT} & set(without)
    for unit, class_ in found:
        assert (class_ is Class.REVIEWED) == (unit.state is State.REVIEWED)
        if unit.state is State.EMPTY and unit.source in remembered:
            assert class_ is Class.EXACT
