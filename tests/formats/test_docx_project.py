"""A Word document in a project: extracted, compiled, checked and refused like any article."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pytest

from recto import project as projects
from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.errors import FormatError
from recto.exchange import po
from recto.model import State
from recto.project import Project

SETTINGS = 'source_locale = "en"\ntarget_locales = ["de"]\n[articles."**"]\nfront_matter = []\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "recto.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "sources").mkdir()
    document = python_docx.Document()
    document.add_paragraph("Boil the water.").add_run(" Wait.").bold = True
    out = io.BytesIO()
    document.save(out)
    (tmp_path / "sources" / "tea.docx").write_bytes(out.getvalue())
    return projects.find(tmp_path)


def test_an_untranslated_document_compiles_to_the_very_file(project):
    extract(project)
    compile_articles(project)

    source = project.root / "sources" / "tea.docx"
    assert project.output_file("tea.docx", "de").read_bytes() == source.read_bytes()
    assert compile_articles(project, check=True).outputs[0].is_changed is False


def test_a_translated_document_holds_the_translation_and_is_stable(project):
    extract(project)
    file = project.catalog_file("tea.docx", "de")
    catalog = po.load(file.read_bytes(), "tea.docx", "de")
    units = tuple(replace(unit, target=unit.source.upper(), state=State.REVIEWED) for unit in catalog.units)
    file.write_bytes(po.dump(replace(catalog, units=units), file.read_bytes()))

    assert compile_articles(project).outputs[0].is_changed is True
    assert compile_articles(project).outputs[0].is_changed is False

    document = python_docx.Document(str(project.output_file("tea.docx", "de")))
    assert [[run.text for run in one.runs] for one in document.paragraphs] == [["BOIL THE WATER.", " WAIT."]]


def test_a_damaged_document_is_told_with_its_place(project):
    file = project.root / "sources" / "tea.docx"
    file.write_bytes(file.read_bytes()[:-40])

    with pytest.raises(FormatError, match=r"^sources/tea\.docx: the package is damaged"):
        project.read_article("tea.docx")
    assert [str(error)[:26] for error in extract(project).errors] == ["sources/tea.docx: the pack"]


def test_a_part_that_is_no_xml_is_told_with_its_place(project):
    file = project.root / "sources" / "tea.docx"
    article = project.read_article("tea.docx")
    broken = article.text.replace("</w:body>", "", 1)
    file.write_bytes(project.packed("tea.docx", broken))

    (error,) = extract(project).errors
    assert str(error).startswith(
        "sources/tea.docx:word/document.xml:2: this is not well-formed XML: mismatched"
    )


def test_a_document_may_be_larger_than_a_text_and_has_a_limit(project, monkeypatch):
    monkeypatch.setattr(projects, "MAX_ARTICLE", 10)
    assert project.read_article("tea.docx").text

    monkeypatch.setattr(projects, "MAX_PACKAGE", 10)
    with pytest.raises(FormatError, match=r"sources/tea\.docx: this has 0\.0 MB"):
        project.read_article("tea.docx")
