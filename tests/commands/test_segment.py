"""``recto segment``, and the project's segmentation policy from the settings to the compiled article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recto.cli import cli
from recto.commands import exit_code
from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.errors import ConfigError
from recto.segmentation import RULE_NAMES

SETTINGS = 'project = "tea-times"\nsource_locale = "en"\ntarget_locales = ["de"]\n'
SRX = r"""<?xml version="1.0"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0">
<header cascade="yes"/><body><languagerules><languagerule languagerulename="all">
<rule break="no"><beforebreak>\bWidget\.</beforebreak><afterbreak>\s</afterbreak></rule>
<rule break="yes"><beforebreak>[.;]”?</beforebreak><afterbreak>\s</afterbreak></rule>
</languagerule></languagerules>
<maprules><languagemap languagepattern=".*" languagerulename="all"/></maprules></body></srx>
"""
EXCEPTIONS = SRX.replace('<rule break="yes"><beforebreak>[.;]”?', '<rule break="no"><beforebreak>tea\\.')
TEXT = (
    "# Tea\n\nSay “Boil it. Then wait.” twice; it helps. See the Widget. Show of *tea. It* ran.\n\n"
    "The Widget. Show is on. See it; hear it. He said: “One. Two. Three.” Four.\n\n- Drink tea. Then sleep.\n"
)


def run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, words, input=text, standalone_mode=False)


def settings(desk, more: str) -> None:
    (desk.root / "recto.toml").write_text(SETTINGS + more, encoding="utf-8")


# --- the command ---------------------------------------------------------------------------------


def test_each_unit_of_an_article_stands_on_a_line(desk):
    desk.write("tea.md", "# Tea\n\nMr. Obi ran. *Why?*\n\n![A cat. Asleep.](cat.png)\n")

    shown = run("-C", str(desk.root), "segment", "sources/tea.md")

    assert shown.output == "Tea\nMr. Obi ran.\nWhy?\nA cat.\nAsleep.\n"


def test_each_place_is_explained_with_its_rule(desk):
    desk.write("tea.md", "Tea.\n\nThe late Gov. Smith left *at noon. Then she* ran. He did not.\n")

    shown = run("-C", str(desk.root), "segment", "sources/tea.md", "--explain").output.splitlines()

    assert shown[1:6] == [
        "The late Gov. Smith left <1>at noon. Then she</1> ran.",
        "He did not.",
        "    line 3, 13: keep abbreviation: The late Gov. ⟂ Smith left at noon. …",
        "    line 3, 33: keep inside-code: … Smith left at noon. ⟂ Then she ran. He did …",
        "    line 3, 47: cut  terminator: … at noon. Then she ran. ⟂ He did not.",
    ]
    assert f"abbreviation: {RULE_NAMES['abbreviation']}" in shown


def test_the_report_is_json_on_request(desk):
    desk.write("tea.md", "Mr. Obi ran. Why?\n")

    report = json.loads(run("-C", str(desk.root), "segment", "sources/tea.md", "--json").output)

    assert report["locale"] == "en"
    (block,) = report["blocks"]
    assert (block["line"], block["role"], block["units"]) == (1, "paragraph", ["Mr. Obi ran.", "Why?"])
    assert block["places"][1] == {
        "offset": 12,
        "ends": True,
        "rule": "terminator",
        "note": "",
        "excerpt": "Mr. Obi ran. ⟂ Why?",
    }


def test_the_settings_of_the_article_hold(desk):
    settings(desk, '[articles."de/**"]\nsource_locale = "de"\nunits = "block"\n')
    desk.write("de/tee.txt", "Am 3. Mai. Danach nicht.\n")
    desk.write("tea.txt", "One. Two.\n")

    assert run("-C", str(desk.root), "segment", "sources/de/tee.txt").output == "Am 3. Mai. Danach nicht.\n"
    assert run("-C", str(desk.root), "segment", "sources/tea.txt").output == "One.\nTwo.\n"


def test_outside_a_project_the_locale_is_asked_for(tmp_path: Path):
    (tmp_path / "tee.html").write_text("<p>Am 3. Mai. Danach <b>nicht</b>.</p>", encoding="utf-8")

    shown = run("-C", str(tmp_path), "segment", "tee.html", "--locale", "de")
    refused = run("-C", str(tmp_path), "segment", "tee.html")

    assert shown.output == "Am 3. Mai.\nDanach <1>nicht</1>.\n"
    assert isinstance(refused.exception, ConfigError)
    assert "--locale en" in str(refused.exception)


def test_stdin_is_plain_text(tmp_path: Path):
    shown = run("-C", str(tmp_path), "segment", "-", "-l", "en", text="Mr. *Obi* ran. Why?\n")

    assert shown.output == "Mr. *Obi* ran.\nWhy?\n"


@pytest.mark.parametrize(
    ("name", "message"), [("no.md", "there is no such file"), ("x.pdf", "no format"), ("bad.txt", "UTF-8")]
)
def test_a_file_that_cannot_be_cut_is_refused(tmp_path: Path, name: str, message: str):
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9 is open")

    shown = run("-C", str(tmp_path), "segment", name, "-l", "en")

    assert message in str(shown.exception)


# --- SRX in a project ----------------------------------------------------------------------------


def test_a_file_of_rules_takes_the_place_of_ours(desk):
    settings(desk, 'srx = "rules/mine.srx"\n')
    (desk.root / "rules").mkdir()
    (desk.root / "rules" / "mine.srx").write_text(SRX, encoding="utf-8")
    desk.write("tea.txt", "The Widget. Show is on; Mr. Poe left! He did.\n")

    report = extract(desk.project)

    assert not report.errors
    assert [unit.source for unit in desk.catalog("tea.txt").units] == [
        "The Widget. Show is on;",
        "Mr.",
        "Poe left! He did.",
    ]
    shown = run("-C", str(desk.root), "segment", "sources/tea.txt", "--explain").output
    assert "keep srx-exception (rule 1 of 'all', line 4): The Widget. ⟂ Show is on; Mr. Poe …" in shown
    assert "keep srx-none: " in shown


def test_editing_the_rules_cuts_anew_also_in_a_project_that_is_open(desk):
    settings(desk, 'srx = "mine.srx"\n')
    file = desk.root / "mine.srx"
    file.write_text(SRX, encoding="utf-8")
    desk.write("tea.txt", "One; two. Three.\n")
    project = desk.project

    first = extract(project)
    same = extract(project)
    file.write_text(SRX.replace("[.;]", "[.]"), encoding="utf-8")
    edited = extract(project)

    assert (first.catalogs[0].counts.new, same.unchanged) == (3, 1)
    assert [unit.source for unit in desk.catalog("tea.txt").units] == ["One; two.", "Three."]
    assert edited.catalogs[0].is_written


def test_what_the_rules_ask_for_and_do_not_get_is_told_and_is_no_error(desk):
    settings(desk, 'srx = "mine.srx"\n')
    strange = SRX.replace('cascade="yes"', 'cascade="yes" colour="red"')
    (desk.root / "mine.srx").write_text(strange, encoding="utf-8")
    desk.write("tea.txt", "One; two.\n")

    shown = run("-C", str(desk.root), "extract")
    cut = run("-C", str(desk.root), "segment", "sources/tea.txt")

    told = "recto: mine.srx:3: the attribute 'colour' of <header> is not followed.\n"
    assert (shown.return_value, cut.return_value) == (0, 0)
    assert told in shown.stderr
    assert told in cut.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            None,
            "mine.srx: there is no such file; 'srx' in the settings names it. Put the file there, or correct",
        ),
        (b"\xff\xfe<\0", "mine.srx: this is UTF-16, not UTF-8."),
        (b" " * 5_000_001, "mine.srx: this has more than 5 MB."),
        (b"<srx>", "mine.srx:1: expected SRX version 1.0 or 2.0, found 'none'."),
        (
            SRX.replace("[.;]", "[.;").encode(),
            "mine.srx:5: rule 2 of 'all' cannot be used: a '[' is not closed",
        ),
    ],
)
def test_rules_that_cannot_be_used_are_an_error_and_the_other_articles_go_on(desk, content, message):
    settings(desk, '[articles."odd/**"]\nsrx = "mine.srx"\n')
    if content is not None:
        (desk.root / "mine.srx").write_bytes(content)
    desk.write("odd/tea.txt", "One; two.\n")
    desk.write("tea.txt", "One; two.\n")

    report = extract(desk.project)
    compiled = compile_articles(desk.project)

    assert {str(error)[: len(message)] for error in (*report.errors, *compiled.errors)} == {message}
    assert exit_code(report.errors) == exit_code(compiled.errors) == 2
    assert [one.article for one in report.catalogs] == ["tea.txt"]
    assert [one.article for one in compiled.outputs] == ["tea.txt"]


def test_rules_behind_a_link_out_of_the_project_are_refused(desk, tmp_path_factory):
    away = tmp_path_factory.mktemp("away")
    (away / "mine.srx").write_text(SRX, encoding="utf-8")
    (desk.root / "rules").symlink_to(away)
    settings(desk, 'srx = "rules/mine.srx"\n')

    with pytest.raises(ConfigError, match="a link that leaves the project folder"):
        desk.project.settings("tea.md")


# --- a new policy and old translations -----------------------------------------------------------

POLICIES = {
    "quotes kept": 'quotes = "keep"\n',
    "blocks": 'units = "block"\n',
    "abbreviations": 'abbreviations = ["Widget.", "tea."]\n',
    "rules": 'srx = "mine.srx"\n',
    "exceptions": 'srx = "exceptions.srx"\n',
    "ours": "",
}


@pytest.mark.parametrize("after", POLICIES)
@pytest.mark.parametrize("before", POLICIES)
def test_another_policy_orphans_no_translation(desk, before, after):
    (desk.root / "mine.srx").write_text(SRX, encoding="utf-8")
    (desk.root / "exceptions.srx").write_text(EXCEPTIONS, encoding="utf-8")
    desk.write("tea.md", TEXT)
    settings(desk, POLICIES[before])
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    compile_articles(desk.project)
    was, output = desk.catalog("tea.md"), desk.output("tea.md")

    settings(desk, POLICIES[after])
    report = extract(desk.project)
    compile_articles(desk.project)

    assert not report.errors
    assert desk.catalog("tea.md").units == was.units
    assert desk.catalog("tea.md").obsolete == ()
    assert desk.output("tea.md") == output


def test_another_policy_cuts_anew_what_has_no_translation(desk):
    desk.write("tea.txt", "He said: “One. Two.” Three.\n\nShe said: “Four. Five.” Six.\n")
    settings(desk, "")
    extract(desk.project)
    desk.translate("tea.txt", lambda source: source.upper() if "One" in source or "Two" in source else "")

    settings(desk, 'quotes = "keep"\n')
    extract(desk.project)

    assert [(unit.source, unit.target) for unit in desk.catalog("tea.txt").units] == [
        ("He said: “One.", "HE SAID: “ONE."),
        ("Two.”", "TWO.”"),
        ("Three.", ""),
        ("She said: “Four. Five.”", ""),
        ("Six.", ""),
    ]
