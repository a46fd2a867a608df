"""``recto check --format``: findings as CI reads them, those of whole articles among them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from junitparser import JUnitXml
from sarif_pydantic import Sarif
from tests.commands.conftest import SETTINGS

from recto.cli import cli
from recto.commands.extract import extract

TEA = "# Tea\n\nBoil 2 cups of water.\n\n- Stir.\n"


def recto(desk, *words):
    return CliRunner().invoke(cli, ["-C", str(desk.root), *words], standalone_mode=False)


@pytest.fixture
def tea(desk):
    desk.write("tea.md", TEA)
    desk.write("world/milk.md", "# Milk\n\nFresh.\n")
    extract(desk.project)
    for path in ("tea.md", "world/milk.md"):
        for locale in ("de", "es"):
            desk.translate(path, str.upper, locale=locale)
    desk.translate("tea.md", lambda text: text.upper().replace("2", "3"))
    return desk


def numbers_of(results):
    return [one for one in results if one["ruleId"] == "numbers"]


def test_sarif_stands_at_the_line_of_the_unit_and_counts_nothing(tea):
    done = recto(tea, "check", "--format", "sarif")
    told = json.loads(done.stdout)
    Sarif.model_validate(told)
    found = numbers_of(told["runs"][0]["results"])

    assert done.return_value == 1
    assert len(found) == 1
    place = found[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "locales/de/LC_MESSAGES/tea.md.po"
    line = tea.po("tea.md").read_text("utf-8").splitlines()[place["region"]["startLine"] - 1 :]
    assert any("Boil 2 cups" in text for text in line[:3])
    assert not any(one["ruleId"].startswith("gate/") for one in told["runs"][0]["results"])


def test_junit_has_a_case_for_each_article_and_fails_those_with_findings(tea):
    done = recto(tea, "check", "--format", "junit", "world", "tea.md")
    suites = JUnitXml.fromstring(done.stdout.encode())

    assert suites.name == "recto check"
    cases = {(case.classname, case.name): not case.is_passed for suite in suites for case in suite}
    assert set(cases) == {(tag, path) for tag in ("de", "es") for path in ("tea.md", "world/milk.md")}
    assert cases["de", "tea.md"]


def test_github_names_the_file_and_says_how_many_are_without_findings(tea):
    done = recto(tea, "check", "--format", "github", "-l", "de")

    assert "::error file=locales/de/LC_MESSAGES/tea.md.po,line=" in done.stdout
    assert "title=numbers (de)::The source has 2, the target 3." in done.stdout
    assert done.stdout.splitlines()[-1].endswith("translations are without findings.")


def test_what_is_under_embargo_leaves_without_its_text(tea):
    (tea.root / "recto.toml").write_text(f'{SETTINGS}[articles."tea.md"]\nembargo = true\n', "utf-8")
    for form in ("sarif", "junit", "github", "markdown"):
        shown = recto(tea, "check", "--format", form).stdout
        assert "Boil" not in shown
        assert "embargo" in shown


def test_without_findings_all_is_well_in_every_format(desk):
    desk.write("tea.md", "# Tea\n")
    extract(desk.project)
    for form in ("text", "json", "sarif", "junit", "github", "markdown"):
        assert recto(desk, "check", "--format", form).return_value == 0


def test_errors_of_whole_articles_reach_check_and_gate(desk):
    desk.write("tea.txt", "Tea\n\nWait a while.\n")
    extract(desk.project)
    # In plain text nothing can be escaped: this makes an item of a list out of a paragraph.
    desk.translate("tea.txt", lambda text: f"- {text}" if text == "Wait a while." else "Tee")
    found = json.loads(recto(desk, "check", "--json", "-l", "de").stdout)["found"]
    whole = [one for one in found if not one["unit"]]

    assert {(one["finding"]["check"], one["finding"]["severity"]) for one in whole} == {("lists", "error")}
    for name, code in (("check", 1), ("gate", 3)):
        done = recto(desk, name, "--format", "sarif", "-l", "de")
        results = json.loads(done.stdout)["runs"][0]["results"]
        places = [
            one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for one in results
            if one["ruleId"] == "lists"
        ]
        assert done.return_value == code
        assert set(places) == {"sources/tea.txt"}
