"""The house stands as it is drawn: direction, doors, purity and sizes, read from the source text.

The plan is docs/architecture.md. Every rule is tried on a small house that breaks it, at the end.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "app"

WORDS, ARTS, FORMS, WINGS, VERBS, DOORS = range(6)
CRAFTS, HANDS = "crafts", "hands"

PLAN: list[tuple[int, str, str]] = [
    (WORDS, "", "words: __init__ model messages queries errors locales plugins rules terminal"),
    (ARTS, "", "inline; segmentation; memory; glossary; facts; typography; layouts"),
    (FORMS, "", "formats; checking: checks comparing; exchange; reports"),
    (
        WINGS,
        CRAFTS,
        "extraction; merging; aligning; recutting; pretranslation; localizing"
        "; compiling: compilation marking shape",
    ),
    (
        WINGS,
        HANDS,
        "folder: project looking arriving founding workflows decoding listing saving records paths places"
        " outside config check_settings cutting_settings settings table_settings kinds keylines",
    ),
    (WINGS, HANDS, "engines; embargo; store; jobs; git; mail"),
    (VERBS, "", "commands"),
    (DOORS, "", "command line: cli __main__ compiling_door; web"),
]
"""Floor, wing, rooms. A room of several modules has a name and lists them; they may import each other."""

FLOORS: dict[str, int] = {}
WING: dict[str, str] = {}
ROOMS: dict[str, str] = {}
for floor, wing, rooms in PLAN:
    for room in rooms.split("; "):
        for part in room.rpartition(": ")[2].split():
            FLOORS[part], WING[part], ROOMS[part] = floor, wing, room.partition(": ")[0]

LIBRARY_DOORS = {
    "argon2": ("store.passwords",),
    "polib": ("exchange.po",),
    "babel": ("locales", "web.translating"),
    "deep_translator": ("engines.deep",),
    "ctranslate2": ("engines.argos",),
    "sentencepiece": ("engines.argos",),
    "flask": ("web",),
    "flask_wtf": ("web",),
    "sqlalchemy": ("store",),
    "alembic": ("store",),
    "lxml": ("exchange",),
    "snowballstemmer": ("glossary",),
    "regex": ("segmentation.srx", "commands.patterns", "checks.own"),
    "requests": ("engines",),
    "huey": ("jobs",),
    "redis": ("jobs",),
    "numpy": (
        "memory.grams",
        "memory.outlines",
        "store.memory_postings",
        "store.memory_segments",
        "store.memory_similar",
        "store.memory_writing",
    ),
}
"""A library -> the modules, or rooms, that alone may import it."""

DEFERRED = {
    ("store.memory", "recto.store.memory_segments"),
    ("store.memory", "recto.store.memory_similar"),
    ("store.memory", "recto.store.memory_writing"),
}
"""Imports that may stand inside a function: a slow library, or what brings one, that few commands need."""

IMPURE = frozenset(
    {
        "pathlib", "os", "shutil", "tempfile", "glob", "fcntl", "sqlite3", "logging",
        "time", "random", "secrets", "socket", "ssl", "http", "urllib", "requests",
        "subprocess", "threading", "multiprocessing", "asyncio",
    }
)  # fmt: skip
ALLOWED_IN_PURE = frozenset({"urllib.parse"})
IMPURE_CALLS = frozenset({"open", "print", "input", "exec", "eval"})

MAX_MODULE, MAX_FUNCTION = 400, 60


@dataclass(frozen=True)
class Import:
    target: str
    line: int
    at_top: bool


@dataclass(frozen=True)
class Module:
    name: str
    """Dotted, below ``recto``: ``exchange.po``; a package's own file has the package's name."""
    text: str
    tree: ast.Module
    is_package: bool

    @property
    def first(self) -> str:
        return self.name.partition(".")[0]

    @property
    def room(self) -> str:
        return ROOMS.get(self.first, self.first)


def read(app: Path) -> dict[str, Module]:
    found = {}
    for file in sorted((app / "recto").rglob("*.py")):
        parts = file.relative_to(app / "recto").with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package and len(parts) > 1 else parts)
        text = file.read_text(encoding="utf-8")
        found[name] = Module(name, text, ast.parse(text, str(file)), is_package)
    return found


def absolute(node: ast.ImportFrom, module: Module) -> str:
    """Return what ``from X import`` names, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    package = ["recto", *module.name.split(".")]
    if module.name == "__init__":
        package = ["recto"]
    up = node.level - 1 if module.is_package else node.level
    return ".".join(package[: len(package) - up] + ([node.module] if node.module else []))


def imports(module: Module, house: dict[str, Module]) -> Iterator[Import]:
    """Yield every import, also in functions; ``from recto import errors`` is one of ``recto.errors``."""
    at_top = set()
    for statement in module.tree.body:
        at_top.add(statement)
        if isinstance(statement, ast.If):  # TYPE_CHECKING, sys.platform
            at_top.update(statement.body + statement.orelse)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, node in at_top)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, module)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                is_module = inner.removeprefix("recto.") in house or base == "recto"
                yield Import(inner if is_module else base, node.lineno, node in at_top)


def own(target: str, house: dict[str, Module]) -> Module | None:
    """Return the module of the house that an import reaches; ``recto`` alone is its ``__init__``."""
    if target.partition(".")[0] != "recto":
        return None
    name = target.removeprefix("recto").lstrip(".") or "__init__"
    return house.get(name) or house.get("__init__")


def is_pure(module: Module) -> bool:
    return FLOORS.get(module.first, DOORS) < WINGS or WING.get(module.first) == CRAFTS


def direction(house: dict[str, Module]) -> Iterator[str]:
    for module in house.values():
        if module.first not in FLOORS:
            yield f"{module.name}: this room is not in the floor plan."
            continue
        for imported in imports(module, house):
            other = own(imported.target, house)
            if other is None or other.first not in FLOORS or other.room == module.room:
                continue
            where = f"{module.name}:{imported.line}: imports {other.name}"
            here, there = FLOORS[module.first], FLOORS[other.first]
            if there > here:
                yield f"{where}, which is on a higher floor."
            elif WING[module.first] and WING[other.first] and WING[module.first] != WING[other.first]:
                yield f"{where}, which is in the other wing."
            elif here == there and here != VERBS:
                yield f"{where}, another room of the same floor."


def doors(house: dict[str, Module]) -> Iterator[str]:
    for module in house.values():
        for imported in imports(module, house):
            allowed = LIBRARY_DOORS.get(imported.target.partition(".")[0])
            if allowed and not any(f"{module.name}.".startswith(f"{door}.") for door in allowed):
                yield f"{module.name}:{imported.line}: {imported.target} belongs to {', '.join(allowed)}."


def purity(house: dict[str, Module]) -> Iterator[str]:
    for module in filter(is_pure, house.values()):
        for imported in imports(module, house):
            if imported.target.partition(".")[0] in IMPURE and imported.target not in ALLOWED_IN_PURE:
                yield f"{module.name}:{imported.line}: a pure room imports {imported.target}."
        for node in ast.walk(module.tree):
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if called in IMPURE_CALLS:
                yield f"{module.name}:{node.lineno}: a pure room calls {called}()."


def deferred(house: dict[str, Module]) -> Iterator[str]:
    for module in house.values():
        for imported in imports(module, house):
            names = imported.target, imported.target.partition(".")[0]
            if not imported.at_top and not any((module.name, name) in DEFERRED for name in names):
                yield f"{module.name}:{imported.line}: {imported.target} is imported inside a block."


def circles(house: dict[str, Module]) -> Iterator[str]:
    graph = {
        module.name: sorted({
            other.name for imported in imports(module, house)
            if (other := own(imported.target, house)) and other.name not in (module.name, "__init__")
        })
        for module in house.values()
    }  # fmt: skip
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> Iterator[str]:
        if name in way:
            yield " -> ".join((*way[way.index(name) :], name))
        elif name not in done:
            for other in graph[name]:
                yield from walk(other, (*way, name))
            done.add(name)

    for name in graph:
        yield from walk(name, ())


def sizes(house: dict[str, Module]) -> Iterator[str]:
    for module in house.values():
        if (lines := len(module.text.splitlines())) > MAX_MODULE:
            yield f"{module.name}: {lines} lines, at most {MAX_MODULE}. Split it by idea."
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION:
                    yield f"{module.name}:{node.lineno}: {node.name} has {lines} lines, over {MAX_FUNCTION}."


RULES = [direction, doors, purity, deferred, circles, sizes]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule):
    assert list(rule(read(APP))) == []


def test_the_doors_that_the_rules_name_exist():
    house = read(APP)

    assert [door for door in ("exchange.po", "locales", "engines.deep") if door not in house] == []


def build(tmp_path: Path, files: dict[str, str]) -> dict[str, Module]:
    """Write a small house of module name -> source text and read it."""
    for name, text in {"__init__": "", **files}.items():
        file = tmp_path / "recto" / f"{name.replace('.', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return read(tmp_path)


SOUND = {
    "errors": "class RectoError(Exception): ...",
    "model": "from recto.errors import RectoError",
    "inline": "from recto import model",
    "exchange.__init__": "",
    "exchange.po": "import polib\nfrom recto.model import Unit",
    "merging": "from . import inline\nfrom .exchange import po",
    "project": "import os\nfrom recto.config import Config",
    "config": "import tomllib",
    "commands.merge": "from recto import merging, project",
    "cli": "import click",
    "__main__": "from recto.cli import main",
    "engines.deep": "from deep_translator import GoogleTranslator",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_sound_house_breaks_no_rule(tmp_path, rule):
    assert list(rule(build(tmp_path, SOUND))) == []


@pytest.mark.parametrize(
    ("rule", "name", "text", "complaint"),
    [
        (direction, "attic", "", "not in the floor plan"),
        (direction, "inline", "from recto.exchange import po", "higher floor"),
        (direction, "inline", "def late():\n    import recto.exchange.po", "higher floor"),
        (direction, "memory", "from .inline import mask", "same floor"),
        (direction, "merging", "from recto.project import Project", "other wing"),
        (direction, "extraction", "from recto import merging", "same floor"),
        (direction, "engines.google", "from ..project import find", "same floor"),
        (direction, "project", "from recto.commands.merge import merge", "higher floor"),
        (direction, "commands.review", "from recto import web", "higher floor"),
        (doors, "exchange.mo", "import polib", "polib belongs to exchange.po"),
        (doors, "merging", "from babel.core import Locale", "babel.core belongs to locales"),
        (doors, "commands.review", "import flask", "flask belongs to web"),
        (doors, "engines.googled", "import deep_translator", "deep_translator belongs to"),
        (purity, "merging", "import pathlib", "imports pathlib"),
        (purity, "inline", "from os import path", "imports os"),
        (purity, "exchange.po", "import urllib.request", "imports urllib.request"),
        (purity, "model", "text = open('a').read()", "calls open()"),
        (deferred, "project", "def late():\n    import json", "json is imported inside"),
        (deferred, "project", "try:\n    import fcntl\nfinally:\n    pass", "fcntl is imported inside"),
        (circles, "errors", "from recto import model", "errors -> model"),
        (circles, "config", "def late():\n    from . import project", "config -> project"),
        (sizes, "inline", "x = 1\n" * 401, "401 lines"),
        (sizes, "inline", "def f():\n" + "    x = 1\n" * 60, "f has 61 lines"),
    ],
)  # fmt: skip
def test_a_violation_is_found(tmp_path, rule, name, text, complaint):
    house = build(tmp_path, {**SOUND, "web.__init__": "import flask", name: text})

    assert [found for found in rule(house) if complaint in found] != []
