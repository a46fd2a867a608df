"""``recto glossary``, and what the other commands do with the terms."""

from __future__ import annotations

import json

import pytest

from recto.cli import main
from recto.commands import statistics
from recto.commands.check import check as check_targets
from recto.commands.extract import extract
from recto.commands.glossary import check, find, hand_out, take_in
from recto.commands.terms import faults_of, glossary_of
from recto.errors import CatalogError, ConfigError, NotFoundError, RectoError
from recto.exchange import tbx, terms
from recto.glossary import Term
from recto.model import State

HEAD = "term,locale,translation,status,part of speech,match,note\n"
GLOSSARY = (
    HEAD
    + """rain garden,de,Regengarten,preferred,noun,,
rain garden,es,jardín de lluvia,preferred,noun,,
Recto,,,do not translate,,exact,
trowel,de,Kelle,preferred,,,
"""
)


@pytest.fixture
def desk(desk):
    desk.write("tea.md", "# Rain gardens\n\nRecto has a garden.\n")
    (desk.root / "glossary.csv").write_text(GLOSSARY, encoding="utf-8")
    return desk


def run(desk, *arguments):
    with pytest.raises(SystemExit) as left:
        main(["-C", str(desk.root), "glossary", *map(str, arguments)])
    return left.value.code


def text_of(desk):
    return (desk.root / "glossary.csv").read_bytes().decode()


def test_check_counts_and_names_what_no_article_uses(desk):
    report = check(desk.project)

    assert (report.terms, report.sources, report.locales) == (4, 3, {"": 1, "de": 2, "es": 1})
    assert (report.unused, report.is_well) == (("trowel",), True)


def test_check_reports_contradictions_and_lines_that_are_no_terms_with_their_lines(desk):
    bad = "rain garden,de,Regenbeet,preferred,noun,,\ntrowel,de,,,,,\nRecto,,,do not translate,,exact,\n"
    (desk.root / "glossary.csv").write_text(GLOSSARY + bad, encoding="utf-8")

    report = check(desk.project)

    assert [str(one) for one in report.contradictions] == [
        "glossary.csv:6: 'rain garden' against line 2: two translations are preferred. Keep one of the two.",
        "glossary.csv:8: 'Recto' against line 4: it stands there twice. Keep one of the two.",
    ]
    assert [error.where for error in report.errors] == ["glossary.csv:7"]


def test_check_without_a_glossary_finds_nothing(desk):
    (desk.root / "glossary.csv").unlink()

    assert (check(desk.project).terms, check(desk.project).is_well) == (0, True)


def test_import_adds_and_never_overwrites(desk, tmp_path):
    file = tmp_path / "new.csv"
    file.write_text(
        HEAD + "rain garden,de,Regenbeet,preferred,noun,,\nspade,de,Spaten,,,,\n"
        "trowel,de,Kelle,,,,\nspade,fr,bêche,,,,\n",
        encoding="utf-8",
    )

    imported = take_in(desk.project, file)

    assert (imported.added, imported.unchanged, imported.passed) == (1, 1, 1)
    (clash,) = imported.conflicts
    assert (clash.first.translation, clash.second.translation) == ("Regengarten", "Regenbeet")
    assert "spade,de,Spaten,preferred,,,\n" in text_of(desk)
    assert set(GLOSSARY.splitlines()) <= set(text_of(desk).splitlines())


def test_import_that_adds_nothing_leaves_every_byte(desk, tmp_path):
    odd = GLOSSARY.replace("\n", "\r\n") + "\r\n"
    (desk.root / "glossary.csv").write_bytes(odd.encode())
    hand_out(desk.project, tmp_path / "same.tbx")

    assert take_in(desk.project, tmp_path / "same.tbx").added == 0
    assert text_of(desk) == odd


def test_import_keeps_line_ends_and_mark(desk, tmp_path):
    (desk.root / "glossary.csv").write_bytes(b"\xef\xbb\xbf" + GLOSSARY.replace("\n", "\r\n").encode())
    (tmp_path / "new.csv").write_text("term,locale,translation\nspade,de,Spaten\n", encoding="utf-8")

    take_in(desk.project, tmp_path / "new.csv")

    assert text_of(desk).startswith("\ufeffterm,")
    assert text_of(desk).count("\r\n") == text_of(desk).count("\n") == 6


def test_import_into_a_broken_glossary_is_refused_and_changes_nothing(desk, tmp_path):
    broken = GLOSSARY + "x,de,,,,,\n"
    (desk.root / "glossary.csv").write_text(broken, encoding="utf-8")
    (tmp_path / "new.csv").write_text("term,locale,translation\nspade,de,Spaten\n", encoding="utf-8")

    with pytest.raises(CatalogError, match=r"^glossary.csv:6: there is no translation"):
        take_in(desk.project, tmp_path / "new.csv")

    assert text_of(desk) == broken


@pytest.mark.parametrize("name", ["out.tbx", "out.csv"])
def test_export_and_import_into_an_empty_project_is_the_same_glossary(desk, tmp_path, name):
    before = terms.load(GLOSSARY.encode(), "").terms
    assert hand_out(desk.project, tmp_path / name) == 4
    (desk.root / "glossary.csv").unlink()

    take_in(desk.project, tmp_path / name)

    assert set(glossary_of(desk.project).terms) == set(before)


def test_files_of_other_kinds_are_refused(desk, tmp_path):
    with pytest.raises(ConfigError, match="does not end in"):
        hand_out(desk.project, tmp_path / "out.xlsx")
    with pytest.raises(NotFoundError):
        take_in(desk.project, tmp_path / "gone.tbx")
    (desk.root / "glossary.csv").unlink()
    with pytest.raises(NotFoundError, match="no terms"):
        hand_out(desk.project, tmp_path / "out.tbx")


def test_find_tells_place_and_translations(desk):
    (place,) = find(desk.project, "Two rain gardens.", "de")

    assert (place.term, place.start, place.end) == ("rain garden", 4, 16)
    assert [term.translation for term in place.translations] == ["Regengarten"]
    assert len(find(desk.project, "Two rain gardens.")[0].translations) == 2


def test_the_commands_say_it_in_words_and_in_json(desk, tmp_path, capsys):
    assert run(desk, "check") == 0
    assert "not used: trowel" in capsys.readouterr().out
    assert run(desk, "check", "--json") == 0
    assert json.loads(capsys.readouterr().out)["sources"] == 3
    assert run(desk, "find", "rain gardens", "-l", "de", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["translations"][0]["translation"] == "Regengarten"
    assert run(desk, "find", "nothing") == 0
    assert run(desk, "export", tmp_path / "a.tbx") == 0
    assert len(list(tbx.load((tmp_path / "a.tbx").read_bytes(), "a.tbx", "en"))) == 4
    (tmp_path / "b.csv").write_text(HEAD + "trowel,de,Schaufel,preferred,,,\n", encoding="utf-8")
    capsys.readouterr()
    assert run(desk, "import", tmp_path / "b.csv") == 1
    out = capsys.readouterr().out
    assert "left out: trowel -> de Schaufel [preferred]" in out
    assert "stands: trowel -> de Kelle [preferred]" in out
    assert run(desk, "import", tmp_path / "b.doc") == 2
    assert run(desk, "find", "x", "-l", "xx-yy") == 2


def test_check_of_targets_asks_the_glossary_and_tells_its_broken_lines(desk):
    extract(desk.project)
    desk.translate(
        "tea.md", {"Rain gardens": "Ein Sumpf", "Recto has a garden.": "Recto hat ihn."}.__getitem__
    )
    (desk.root / "glossary.csv").write_text(GLOSSARY + "x,de,,,,,\n", encoding="utf-8")

    report = check_targets(desk.project, (), ("de",))

    assert [(one.source, one.finding.check) for one in report.found] == [("Rain gardens", "terms")]
    assert [error.where for error in report.errors] == ["glossary.csv:6"]


def test_a_setting_names_another_file_or_none(desk):
    settings = desk.root / "recto.toml"
    own = settings.read_text(encoding="utf-8")
    (desk.root / "words.csv").write_text(HEAD + "tea,de,Tee,,,,\n", encoding="utf-8")

    settings.write_text('glossary = "words.csv"\n' + own, encoding="utf-8")
    assert glossary_of(desk.project).terms == (Term("tea", "de", "Tee"),)
    settings.write_text('glossary = ""\n' + own, encoding="utf-8")
    assert (glossary_of(desk.project).terms, check(desk.project).terms) == ((), 0)


def test_the_glossary_is_read_anew_only_when_its_file_changed(desk):
    first = glossary_of(desk.project)
    assert glossary_of(desk.project) is first

    (desk.root / "glossary.csv").write_text(GLOSSARY + "tea,de,Tee,,,,\n", encoding="utf-8")

    assert len(glossary_of(desk.project).terms) == len(first.terms) + 1
    (desk.root / "glossary.csv").unlink()
    assert glossary_of(desk.project).terms == ()


def test_counts_are_made_anew_when_the_glossary_changed(desk):
    extract(desk.project)
    desk.translate("tea.md", str.upper, State.REVIEWED)
    stamps = []
    for extra in ("", "", "tea,de,Tee,,,,\n"):
        (desk.root / "glossary.csv").write_text(GLOSSARY + extra, encoding="utf-8")
        stamps.append(statistics.count(desk.project, "tea.md", "de").stamp)

    assert stamps[0] == stamps[1] != stamps[2]


def test_a_glossary_that_was_not_to_be_read_is_read_when_it_is(desk):
    file = desk.root / "glossary.csv"
    file.write_text(GLOSSARY.replace("term,", "trm,", 1), encoding="utf-8")
    (fault,) = faults_of(desk.project)
    assert (fault.where, glossary_of(desk.project).terms) == ("glossary.csv:1", ())

    file.unlink()
    file.symlink_to("elsewhere.csv")
    assert "symbolic link" in str(faults_of(desk.project)[0])

    file.unlink()
    file.write_text(GLOSSARY, encoding="utf-8")
    assert (faults_of(desk.project), bool(glossary_of(desk.project).terms)) == ((), True)


def test_lines_that_repeat_are_each_told_with_their_place(desk):
    (desk.root / "glossary.csv").write_text(HEAD + "tea,de,Tee,,,,\n" * 20_000, encoding="utf-8")

    places = [error.where for error in check(desk.project).contradictions]

    assert places == [f"glossary.csv:{line}" for line in range(3, 20_002)]


def test_a_file_that_links_to_itself_is_refused(desk):
    (desk.root / "loop.csv").symlink_to("loop.csv")

    with pytest.raises(RectoError, match="symbolic link"):
        take_in(desk.project, desk.root / "loop.csv")


def test_find_says_that_the_glossary_cannot_be_read(desk, capsys):
    (desk.root / "glossary.csv").unlink()
    (desk.root / "glossary.csv").mkdir()

    assert run(desk, "find", "rain gardens") == 1
    assert "glossary.csv: it is not a file" in capsys.readouterr().err
