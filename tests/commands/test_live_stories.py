"""The life of a published story whose source changes in a fact: wrong now, until it is confirmed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from recto import cli
from recto.commands import check, correction, status
from recto.commands.correction import NOTES, notes_of
from recto.commands.extract import extract
from recto.commands.live import WrongNow, changes, wrong_now
from recto.exchange import po, signoff
from recto.model import State

SOURCE = "# Tea\n\nThe tea costs 12 euros a bag.\n\nPeople like it very much.\n"


@pytest.fixture
def story(desk):
    """An article that is out in German."""
    desk.write("tea.md", SOURCE)
    extract(desk.project)
    desk.translate("tea.md", lambda source: f"DE {source}")
    return desk


@pytest.fixture
def recto(capsys):
    """Call the command line as people do; gives exit code, stdout and stderr."""

    def call(*words):
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        return (left.value.code, *capsys.readouterr())

    return call


def edit(desk, old, new):
    text = (desk.root / "sources" / "tea.md").read_text()
    desk.write("tea.md", text.replace(old, new))
    extract(desk.project)


def wrong(desk, locale="de"):
    return wrong_now(desk.project, "tea.md", desk.catalog("tea.md", locale))


def put(desk, catalog):
    desk.po("tea.md").write_bytes(po.dump(catalog, desk.po("tea.md").read_bytes()))


def confirm(desk):
    catalog = desk.catalog("tea.md")
    units = tuple(replace(unit, state=State.REVIEWED) for unit in catalog.units)
    put(desk, replace(catalog, units=units))


def test_an_edited_number_makes_a_published_story_wrong_until_it_is_confirmed(story):
    assert wrong(story) == ()

    edit(story, "12 euros", "15 euros")

    (one,) = wrong(story)
    assert (one.number, one.text) == (2, "12 euros became 15 euros")
    assert (one.previous, one.source) == ("The tea costs 12 euros a bag.", "The tea costs 15 euros a bag.")
    assert one.target == "DE The tea costs 12 euros a bag."

    confirm(story)
    assert wrong(story) == ()


def test_an_edit_undone_clears_it(story):
    edit(story, "12 euros", "15 euros")
    edit(story, "15 euros", "12 euros")

    assert wrong(story) == ()


def test_a_second_edit_is_told_from_what_was_published(story):
    edit(story, "12 euros", "15 euros")
    edit(story, "15 euros", "18 euros")

    assert [one.text for one in wrong(story)] == ["12 euros became 18 euros"]


@pytest.mark.parametrize(
    ("old", "new"), [("like it", "love it"), ("People", "The people"), ("much.\n", "much.  \n")]
)
def test_wording_and_looks_make_nothing_wrong(story, old, new):
    edit(story, old, new)

    assert wrong(story) == ()


def test_what_was_never_published_is_not_wrong(story):
    edit(story, "12 euros", "15 euros")

    assert wrong(story, "es") == ()


def test_drafts_are_not_out(desk):
    desk.write("tea.md", SOURCE)
    extract(desk.project)
    desk.translate("tea.md", lambda source: f"DE {source}", State.DRAFT)
    edit(desk, "12 euros", "15 euros")

    assert wrong(desk) == ()


def test_below_the_minimum_an_article_is_not_out(story):
    settings = story.root / "recto.toml"
    settings.write_text(settings.read_text() + "[publish]\nminimum = 90\n")
    catalog = story.catalog("tea.md")
    put(story, replace(catalog, units=(*catalog.units[:2], replace(catalog.units[2], state=State.DRAFT))))
    edit(story, "12 euros", "15 euros")

    assert wrong(story) == ()


def test_where_a_sign_off_is_asked_for_only_a_signed_article_is_out(story):
    settings = story.root / "recto.toml"
    settings.write_text(settings.read_text() + '[publish]\nstate = "final"\n')
    edit(story, "12 euros", "15 euros")
    assert wrong(story) == ()

    edit(story, "15 euros", "12 euros")
    put(story, signoff.signed(story.catalog("tea.md"), "Ada"))
    edit(story, "12 euros", "15 euros")
    assert len(wrong(story)) == 1


def test_status_lists_wrong_stories_first(story, recto):
    story.write("a.md", "# Another\n")
    edit(story, "12 euros", "15 euros")

    first = status.status(story.project).rows[0]
    assert (first.article, first.locale, len(first.wrong_now)) == ("tea.md", "de", 1)
    _, out, _ = recto("-C", str(story.root), "status")
    assert out.startswith(
        "1 published translation is wrong now, a fact of the source changed:\n"
        "    tea.md de, segment 2: 12 euros became 15 euros.\n"
    )
    _, told, _ = recto("-C", str(story.root), "status", "--json")
    row = json.loads(told)["rows"][0]
    assert row["wrong_now"][0]["changes"] == [{"kind": "number", "old": "12 euros", "new": "15 euros"}]


def test_why_says_it_first(story, recto):
    edit(story, "12 euros", "15 euros")

    _, out, _ = recto("-C", str(story.root), "status", "--why", "-l", "de")

    assert "Wrong now: a fact of the source changed after this was accepted: 1." in out.splitlines()[1]


def test_the_note_is_in_the_readers_language(story, recto):
    edit(story, "12 euros", "15 euros")

    code, out, _ = recto("-C", str(story.root), "correction", "tea.md", "-l", "de")

    assert code == 0
    assert out == (
        "Berichtigung: In einer früheren Fassung dieses Artikels stand 12\u00a0€; richtig ist 15\u00a0€.\n"
    )
    confirm(story)
    assert correction.correction(story.project, "tea.md", "de").notes == ()


@pytest.mark.parametrize("locale", sorted(NOTES))
def test_each_language_has_a_note_with_both_facts(locale):
    notes = noted("The hall has 120 seats.", "The hall has 150 seats.", locale)

    assert notes == [NOTES[locale].format(old="120", new="150")]


def noted(before, after, locale):
    return notes_of(WrongNow("u1", 1, before, after, "", ()), ("en", locale))


@pytest.mark.parametrize(
    ("before", "after", "locale", "shown"),
    [
        ("It has 1,500 seats.", "It has 1,200 seats.", "de", ("1.500", "1.200")),
        ("It grew by 8%.", "It grew by 9%.", "de", ("8\u00a0%", "9\u00a0%")),
        ("It costs 1,650.50 euros.", "It costs 2 euros.", "de", ("1.650,50\u00a0€", "2\u00a0€")),
        ("It opens at 3 p.m.", "It opens at 4:30 p.m.", "de", ("15:00", "16:30")),
        ("It opens on Monday.", "It opens on Friday.", "de", ("Montag", "Freitag")),
        ("It opens in March.", "It opens in April.", "ru", ("март", "апрель")),
        ("Then Anna Gray came.", "Then Anna Grey came.", "de", ("Gray", "Grey")),
        ("It will open.", "It will not open.", "de", ("[…]", "[…]")),
        ("It opens.", "It shuts.", "de", ("[…]", "[…]")),
    ],
)
def test_a_fact_is_written_as_the_locale_writes_it(before, after, locale, shown):
    old, new = shown

    assert noted(before, after, locale) == [NOTES[locale].format(old=old, new=new)]


def test_facts_that_cannot_be_paired_are_told_one_by_one():
    found = changes("It took 3 hours.", "It took 3 hours and 20 minutes on 2 days.", "en")

    assert all(not change.old for change in found)
    assert all(change.text.endswith(" was added") for change in found)


def test_a_paired_fact_may_be_a_name():
    assert [one.text for one in changes("Anna Gray came.", "Anna Grey came.", "en")] == ["Gray became Grey"]


def test_check_looks_at_the_compiled_article(story):
    assert [one for one in check.check(story.project, wanted=["de"]).found if not one.unit] == []
