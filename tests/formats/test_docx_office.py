"""Word documents through real programs: LibreOffice lays the translated page out, nothing is lost."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pytest

from recto import project as projects
from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.exchange import po
from recto.inline import LITERAL
from recto.model import State
from recto.project import Project

pytestmark = pytest.mark.office

TIME_LIMIT_S = 120

PAGE = """<html><head><title>Harbour walk</title></head><body>
<h1>A walk along the harbour</h1>
<p>The <b>old</b> crane still <i>works</i>.
See <a href="https://example.org/crane">its story</a> for more.</p>
<ul><li>Take water.</li><li>Wear a hat.<ul><li>A wide one.</li></ul></li></ul>
<blockquote>Nobody hurries here.</blockquote>
<table><tr><th>Day</th><td>Open</td></tr><tr><td>Monday</td><td>Nine to five.</td></tr></table>
<h2>Boats</h2><p>Line one.<br>Line two. H<sub>2</sub>O &amp; so on.</p><p><b>All of this is bold.</b></p>
</body></html>"""

FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text>
<text:h text:outline-level="1">Tea at sea</text:h>
<text:p>Sailors drank it black.<text:note text:id="n1" text:note-class="footnote">
<text:note-citation>1</text:note-citation>
<text:note-body><text:p>So the log says.</text:p></text:note-body></text:note>
 It kept for <text:bookmark-start text:name="years"/>years<text:bookmark-end text:name="years"/>.</text:p>
<text:p>A picture stands here.<draw:frame text:anchor-type="paragraph" svg:width="6cm" svg:height="2cm">
<draw:text-box><text:p>Words in a frame.</text:p></draw:text-box></draw:frame></text:p>
<text:list><text:list-item><text:p>First the leaves.</text:p></text:list-item>
<text:list-item><text:p>Then the water.</text:p></text:list-item></text:list>
<text:p>Page <text:page-number>1</text:page-number> of the log.</text:p>
</office:text></office:body></office:document>"""


class Office:
    """LibreOffice with a profile of its own, so that it disturbs nobody's and nobody's disturbs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def convert(self, file: Path, kind: str, reading: str = "") -> Path:
        command = ["soffice", f"-env:UserInstallation={(self.folder / 'profile').as_uri()}", "--headless"]
        command += [f"--infilter={reading}"] if reading else []
        out = self.folder / kind.partition(":")[0]
        command += ["--convert-to", kind, "--outdir", str(out), str(file)]
        subprocess.run(command, timeout=TIME_LIMIT_S, check=True, capture_output=True)
        return out / f"{file.stem}.{kind.partition(':')[0]}"

    def words(self, file: Path) -> str:
        """Return the text of the pages that a document is laid out on, without blanks."""
        pages = self.convert(file, "pdf")
        text = subprocess.run(
            ["pdftotext", "-raw", "-enc", "UTF-8", str(pages), "-"], check=True, capture_output=True
        )
        return "".join(text.stdout.decode().split())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def by_python_docx(office: Office) -> Path:
    document = python_docx.Document()
    document.add_heading("Tea & times", 0)
    document.add_heading("Boil", 1)
    paragraph = document.add_paragraph("Boil the ")
    paragraph.add_run("water").bold = True
    paragraph.add_run(" now. Then ")
    paragraph.add_run("wait").italic = True
    paragraph.add_run(" for it.")
    document.add_paragraph("A leaf.", style="List Bullet")
    document.add_paragraph("Another leaf.", style="List Bullet")
    document.add_paragraph("Tea is a walk.", style="Quote")
    cells = document.add_table(2, 2)._cells
    for cell, text in zip(cells, ("Kind", "Minutes", "Green tea", "Two or three"), strict=True):
        cell.text = text
    document.sections[0].header.paragraphs[0].text = "The tea paper"
    document.sections[0].footer.paragraphs[0].text = "All leaves reserved"
    file = office.folder / "python.docx"
    document.save(str(file))
    return file


def by_writer_from_html(office: Office) -> Path:
    file = office.folder / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    return office.convert(file, "docx:Office Open XML Text", "HTML (StarWriter)")


def by_writer(office: Office) -> Path:
    file = office.folder / "flat.fodt"
    file.write_text(FLAT, encoding="utf-8")
    return office.convert(file, "docx:Office Open XML Text")


def shout(text: str) -> str:
    """Return a target in capitals, codes as they are: no ligatures, letters that every font has."""
    return re.sub(r"(</?\d+/?>)|(\w+)", lambda match: match[1] or match[2].upper(), text)


def structure(file: Path) -> tuple[list[str | None], int, int]:
    document = python_docx.Document(str(file))
    styles = [paragraph.style.name if paragraph.style else None for paragraph in document.paragraphs]
    return styles, len(document.tables), len(document.inline_shapes)


@pytest.mark.timeout(5 * TIME_LIMIT_S)
@pytest.mark.parametrize("make", [by_python_docx, by_writer_from_html, by_writer])
def test_a_translated_document_is_laid_out_with_every_sentence(
    make: Callable[[Office], Path], office: Office, tmp_path: Path
) -> None:
    source = make(office)
    project = project_of(source, tmp_path)
    extract(project)
    targets = translate(project, source.name)

    assert compile_articles(project).errors == ()
    assert [output.is_changed for output in compile_articles(project, check=True).outputs] == [False]

    result = project.output_file(source.name, "de")
    words = office.words(result)
    assert len(targets) >= 8
    assert [text for text in targets if text not in words] == []
    assert structure(result) == structure(source)


def project_of(source: Path, root: Path) -> Project:
    settings = (
        'project = "tea"\nsource_locale = "en"\ntarget_locales = ["de"]\n[articles."**"]\nfront_matter = []\n'
    )
    (root / "recto.toml").write_text(settings, encoding="utf-8")
    (root / "sources").mkdir()
    (root / "sources" / source.name).write_bytes(source.read_bytes())
    return projects.find(root)


def translate(project: Project, path: str) -> list[str]:
    """Fill the catalog of an article; return the targets as they are seen, without blanks."""
    file = project.catalog_file(path, "de")
    catalog = po.load(file.read_bytes(), path, "de")
    units = tuple(replace(unit, target=shout(unit.source), state=State.REVIEWED) for unit in catalog.units)
    file.write_bytes(po.dump(replace(catalog, units=units), file.read_bytes()))
    return ["".join(LITERAL.sub("", unit.target).split()) for unit in units]
