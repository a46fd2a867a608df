"""The gate: yes or no, and why, from sources and PO files alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from recto import cli
from recto.checks.ignoring import ignored
from recto.commands.extract import extract
from recto.commands.gate import WRITERS, gate
from recto.commands.signing import sign_off
from recto.exchange import po
from recto.model import State
from recto.reports import Row, Verdict
from recto.table_settings import Publish

TEA = "# Tea\n\nBoil 3 litres of water. Wait.\n"
SETTINGS = 'project = "tea-times"\nsource_locale = "en"\ntarget_locales = ["de", "es"]\n'


@pytest.fixture
def tea(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    for locale in ("de", "es"):
        desk.translate("tea.md", german, locale=locale)
    return desk


def german(source: str) -> str:
    return {"Tea": "Tee", "Boil 3 litres of water.": "3 Liter Wasser kochen.", "Wait.": "Warten."}[source]


@pytest.fixture
def recto(desk, capsys):
    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(["-C", str(desk.root), *words])
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return run


def settings(desk, text: str) -> None:
    (desk.root / "recto.toml").write_text(SETTINGS + text, encoding="utf-8")


def set_unit(desk, source: str, path: str = "tea.md", **changes) -> None:
    """Change a unit of the German catalog as another tool would."""
    old = desk.po(path).read_bytes()
    catalog = po.load(old, path, "de")
    units = tuple(replace(unit, **changes) if unit.source == source else unit for unit in catalog.units)
    desk.po(path).write_bytes(po.dump(replace(catalog, units=units), old))


def codes(verdict: Verdict, path: str = "tea.md", locale: str = "de") -> list[str]:
    return [reason.code for reason in row(verdict, path, locale).reasons]


def row(verdict: Verdict, path: str = "tea.md", locale: str = "de") -> Row:
    return next(one for one in verdict.rows if (one.article, one.locale) == (path, locale))


# --- yes -----------------------------------------------------------------------------------------


def test_what_is_reviewed_and_sound_is_fit(tea, recto):
    code, out, _ = recto("gate")

    assert (code, out) == (0, "The gate is open: 2 of 2 translations fit to publish.\n")


def test_an_empty_project_has_nothing_against_it(desk):
    assert gate(desk.project).is_open


def test_an_article_without_text_needs_no_catalog(desk):
    desk.write("rule.md", "---\n")

    assert gate(desk.project).is_open


def test_nothing_is_written_and_no_database_asked(tea, recto):
    shutil.rmtree(tea.root / ".recto", ignore_errors=True)
    before = {file: file.read_bytes() for file in tea.root.rglob("*") if file.is_file()}

    assert recto("gate", "--compiled")[0] == 3
    assert {file: file.read_bytes() for file in tea.root.rglob("*") if file.is_file()} == before


def test_the_desk_database_does_not_change_the_verdict(tea):
    (tea.root / ".recto").mkdir(exist_ok=True)
    (tea.root / ".recto" / "desk.db").write_bytes(b"no database")

    assert gate(tea.project).is_open


def test_two_clones_say_the_same_bytes(tea, recto, tmp_path_factory):
    set_unit(tea, "Wait.", target="Warten 7.")
    clone = tmp_path_factory.mktemp("clone") / "tea"
    shutil.copytree(tea.root, clone)

    for form in WRITERS:
        first = recto("gate", "--format", form)[1]
        assert recto("-C", str(clone), "gate", "--format", form)[1] == first


# --- no, and why ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"target": "", "state": State.EMPTY}, "empty"),
        ({"state": State.DRAFT}, "draft"),
        ({"state": State.DRAFT, "origin": "mt:apertium"}, "machine"),
        ({"state": State.DRAFT, "previous": "Wait!"}, "changed"),
    ],
)
def test_open_work_closes_the_gate_with_the_words_of_why(tea, recto, changes, code):
    set_unit(tea, "Wait.", **changes)

    verdict = gate(tea.project)
    told = json.loads(recto("status", "--why", "--json", "tea.md", "-l", "de")[1])["articles"][0]["reasons"]

    assert codes(verdict) == [code]
    assert not row(verdict).is_fit
    assert row(verdict, locale="es").is_fit
    assert [reason.text for reason in row(verdict).reasons] == [told[0]["text"]]


def test_a_missing_catalog_is_told(tea):
    tea.write("new.md", "New.\n")

    assert codes(gate(tea.project), "new.md") == ["not-extracted"]


def test_a_changed_fact_is_wrong_now_and_goes_first(tea, recto):
    tea.write("tea.md", TEA.replace("3", "4"))
    extract(tea.project)
    tea.write("a.md", "New.\n")

    code, out, _ = recto("gate", "-l", "de")

    assert codes(gate(tea.project))[0] == "wrong-now"
    assert code == 3
    assert out.index("tea.md\n  de  wrong now") < out.index("a.md\n")


def test_an_article_edited_since_is_stale(tea):
    tea.write("tea.md", TEA + "\nDrink.\n")

    assert "edited" in codes(gate(tea.project))


def test_a_catalog_of_other_hints_is_stale(tea):
    tea.write("tea.md", TEA + "\nSee [it](a.txt).\n")
    extract(tea.project)
    tea.translate("tea.md", lambda source: german(source) if "<1>" not in source else "Siehe <1>das</1>.")
    tea.write("tea.md", TEA + "\nSee [it](b.txt).\n")

    assert codes(gate(tea.project)) == ["outdated"]


def test_an_error_in_what_is_published_closes_the_gate(tea):
    tea.write("tea.md", TEA + "\nSee *it*.\n")
    extract(tea.project)
    tea.translate("tea.md", lambda source: german(source) if "<1>" not in source else "Siehe das.")

    verdict = gate(tea.project, wanted=["de"])

    (flaw,) = [one for one in verdict.flaws if one.check == "codes"]
    assert "findings" in codes(verdict)
    assert (flaw.severity, flaw.blocks, flaw.source) == ("error", True, "See <1>it</1>.")
    line = tea.po("tea.md").read_text("utf-8").splitlines()[flaw.catalog.line - 1]
    assert line == 'msgctxt "paragraph"'
    assert (flaw.origin.file, flaw.origin.line) == ("sources/tea.md", 5)


def test_a_warning_closes_the_gate_only_where_the_settings_say_so(tea):
    set_unit(tea, "Wait.", target="Warten")

    assert row(gate(tea.project)).is_fit
    settings(tea, '[gate.de]\nfail_on = "warning"\n')
    assert codes(gate(tea.project)) == ["findings"]
    settings(tea, '[gate]\nfail_on = "warning"\nchecks = ["codes"]\n')
    assert row(gate(tea.project)).is_fit


def test_a_finding_that_was_dismissed_does_not_count(tea):
    settings(tea, '[gate]\nfail_on = "warning"\n')
    set_unit(tea, "Wait.", target="Warten")
    (flaw,) = gate(tea.project).flaws
    dismissed = ignored(tea.unit("Wait.", "tea.md"), flaw.check, "It is a label.")
    set_unit(tea, "Wait.", marks=dismissed.marks, notes=dismissed.notes)

    assert gate(tea.project).is_open


# --- policy --------------------------------------------------------------------------------------


def test_with_a_minimum_open_segments_are_told_and_do_not_close(tea):
    set_unit(tea, "Wait.", state=State.DRAFT)
    settings(tea, "[publish.de]\nminimum = 80\n")

    verdict = gate(tea.project)

    assert row(verdict).is_fit
    assert [(one.code, one.blocks) for one in row(verdict).reasons] == [("draft", False)]
    assert row(verdict).percent == 85


def test_below_the_minimum_the_gate_is_closed(tea):
    set_unit(tea, "Boil 3 litres of water.", state=State.DRAFT)
    settings(tea, "[publish]\nminimum = 80\n")

    assert [one.code for one in row(gate(tea.project)).blocking] == ["minimum"]


def test_the_gate_may_refuse_more_than_the_minimum_and_allow_more_than_none(tea):
    set_unit(tea, "Wait.", state=State.DRAFT)
    settings(tea, '[publish]\nminimum = 50\n[gate]\nincomplete = "refuse"\n')
    assert not row(gate(tea.project)).is_fit

    settings(tea, '[gate]\nincomplete = "allow"\n')
    assert row(gate(tea.project)).is_fit


def test_a_role_that_is_required_closes_the_gate_whatever_the_minimum(tea):
    policy = Publish(minimum=10, required=("heading",))
    set_unit(tea, "Tea", state=State.DRAFT)
    project = tea.project
    project = replace(project, config=replace(project.config, publish=policy))

    assert [one.text for one in row(gate(project)).blocking] == [
        "Has to be ready before anything is published: heading."
    ]
    assert row(gate(project), locale="es").is_fit


def test_the_state_to_publish_may_be_draft(tea):
    set_unit(tea, "Wait.", state=State.DRAFT)
    settings(tea, '[publish.de]\nstate = "draft"\n')

    assert row(gate(tea.project)).is_fit


def test_a_sign_off_is_asked_for_where_only_final_is_published(tea):
    settings(tea, '[publish.de]\nstate = "final"\n')
    assert codes(gate(tea.project)) == ["unsigned"]
    assert row(gate(tea.project), locale="es").is_fit

    sign_off(tea.project, "tea.md", "de", "Ada", None)
    assert gate(tea.project).is_open

    set_unit(tea, "Wait.", target="Bitte warten.")
    assert codes(gate(tea.project)) == ["expired-somehow"]


def test_an_expired_sign_off_that_nobody_needs_is_only_told(tea):
    sign_off(tea.project, "tea.md", "de", "Ada", None)
    set_unit(tea, "Wait.", target="Bitte warten.")

    assert [(one.code, one.blocks) for one in row(gate(tea.project)).reasons] == [("expired-somehow", False)]


def test_an_article_in_its_own_locale_is_not_asked_about(tea):
    settings(tea, '[articles."tea.md"]\nsource_locale = "de"\n')

    assert [one.locale for one in gate(tea.project).rows] == ["es"]


def test_embargoed_text_is_in_no_report(tea, recto):
    tea.write("tea.md", f"---\nembargo: true\n---\n{TEA}\nSee *it*.\n")
    extract(tea.project)
    tea.translate("tea.md", lambda source: german(source) if "<1>" not in source else "Siehe Geheimes.")

    verdict = gate(tea.project, wanted=["de"])

    assert verdict.flaws
    assert "embargo" in codes(verdict)
    for form in WRITERS:
        out = recto("gate", "-l", "de", "--format", form)[1]
        assert "Geheimes" not in out
        assert "litres" not in out
    recto("gate", "--baseline", str(tea.root / "base.json"), "--update-baseline")
    assert "codes" in (tea.root / "base.json").read_text("utf-8")
    assert "See" not in (tea.root / "base.json").read_text("utf-8")


# --- output --------------------------------------------------------------------------------------


def test_the_output_is_asked_about_on_request(tea, recto):
    assert codes(gate(tea.project, is_compiled=True)) == ["never-compiled"]
    recto("compile")
    assert gate(tea.project, is_compiled=True).is_open
    set_unit(tea, "Wait.", target="Bitte warten.")
    assert codes(gate(tea.project, is_compiled=True)) == ["stale"]
    assert gate(tea.project).is_open


def test_output_that_the_minimum_holds_back_need_not_be_there(tea):
    settings(tea, "[publish]\nminimum = 100\n")
    set_unit(tea, "Wait.", state=State.DRAFT)

    assert "never-compiled" not in codes(gate(tea.project, is_compiled=True))


# --- links ---------------------------------------------------------------------------------------


@pytest.fixture
def linked(desk):
    """Two articles of which one links to the other; ``say`` gives the German of what links."""
    desk.write("cup.md", "# A cup\n\nText.\n")

    def write(link: str) -> Verdict:
        desk.write("world/tea.md", f"# Tea\n\nSee [it]({link}).\n")
        extract(desk.project)
        said = {"A cup": "Eine Tasse", "Text.": "Text.", "Tea": "Tee", "See <1>it</1>.": "Siehe <1>hier</1>."}
        for path in ("cup.md", "world/tea.md"):
            for locale in ("de", "es"):
                desk.translate(path, said.__getitem__, locale=locale)
        return gate(desk.project, wanted=["de"])

    return write


@pytest.mark.parametrize(
    "link",
    [
        "../cup.md", "../cup.md#eine-tasse", "../cup.md#", "#tee", "#top", "../cup.html", "/cup.md", "x.png",
        "https://e.org/no.md", "mailto:a@b.md", "../../outside.md", "?q=1", "../cup.md?x#Eine-Tasse",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_no_finding(linked, link):
    assert [flaw.text for flaw in linked(link).flaws] == []


@pytest.mark.parametrize(
    ("link", "said", "severity"),
    [
        ("../cups.md", "leads to no article", "error"),
        ("cup.md", "leads to no article", "error"),
        ("#tea", "leads to a place of which there is none in the translation", "error"),
        ("../cup.md#a-cup", "leads to a place of which there is none in the translation", "error"),
        ("../cup.md#never", "leads to a place that is not in the source either", "warning"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_its_line(linked, link, said, severity):
    (flaw,) = linked(link).flaws

    assert said in flaw.text
    assert link in flaw.text
    assert (flaw.severity, flaw.origin) == (severity, ("sources/world/tea.md", 3))


def test_a_link_to_what_is_not_published_here_leads_nowhere(desk, linked):
    settings(desk, "[publish]\nminimum = 100\n")
    linked("../cup.md")
    set_unit(desk, "A cup", "cup.md", state=State.DRAFT)

    verdict = gate(desk.project, ["world"], ["de"])

    assert [flaw.text for flaw in verdict.flaws] == [
        "The link '../cup.md' leads to an article below the minimum here."
    ]
    assert codes(verdict, "world/tea.md") == ["links"]


def test_a_given_anchor_outlives_its_heading(desk, linked):
    desk.write("cup.md", '# A cup {#cup}\n\nText.\n\n<a name="end"></a>\n')

    assert linked("../cup.md#cup").flaws == ()
    assert linked("../cup.md#end").flaws == ()


# --- baseline ------------------------------------------------------------------------------------


def test_with_a_baseline_only_new_findings_count(tea, recto):
    settings(tea, '[gate]\nfail_on = "warning"\n')
    set_unit(tea, "Wait.", target="Warten")
    file = tea.root / "gate.json"
    known = ("gate", "--baseline", str(file))

    assert recto(*known)[0] == 3
    assert recto(*known, "--update-baseline")[0] == 0
    written = file.read_bytes()
    assert recto(*known)[0] == 0
    assert file.read_bytes() == written

    sentence = "Boil 3 litres of water."
    set_unit(tea, sentence, target="3 Liter Wasser kochen")
    code, out, _ = recto(*known)
    assert code == 3
    assert "Findings that count here: 1." in out

    set_unit(tea, sentence, target="3 Liter Wasser kochen.")
    set_unit(tea, "Wait.", target="Warten.")
    code, out, _ = recto(*known)
    assert code == 0
    assert "1 finding of the baseline is gone. Tighten it with --update-baseline." in out

    recto(*known, "--update-baseline")
    assert json.loads(file.read_text())["findings"] == []


def test_a_baseline_of_some_articles_leaves_the_others(tea, recto):
    settings(tea, '[gate]\nfail_on = "warning"\n')
    tea.write("cup.md", "Wait.\n")
    extract(tea.project)
    tea.translate("cup.md", lambda _: "Warten")
    set_unit(tea, "Wait.", target="Warten")
    known = ("gate", "-l", "de", "--baseline", str(tea.root / "gate.json"))
    recto(*known, "--update-baseline")

    recto(*known, "cup.md", "--update-baseline")

    assert recto(*known)[0] == 0
    assert "gone" not in recto(*known, "cup.md")[1]


def test_a_known_finding_of_an_article_that_is_gone_is_gone(tea, recto):
    settings(tea, '[gate]\nfail_on = "warning"\n')
    set_unit(tea, "Wait.", target="Warten")
    known = ("gate", "--baseline", str(tea.root / "gate.json"))
    recto(*known, "--update-baseline")
    (tea.root / "sources" / "tea.md").unlink()

    assert "1 finding of the baseline is gone" in recto(*known)[1]


# --- what cannot be read, and wrong words --------------------------------------------------------


def test_a_catalog_that_cannot_be_read_is_an_error_and_the_others_are_judged(tea, recto):
    tea.po("tea.md").write_text("hello", encoding="utf-8")

    code, out, err = recto("gate")

    assert code == 1
    assert "1 of 1 translations fit to publish, 1 cannot be read" in out
    assert "locales/de/LC_MESSAGES/tea.md.po:1: 'hello' is not a keyword" in err


def test_a_closed_gate_goes_before_an_error(tea, recto):
    tea.po("tea.md").write_text("hello", encoding="utf-8")
    set_unit_es = tea.po("tea.md", "es")
    set_unit_es.unlink()

    assert recto("gate")[0] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--update-baseline"], "--update-baseline needs --baseline FILE."),
        (["--format", "xml"], "'xml' is not one of"),
        (["--also", "sarif"], "'sarif' is not FORMAT=FILE, such as sarif=recto.sarif."),
        (["--baseline", "{root}/recto.toml"], "recto.toml: this is not JSON."),
        (["--locale", "fr"], "'fr' is not among the target locales."),
    ],
)
def test_wrong_words_leave_with_2(tea, recto, words, said):
    code, _, err = recto("gate", *(word.format(root=tea.root) for word in words))

    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[gate]\nfail_on = "info"\n', 'expected "error" or "warning"'),
        ("[gate.fr]\n", "'fr' is not in 'target_locales'"),
        ('[gate.de]\nchecks = ["number"]\n', "unknown check 'number'. Did you mean 'numbers'?"),
        ('[gate]\nfail = "error"\n', "Did you mean 'fail_on'?"),
    ],
)
def test_wrong_settings_leave_with_2(tea, recto, text, said):
    settings(tea, text)

    code, _, err = recto("gate")

    assert code == 2
    assert said in err


def test_reports_go_to_files_and_the_verdict_to_the_terminal(tea, recto, tmp_path: Path):
    sarif, summary = tmp_path / "out.sarif", tmp_path / "summary.md"

    code, out, _ = recto("gate", "--format", "json", "--output", str(tmp_path / "gate.json"),
                         "--also", f"sarif={sarif}", "--also", f"markdown={summary}")  # fmt: skip

    assert (code, out) == (0, "The gate is open: 2 of 2 translations fit to publish.\n")
    assert json.loads((tmp_path / "gate.json").read_text())["is_open"]
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    assert summary.read_text().startswith("## The gate is open")


def test_a_report_goes_into_a_device_and_does_not_take_its_place(tea, recto):
    assert recto("gate", "--output", "/dev/null")[0] == 0
    assert not Path("/dev/null").is_file()


def test_a_report_that_cannot_be_written_is_told(tea, recto):
    file = tea.root / "recto.toml" / "gate.txt"

    code, _, err = recto("gate", "--output", str(file))

    assert code == 1
    assert f"recto: {file}: " in err


def test_paths_are_told_from_the_repository_where_the_project_is_a_folder_of_it(tea, recto, desk):
    around = desk.root.parent / ".git"
    around.mkdir()
    set_unit(tea, "Wait.", state=State.DRAFT)

    try:
        out = recto("gate", "--format", "github")[1]
    finally:
        around.rmdir()  # the folder around is that of all tests

    assert f"file={desk.root.name}/locales/de/LC_MESSAGES/tea.md.po" in out


def test_a_sarif_rule_has_the_help_of_its_check(tea, recto):
    set_unit(tea, "Wait.", target="Warten")

    run = json.loads(recto("gate", "--format", "sarif")[1])["runs"][0]

    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == run["results"][0]["ruleId"]
    assert len(rule["shortDescription"]["text"]) > 10
    assert len(rule["help"]["text"]) > 10
