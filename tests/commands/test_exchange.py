"""Catalogs out to translators' tools and back, on real projects and with the real tools."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from recto.cli import cli
from recto.commands.compile import compile_articles
from recto.commands.export import FORMATS, export
from recto.commands.extract import extract
from recto.commands.import_ import import_files
from recto.errors import ConfigError
from recto.exchange import po, xliff
from recto.exchange.returning import Kind
from recto.exchange.xml import parse, serialized
from recto.inline import holds
from recto.model import State, Unit

TEA = """# Tea & *milk*

Boil __water__ in a `kettle`, says [the **report**](https://example.org "A report").

![A cup](cup.png) Wait, then pour.
One<br>two & three < four; see https://example.org/x now.

- =SUM(A1)
- Wait, then pour.
"""
COMING_BACK = ("xliff", "xliff2", "csv")


@pytest.fixture
def tea(desk):
    desk.write("world/tea.md", TEA)
    extract(desk.project)
    desk.translate("world/tea.md", lambda source: f"DE {source}" if "Boil" in source else "", State.DRAFT)
    return desk


def edit(desk, source: str, **changes: object) -> None:
    old = desk.po("world/tea.md").read_bytes()
    catalog = po.load(old, "", "de")
    units = tuple(replace(unit, **changes) if source in unit.source else unit for unit in catalog.units)
    desk.po("world/tea.md").write_bytes(po.dump(replace(catalog, units=units), old))


def unit_like(desk, source: str) -> Unit:
    return next(unit for unit in desk.catalog("world/tea.md").units if source in unit.source)


def exported(desk, form: str, locale: str = "de") -> Path:
    (one,) = export(desk.project, form, wanted=[locale]).files
    return desk.root / one.file


def run(desk, *arguments: str):
    return CliRunner().invoke(cli, ["-C", str(desk.root), *arguments], standalone_mode=False)


@pytest.mark.parametrize("form", COMING_BACK)
def test_what_goes_out_and_comes_back_changes_no_byte(tea, form):
    before = tea.po("world/tea.md").read_bytes()

    report = import_files(tea.project, [exported(tea, form)])

    assert report.is_well
    assert sum(one.unchanged for one in report.imported) == len(tea.catalog("world/tea.md").units)
    assert tea.po("world/tea.md").read_bytes() == before


@pytest.mark.parametrize("form", FORMATS)
def test_equal_catalogs_give_equal_bytes_and_a_file_for_each_locale(tea, form):
    files = export(tea.project, form).files

    first = [(tea.root / one.file).read_bytes() for one in files]
    again = [(tea.root / one.file).read_bytes() for one in export(tea.project, form).files]

    assert [one.locale for one in files] == ["de", "es"]
    assert [one.file for one in files] == [f"build/exchange/{tag}.{FORMATS[form][0]}" for tag in ("de", "es")]
    assert first == again


@pytest.mark.parametrize("form", COMING_BACK)
def test_a_translation_comes_back_and_is_compiled(tea, form):
    file = exported(tea, form)
    content = file.read_text(encoding="utf-8-sig")
    assert "DE Boil" in content
    file.write_text(content.replace("DE Boil", "Koche"), encoding="utf-8")

    report = import_files(tea.project, [file], accept=True)

    assert (report.is_well, [one.taken for one in report.imported]) == (True, [1])
    unit = next(unit for unit in tea.catalog("world/tea.md").units if "Boil" in unit.source)
    assert unit.target.startswith("Koche <1>water</1>")
    assert (unit.state, unit.origin) == (State.REVIEWED, "")
    compile_articles(tea.project)
    assert "Koche __water__ in a `kettle`" in tea.output("world/tea.md")


@pytest.mark.parametrize("form", COMING_BACK)
def test_newer_work_is_kept_and_reported(tea, form):
    file = exported(tea, form)
    text = file.read_text(encoding="utf-8-sig")
    edit(tea, "Boil", target=unit_like(tea, "Boil").target.replace("DE Boil", "Neu"), state=State.REVIEWED)
    file.write_text(text.replace("DE Boil", "Alt"), encoding="utf-8")

    result = run(tea, "import", str(file))

    assert result.return_value == 1
    assert "1 in conflict" in result.output
    assert "this unit was changed after the file was written." in result.output
    assert "choose on the desk" in result.output
    unit = unit_like(tea, "Boil")
    assert unit.target.startswith("Neu ")
    assert [other.startswith("Alt ") for other in unit.others] == [True]
    assert unit.state is State.REVIEWED


def test_a_dry_run_writes_nothing(tea):
    file = exported(tea, "xliff")
    file.write_text(file.read_text("utf-8").replace("DE Boil", "Koche"), encoding="utf-8")
    before = tea.po("world/tea.md").read_bytes()

    result = run(tea, "import", "--dry-run", str(file))

    assert "1 would be taken" in result.output
    assert tea.po("world/tea.md").read_bytes() == before


def test_the_report_as_json(tea):
    file = exported(tea, "csv")
    file.write_text(file.read_text("utf-8-sig").replace("<1>water</1>", "water"), encoding="utf-8")

    result = run(tea, "import", "--json", str(file))

    report = json.loads(result.output)
    (one,) = report["imported"]
    assert (one["article"], one["locale"], one["taken"]) == ("world/tea.md", "de", 0)
    assert [remark["kind"] for remark in one["remarks"]] == [Kind.REFUSED]


def test_a_file_of_another_tool_is_named_on_the_command_line(tea, tmp_path):
    file = tmp_path / "agency.xlf"
    file.write_text(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="C:\\x\\tea.docx">'
        '<body><trans-unit id="1"><source>Tea &amp; <g id="17">milk</g></source>'
        '<target state="final">Tee mit <g id="17">Milch</g></target></trans-unit></body></file></xliff>'
    )

    unnamed = import_files(tea.project, [file])
    unknown = import_files(tea.project, [file], locale="de")
    report = import_files(tea.project, [file], locale="de", article="sources/world/tea.md")

    assert [str(error) for error in unnamed.errors + unknown.errors] == [
        f"{file}:1: the file does not say its target locale. Name it: --locale.",
        f"{file}:1: the project has no article 'C:\\\\x\\\\tea.docx'. Known: 'world/tea.md'. "
        "Name it: --article.",
    ]
    assert report.is_well
    assert unit_like(tea, "Tea").target == "Tee mit <1>Milch</1>"
    assert unit_like(tea, "Tea").state is State.REVIEWED


def test_what_a_file_says_of_itself_is_not_overruled(tea):
    file = exported(tea, "xliff")

    report = import_files(tea.project, [file], locale="es", article="none.md")
    again = import_files(tea.project, [file], locale="de", article="none.md")

    assert [error.problem for error in report.errors] == ["this is in 'de', not in 'es'."]
    assert [one.article for one in again.imported] == ["world/tea.md"]


@pytest.mark.parametrize("article", ["../../etc/passwd", "/etc/passwd", "world/../../x", ""])
def test_an_article_name_never_becomes_a_path(tea, article):
    file = exported(tea, "csv")
    file.write_text(file.read_text("utf-8-sig").replace("world/tea.md", article), encoding="utf-8")

    report = import_files(tea.project, [file])

    assert [error.problem for error in report.errors] == [f"the project has no article {article!r}."]
    assert report.imported == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<tmx version='1.4'/>", "Run 'recto memory import' for it."),
        (b"<martif/>", "Run 'recto glossary import' for them."),
        (b"<html/>", "this is XML of another kind, <html>."),
        (b"PK\x03\x04", "this is none of the formats that come back."),
        (b"", "this is none of the formats that come back."),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xliff/>', "declares entities"),
        (b"<xliff version='3.0'/>", "this is no XLIFF 1.2 file."),
        (b"<xliff>" * 90_000, "nested"),
        ("<xliff version='1.2'>ä".encode("latin-1"), "not well-formed"),
    ],
)
def test_a_file_that_cannot_come_back_is_refused_and_the_next_one_is_taken(tea, tmp_path, content, said):
    file = tmp_path / "strange"
    file.write_bytes(content)

    result = run(tea, "import", str(file), str(exported(tea, "xliff2")))

    assert result.exception is None
    assert result.return_value == 1
    assert f"recto: {file}" in result.output
    assert said in result.output or said == "nested"
    assert "world/tea.md: 0 taken" in result.output


def test_one_file_for_several_locales_is_refused_unless_its_name_tells_them_apart(tea, tmp_path):
    with pytest.raises(ConfigError, match=r"several locales.*\{locale\}"):
        export(tea.project, "xliff", str(tmp_path / "all.xlf"))

    export(tea.project, "xliff", str(tmp_path / "tea.{locale}.xlf"))

    assert sorted(file.name for file in tmp_path.glob("*.xlf")) == ["tea.de.xlf", "tea.es.xlf"]


def test_standard_output_takes_one_locale(tea):
    result = run(tea, "export", "--format", "csv", "--locale", "de", "--output", "-")

    assert result.output.removeprefix("\ufeff").startswith('"article","locale"')
    assert "DE Boil" in result.output


def test_a_memory_has_the_accepted_units_alone(tea):
    edit(tea, "three", target="DE three", state=State.REVIEWED)

    content = exported(tea, "tmx").read_text("utf-8")

    assert content.count("<tu>") == 1
    assert "DE three" in content


def test_the_source_is_copied_for_tools_that_need_it_and_is_no_translation(tea):
    (one,) = export(tea.project, "xliff", wanted=["de"], copy_source=True).files
    before = tea.po("world/tea.md").read_bytes()

    report = import_files(tea.project, [tea.root / one.file], accept=True)

    units = list(parse((tea.root / one.file).read_bytes(), "").iter("{*}trans-unit"))
    assert all(unit.find(f"{{{xliff.NAMESPACE}}}target") is not None for unit in units)
    assert [part.taken for part in report.imported] == [1]
    tea.po("world/tea.md").write_bytes(before)
    with pytest.raises(ConfigError, match="--copy-source"):
        export(tea.project, "csv", copy_source=True)


def test_a_character_that_xml_cannot_hold_is_told(tea):
    edit(tea, "three", target="one\x01two", state=State.DRAFT)

    report = export(tea.project, "xliff", wanted=["de"])

    assert [error.problem for error in report.errors] == [
        "the unit 'One<1/>two & three < four; see <2>https:' is left out: "
        "it holds a control character that XML has no spelling for."
    ]


# --- the tools themselves -------------------------------------------------------------------------

TRANSLATE = """
import sys
from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File
from translate.storage.placeables import StringElem
file = (Xliff2File if sys.argv[1].endswith("xliff") else Xliff1File).parsefile(sys.argv[1])
for unit in file.units:
    if unit.istranslatable():
        unit.rich_target = [StringElem(["Ü: ", *element.sub]) for element in unit.rich_source]
file.savefile(sys.argv[1])
print(len(file.units))
"""


@pytest.mark.toolkit
@pytest.mark.parametrize("form", ["xliff", "xliff2"])
def test_translate_toolkit_opens_changes_and_saves_without_losing_a_code(tea, toolkit, form):
    file = exported(tea, form)
    tea_units = tea.catalog("world/tea.md").units

    done = subprocess.run(
        [toolkit, "-c", TRANSLATE, file], check=True, capture_output=True, text=True, timeout=60
    )
    report = import_files(tea.project, [file], accept=True)

    assert int(done.stdout) == len(tea_units)
    assert report.is_well
    for unit in tea.catalog("world/tea.md").units:
        assert (unit.target, unit.state) == (f"Ü: {unit.source}", State.REVIEWED)
    compile_articles(tea.project)
    assert "Ü: Boil __water__ in a `kettle`, says [the **report**](https://example.org" in tea.output(
        "world/tea.md"
    )


PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>en</source_lang><target_lang>de</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""


class OmegaT:
    """A project folder that OmegaT works on without its window."""

    def __init__(self, root: Path) -> None:
        self.root = root / "omegat"
        for folder in ("source", "target", "tm", "omegat", "glossary", "dictionary"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "omegat.project").write_text(PROJECT)

    def run(self, mode: str, *options: str) -> None:
        command = ["omegat", f"--mode={mode}", f"--config-dir={self.root / 'config'}", *options]
        command += ["--disable-project-locking", "--disable-location-save", "--no-team", str(self.root)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


@pytest.mark.omegat
def test_omegat_opens_changes_and_saves_without_losing_a_code(tea, tmp_path):
    tea.translate("world/tea.md", lambda _: "", State.EMPTY)
    omegat = OmegaT(tmp_path)
    export(tea.project, "xliff", str(omegat.root / "source" / "tea.xlf"), wanted=["de"], copy_source=True)
    seen = tmp_path / "seen.tmx"

    omegat.run(
        "console-createpseudotranslatetmx", f"--pseudotranslatetmx={seen}", "--pseudotranslatetype=equal"
    )
    # What the translator types: each target as OmegaT shows it, with its tags, and some words more.
    tree = parse(seen.read_bytes(), "seen.tmx")
    for variant in tree.iter("tuv"):
        if variant.get("lang") == "de":
            variant[0].text = f"Ü: {variant[0].text}"
    (omegat.root / "omegat" / "project_save.tmx").write_bytes(serialized(tree))
    omegat.run("console-translate")
    report = import_files(tea.project, [omegat.root / "target" / "tea.xlf"], accept=True)

    assert report.is_well
    for unit in tea.catalog("world/tea.md").units:
        assert holds(unit.target, unit.source)
        assert (unit.target, unit.state) == (f"Ü: {unit.source}", State.REVIEWED)
