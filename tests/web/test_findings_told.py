"""Findings of the checks in the language of the desk's reader."""

from __future__ import annotations

import ast
import pickle
import re
import runpy
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from flask import Flask, g

from recto import checks
from recto.messages import Message, message
from recto.model import State, Unit
from recto.web.translating import LOCALES, said

ROOT = Path(__file__).parents[2]
WEB = ROOT / "app" / "recto" / "web"
TEXTS = str(ROOT / "tools" / "texts.py")
NAMES = re.compile(r"%\((\w+)\)s")
HERE = "/a/cups.md/de"
CUPS = Unit("paragraph", "Take 3 cups.", "Nimm 2 Tassen", State.DRAFT)


@pytest.fixture
def cups(desk):
    desk.put_article("cups.md", "Take 3 cups.\n")
    desk.put_catalog("cups.md", "de", (CUPS,))


def in_language(locale, text):
    with Flask("desk").test_request_context():
        g.reading_locale = locale
        return said(text)


def test_a_message_is_its_english_sentence():
    made = message("The source has %(was)s, 100 %% of it.", was=3)

    assert made == str(made) == "The source has 3, 100 % of it."
    assert message("100 % of it") == "100 % of it"


def test_a_message_survives_the_way_to_another_process():
    made = message("%(role)s (%(line)s)", role=message("heading"), line=3)

    back = pickle.loads(pickle.dumps(made))

    assert (back, back.pattern, back.values) == (made, made.pattern, made.values)
    assert isinstance(back.values["role"], Message)


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [
        ("en", "The source ends with a full stop, the target without a sign."),
        ("es", "El original acaba con un punto, la traducción sin signo."),
        ("ru", "В конце исходного текста точка, в конце перевода нет знака."),
        ("ar", "في آخر الأصل نقطة، والترجمة بلا علامة."),
    ],
)
def test_a_finding_and_what_stands_in_it_are_told_in_the_readers_language(locale, wanted):
    (finding,) = [one for one in checks.findings(CUPS, "en", "de") if one.check == "end_punctuation"]

    assert in_language(locale, finding.message) == wanted


def test_what_is_no_message_stays_as_it_is():
    assert in_language("es", "There is no target yet.") == "There is no target yet."


@pytest.mark.parametrize("text", ["50 %", "%(was)s", "%s %d %"])
def test_what_a_text_says_is_no_pattern(text):
    told = message("The source has %(was)s, the target %(now)s.", was=text, now="7")

    assert in_language("es", told) == f"El original dice {text}, la traducción 7."


def test_page_panel_and_api_speak_one_language(client, cups):
    header = {"Accept-Language": "es"}
    page = BeautifulSoup(client.get(HERE, headers=header).data, "html.parser")
    wanted = "El original dice 3, la traducción 2."

    assert wanted in page.get_text()
    found = client.get(f"/api/v1{HERE}/u/{CUPS.id}", headers=header).json["findings"]
    assert wanted in [one["message"] for one in found]
    found = client.get(f"/api/v1{HERE}/u/{CUPS.id}/panel", headers=header).json["findings"]
    assert wanted in [one["message"] for one in found]
    found = client.get(f"/api/v1{HERE}/u/{CUPS.id}").json["findings"]
    assert "The source has 3, the target 2." in [one["message"] for one in found]


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_every_text_of_desk_and_checks_is_translated_with_all_that_stands_in_it(locale):
    wanted = runpy.run_path(TEXTS)["found"]()
    file = WEB / "translations" / f"{locale}.po"
    have = read_po(BytesIO(file.read_bytes()), locale)
    ids = [one.id for one in wanted if one.id]
    assert len(ids) > 900

    for text in ids:
        there = have.get(text)
        assert there is not None, f"run make texts: {text!r}"
        forms = there.string if isinstance(there.string, tuple) else (there.string,)
        assert all(forms), text
        assert not there.fuzzy, text
        many = text[1] if isinstance(text, tuple) else text
        for form in forms:
            odd = set(NAMES.findall(form)) ^ set(NAMES.findall(many))
            assert odd <= ({"num"} if isinstance(text, tuple) else set()), (text, form)


def test_every_text_that_a_script_says_is_found():
    wanted = {one.id[0] if isinstance(one.id, tuple) else one.id for one in runpy.run_path(TEXTS)["found"]()}
    scripts = "\n".join(file.read_text() for file in (WEB / "static").glob("*.js"))
    calls = re.findall(r'(?<![\w.])(?:_|ngettext)\(\s*"((?:[^"\\]|\\.)*)"', scripts)

    assert len(calls) > 150
    assert [text for text in calls if text not in wanted] == []


def test_plurals_are_written_where_they_are_said():
    """Only so are they found: a name in the place of a text is no text."""
    for file in WEB.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "ngettext":
                assert all(isinstance(one, ast.Constant) for one in call.args[:2]), (file.name, call.lineno)


def test_languages_are_named_in_the_readers_language_everywhere(client, cups):
    header = {"Accept-Language": "es"}
    page = BeautifulSoup(client.get("/", headers=header).data, "html.parser")

    assert "alemán" in page.select_one("thead").get_text()
    assert "cups.md, alemán: " in page.select_one("a.progress[href*='cups.md']")["aria-label"]
    assert "German" not in page.get_text()
