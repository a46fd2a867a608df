"""``recto extract``: articles into catalogs, again and again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib import invalidate_caches

import pytest
from click.testing import CliRunner

from recto.cli import cli
from recto.commands import batch
from recto.commands.extract import extract
from recto.formats import installed
from recto.model import State

TEA = "# Tea\n\nBoil the water. Wait two minutes.\n\n- Serve *hot*.\n"


def test_a_new_article_gets_a_catalog_in_each_locale(desk):
    desk.write("world/tea.md", TEA)

    report = extract(desk.project)

    assert not report.errors
    assert [(one.article, one.locale, one.counts.new) for one in report.catalogs] == [
        ("world/tea.md", "de", 4),
        ("world/tea.md", "es", 4),
    ]
    assert [unit.key for unit in desk.catalog("world/tea.md").units] == [
        ("heading", "Tea"),
        ("paragraph", "Boil the water."),
        ("paragraph", "Wait two minutes."),
        ("list item", "Serve <1>hot</1>."),
    ]


@pytest.mark.gettext
def test_every_catalog_is_as_gettext_would_write_it(desk):
    desk.write("tea.md", TEA + '\nA "quoted\\\\" \\* text & <b>more</b>, 100 % sure {0} %d of it.\n')
    desk.write("tea.txt", "Tea time\n\n\t\tPhoto: Ana\nPhoto: Ana\n\n“Yes”\u00a0– no…\u2028odd")
    extract(desk.project)
    desk.translate("tea.md", lambda text: f"«{text}»\u00a0…")
    desk.write("tea.md", TEA.replace("two", "three") + "\nNew here.\n")
    extract(desk.project)

    for file in sorted((desk.root / "locales").rglob("*.po")):
        same = subprocess.run(["msgcat", "--no-wrap", file], capture_output=True, check=True).stdout
        assert same == file.read_bytes()
        assert subprocess.run(["msgfmt", "-c", "-o", "/dev/null", file], check=False).returncode == 0


def test_extracting_again_writes_nothing_even_without_the_cache(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    before = desk.po("tea.md").stat().st_mtime_ns

    again = extract(desk.project)
    shutil.rmtree(desk.root / ".recto")
    without_cache = extract(desk.project)

    assert (again.unchanged, again.catalogs) == (2, ())
    assert not any(one.is_written for one in without_cache.catalogs)
    assert desk.po("tea.md").stat().st_mtime_ns == before


def test_an_edit_keeps_what_was_accepted(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    desk.write("tea.md", "# Tea\n\n> Boil the water.\n\nWait three minutes.\n")

    report = extract(desk.project)

    assert report.catalogs[0].counts._asdict() == {
        "kept": 2, "new": 0, "edited": 1, "cosmetic": 0, "revived": 0, "obsolete": 1, "joined": 0, "split": 0,
        "fact": 1,
    }  # fmt: skip
    assert desk.unit("Boil the water.", "tea.md").state is State.REVIEWED
    edited = desk.unit("Wait three minutes.", "tea.md")
    assert (edited.target, edited.state, edited.previous) == (
        "WAIT TWO MINUTES.", State.DRAFT, "Wait two minutes.",
    )  # fmt: skip
    assert [unit.target for unit in desk.catalog("tea.md").obsolete] == ["SERVE <1>HOT</1>."]


def test_a_catalog_in_which_nothing_stands_any_more_is_removed(desk):
    """gettext writes nothing at all for a file that has only a header."""
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.write("tea.md", "")

    report = extract(desk.project)

    assert not report.errors
    assert not desk.po("tea.md").exists()
    desk.write("tea.md", TEA)
    extract(desk.project)
    assert len(desk.catalog("tea.md").units) == 4


def test_an_occurrence_of_its_own_follows_its_neighbours(desk):
    desk.write("tea.md", "One.\n\nYes.\n\nTwo.\n\nYes.\n\nThree.\n")
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    own = '\nmsgctxt "paragraph#2"\nmsgid "Yes."\nmsgstr "DOCH."\n'
    desk.po("tea.md").write_text(desk.po("tea.md").read_text("utf-8") + own, "utf-8")
    extract(desk.project)
    desk.write("tea.md", "One.\n\nTwo.\n\nYes.\n\nThree.\n")

    extract(desk.project)

    found = {unit.context: unit.target for unit in desk.catalog("tea.md").units if unit.source == "Yes."}
    assert found == {"paragraph": "YES.", "paragraph#1": "DOCH."}


def test_an_article_that_loses_its_text_keeps_its_obsolete_units(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    desk.write("tea.md", "***\n")

    extract(desk.project)

    assert (len(desk.catalog("tea.md").units), len(desk.catalog("tea.md").obsolete)) == (0, 4)


def test_an_article_without_text_gets_no_catalog(desk):
    desk.write("rule.md", "***\n\n`code`\n")

    assert not extract(desk.project).errors
    assert not desk.po("rule.md").exists()


def test_a_catalog_whose_article_is_gone_is_reported_and_kept(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    (desk.root / "sources" / "tea.md").unlink()
    desk.write("coffee.md", "# Coffee\n\nNothing of it is about leaves.\n")

    report = extract(desk.project)

    assert report.gone == ("locales/de/LC_MESSAGES/tea.md.po", "locales/es/LC_MESSAGES/tea.md.po")
    assert desk.po("tea.md").exists()


def test_one_bad_article_does_not_stop_the_others(desk):
    desk.write("bad.md", '---\ntitle: "never closed\n---\nText.\n')
    (desk.root / "sources" / "latin.txt").write_bytes(b"caf\xe9")
    desk.write("good.md", TEA)

    report = extract(desk.project)

    assert desk.po("good.md").exists()
    assert [str(error).split(" ")[0] for error in report.errors] == [
        "sources/bad.md:3:",
        "sources/latin.txt:1:",
    ]


def test_a_catalog_that_cannot_be_read_is_left_as_it_is(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.po("tea.md").write_bytes(desk.po("tea.md").read_bytes()[:-20])
    broken = desk.po("tea.md").read_bytes()
    desk.write("tea.md", TEA + "\nMore.\n")

    report = extract(desk.project)

    assert desk.po("tea.md").read_bytes() == broken
    assert len(desk.catalog("tea.md", "es").units) == 5
    assert "locales/de/LC_MESSAGES/tea.md.po:" in str(report.errors[0])


def test_an_unclosed_fence_is_told_with_its_line(desk):
    desk.write("tea.md", "Text.\n\n```\ncode\n")

    (error,) = extract(desk.project).errors

    assert str(error).startswith("sources/tea.md:3: the code fence opened here is never closed")
    assert desk.po("tea.md").exists()


def test_dry_run_writes_nothing_and_says_what_it_would(desk):
    desk.write("tea.md", TEA)

    result = CliRunner().invoke(cli, ["-C", str(desk.root), "extract", "--dry-run", "--json"])

    assert not (desk.root / "locales").exists()
    report = json.loads(result.stdout)
    assert [one["counts"]["new"] for one in report["catalogs"]] == [4, 4]


def test_normalize_writes_a_wrapped_catalog_in_one_line_a_text(desk):
    desk.write("tea.md", f"{'A rather long sentence with many words '.strip()} {'and more ' * 20}.\n")
    extract(desk.project)
    file = desk.po("tea.md")
    own = file.read_bytes()
    subprocess.run(["msgcat", "-o", file, file], check=True)
    wrapped = file.read_bytes()

    extract(desk.project)
    assert file.read_bytes() == wrapped != own
    extract(desk.project, normalize=True)
    assert file.read_bytes() == own


def test_the_sources_of_a_translated_cut_stay_the_units(desk):
    desk.write("tea.md", "Boil it, he said. Then wait.\n")
    extract(desk.project)
    text = desk.po("tea.md").read_text()
    one = 'msgid "Boil it, he said. Then wait."\nmsgstr "Kochen, sagte er, und warten."\n'
    head, _, _ = text.partition('msgctxt "paragraph"')
    desk.po("tea.md").write_text(f'{head}msgctxt "paragraph"\n{one}')

    extract(desk.project)

    assert [unit.source for unit in desk.catalog("tea.md").units] == ["Boil it, he said. Then wait."]


def test_many_articles_on_all_processors_give_what_one_gives(desk, monkeypatch):
    for number in range(batch.FEW + 5):
        desk.write(f"{number:03}.md", f"# Number {number}\n\nHere stands text {number}. And more.\n")
    desk.write("bad.md", '---\ntitle: "never closed\n---\n')
    together = extract(desk.project)
    files = {file.name: file.read_bytes() for file in (desk.root / "locales").rglob("*.po")}
    shutil.rmtree(desk.root / "locales")
    shutil.rmtree(desk.root / ".recto")
    monkeypatch.setattr(batch, "FEW", 10_000)

    alone = extract(desk.project)

    assert files == {file.name: file.read_bytes() for file in (desk.root / "locales").rglob("*.po")}
    assert together.catalogs == alone.catalogs
    assert list(map(str, together.errors)) == list(map(str, alone.errors))


PLUG_IN = """
from recto.model import Block, Document, Text, raw
def cut(text, options):
    parts = text.split({at!r})
    blocks = [Block("paragraph", (Text(part, part),), raw) for part in parts]
    return Document(tuple(one for block in blocks for one in (block, {at!r}))[:-1])
"""


def test_a_new_version_of_a_plug_in_cuts_anew(desk, tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("site")
    monkeypatch.syspath_prepend(folder)
    with (desk.root / "recto.toml").open("a", encoding="utf-8") as settings:
        settings.write('include = ["**/*.abc"]\n')
    desk.write("tea.abc", "One;two|three")
    sources = {}
    for version, at in (("1.0", ";"), ("2.0", "|")):
        shutil.rmtree(folder)
        for function in (installed.installed, installed.maker):
            function.cache_clear()
        sys.modules.pop("acme_abc", None)
        info = folder / f"acme-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: acme\nVersion: {version}\n")
        (info / "entry_points.txt").write_text("[recto.formats]\nabc = acme_abc\n")
        (folder / "acme_abc.py").write_text(PLUG_IN.format(at=at))
        invalidate_caches()
        report = extract(desk.project)
        sources[version] = [unit.source for unit in desk.catalog("tea.abc").units]
        assert not report.errors

    assert sources == {"1.0": ["One", "two|three"], "2.0": ["One;two", "three"]}
