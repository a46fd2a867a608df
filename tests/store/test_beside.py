"""Private drafts, comments and suggested terms in the desk database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recto.errors import ConflictError, NotFoundError
from recto.store import Desk, drafts
from recto.store.comments import Comment, Comments
from recto.store.drafts import Drafts, PrivateDraft
from recto.store.suggested_terms import SuggestedTerm, SuggestedTerms

DRAFT = PrivateDraft(1, "tea.md", "de", "u1", "Tee", "v1", "paragraph", "Tea")
COMMENT = Comment("Ana", "tea.md", "de", "u1", "Tea", "Which tea?")


@pytest.fixture
def desk(tmp_path):
    opened = Desk(tmp_path / "desk.db", now=lambda: "2026-01-01T00:00:00+00:00")
    yield opened
    opened.close()


def test_a_draft_is_its_writers_alone_and_survives_the_desk(desk, tmp_path):
    Drafts(desk).keep(DRAFT)
    Drafts(desk).keep(replace(DRAFT, person=2, target="Kaffee"))
    desk.close()

    again = Drafts(Desk(tmp_path / "desk.db"))

    assert [draft.target for draft in again.of(1)] == ["Tee"]
    assert again.of_article(2, "tea.md", "de")["u1"].target == "Kaffee"
    assert again.of(3) == []


def test_a_draft_takes_the_place_of_the_one_before(desk):
    store = Drafts(desk)
    store.keep(DRAFT)

    store.keep(replace(DRAFT, target="Schwarzer Tee"))

    assert [draft.target for draft in store.of(1)] == ["Schwarzer Tee"]


def test_dropping_a_text_leaves_another_that_was_typed_since(desk):
    store = Drafts(desk)
    store.keep(replace(DRAFT, target="Tee und mehr"))

    assert not store.drop(1, "tea.md", "de", "u1", "Tee")
    assert store.get(1, "tea.md", "de", "u1").target == "Tee und mehr"
    assert store.drop(1, "tea.md", "de", "u1")
    assert store.get(1, "tea.md", "de", "u1") is None


def test_too_many_drafts_are_refused_and_the_one_before_stays(desk, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 1)
    store = Drafts(desk)
    store.keep(DRAFT)
    store.keep(replace(DRAFT, target="Tee!"))

    with pytest.raises(ConflictError, match="unsaved texts"):
        store.keep(replace(DRAFT, unit_id="u2"))

    assert [draft.target for draft in store.of(1)] == ["Tee!"]


def test_a_comment_about_the_source_stands_in_every_locale(desk):
    store = Comments(desk)
    store.add(COMMENT)
    store.add(replace(COMMENT, locale="", text="A typo?"), locale="de")

    assert [one.text for one in store.of_unit("tea.md", "de", "u1")] == ["Which tea?", "A typo?"]
    assert [one.text for one in store.of_unit("tea.md", "ru", "u1")] == ["A typo?"]
    assert store.of_unit("tea.md", "de", "u2") == []


def test_resolving_closes_a_comment_and_opening_brings_it_back(desk):
    store = Comments(desk)
    number = store.add(COMMENT)
    stamps = [store.stamp("tea.md")]

    store.resolve(number, "Bo")
    stamps.append(store.stamp("tea.md"))
    assert (store.get(number).resolved_by, store.open_in("tea.md", "de")) == ("Bo", {})

    store.resolve(number, "Bo", is_open=True)
    assert (store.get(number).resolved_by, store.open_in("tea.md", "de")) == ("", {"u1": 1})
    assert stamps[0] != stamps[1]


def test_mentions_come_once_each_in_their_order(desk):
    store = Comments(desk)
    store.add(COMMENT, ["Bo", "Cy", "Bo"])
    store.add(replace(COMMENT, locale="", text="And you?"), ["Bo"], "ru")

    told = store.mentions()

    assert [(one.person, one.locale, one.comment.text) for one in told] == [
        ("Bo", "de", "Which tea?"),
        ("Cy", "de", "Which tea?"),
        ("Bo", "ru", "And you?"),
    ]
    assert [one.person for one in store.mentions(told[1].id)] == ["Bo"]


def test_a_suggested_term_is_noted_once_and_gone_when_decided(desk):
    store = SuggestedTerms(desk)
    term = SuggestedTerm("Ana", "de", "tea", "Tee", "preferred")
    store.add(term)
    store.add(replace(term, person="Bo"))

    (found,) = store.in_locale("de")
    store.drop(found.id)

    assert (found.person, found.translation) == ("Ana", "Tee")
    assert store.in_locale("de") == []
    with pytest.raises(NotFoundError):
        store.get(found.id)
