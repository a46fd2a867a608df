"""``recto compile`` and ``recto status``: what is published, and how far it is."""

from __future__ import annotations

import gettext
import json
import subprocess

import pytest
from click.testing import CliRunner

from recto.cli import cli
from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.commands.status import status
from recto.model import State

TEA = "# Tea\n\nBoil the *water*. Wait.\n"


def recto(desk, *words):
    return CliRunner().invoke(cli, ["-C", str(desk.root), *words], standalone_mode=False)


def test_without_catalogs_the_article_is_its_own_localization(desk):
    desk.write("tea.md", TEA)

    compile_articles(desk.project)

    assert desk.output("tea.md") == TEA


def test_reviewed_targets_are_used_and_drafts_are_not(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    desk.translate("tea.md", str.upper, State.DRAFT, "es")

    report = compile_articles(desk.project)

    assert desk.output("tea.md") == "# TEA\n\nBOIL THE *WATER*. WAIT.\n"
    assert desk.output("tea.md", "es") == TEA
    assert [output.coverage for output in report.outputs] == [100.0, 0.0]


def test_drafts_are_used_when_asked_for(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", str.upper, State.DRAFT)

    compile_articles(desk.project, state=State.DRAFT)

    assert desk.output("tea.md") == "# TEA\n\nBOIL THE *WATER*. WAIT.\n"


def test_the_mo_file_holds_reviewed_units_only_and_gettext_finds_it(desk):
    desk.write("world/tea.md", TEA)
    extract(desk.project)
    desk.translate("world/tea.md", str.upper)
    compile_articles(desk.project)

    found = gettext.translation("world/tea.md", str(desk.root / "locales"), ["de"])

    assert found.pgettext("paragraph", "Boil the <1>water</1>.") == "BOIL THE <1>WATER</1>."
    with pytest.raises(OSError, match="No translation file"):
        gettext.translation("world/none.md", str(desk.root / "locales"), ["de"])


def test_compiling_again_writes_nothing(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    compile_articles(desk.project)

    assert not any(output.is_changed for output in compile_articles(desk.project).outputs)


def test_check_writes_nothing_and_tells_what_would_change(desk):
    desk.write("tea.md", TEA)

    first = recto(desk, "compile", "--check")
    recto(desk, "compile")
    second = recto(desk, "compile", "--check")

    assert (first.return_value, second.return_value) == (1, 0)
    assert "2 would change" in first.output


def test_a_target_without_its_code_is_refused_and_named(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", lambda text: text.replace("<1>", "").replace("</1>", "").upper())

    result = recto(desk, "compile", "--locale", "de")

    assert result.return_value == 1
    assert "locales/de/LC_MESSAGES/tea.md.po: the target of unit u" in result.output
    assert "missing codes: 1 (italic). Keep each code of the source exactly once." in result.output
    assert desk.output("tea.md") == "# TEA\n\nBoil the *water*. WAIT.\n"


def test_below_the_minimum_the_old_output_stays(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    compile_articles(desk.project)
    with (desk.root / "recto.toml").open("a") as settings:
        settings.write("[publish]\nminimum = 80\n")
    desk.write("tea.md", TEA + "\nA long new paragraph stands here that nobody has translated.\n")
    extract(desk.project)

    report = compile_articles(desk.project, wanted=["de"])

    assert [output.is_held_back for output in report.outputs] == [True]
    assert desk.output("tea.md") == "# TEA\n\nBOIL THE *WATER*. WAIT.\n"


def test_a_target_that_would_change_the_articles_structure_is_taken_out(desk):
    desk.write("tea.md", "See [x]: it is [there](y.md).\n")
    extract(desk.project)
    desk.translate("tea.md", lambda _: "<1>Da</1>: [x]: da")

    compile_articles(desk.project, wanted=["de"])

    assert desk.output("tea.md") == "[Da](y.md): [x]: da\n"


def test_line_ends_and_byte_order_mark_stay(desk):
    desk.write("tea.md", "\ufeff# Tea\r\n\r\nBoil\r\nit now.\r\n")
    extract(desk.project)
    desk.translate("tea.md", str.upper)

    compile_articles(desk.project)

    assert desk.output("tea.md") == "\ufeff# TEA\r\n\r\nBOIL IT NOW.\r\n"


def test_status_counts_words_by_state(desk):
    desk.write("tea.md", "# Tea\n\nBoil the water. Wait.\n")
    extract(desk.project)
    desk.translate("tea.md", lambda text: text.upper() if text != "Wait." else "", locale="de")

    rows = {row.locale: row for row in status(desk.project).rows}

    assert (rows["de"].words, rows["de"].by_state["reviewed"], rows["de"].by_state["empty"]) == (5, 4, 1)
    assert rows["es"].done == 0


def test_fail_under_ends_with_three(desk):
    desk.write("tea.md", TEA)
    recto(desk, "extract")
    desk.translate("tea.md", str.upper)

    assert recto(desk, "status", "--locale", "de", "--fail-under", "90").return_value == 0
    result = recto(desk, "status", "--fail-under", "90")

    assert result.return_value == 3
    assert "tea.md es: 0.0 % reviewed, 90 % wanted." in result.output


def test_an_article_that_was_never_extracted_does_not_pass_the_gate(desk):
    desk.write("tea.md", TEA)

    result = recto(desk, "status", "--fail-under", "100")

    assert result.return_value == 3
    assert "tea.md   de      not extracted yet. Run 'recto extract'." in result.output
    assert not (desk.root / "locales").exists()


def test_an_article_without_text_has_nothing_to_extract(desk):
    desk.write("rule.md", "***\n")

    result = recto(desk, "status", "--fail-under", "100")

    assert result.return_value == 0
    assert "not extracted" not in result.output


def test_the_table_has_no_blanks_at_the_end_of_a_line(desk):
    desk.write("tea.md", TEA)
    recto(desk, "extract")

    lines = recto(desk, "status").stdout.splitlines()

    assert [line for line in lines if line != line.rstrip()] == []


def test_status_as_json_has_a_row_for_each_article_and_locale(desk):
    desk.write("tea.md", TEA)

    rows = json.loads(recto(desk, "status", "--json").stdout)["rows"]

    assert [(row["article"], row["locale"], row["is_extracted"]) for row in rows] == [
        ("tea.md", "de", False),
        ("tea.md", "es", False),
    ]


@pytest.mark.gettext
def test_msgunfmt_reads_what_was_confirmed(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    compile_articles(desk.project)

    shown = subprocess.run(
        ["msgunfmt", desk.project.mo_file("tea.md", "de")], capture_output=True, check=True
    )

    assert 'msgstr "BOIL THE <1>WATER</1>."' in shown.stdout.decode()
