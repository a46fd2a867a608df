"""An article that was renamed or moved keeps its catalogs; in doubt nothing is moved, and it is said."""

from __future__ import annotations

import json
import subprocess

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from recto.cli import cli
from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.commands.following import ENOUGH, Unclear, match
from recto.exchange import po
from recto.model import State

TEA = "# Tea\n\nBoil the water. Wait two minutes.\n\n- Serve *hot*.\n\nThe guests take milk with it.\n"
COFFEE = "# Coffee\n\nGrind the beans. Pour slowly.\n\nNothing of it is about leaves.\n"
TEXTS = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(1, 9), max_size=6)


def say(desk, *words):
    return CliRunner().invoke(cli, ["-C", str(desk.root), "extract", *words], standalone_mode=False)


def move(desk, old, new):
    target = desk.root / "sources" / new
    target.parent.mkdir(parents=True, exist_ok=True)
    (desk.root / "sources" / old).rename(target)


@pytest.fixture
def tea(desk):
    """An article at news/tea.md, translated into two locales, and compiled; another beside it."""
    desk.write("news/tea.md", TEA)
    desk.write("coffee.md", COFFEE)
    extract(desk.project)
    for locale in ("de", "es"):
        desk.translate("news/tea.md", str.upper, locale=locale)
    compile_articles(desk.project)
    return desk


def test_the_catalogs_of_a_moved_article_follow_with_all_they_have(tea):
    before = {locale: tea.po("news/tea.md", locale).read_bytes() for locale in ("de", "es")}
    compiled = tea.project.mo_file("news/tea.md", "de").read_bytes()
    move(tea, "news/tea.md", "world/green-tea.md")

    report = extract(tea.project)

    assert [(one.old, one.new, one.locales) for one in report.followed] == [
        ("news/tea.md", "world/green-tea.md", ("de", "es"))
    ]
    assert (report.gone, report.errors, report.unclear) == ((), (), ())
    for locale in ("de", "es"):
        assert not tea.po("news/tea.md", locale).exists()
        assert tea.po("world/green-tea.md", locale).read_bytes() == before[locale].replace(
            b"X-Recto-Source: news/tea.md", b"X-Recto-Source: world/green-tea.md"
        )
    assert not tea.project.mo_file("news/tea.md", "de").exists()
    assert tea.project.mo_file("world/green-tea.md", "de").read_bytes() == compiled
    assert extract(tea.project).unchanged == 4


def test_dry_run_says_so_first_and_moves_nothing(tea):
    move(tea, "news/tea.md", "world/tea.md")
    before = sorted(tea.root.rglob("*.[pm]o"))

    shown = say(tea, "--dry-run")
    as_json = say(tea, "--dry-run", "--json")

    assert shown.stdout.splitlines()[0] == "news/tea.md -> world/tea.md: 2 catalogs follow (de, es)."
    assert shown.stdout.splitlines()[-1] == "2 articles, 2 catalogs would be written, 2 unchanged."
    assert json.loads(as_json.stdout)["followed"] == [
        {"old": "news/tea.md", "new": "world/tea.md", "locales": ["de", "es"]}
    ]
    assert sorted(tea.root.rglob("*.[pm]o")) == before


def test_a_moved_article_may_have_been_edited(tea):
    move(tea, "news/tea.md", "tea.md")
    tea.write("tea.md", TEA.replace("two minutes", "three minutes") + "\nNew here.\n")

    extract(tea.project)

    unit = tea.unit("Wait three minutes.", "tea.md")
    assert (unit.target, unit.state) == ("WAIT TWO MINUTES.", State.DRAFT)
    assert tea.unit("Boil the water.", "tea.md").state is State.REVIEWED
    assert not tea.po("news/tea.md").exists()


def test_an_article_with_less_than_half_of_the_words_is_another(tea):
    (tea.root / "sources/news/tea.md").unlink()
    tea.write(
        "tea.md", "# Tea\n\nBoil the water.\n\nAll the rest was written anew, and there is a lot of it.\n"
    )

    report = extract(tea.project)

    assert report.followed == report.unclear == ()
    assert report.gone == ("locales/de/LC_MESSAGES/news/tea.md.po", "locales/es/LC_MESSAGES/news/tea.md.po")
    assert tea.unit("Boil the water.", "tea.md").state is State.EMPTY
    assert tea.unit("Boil the water.", "news/tea.md").state is State.REVIEWED


def test_the_larger_part_of_a_split_article_has_the_catalog(tea):
    (tea.root / "sources/news/tea.md").unlink()
    tea.write("water.md", "# Tea\n\nBoil the water. Wait two minutes.\n\n- Serve *hot*.\n")
    tea.write("guests.md", "The guests take milk with it.\n")

    report = extract(tea.project)

    assert [one.new for one in report.followed] == ["water.md"]
    assert [unit.target for unit in tea.catalog("water.md").obsolete] == ["THE GUESTS TAKE MILK WITH IT."]


def test_the_catalog_of_a_copied_article_stays(tea):
    before = tea.po("news/tea.md").read_bytes()
    tea.write("copy.md", TEA)

    report = extract(tea.project)

    assert report.followed == report.unclear == ()
    assert tea.po("news/tea.md").read_bytes() == before
    assert {unit.state for unit in tea.catalog("copy.md").units} == {State.EMPTY}


def test_of_two_alike_none_is_taken_and_it_is_said(tea):
    (tea.root / "sources/news/tea.md").unlink()
    tea.write("one.md", TEA)
    tea.write("two.md", TEA)
    before = tea.po("news/tea.md").read_bytes()

    shown = say(tea)

    assert shown.stdout.splitlines()[0] == (
        "news/tea.md -> one.md and two.md: these are alike; no catalog follows."
        " Move the catalogs yourself if they should."
    )
    assert tea.po("news/tea.md").read_bytes() == before


def test_twins_that_moved_together_are_told_apart_by_their_names(tea):
    tea.write("news/twin.md", TEA)
    extract(tea.project)
    tea.translate("news/twin.md", str.lower)
    move(tea, "news/tea.md", "world/tea.md")
    move(tea, "news/twin.md", "world/twin.md")

    report = extract(tea.project)

    assert [(one.old, one.new) for one in report.followed] == [
        ("news/tea.md", "world/tea.md"),
        ("news/twin.md", "world/twin.md"),
    ]
    assert tea.unit("Tea", "world/twin.md").target == "tea"


def test_a_glob_moves_only_the_catalogs_of_its_articles(tea):
    tea.translate("coffee.md", str.upper)
    move(tea, "news/tea.md", "a/tea.md")
    move(tea, "coffee.md", "b/coffee.md")

    report = extract(tea.project, ["a"])

    assert [one.new for one in report.followed] == ["a/tea.md"]
    assert report.gone == ()
    assert tea.po("coffee.md").exists()
    assert [one.new for one in extract(tea.project, ["b/coffee.md"]).followed] == ["b/coffee.md"]


def test_an_article_that_is_not_chosen_may_be_the_one(tea):
    (tea.root / "sources/news/tea.md").unlink()
    tea.write("mostly.md", TEA.replace("- Serve *hot*.\n\nThe guests", "- Cold.\n\nThe people"))
    tea.write("wholly.md", TEA)

    assert extract(tea.project, ["mostly.md"]).followed == ()
    assert [one.new for one in extract(tea.project, ["wholly.md"]).followed] == ["wholly.md"]


def test_an_article_of_another_glob_is_not_gone(tea):
    tea.write("copy.md", TEA)

    assert extract(tea.project, ["copy.md"]).followed == ()
    assert tea.po("news/tea.md").exists()


def test_one_locale_after_the_other_may_follow(tea):
    move(tea, "news/tea.md", "tea.md")

    assert extract(tea.project, wanted=["de"]).followed[0].locales == ("de",)
    assert tea.po("news/tea.md", "es").exists()
    assert extract(tea.project).followed[0].locales == ("es",)
    assert tea.unit("Tea", "tea.md", "es").target == "TEA"


def test_a_catalog_that_is_there_is_never_taken_away(tea):
    move(tea, "news/tea.md", "tea.md")
    extract(tea.project, wanted=["de"])
    own = tea.po("tea.md").read_bytes()
    tea.po("news/tea.md").write_bytes(own)

    report = extract(tea.project)

    assert report.followed[0].locales == ("es",)
    assert report.gone == ("locales/de/LC_MESSAGES/news/tea.md.po",)
    assert tea.po("tea.md").read_bytes() == own


def test_a_catalog_that_cannot_be_read_follows_nobody(tea):
    for locale in ("de", "es"):
        tea.po("news/tea.md", locale).write_bytes(b'msgid "never closed\n')
    move(tea, "news/tea.md", "tea.md")

    report = extract(tea.project)

    assert (report.followed, len(report.gone)) == ((), 2)
    assert tea.po("news/tea.md").read_bytes() == b'msgid "never closed\n'


def test_a_catalog_that_came_with_its_article_gets_its_name(tea):
    move(tea, "news/tea.md", "tea.md")
    tea.po("news/tea.md").rename(tea.po("tea.md"))

    report = extract(tea.project, wanted=["de"])

    assert report.followed == ()
    assert dict(tea.catalog("tea.md").header)["X-Recto-Source"] == "tea.md"


def test_the_record_of_what_was_written_moves_along(tea):
    extract(tea.project)
    move(tea, "news/tea.md", "tea.md")
    extract(tea.project)
    whole = tea.po("tea.md").read_bytes()
    tea.po("tea.md").write_bytes(whole[:-9])

    (error,) = extract(tea.project, wanted=["de"]).errors

    assert "recto recover tea.md" in str(error)


@pytest.mark.gettext
def test_a_moved_catalog_is_as_gettext_would_write_it(tea):
    move(tea, "news/tea.md", "tea.md")
    extract(tea.project)

    file = tea.po("tea.md")
    same = subprocess.run(["msgcat", "--no-wrap", file], capture_output=True, check=True).stdout
    assert same == file.read_bytes()


@given(st.dictionaries(st.sampled_from(["a/x", "b/x", "c"]), TEXTS), st.dictionaries(
    st.sampled_from(["n/x", "m/x", "o"]), TEXTS))  # fmt: skip
def test_matching_is_one_to_one_and_takes_only_what_shares_half_of_the_words(old, new):
    pairs, unclear = match(old, new)

    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    for one, other in pairs:
        shared = sum(words for source, words in new[other].items() if source in old[one])
        assert shared >= ENOUGH * max(sum(old[one].values()), sum(new[other].values()))
    assert not {one for one, _ in pairs} & {one for case in unclear for one in case.old}


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), TEXTS.filter(bool)))
def test_what_only_has_another_name_is_found_or_said(texts):
    renamed = {f"new/{path}": words for path, words in texts.items()}

    pairs, unclear = match(texts, renamed)

    assert dict(pairs) == {path: f"new/{path}" for path in texts}
    assert unclear == ()


def test_two_catalogs_for_one_article_are_unclear():
    text = {"Boil the water.": 3}

    assert match({"a": text, "b": text}, {"c": text}) == ([], (Unclear(("a", "b"), ("c",)),))


def test_the_header_of_another_tool_stays(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    header = tuple(pair for pair in desk.catalog("tea.md").header if pair[0] != "X-Recto-Source")

    assert po.renamed(header, "world/tea.md") == header
