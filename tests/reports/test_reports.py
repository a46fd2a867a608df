"""Each way of writing a verdict down says the same, whatever stands in it, and others can read it."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from junitparser import JUnitXml
from lxml import etree
from markdown_it import MarkdownIt
from sarif_pydantic import Sarif

from recto.errors import CatalogError, RectoError
from recto.reports import (
    Flaw,
    Key,
    Place,
    Row,
    Told,
    Verdict,
    as_json,
    digits,
    github,
    headline,
    junit,
    markdown,
    sarif,
    text,
)

OFFICIAL = Path(__file__).parents[2] / "build" / "peers" / "sarif" / "sarif-2.1.0.json"
"""The schema of SARIF as Microsoft's npm package has it; ``make test`` puts it there where there is npm."""

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
FILES = st.text("ab/c d%:,é中#\\", min_size=1, max_size=12)
PLACES = st.builds(Place, FILES, st.integers(0, 99))


@st.composite
def flaws(draw, article: str, locale: str) -> Flaw:
    said = draw(TEXTS)
    return Flaw(
        article,
        locale,
        draw(st.sampled_from(["", "u0123456789ab"])),
        draw(st.sampled_from(["numbers", "codes", "end_punctuation"])),
        draw(st.sampled_from(["warning", "error"])),
        said,
        draw(TEXTS),
        draw(PLACES),
        draw(PLACES),
        digits(said),
        draw(st.booleans()),
    )


@st.composite
def verdicts(draw) -> Verdict:
    pairs = draw(st.lists(st.tuples(FILES, st.sampled_from(["de", "ar", "pt-BR"])), max_size=4, unique=True))
    told = st.builds(Told, st.sampled_from(["empty", "wrong-now", "findings"]), TEXTS, st.booleans())
    rows = [
        Row(
            article,
            locale,
            draw(PLACES),
            tuple(draw(st.lists(told, max_size=3))),
            tuple(draw(st.lists(flaws(article, locale), max_size=3))),
            draw(st.integers(0, 999)),
            draw(st.integers(0, 100)),
        )
        for article, locale in pairs
    ]
    errors = draw(st.lists(st.builds(RectoError, TEXTS, FILES, TEXTS), max_size=2))
    keys = draw(st.lists(st.builds(Key, FILES, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2))
    return Verdict(
        tuple(rows),
        tuple(errors),
        tuple(keys),
        {"numbers": ("Numbers.", "Help.")},
        "1.0",
        draw(st.booleans()),
    )


ROW = Row("tea.md", "de", Place("l/de/tea.md.po"), (Told("empty", "Not translated: 1."),), (), 10, 90)


@cache
def schemas() -> list[Draft202012Validator]:
    return [Draft202012Validator(json.loads(OFFICIAL.read_text("utf-8")))] if OFFICIAL.is_file() else []


# --- laws ----------------------------------------------------------------------------------------


@given(verdicts())
def test_json_keeps_to_its_schema(verdict):
    schema = json.loads((files("recto.reports") / "gate.schema.json").read_text("utf-8"))
    told = json.loads(as_json.write(verdict))

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(told)
    assert [row["is_fit"] for row in told["rows"]] == [row.is_fit for row in verdict.rows]
    assert [(one["text"], one["source"]) for one in told["findings"]] == [
        (flaw.text, flaw.source) for flaw in verdict.flaws
    ]


def test_the_schema_of_json_finds_what_is_wrong():
    schema = json.loads((files("recto.reports") / "gate.schema.json").read_text("utf-8"))
    told = json.loads(as_json.write(Verdict((ROW,)))) | {"fit": "one"}

    assert [error.json_path for error in Draft202012Validator(schema).iter_errors(told)] == ["$.fit"]


@given(verdicts())
@settings(max_examples=60)
def test_sarif_is_what_the_standard_says(verdict):
    told = json.loads(sarif.write(verdict))
    run = told["runs"][0]

    for schema in schemas():
        schema.validate(told)
    assert Sarif.model_validate(told).runs[0].tool.driver.name == "Recto"
    assert len(run["results"]) == len(verdict.errors) + len(verdict.flaws) + sum(
        len(row.blocking) for row in verdict.rows
    )
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    assert len({rule["id"] for rule in rules}) == len(rules)


@given(verdicts())
def test_junit_is_read_by_others_with_the_same_numbers(verdict):
    written = junit.write(verdict)
    root = etree.fromstring(written.encode())
    suites = JUnitXml.fromstring(written.encode())

    assert suites.tests == len(verdict.rows) + len(verdict.errors)
    assert suites.failures == sum(not row.is_fit for row in verdict.rows) == len(root.findall(".//failure"))
    assert suites.errors == len(verdict.errors) == len(root.findall(".//error"))
    assert {case.get("classname") for case in root.findall(".//testcase")} - {"unread"} == set(
        verdict.locales
    )


@given(verdicts())
def test_a_github_command_is_one_line_and_says_the_text(verdict):
    lines = github.write(verdict).split("\n")
    told = [line for line in lines if line.startswith("::")]
    texts = [undone(re.sub(r"^::\w+ .*?::", "", line)) for line in told]

    assert len(lines) == len(told) + 2
    assert all(re.match(r"::(error|warning|notice) (\w+=[^,:]*,?)+::", line) for line in told)
    for flaw in verdict.flaws:
        assert flaw.is_known or (f"{flaw.text}\n{flaw.source}" if flaw.source else flaw.text) in texts


def undone(text: str) -> str:
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


@given(verdicts())
def test_markdown_shows_texts_and_never_becomes_more_than_its_own_markup(verdict):
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown.write(verdict))

    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    assert tags <= {"h2", "ul", "li", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
    assert html.count("<details>") == sum(bool(row.reasons or row.flaws) for row in verdict.rows)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
def test_plain_markdown_is_the_text_itself(said):
    shown = MarkdownIt("commonmark").render(f"x {markdown.plain(said)}")
    listed = MarkdownIt("commonmark").render(f"- {markdown.plain(said)}")

    assert re.sub(r"\s+", " ", unescaped(shown)).strip() == f"<p>x {' '.join(said.split())}".strip() + "</p>"
    assert listed.count("<li>") == 1


def unescaped(html: str) -> str:
    for name, char in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("amp", "&")):
        html = html.replace(f"&{name};", char)
    return html


@given(verdicts())
def test_text_names_every_article_that_is_not_fit(verdict):
    written = text.write(verdict)

    assert written.startswith(headline(verdict))
    assert all(f"\n{row.article}\n" in written for row in verdict.rows if not row.is_fit)


# --- examples ------------------------------------------------------------------------------------


def test_what_is_wrong_now_goes_first():
    wrong = Row("z.md", "de", Place("z"), (Told("wrong-now", "Wrong now: 1."),))
    fine = Row("a.md", "de", Place("a"), (Told("embargo", "Embargo.", False),))
    verdict = Verdict((fine, ROW, wrong))

    for written in (text.write(verdict), markdown.write(verdict)):
        assert written.index("z.md") < written.index("tea.md") < written.index("a.md")
    assert github.write(verdict).startswith("::error file=z,title=z.md")


def test_text_is_short():
    verdict = Verdict((ROW, Row("b.md", "de", Place("b"))))

    assert text.write(verdict) == (
        "The gate is closed: 1 of 2 translations fit to publish.\n\n"
        "tea.md\n  de  not fit, 90 % of 10 words\n      Not translated: 1.\n"
    )


def test_text_stays_readable_where_everything_is_wrong():
    rows = tuple(Row(f"a{number:04}.md", "de", Place("a"), ROW.reasons) for number in range(500))

    written = text.write(Verdict(rows))

    assert written.count("not fit,") == text.MOST_ARTICLES
    assert written.endswith("... and 300 more articles; --format json has them all.\n")


def test_an_open_gate_is_one_line():
    assert text.write(Verdict((Row("b.md", "de", Place("b")),))) == (
        "The gate is open: 1 of 1 translations fit to publish.\n"
    )


def test_paths_are_those_of_the_repository_where_others_read_them():
    verdict = Verdict((ROW,), (CatalogError("bad.", "l/de/x.po:7"),), prefix="docs/site/")

    assert "::error file=docs/site/l/de/tea.md.po,title" in github.write(verdict)
    assert "::error file=docs/site/l/de/x.po,line=7," in github.write(verdict)
    assert '"uri": "docs/site/l/de/tea.md.po"' in sarif.write(verdict)
    assert 'file="docs/site/l/de/tea.md.po"' in junit.write(verdict)


def test_a_finding_without_a_unit_stands_in_the_article():
    places = Place("l/de/tea.md.po"), Place("sources/tea.md", 7)
    flaw = Flaw("tea.md", "de", "", "internal_links", "error", "No.", "", *places, digits("No."), True)
    verdict = Verdict((Row("tea.md", "de", places[0], (), (flaw,)),))

    assert "sources/tea.md:7: error: internal_links: No." in text.write(verdict)
    assert "::error file=sources/tea.md,line=7," in github.write(verdict)
    (result,) = json.loads(sarif.write(verdict))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    assert result["relatedLocations"][0]["message"] == {"text": "The translation."}


def test_a_fingerprint_outlives_other_lines_and_not_another_text():
    flaw = Flaw("a.md", "de", "", "numbers", "error", "5", "", Place("a", 1), Place("a", 1), digits("5"))
    moved = Flaw("a.md", "de", "", "numbers", "error", "5", "", Place("a", 9), Place("b", 7), digits("5"))
    other = Flaw("a.md", "de", "", "numbers", "error", "6", "", Place("a", 1), Place("a", 1), digits("6"))

    assert flaw.print == moved.print != other.print


@pytest.mark.parametrize(
    "writer", [text, as_json, junit, sarif, markdown, github], ids=lambda one: one.__name__
)
def test_equal_verdicts_are_equal_texts(writer):
    assert writer.write(Verdict((ROW,))) == writer.write(Verdict((ROW,)))
