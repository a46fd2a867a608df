"""The documentation says what the program does: pages made from the code, names, links."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from recto import config
from recto.engines import ENGINES

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
REFERENCE = runpy.run_path(str(ROOT / "tools" / "reference.py"))
COMMANDS = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """Return the addresses that a page's headings get."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", REFERENCE["pages"](), ids=lambda page: page.name)
def test_the_reference_is_what_make_docs_writes(page):
    assert page.read_text(encoding="utf-8") == REFERENCE["pages"]()[page], "Run make docs."


def test_every_command_is_in_the_reference():
    commands = REFERENCE["group"]().list_commands(None)

    assert commands
    assert [command for command in commands if f"## recto {command}\n" not in COMMANDS] == []


def test_every_option_says_what_it_does():
    assert re.findall(r"^\| (`-[^|]*) \|\s*\|$", COMMANDS, re.MULTILINE) == []


def test_every_setting_is_in_the_reference():
    keys = {row.key for row in config.reference()}

    assert [key for key in sorted(keys) if f"| `{key}` |" not in SETTINGS] == []
    tables = [f'"{engine}"' if ":" in engine else engine for engine in ENGINES]
    assert [table for table in tables if f"### `[engines.{table}]`" not in SETTINGS] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_inside_the_repository_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^ {4}.*$|`[^`]*`", "", text, flags=re.MULTILINE)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, part = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (part and part not in anchors(file)):
            broken.append(target)

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^ {4}(?:\$ )?)recto ([a-z]+(?:-[a-z]+)*)", text, re.MULTILINE))
    made = set(re.findall(r"(?:`|^ {4}(?:\$ )?)make ([a-z]+)", text, re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert named - set(REFERENCE["group"]().list_commands(None)) == set()
    assert made - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_setting_that_a_page_shows_is_one(page):
    """A block of a page that has a TOML comment ``# recto.toml`` as its first line is loaded."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^ {4}# recto\.toml\n((?:(?: {4}.*)?\n)+)", text, re.MULTILINE):
        config.load(re.sub(r"^ {4}", "", block, flags=re.MULTILINE), name(page))


def test_every_package_has_a_line_in_the_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    packages = [re.split(r"[><=\[ ]", one)[0] for one in project["dependencies"]]

    assert [package for package in packages if f"| {package} |" not in page] == []


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_the_locked_requirements_name_no_index_and_hash_every_package(lock):
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9._-]+==\S+(.*(?:\n {4}.*)*)", text, re.MULTILINE)

    assert re.findall(r"https?:|^--(?!hash)|/\w+/\w+/", text, re.MULTILINE) == []
    assert pinned
    assert [one for one in pinned if "--hash=sha256:" not in one] == []
