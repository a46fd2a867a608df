"""Which Markdown a project writes: its own word, or that of the site generator beside it."""

from __future__ import annotations

import pytest

from recto.commands.extract import extract
from recto.exchange import po
from recto.project import find

ARTICLE = '!!! note "Before you start"\n\n    Boil the water.\n'


def sources(folder):
    project = find(folder)
    extract(project)
    content = project.read_catalog("a.md", "de")
    return [] if content is None else [unit.source for unit in po.load(content, "a.md", "de").units]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.md").write_text(ARTICLE)
    (tmp_path / "recto.toml").write_text('source_locale = "en"\ntarget_locales = ["de"]\n')
    return tmp_path


def test_indented_text_below_an_admonition_is_code_to_commonmark(folder):
    assert sources(folder) == ['!!! note "Before you start"']


@pytest.mark.parametrize("name", ["mkdocs.yml", "zensical.toml"])
def test_it_is_prose_beside_the_settings_of_mkdocs_from_the_next_extraction_on(folder, name):
    sources(folder)
    (folder / name).write_text("")

    assert sources(folder) == ["Before you start", "Boil the water."]


def test_the_settings_have_the_last_word(folder):
    (folder / "mkdocs.yml").write_text("")
    with (folder / "recto.toml").open("a") as file:
        file.write('markdown = "commonmark"\n')

    assert sources(folder) == ['!!! note "Before you start"']
