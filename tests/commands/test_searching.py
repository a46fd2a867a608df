"""Searching everywhere: nothing that is there is missed, nothing twice, and no expression takes for ever."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.commands import patterns
from recto.commands.counts import Kind
from recto.commands.patterns import Pattern, PatternError, Wording
from recto.commands.review import save_unit
from recto.commands.searching import Query, search
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.store import Desk as Store

UNITS = (
    Unit("heading", "Tea & biscuits", 'Tee & "Kekse"', State.REVIEWED),
    Unit("paragraph", "The teapot.", "Die Teekanne.", State.DRAFT, origin="mt:apertium"),
    Unit("paragraph", "Salt.", notes=("Ask about the TEA.",)),
    Unit("paragraph", "More tea.", "Mehr Tee.", State.REVIEWED),
)


@pytest.fixture
def store(desk) -> Store:
    return Store(desk.project.state_folder / "desk.db")


@pytest.fixture
def tea(desk):
    for path in ("a/tea.md", "b/tea.md"):
        desk.write(path, "# Tea\n")
        for locale in ("de", "es"):
            file = desk.po(path, locale)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(po.dump(Catalog(locale, UNITS, header=po.create_header("t", locale, path))))
    return desk


def found(desk, store, text, after=None, limit=100, seconds=60.0, **more):
    wording = {name: more.pop(name) for name in ("has_case", "is_whole", "is_regex") if name in more}
    query = Query(Wording(text, **wording), **more)
    return search(desk.project, store, query, after, limit=limit, seconds=seconds)


def sources(page):
    return [hit.unit.source for hit in page.hits]


@pytest.mark.parametrize(
    ("text", "more", "there"),
    [
        ("tea", {}, ["Tea & biscuits", "The teapot.", "Salt.", "More tea."]),
        ("tea", {"has_case": True}, ["The teapot.", "More tea."]),
        ("tea", {"is_whole": True}, ["Tea & biscuits", "Salt.", "More tea."]),
        ("tea", {"places": ("comments",)}, ["Salt."]),
        ("tee", {"places": ("target",)}, ["Tea & biscuits", "The teapot.", "More tea."]),
        ("tee", {"places": ("source",)}, []),
        ('"Kekse"', {}, ["Tea & biscuits"]),
        (r"t\w+ot\.$", {"is_regex": True}, ["The teapot."]),
        ("t.a", {}, []),
        ("tea", {"kinds": (Kind.MACHINE,)}, ["The teapot."]),
        ("tea", {"kinds": (Kind.REVIEWED,)}, ["Tea & biscuits", "More tea."]),
        ("tee", {"kinds": (Kind.REVIEWED,), "places": ("target",)}, ["Tea & biscuits", "More tea."]),
    ],
)
def test_a_search_finds_what_it_says(tea, store, text, more, there):
    page = found(tea, store, text, article="a", locales=("de",), **more)

    assert sources(page) == there
    assert page.after is None


@pytest.mark.parametrize(
    ("scope", "number"), [("", 16), ("a", 8), ("a/tea.md", 8), ("*/tea.md", 16), ("c", 0)]
)
def test_a_scope_is_a_path_a_folder_or_a_glob(tea, store, scope, number):
    assert len(found(tea, store, "tea", article=scope).hits) == number


def test_what_somebody_changed_is_found_by_their_name(tea, store):
    unit = UNITS[3]
    save_unit(tea.project, store, "a/tea.md", "de", unit.id, unit.version, "Noch Tee.", State.REVIEWED, "ana")

    assert [hit.unit.target for hit in found(tea, store, "tea", author="ana").hits] == ["Noch Tee."]
    assert found(tea, store, "tea", author="bea").hits == ()


@pytest.mark.parametrize(("limit", "seconds"), [(1, 60), (3, 60), (100, 0), (2, 0)])
def test_pages_together_are_the_whole(tea, store, limit, seconds):
    whole = found(tea, store, "tea").hits
    hits, after = [], None
    for _ in range(40):
        page = found(tea, store, "tea", after=after, limit=limit, seconds=seconds)
        hits += page.hits
        after = page.after
        if after is None:
            break

    assert tuple(hits) == whole
    assert len(whole) == 16


def test_a_page_whose_time_is_up_ends_within_a_catalog(tea, store):
    page = found(tea, store, "tea", seconds=0)

    assert page.after == ("a/tea.md", "de", 1)


def test_somebody_who_may_see_no_locale_finds_nothing(tea, store):
    assert found(tea, store, "tea", locales=()).hits == ()


def test_a_hit_has_its_neighbours_and_its_places(tea, store):
    hit = found(tea, store, "teapot", locales=("de",), article="a").hits[0]

    assert (hit.before, hit.after, hit.number) == (UNITS[0], UNITS[2], 2)
    assert [hit.unit.source[start:end] for start, end in hit.spans["source"]] == ["teapot"]


def test_a_text_that_another_tool_wrapped_is_found(tea, store):
    tea.po("a/tea.md").write_text(
        'msgid ""\nmsgstr ""\n\nmsgctxt "paragraph"\nmsgid ""\n"The tea"\n"pot."\nmsgstr ""\n',
        encoding="utf-8",
    )

    assert len(found(tea, store, "teapot", article="a", locales=("de",)).hits) == 1


def test_a_catalog_that_cannot_be_read_is_named_and_hides_no_other(tea, store):
    tea.po("a/tea.md").write_text("msgid tea", encoding="utf-8")

    page = found(tea, store, "tea", locales=("de",))

    assert len(page.hits) == 4
    assert "a/tea.md.po:1" in str(page.problems[0])


@pytest.mark.parametrize("text", ["", "(", "x" * 501, r"\p{Nonsense}"])
def test_what_cannot_be_searched_for_is_refused(tea, store, text):
    with pytest.raises(PatternError):
        found(tea, store, text, is_regex=True)


@pytest.mark.parametrize(
    "text",
    [
        r"(?:a{65535}){65535}",
        r"((((a{1000}){1000}){1000}){1000})",
        "a{10000000}",
        "a{,10000000}",
        "(a{0,200}){200}",
    ],
)
def test_an_expression_that_would_take_all_memory_is_refused(text):
    with pytest.raises(PatternError, match="10000 places"):
        Pattern(Wording(text, is_regex=True))


def test_an_expression_that_counts_a_little_is_searched_for():
    assert Pattern(Wording(r"\d{4}(-\d{2}){2}|\{x", is_regex=True)).spans("on 2026-11-23") == [(3, 13)]


def test_an_expression_that_never_ends_is_ended():
    with pytest.raises(PatternError, match="too long"):
        Pattern(Wording("(a|aa)+$", is_regex=True)).spans("a" * 5_000 + "b")


def test_all_texts_together_have_a_limit_of_time(monkeypatch):
    monkeypatch.setattr(patterns, "LIMIT_S", 0.0)

    with pytest.raises(PatternError, match="too long"):
        Pattern(Wording("tea")).spans("tea")


texts = st.text('aAbéÉßİıΣσς "\\.*', max_size=12)


@given(texts.filter(bool), texts, texts, st.booleans())
def test_what_is_there_is_found_and_never_passed_over(wanted, before, after, has_case):
    pattern = Pattern(Wording(wanted, has_case))
    text = before + wanted + after

    assert pattern.may_be_in(text)
    assert [text[start:end] for start, end in pattern.spans(text)]


@given(texts.filter(bool), texts, st.booleans())
def test_whatever_matches_may_be_there(wanted, text, has_case):
    pattern = Pattern(Wording(wanted, has_case))

    assert not pattern.spans(text) or pattern.may_be_in(text)


@given(texts.filter(bool), texts, texts)
def test_replacing_plain_text_replaces_it(wanted, text, by):
    replaced = Pattern(Wording(wanted, has_case=True)).replaced(text, by, has_groups=False)

    assert replaced == re.sub(re.escape(wanted), lambda _: by, text)
