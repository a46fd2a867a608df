"""``recto checks`` lists the checks; ``recto check`` asks those of the settings and of many units as well."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from recto import checks
from recto.cli import cli
from recto.commands.check import check
from recto.commands.checks import listing
from recto.commands.dismissing import dismiss
from recto.commands.review import UnitRefused, save_unit, token
from recto.errors import ConfigError
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.project import find
from recto.store import Desk

SETTINGS = """
source_locale = "en"
target_locales = ["de", "fr"]
[checks]
off = ["capitals"]
severity = { end_punctuation = "error" }
[checks.fr]
severity = { end_punctuation = "info" }
[checks.mail]
message = "Write 'E-Mail'."
target = '\\bEmail\\b'
replace = "E-Mail"
locales = ["de"]
"""
MAIL = Unit("paragraph", "Send me a mail.", "Schick mir eine Email.", State.REVIEWED)
MORE = Unit("paragraph", "Read more about it.", "mehr dazu hier", State.REVIEWED)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "recto.toml").write_text(SETTINGS)
    (tmp_path / "sources").mkdir()
    for name in ("a.md", "b.md"):
        (tmp_path / "sources" / name).write_text("Send me a mail. Read more about it.\n")
    found = find(tmp_path)
    put(found, "a.md", MAIL, MORE)
    put(found, "b.md", replace(MORE, target="Lies mehr darüber."))
    return found


def put(project, path, *units, locale="de"):
    header = po.create_header("tea", locale, path)
    project.write(project.catalog_file(path, locale), po.dump(Catalog(locale, units, header=header)))


def run(project, *words):
    return CliRunner().invoke(cli, ["-C", str(project.root), *words])


def found(project):
    return [(one.finding.check, one.finding.severity, one.catalog) for one in check(project).found]


def test_what_the_settings_say_is_reported(project):
    place = "locales/de/LC_MESSAGES/{}.po"

    assert found(project) == [
        ("mail", "warning", place.format("a.md")),
        ("end_punctuation", "error", place.format("a.md")),
        ("consistency", "warning", place.format("b.md")),
    ]


def test_a_locale_has_its_own_rules(project):
    put(project, "a.md", MAIL, MORE, locale="fr")

    assert ("end_punctuation", "error") not in {
        (one.finding.check, one.finding.severity) for one in check(project, (), ("fr",)).found
    }


def test_the_list_has_all_checks_and_how_they_stand(project):
    rows = {row["name"]: row for row in json.loads(run(project, "checks", "--locale", "de", "--json").output)}

    assert [*rows] == [*checks.known(), "mail"]
    assert rows["capitals"]["is_off"]
    assert rows["end_punctuation"]["severities"] == ["error"]
    assert rows["end_punctuation"]["has_fix"]
    assert rows["mail"] == {
        "name": "mail",
        "title": "Write 'E-Mail'.",
        "severities": ["warning"],
        "has_fix": True,
        "is_off": False,
        "origin": "recto.toml",
    }


def test_the_list_of_another_locale_is_another(project):
    french = run(project, "checks", "--locale", "fr").output

    assert "E-Mail" not in french
    assert "E-Mail" in run(project, "checks").output
    assert "capitals" in french


def test_every_check_has_two_lines(project):
    lines = run(project, "checks").output.splitlines()

    assert len(lines) == 2 * (len(checks.known()) + 1)
    at = next(at for at, line in enumerate(lines) if line.startswith("mail "))
    assert lines[at + 1].split() == "warning; with a fix; from recto.toml".split()


def test_codes_that_are_broken_stay_errors_in_the_list(project):
    (project.root / "recto.toml").write_text(SETTINGS.replace("end_punctuation = ", "codes = "))

    rows = {row["name"]: row for row in json.loads(run(project, "checks", "--json").output)}

    assert rows["codes"]["severities"] == ["error"]
    assert listing()[0].severities == ("error", "warning")


def test_an_unknown_locale_is_refused(project):
    answer = run(project, "checks", "--locale", "it")

    assert isinstance(answer.exception, ConfigError)


def test_an_error_of_the_settings_keeps_a_target_from_being_confirmed_until_it_is_ignored(project):
    desk = Desk(project.root / ".recto" / "desk.db")
    unit = replace(MORE, state=State.DRAFT)
    put(project, "a.md", unit)

    with pytest.raises(UnitRefused, match="ends with a full stop"):
        save_unit(project, desk, "a.md", "de", unit.id, token(unit), unit.target, State.REVIEWED, "ana")
    ignored = dismiss(
        project, desk, "a.md", "de", unit.id, token(unit), "end_punctuation", "It is a button.", "ana"
    )
    saved = save_unit(
        project, desk, "a.md", "de", unit.id, token(ignored), unit.target, State.REVIEWED, "ana"
    )

    assert saved.state is State.REVIEWED


def test_a_finding_of_many_units_is_ignored_where_it_stands(project):
    (told,) = (one for one in json.loads(run(project, "check", "--json").stdout)["found"]
               if one["finding"]["check"] == "consistency")  # fmt: skip
    file = project.root / told["catalog"]
    text = file.read_text(encoding="utf-8")
    line = f"# recto: ignore={told['ignore']}\n# Ignored consistency: It is a button.\n"
    file.write_text(text.replace('msgctxt "paragraph"', line + 'msgctxt "paragraph"', 1), encoding="utf-8")

    assert "consistency" not in {name for name, _, _ in found(project)}
