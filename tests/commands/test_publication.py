"""What stands where nothing is translated yet, what has to be there, and who made what."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.resources import files

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.commands.conftest import SETTINGS

from recto import formats
from recto.cli import cli
from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.commands.gate import gate
from recto.compilation import compile_article
from recto.inline import visible
from recto.marking import Tongue
from recto.model import Article, Catalog, Options, State, Text, Unit, blocks

MARKDOWN = (
    "---\ntitle: Tea\n---\n# Tea\n\nBoil the *water*. Wait.\n\n- Stir.\n\n"
    "| a | b |\n|---|---|\n| Cup | Pot |\n"
)
HTML = (
    "<html><head><title>Tea</title></head><body><h1>Tea</h1>\n"
    '<p>Boil the <em>water</em>.</p><p class="x">Wait. Stir.</p><p lang="la">Aqua.</p>'
    "<td>Cup</td></body></html>\n"
)
TONGUE = ' lang="en" dir="ltr"'


def recto(desk, *words):
    return CliRunner().invoke(cli, ["-C", str(desk.root), *words], standalone_mode=False)


def settle(desk, text):
    (desk.root / "recto.toml").write_text(SETTINGS + text, "utf-8")


def upper(*sources):
    return lambda text: text.upper() if text in sources else ""


@pytest.fixture
def tea(desk):
    desk.write("tea.md", MARKDOWN)
    desk.write("tea.html", HTML)
    extract(desk.project)
    return desk


def test_source_text_in_html_says_its_language_in_the_tag_that_holds_it_or_around_it(tea):
    settle(tea, '[publish]\nincomplete = "mark"\n')
    tea.translate("tea.html", upper("Wait."))
    compile_articles(tea.project)

    shown = tea.output("tea.html")
    assert f"<h1{TONGUE}>Tea</h1>" in shown
    assert f"<p{TONGUE}>Boil the <em>water</em>.</p>" in shown
    assert f'<p class="x">WAIT. <span{TONGUE}>Stir.</span></p>' in shown
    assert '<p lang="la">Aqua.</p>' in shown
    assert f"<title{TONGUE}>Tea</title>" in shown


def test_source_text_in_markdown_stands_in_a_span_and_front_matter_without(tea):
    settle(tea, '[publish]\nincomplete = "mark"\n')
    tea.translate("tea.md", upper("Wait."))
    compile_articles(tea.project)

    shown = tea.output("tea.md")
    assert f"# <span{TONGUE}>Tea</span>\n" in shown
    assert f"<span{TONGUE}>Boil the *water*.</span> WAIT.\n" in shown
    assert shown.startswith("---\ntitle: Tea\n---\n")


@pytest.mark.parametrize("path", ["tea.md", "tea.html"])
def test_without_the_setting_or_any_target_the_source_stands_as_it_is(tea, path):
    tea.translate(path, upper("Wait."))
    compile_articles(tea.project)
    assert "lang=" not in tea.output(path).replace('<p lang="la">', "")

    settle(tea, '[publish]\nincomplete = "mark"\n')
    tea.translate(path, upper())
    compile_articles(tea.project)
    assert tea.output(path) == {"tea.md": MARKDOWN, "tea.html": HTML}[path]


def test_marks_are_not_what_the_gate_or_the_checks_complain_about(tea):
    settle(tea, '[publish]\nincomplete = "mark"\n[gate]\nincomplete = "allow"\n')
    for path in ("tea.md", "tea.html"):
        tea.translate(path, upper("Wait.", "Tea"))
        tea.translate(path, upper("Wait.", "Tea"), locale="es")
    compile_articles(tea.project)

    assert [flaw.check for row in gate(tea.project).rows for flaw in row.flaws if not flaw.unit] == []
    assert recto(tea, "check").stdout == recto(tea, "check").stdout
    settle(tea, '[gate]\nincomplete = "allow"\n')
    plain = recto(tea, "check", "--json").stdout
    settle(tea, '[publish]\nincomplete = "mark"\n[gate]\nincomplete = "allow"\n')
    assert recto(tea, "check", "--json").stdout == plain


lines = st.sampled_from(
    [
        "Boil the *water*. Wait.",
        "# Tea",
        "- Stir. Then *rest*.",
        "1. First",
        "> She said so.",
        "| a | b |\n|---|---|\n| Cup | Pot |",
        "Term\n: What it means.",
        '![alt text](a.png "title")',
        '[x]: https://example.org "A title"',
        "See [the *list*](b.md), `code` and more.",
        "    code",
        "Setext\n======",
        "Note.[^1]\n\n[^1]: Foot. Note.",
        "<div>\n\nInside. Outside.\n\n</div>",
        "Line  \nbreak. More.",
    ]
)


@given(st.lists(lines, min_size=1, max_size=6), st.sets(st.integers(0, 12)))
def test_an_article_with_marks_has_the_blocks_and_texts_that_it_has_without(parts, translated):
    article = Article("a.md", "en", "\n\n".join(parts) + "\n")
    document = formats.cut(article, Options())

    def recut(text):
        return formats.cut(Article("a.md", "en", text), Options())

    units = [
        Unit(block.role, visible(block.pieces), f"Z{number}", State.REVIEWED)
        for number, block in enumerate(blocks(document.parts))
        if number in translated and all(isinstance(piece, Text) for piece in block.pieces)
    ]
    catalog = Catalog("de", tuple({unit.key: unit for unit in units}.values()))
    foreign = Tongue("en", "ltr", is_html=False), recut
    plain = compile_article(article, document, catalog, lambda _: (), recut=recut)
    marked = compile_article(article, document, catalog, lambda _: (), recut=recut, foreign=foreign)

    def seen(text):
        return [(one.role, one.level, visible(one.pieces)) for one in blocks(recut(text).parts)]

    assert seen(marked.article.text) == seen(plain.article.text)
    assert re.sub(rf"<span{TONGUE}>|</span>", "", marked.article.text) == plain.article.text


def test_below_its_minimum_or_with_anything_open_the_last_good_version_stays(tea):
    settle(tea, '[publish]\nincomplete = "keep-last-good"\n')
    tea.translate("tea.md", str.upper)
    compile_articles(tea.project)
    good = tea.output("tea.md")
    tea.translate("tea.md", upper("Wait."))
    report = compile_articles(tea.project)

    held = next(one for one in report.outputs if (one.article, one.locale) == ("tea.md", "de"))
    assert held.is_held_back
    assert held.reasons
    assert tea.output("tea.md") == good
    assert "What was there stays." in recto(tea, "compile").stdout

    settle(tea, '[publish]\nincomplete = "keep-last-good"\nminimum = 5\n')
    compile_articles(tea.project)
    assert "Boil the *water*. WAIT." in tea.output("tea.md")


def test_a_version_that_was_never_good_is_not_written(tea):
    settle(tea, '[publish]\nincomplete = "keep-last-good"\n')
    compile_articles(tea.project)

    assert not (tea.root / "build").exists()


def test_required_roles_hold_an_article_back_whatever_the_rest(tea):
    settle(tea, '[publish]\nrequired = ["title", "heading"]\n')
    tea.translate("tea.md", lambda text: text.upper() if text != "Tea" else "")
    report = compile_articles(tea.project, ["tea.md"], ["de"])
    assert report.outputs[0].reasons == ("Has to be ready before anything is published: title, heading.",)

    tea.translate("tea.md", upper("Tea"))
    report = compile_articles(tea.project, ["tea.md"], ["de"])
    assert not report.outputs[0].is_held_back
    assert tea.output("tea.md").startswith("---\ntitle: TEA\n---\n# TEA\n")


def test_a_role_that_no_segment_has_holds_nothing_back(tea):
    settle(tea, '[publish]\nrequired = ["summary"]\n')

    assert not any(one.is_held_back for one in compile_articles(tea.project).outputs)


def test_how_incomplete_articles_are_published_is_one_of_three(tea):
    settle(tea, '[publish]\nincomplete = "marked"\n')

    found = recto(tea, "compile")
    assert 'expected "source" or "mark" or "keep-last-good"' in str(found.exception)


def test_the_manifest_follows_its_schema_and_tells_who_made_what_of_which_files(tea):
    settle(tea, "[publish]\nmanifest = true\n")
    tea.translate("tea.md", upper("Wait."))
    tea.translate("tea.html", str.upper)
    compile_articles(tea.project)
    schema = json.loads(files("recto.commands").joinpath("manifest.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    found = {
        path: json.loads((tea.root / "build" / ".recto" / "de" / f"{path}.json").read_text("utf-8"))
        for path in ("tea.md", "tea.html")
    }
    for one in found.values():
        Draft202012Validator(schema).validate(one)
        for name in ("source", "catalog", "output"):
            content = (tea.root / one[name]["file"]).read_bytes()
            assert one[name]["sha256"] == sha256(content).hexdigest()

    made = [(unit["is_used"], unit["made_by"]) for unit in found["tea.md"]["units"]]
    assert made.count((True, "person")) == 1
    assert set(made) == {(True, "person"), (False, "source")}
    assert found["tea.md"]["percent"] < found["tea.html"]["percent"] == 100.0


def test_pseudo_locales_need_no_catalog_and_write_none(tea):
    before = {file: file.read_bytes() for file in (tea.root / "locales").rglob("*") if file.is_file()}

    assert recto(tea, "compile", "--pseudo").stdout.endswith("4 written, 0 unchanged.\n")
    assert recto(tea, "compile", "--pseudo").stdout == "0 written, 4 unchanged.\n"
    shown = tea.output("tea.md", "qps-ploc")
    assert "[ƁöîļŢĥé" not in shown
    assert "[Ɓöîļ ţĥé *ŵåţéŕ*. ~" in shown
    assert "*\u202ewater\u202c*" in tea.output("tea.md", "qps-plocm")
    assert {file: file.read_bytes() for file in (tea.root / "locales").rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("locale", ["qps-ploc", "qps-plocm"])
def test_a_pseudo_locale_has_the_blocks_of_its_source(tea, locale):
    compile_result = recto(tea, "compile", "--pseudo")
    assert compile_result.return_value == 0
    for path, text in (("tea.md", MARKDOWN), ("tea.html", HTML)):
        roles = [
            [
                (one.role, one.level)
                for one in blocks(formats.cut(Article(path, "en", version), Options()).parts)
            ]
            for version in (text, tea.output(path, locale))
        ]
        assert roles[0] == roles[1]
