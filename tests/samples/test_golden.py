"""The sample project, end to end: what is cut out of its articles, and what comes back localized.

The golden files lie beside this one. After a change that is meant to move them, write them anew
with ``PYTHONPATH=app python tests/samples/test_golden.py`` and read the diff.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from recto import checks
from recto.commands.compile import compile_articles
from recto.commands.cutting import cut, sentence_ends
from recto.commands.extract import extract
from recto.exchange import po
from recto.extraction import extract as extract_units
from recto.model import State, join
from recto.project import Project, find

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGED = ROOT / "app" / "recto" / "samples"
UNITS = HERE / "units.json"
GUIDE = "guides/rain-garden.md"
SAMPLE = ("recto.toml", "glossary.csv", "sources", "locales")
"""What the sample project consists of; compiling leaves more beside it."""


def files(root: Path) -> dict[str, bytes]:
    found = [root / name for name in SAMPLE]
    found += [file for folder in found[:] for file in folder.rglob("*")]
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(found)
        if file.is_file() and file.suffix != ".mo"
    }


def copy(folder: Path) -> Project:
    for path, content in files(PACKAGED).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return find(folder)


def units(project: Project, path: str) -> list[list[str]]:
    article = project.read_article(path)
    document = cut(project, article)
    found = extract_units(document, sentence_ends(project, article))
    return [[unit.context, unit.source] for unit in found]


def golden_guide(locale: str) -> Path:
    return HERE / f"rain-garden.{locale}.md"


@pytest.fixture
def project(tmp_path):
    return copy(tmp_path)


ARTICLES = find(PACKAGED).articles()
CATALOGS = [(path, locale) for path in ARTICLES for locale in find(PACKAGED).target_locales(path)]


@pytest.mark.parametrize("path", ARTICLES)
def test_a_sample_cut_and_joined_is_the_sample(project, path):
    article = project.read_article(path)

    assert join(cut(project, article)) == article.text


@pytest.mark.parametrize("path", ARTICLES)
def test_a_sample_is_cut_into_the_golden_units(project, path):
    assert units(project, path) == json.loads(UNITS.read_text("utf-8"))[path]


@pytest.mark.parametrize("locale", ["es", "de"])
def test_the_guide_compiles_to_the_golden_article(project, locale):
    report = compile_articles(project, [GUIDE], [locale])

    assert (report.errors, report.outputs[0].coverage) == ((), 100)
    assert project.output_file(GUIDE, locale).read_bytes() == golden_guide(locale).read_bytes()


def test_every_sample_compiles_without_a_refusal(project):
    assert compile_articles(project, state=State.DRAFT).errors == ()


def test_a_sample_without_catalogs_compiles_to_itself(project):
    shutil.rmtree(project.root / "locales")

    compile_articles(project)

    for path, locale in CATALOGS:
        source = (project.root / "sources" / path).read_bytes()
        assert project.output_file(path, locale).read_bytes() == source


def test_extract_changes_nothing_in_the_samples(project):
    report = extract(project)

    assert (report.errors, report.gone) == ((), ())
    assert files(project.root) == files(PACKAGED)


@pytest.mark.parametrize(("path", "locale"), CATALOGS)
def test_no_target_of_the_samples_has_an_error(project, path, locale):
    catalog = po.load(project.read_catalog(path, locale), path, locale)

    errors = [
        (unit.target, finding)
        for unit in catalog.units
        if unit.target
        for finding in checks.findings(unit, "en", locale)
        if finding.severity == "error"
    ]

    assert errors == []


def test_the_samples_show_every_state_a_person_leaves_behind(project):
    states = {
        unit.state
        for path, locale in CATALOGS
        for unit in po.load(project.read_catalog(path, locale), path, locale).units
    }

    assert {State.EMPTY, State.DRAFT, State.REVIEWED} <= states


def test_the_packaged_samples_are_those_of_the_repository():
    assert files(PACKAGED) == files(ROOT)


def write_golden_files(folder: Path) -> None:
    project = copy(folder)
    found = {path: units(project, path) for path in project.articles()}
    UNITS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for locale in ("es", "de"):
        compile_articles(project, [GUIDE], [locale])
        golden_guide(locale).write_bytes(project.output_file(GUIDE, locale).read_bytes())


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        write_golden_files(Path(name))
