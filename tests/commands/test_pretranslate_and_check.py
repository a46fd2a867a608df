"""``recto pretranslate`` and ``recto check`` on a project folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from recto import project as projects
from recto.cli import cli
from recto.commands.check import check
from recto.commands.pretranslate import pretranslate
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.project import Project

SETTINGS = """
project = "tea-times"
source_locale = "en"
target_locales = ["de", "es"]
[pretranslate]
chain = ["memory", "pseudo"]
[pretranslate.de]
chain = ["memory"]
"""

OLD = (
    Unit("paragraph", "Wait.", "Warte.", State.REVIEWED),
    Unit("heading", "Tea", "Tee", State.REVIEWED),
)
NEW = (
    Unit("paragraph", "Wait."),
    Unit("heading", "Tea", "Mein Tee", State.DRAFT),
    Unit("paragraph", "Use <1>make all</1> here.", hints=("<1> code",)),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "recto.toml").write_text(SETTINGS)
    (tmp_path / "sources").mkdir()
    for name in ("new.md", "old.md", "none.md"):
        (tmp_path / "sources" / name).write_text("Wait.\n")
    found = projects.find(tmp_path)
    for locale in ("de", "es"):
        put(found, "old.md", locale, OLD)
        put(found, "new.md", locale, NEW)
    return found


def put(project: Project, path: str, locale: str, units: tuple[Unit, ...]) -> None:
    header = po.create_header("tea-times", locale, path)
    project.write(project.catalog_file(path, locale), po.dump(Catalog(locale, units, header=header)))


def units(project: Project, path: str, locale: str) -> list[tuple[str, State, str]]:
    catalog = po.load(project.catalog_file(path, locale).read_bytes(), path, locale)
    return [(unit.target, unit.state, unit.origin) for unit in catalog.units]


def run(project: Project, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(project.root), *words], standalone_mode=False)


def test_pretranslate_fills_empty_units_as_drafts_and_touches_no_other(project: Project) -> None:
    report = pretranslate(project)

    assert units(project, "new.md", "es") == [
        ("Warte.", State.DRAFT, "tm:exact"),
        ("Mein Tee", State.DRAFT, ""),
        ("[Ûšé <1>make all</1> ĥéŕé.]", State.DRAFT, "mt:pseudo"),
    ]
    assert units(project, "new.md", "de")[2] == ("", State.EMPTY, "")
    assert report.is_well


def test_pretranslate_a_second_time_changes_nothing(project: Project) -> None:
    pretranslate(project)
    before = project.catalog_file("new.md", "es").read_bytes()

    report = pretranslate(project)

    assert project.catalog_file("new.md", "es").read_bytes() == before
    assert sum(row.from_memory + row.from_engine for row in report.rows) == 0


def test_a_dry_run_counts_and_changes_nothing(project: Project) -> None:
    before = project.catalog_file("new.md", "es").read_bytes()

    result = run(project, "pretranslate", "new.md", "-l", "es", "--dry-run")

    assert project.catalog_file("new.md", "es").read_bytes() == before
    assert "2 empty; would fill 1 from memory, 1 from an engine (4 words, 25 characters)" in result.stdout
    assert result.return_value == 0


def test_a_failing_engine_is_reported_once_and_memory_goes_on(project: Project) -> None:
    (project.root / "recto.toml").write_text(
        SETTINGS + '[engines.apertium]\ncommand = "/nonexistent/apertium"\n'
    )

    result = run(project, "pretranslate", "--engine", "apertium")

    assert result.return_value == 1
    assert result.stderr.count("cannot be run") == 1
    assert units(projects.find(project.root), "new.md", "de")[0] == ("Warte.", State.DRAFT, "tm:exact")


def test_an_unknown_engine_is_a_matter_of_usage(project: Project) -> None:
    result = run(project, "pretranslate", "--engine", "apertum")

    assert "Did you mean 'apertium'" in str(result.exception)


def test_a_unit_that_a_person_filled_meanwhile_is_kept(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = (*NEW[:2], Unit("paragraph", NEW[2].source, "Da <1>make all</1>.", State.REVIEWED))
    lock = Project.lock

    def late(self: Project, path: str, locale: str) -> Any:
        put(self, path, locale, theirs)
        return lock(self, path, locale)

    monkeypatch.setattr(Project, "lock", late)
    pretranslate(project, ["new.md"], ["es"])

    assert units(project, "new.md", "es")[2] == ("Da <1>make all</1>.", State.REVIEWED, "")


def test_a_broken_catalog_does_not_stop_the_batch(project: Project) -> None:
    project.catalog_file("old.md", "de").write_bytes(b'msgid "a\n')

    report = pretranslate(project)

    assert len(report.errors) == 1
    assert units(project, "new.md", "es")[0][0] == "Warte."


@pytest.mark.apertium
def test_pretranslate_with_apertium(project: Project) -> None:
    report = pretranslate(project, ["new.md"], ["es"], engine="apertium")

    assert report.is_well
    assert units(project, "new.md", "es")[2][0].endswith("<1>make all</1> aquí.")


def test_check_is_clean_on_a_clean_project_and_counts_empty_units(project: Project) -> None:
    result = run(project, "check")

    assert result.stdout.strip() == "10 units: 0 errors, 0 warnings; 4 without a target."
    assert result.return_value == 0


@pytest.mark.parametrize("command", ["check", "pretranslate"])
def test_without_catalogs_the_way_to_them_is_told(project: Project, command: str) -> None:
    result = run(project, command, "none.md")

    assert result.stdout == "There are no catalogs yet. Run 'recto extract'.\n"
    assert result.return_value == 0


def test_check_names_catalog_source_and_finding(project: Project) -> None:
    put(
        project,
        "new.md",
        "de",
        (Unit("paragraph", "In <1>1999</1> it rained.", "1989 regnete es.", State.REVIEWED),),
    )

    result = run(project, "check", "new.md", "-l", "de")

    assert result.return_value == 1
    assert "locales/de/LC_MESSAGES/new.md.po: “In <1>1999</1> it rained.”" in result.stdout
    assert "error: codes: The codes are not those of the source: missing codes: 1" in result.stdout


@pytest.mark.parametrize("words", [("--json",), ("--format", "json")])
def test_check_writes_json(project: Project, words: tuple[str, ...]) -> None:
    put(project, "new.md", "de", (Unit("paragraph", "It rained in 1999.", "Es regnete.", State.REVIEWED),))

    result = run(project, "check", *words)

    (found,) = json.loads(result.stdout)["found"]
    assert (found["locale"], found["finding"]["check"]) == ("de", "numbers")


def test_check_reports_a_catalog_that_cannot_be_read_and_goes_on(project: Project) -> None:
    project.catalog_file("old.md", "de").write_bytes(b'msgid "a\n')

    report = check(project)

    assert (len(report.errors), report.units, report.is_clean) == (1, 8, False)
