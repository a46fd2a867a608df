"""``recto import-translated``: what was published before comes into the catalog, and nothing else goes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from recto.cli import cli
from recto.commands.compile import compile_articles
from recto.errors import ConfigError, RectoError
from recto.exchange import po
from recto.model import State

TEA = """\
# How to make tea

Boil **one litre** of water in the old kettle. See [the report](https://e.org/r) of 2019 for details.

- Pour all of the water over the green leaves.

Nobody drinks it cold. Really nobody does, says Anna Petrova.
"""
TEE = """\
# Wie man Tee macht

Koche **einen Liter** Wasser im alten Kessel. Siehe [den Bericht](https://e.org/r) von 2019 dazu.

- Gie\u00df all das Wasser \u00fcber die gr\u00fcnen Bl\u00e4tter.

Niemand trinkt ihn kalt. Wirklich niemand, sagt Anna Petrova.
"""
OTHER = "\n\n".join(
    f"Ein ganz anderer Artikel \u00fcber {what}." + " Er hat viele S\u00e4tze, und alle sind lang." * 3
    for what in ["Autos", "Schiffe", "Flugzeuge", "alles \u00dcbrige"]
)


def run(desk, *words):
    return CliRunner().invoke(cli, ["-C", str(desk.root), *words], standalone_mode=False)


def published(desk, name, text):
    file = desk.root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def tea(desk):
    desk.write("tea.md", TEA)
    published(desk, "old/de/tea.md", TEE)
    return desk


def bring(desk, *more):
    return run(desk, "import-translated", "tea.md", "old/de/tea.md", "--locale", "de", *more)


def test_a_published_translation_compiles_to_itself(tea):
    shown = bring(tea)

    assert shown.return_value == 0, shown.output
    assert "6 reviewed" in shown.output
    assert {(one.state, one.origin) for one in tea.catalog("tea.md").units} == {(State.REVIEWED, "import")}
    compile_articles(tea.project)
    assert tea.output("tea.md") == TEE


def test_an_html_file_fills_the_catalog_of_a_markdown_article(tea):
    page = (
        "<h1>Wie man Tee macht</h1><p>Koche <b>einen Liter</b> Wasser im alten Kessel. Siehe "
        '<a href="https://e.org/r">den Bericht</a> von 2019 dazu.</p><ul><li>Gie&szlig; all das Wasser '
        "&uuml;ber die gr&uuml;nen Bl&auml;tter.</li></ul>"
        "<p>Niemand trinkt ihn kalt. Wirklich niemand, sagt Anna Petrova.</p>"
    )
    published(tea, "old/tee.html", page)

    run(tea, "import-translated", "tea.md", "old/tee.html", "--locale", "de")
    compile_articles(tea.project)

    assert tea.output("tea.md") == TEE


def test_a_unit_that_has_a_target_is_not_touched_and_its_difference_is_said(tea):
    run(tea, "extract")
    old = tea.po("tea.md").read_bytes()
    catalog = po.load(old, "", "de")
    units = (replace(catalog.units[0], target="Mein Titel", state=State.DRAFT), *catalog.units[1:])
    tea.po("tea.md").write_bytes(po.dump(replace(catalog, units=units), old))

    shown = bring(tea)

    assert tea.catalog("tea.md").units[0] == units[0]
    assert "1 had a target" in shown.output
    assert "      Wie man Tee macht\n      now: Mein Titel\n" in shown.output


def test_a_second_import_changes_nothing(tea):
    bring(tea)
    before = tea.po("tea.md").read_bytes()

    shown = bring(tea)

    assert tea.po("tea.md").read_bytes() == before
    assert "differs" not in shown.output


def test_drafts_are_imported_where_they_are_asked_for(tea):
    bring(tea, "--draft")

    assert {one.state for one in tea.catalog("tea.md").units} == {State.DRAFT}


def test_a_dry_run_shows_the_pairs_and_writes_nothing(tea):
    shown = bring(tea, "--dry-run")

    assert "      Boil <1>one litre</1> of water" in shown.output
    assert "      Koche <1>einen Liter</1> Wasser" in shown.output
    assert not (tea.root / "locales").exists()


def test_two_sentences_translated_by_one_become_one_unit_that_is_a_draft(tea):
    joined = "Niemand trinkt ihn kalt, wirklich niemand, sagt Anna Petrova."
    published(
        tea,
        "old/de/tea.md",
        TEE.replace("Niemand trinkt ihn kalt. Wirklich niemand, sagt Anna Petrova.", joined),
    )

    bring(tea)

    unit = tea.catalog("tea.md").units[-1]
    assert unit.source == "Nobody drinks it cold. Really nobody does, says Anna Petrova."
    assert (unit.target, unit.state, unit.mark("cut")) == (joined, State.DRAFT, "kept")
    run(tea, "extract")
    assert tea.catalog("tea.md").units[-1] == unit


def test_a_code_without_a_place_leaves_the_unit_empty_and_is_said(tea):
    published(tea, "old/de/tea.md", TEE.replace("[den Bericht](https://e.org/r)", "den Bericht"))

    shown = bring(tea)

    assert "refused  line 3, its line 3 codes of the source are missing." in shown.output
    assert tea.unit("See <1>the report</1> of 2019 for details.", "tea.md").state is State.EMPTY


def test_what_is_not_there_is_said_with_its_line(tea):
    published(
        tea,
        "old/de/tea.md",
        TEE.replace("\n- Gie\u00df all das Wasser \u00fcber die gr\u00fcnen Bl\u00e4tter.\n", ""),
    )

    shown = bring(tea)

    assert "not translated  line 5: Pour all of the water over the green leaves." in shown.output


def test_another_article_is_refused_unless_forced(tea):
    published(tea, "old/de/tea.md", OTHER)

    refused = bring(tea)
    assert isinstance(refused.exception, RectoError)
    assert "this does not look like a translation of 'tea.md'" in str(refused.exception)
    assert not (tea.root / "locales").exists()

    assert bring(tea, "--force").return_value == 0
    assert State.REVIEWED not in {one.state for one in tea.catalog("tea.md").units}


def test_the_article_itself_is_refused(tea):
    published(tea, "old/de/tea.md", TEA)

    refused = bring(tea)

    assert "most of this is 'tea.md' itself, not translated." in str(refused.exception)


@pytest.mark.parametrize(
    ("path", "name", "pattern"),
    [
        ("a/tea.md", "content/de/a/tea.md", "content/{locale}/{path}"),
        ("a/tea.md", "content/a/tea.de.md", "content/{stem}.{locale}.md"),
    ],
)
def test_a_pattern_names_the_file_of_each_article(desk, path, name, pattern):
    desk.write(path, TEA)
    desk.write("other.md", "Not translated yet.\n")
    published(desk, name, TEE)

    shown = run(desk, "import-translated", "--from", pattern)

    assert shown.return_value == 0, shown.output
    assert "1 file imported; 3 without a file." in shown.output
    assert desk.catalog(path).units[0].target == "Wie man Tee macht"


def test_a_pattern_finds_the_spellings_of_a_locale(desk):
    (desk.root / "recto.toml").write_text('source_locale = "en"\ntarget_locales = ["pt-BR"]\nproject = "t"\n')
    desk.write("tea.md", TEA)
    published(desk, "old/pt-br/tea.md", TEE)

    shown = run(desk, "import-translated", "--from", "old/{locale}/{path}")

    assert "1 file imported" in shown.output


def test_a_batch_goes_on_past_a_file_that_does_not_fit(tea):
    tea.write("another.md", TEA)
    published(tea, "old/de/another.md", OTHER)

    shown = run(tea, "import-translated", "--from", "old/{locale}/{path}")

    assert shown.return_value == 1
    assert "does not look like a translation of 'another.md'" in shown.output + shown.stderr
    assert tea.catalog("tea.md").units[0].target == "Wie man Tee macht"


def test_the_report_as_json_has_the_pairs_and_their_doubts(tea):
    report = json.loads(bring(tea, "--json").stdout)

    (file,) = report["files"]
    assert (file["reviewed"], file["draft"], file["is_written"]) == (6, 0, True)
    assert file["pairs"][0]["proposal"]["target"] == "Wie man Tee macht"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tea.md"], "give an article, its translated file"),
        (["tea.md", "old/de/tea.md"], "one --locale"),
        (["tea.md", "old/de/tea.md", "-l", "fr"], "'fr' is not among the target locales"),
        (["no.md", "old/de/tea.md", "-l", "de"], "no article matches 'no.md'"),
        (["tea.md", "old/de/no.md", "-l", "de"], "there is no such file"),
        (["--from", "old/de/tea.md"], "does not say where the translation of each article is"),
        (["tea.md", "old/de", "-l", "de"], "old/de"),
    ],
)
def test_what_cannot_be_imported_is_said(tea, words, said):
    shown = run(tea, "import-translated", *words)

    assert said in str(getattr(shown.exception, "message", shown.exception))
    assert not (tea.root / "locales").exists()


def test_a_file_that_is_not_utf_8_is_refused_with_its_name(tea):
    (tea.root / "old/de/tea.md").write_bytes(TEE.encode("latin-1"))

    assert "old/de/tea.md" in str(bring(tea).exception)


def test_the_own_locale_of_an_article_is_no_target(desk):
    settings = 'project = "t"\nsource_locale = "en"\ntarget_locales = ["de"]\n'
    settings += '[articles."ru/**"]\nsource_locale = "de"\n'
    (desk.root / "recto.toml").write_text(settings)
    desk.write("ru/tea.md", TEA)
    published(desk, "old/de/tea.md", TEE)

    shown = run(desk, "import-translated", "ru/tea.md", "old/de/tea.md", "-l", "de")

    assert isinstance(shown.exception, ConfigError)


def test_a_pattern_that_names_nothing_says_where_it_looked(tea):
    shown = run(tea, "import-translated", "--from", "olt/{locale}/{path}", "-l", "de")

    assert "0 files imported; 1 without a file." in shown.output
    assert "looked for was olt/de/tea.md" in shown.output


def test_a_file_of_no_format_is_named_with_its_folder(tea):
    published(tea, "old/de/tea.doc", "x")

    shown = run(tea, "import-translated", "tea.md", "old/de/tea.doc", "-l", "de")

    assert "old/de/tea.doc: no format reads" in str(shown.exception)


@pytest.mark.parametrize(
    ("target", "is_sure"),
    [
        ("Der Rat w\u00e4hlte heute einen neuen B\u00fcrgermeister.", False),
        ("Anna Petrova kochte 2019 gr\u00fcnen Tee in Varnholm.", True),
    ],
)
def test_a_short_file_is_believed_only_if_it_shares_names_or_numbers(desk, target, is_sure):
    desk.write("short.md", "Anna Petrova made green tea in Varnholm in 2019.\n")
    published(desk, "short.de.md", target + "\n")

    shown = run(desk, "import-translated", "short.md", "short.de.md", "-l", "de")

    assert ("so nothing is taken for sure" in shown.output) is not is_sure
    (unit,) = desk.catalog("short.md").units
    assert (unit.target, unit.state) == (target, State.REVIEWED if is_sure else State.DRAFT)


def test_a_join_does_not_swallow_a_sentence_that_was_filled_by_itself(desk):
    desk.write("waits.md", SOURCE_OF_WAITS)
    published(desk, "waits.de.md", WAITS)

    report = json.loads(
        run(desk, "import-translated", "waits.md", "waits.de.md", "-l", "de", "--json").stdout
    )

    targets = {unit.source: unit.target for unit in desk.catalog("waits.md").units}
    told = [pair["proposal"] for pair in report["files"][0]["pairs"] if pair["state"] != "empty"]
    assert len(told) > 3
    assert [targets.get(one["source"]) for one in told] == [one["target"] for one in told]


SOURCE_OF_WAITS = """\
Wait a moment. Drink it. Wait a moment.

Run `make` first. It costs 12 euros!

Wait a moment. Drink it. Run `make` first.
"""
WAITS = """\
Warte ein wenig und trink ihn. Warte ein wenig.

Zuerst `make` starten. Er kostet 12 Euro!

Warte ein wenig. Trink ihn. Zuerst `make` starten.
"""
