"""The memory of a project: derived from its files, never in the way, the same after whatever happened."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from recto.cli import cli
from recto.commands import memory, recall, remembering
from recto.errors import CatalogError, ConfigError, ConflictError
from recto.exchange import po, tmx
from recto.memory import Place
from recto.model import Catalog, State, Unit

TEA = ("Boil the water.", "Wait 12 minutes.", "Pour the tea.")


def put(desk, path, units, locale="de", obsolete=()):
    file = desk.po(path, locale)
    file.parent.mkdir(parents=True, exist_ok=True)
    header = po.create_header("tea-times", locale, path)
    file.write_bytes(po.dump(Catalog(locale, tuple(units), tuple(obsolete), header=header)))
    recall.outdate(desk.project)


def reviewed(source, role="paragraph", target=""):
    return Unit(role, source, target or source.upper(), State.REVIEWED)


def search(desk, text, **how):
    return sorted(unit.source for unit in memory.search(desk.project, text, "de", **how))


def run(desk, *arguments):
    return CliRunner().invoke(cli, ["-C", str(desk.root), "memory", *arguments], standalone_mode=False)


def pair(source, target, **more):
    return tmx.Pair(source, target, "en", "de", **more)


def test_only_what_people_accepted_is_remembered(desk):
    put(
        desk,
        "tea.md",
        [reviewed("one a"), Unit("paragraph", "two a", "x", State.DRAFT), Unit("paragraph", "three a")],
        obsolete=[reviewed("four a")],
    )

    assert search(desk, "a") == ["four a", "one a"]


def test_a_match_knows_its_neighbours(desk):
    put(desk, "tea.md", map(reviewed, TEA))
    put(desk, "other.md", [reviewed("Boil the water.", "paragraph", "Anders.")])
    place = Place("Boil the water.", "paragraph", "new.md", "", "Wait 12 minutes.")

    best, second = recall.matches(desk.project, "de", place)

    assert (best.kind, best.target, best.article) == ("ice", "BOIL THE WATER.", "tea.md")
    assert (second.kind, second.target) == ("exact", "Anders.")


def test_twelve_find_fifteen(desk):
    put(desk, "tea.md", [reviewed("12 people came.", target="12 Leute kamen.")])

    (match,) = recall.matches(desk.project, "de", Place("15 people came.", "paragraph", "tea.md"))

    assert (match.kind, match.score, match.target, match.adapted) == (
        "fuzzy",
        99,
        "15 Leute kamen.",
        (("12", "15"),),
    )


def test_pretranslation_takes_the_target_of_the_same_neighbours_and_leaves_similar_sources(desk):
    put(desk, "a.md", [reviewed("Tea"), reviewed("Wait.", target="Hier.")])
    for other in ("b.md", "c.md"):
        put(desk, other, [reviewed("Wait.", target="Dort.")])
    catalog = Catalog("de", (Unit("quote", "Wait!"), Unit("paragraph", "Tea"), Unit("paragraph", "Wait.")))

    found = recall.exact(desk.project, catalog, "new.md")

    assert [match.target for match in found["paragraph", "Wait."]] == ["Hier.", "Dort."]
    assert ("quote", "Wait!") not in found


def test_the_index_after_any_changes_equals_one_made_afresh(desk):
    chance = random.Random(3)
    for _ in range(25):
        path = chance.choice(["a.md", "b.md", "c/d.md"])
        if chance.random() < 0.2:
            desk.po(path).unlink(missing_ok=True)
            recall.outdate(desk.project)
        else:
            put(
                desk,
                path,
                map(reviewed, chance.sample([f"text {n} a" for n in range(9)], chance.randrange(9))),
            )
        place = Place("text 4 a", "paragraph", "a.md", "text 1 a", "text 2 a")
        updated = search(desk, "a"), {m.target for m in recall.matches(desk.project, "de", place, limit=9)}

        recall.update(desk.project, afresh=True)

        fresh = search(desk, "a"), {m.target for m in recall.matches(desk.project, "de", place, limit=9)}
        assert updated == fresh


@pytest.mark.parametrize("damage", ["delete", "garbage", "cut", "old version"])
def test_a_lost_or_damaged_index_changes_nothing(desk, damage):
    put(desk, "tea.md", map(reviewed, TEA))
    assert search(desk, "tea") == ["Pour the tea."]
    file = recall.index_file(desk.project)
    if damage == "delete":
        file.unlink()
    else:
        recall._forget(desk.project)  # a new process has nothing open
        recall.update(desk.project)
        recall._open.pop(str(desk.root))[0].close()
        content = file.read_bytes()
        file.write_bytes({"garbage": b"x" * 9000, "cut": content[:5000]}.get(damage, content))
        if damage == "old version":
            subprocess.run(
                [sys.executable, "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
                 "c.execute('PRAGMA user_version=99'); c.commit()", str(file)], check=True,
            )  # fmt: skip
    recall.outdate(desk.project)

    assert search(desk, "tea") == ["Pour the tea."]


def test_a_broken_catalog_is_told_and_the_others_are_there(desk):
    put(desk, "tea.md", map(reviewed, TEA))
    put(desk, "bad.md", [])
    desk.po("bad.md").write_bytes(b'msgid "x\n')

    found = recall.update(desk.project)

    assert [error.where.partition(":")[0] for error in found.errors] == ["locales/de/LC_MESSAGES/bad.md.po"]
    assert search(desk, "tea") == ["Pour the tea."]


def test_an_imported_memory_is_part_of_the_project_and_loses_to_its_own(desk, tmp_path):
    file = tmp_path / "client.tmx"
    pairs = [
        pair("Boil the water.", "Fremd."),
        pair("Stir well.", "Rühren."),
        pair("<1>a</1>", "ä", origin="mt:x"),
    ]
    file.write_bytes(tmx.write(pairs, "en"))
    put(desk, "tea.md", map(reviewed, TEA))

    assert memory.take_in(desk.project, file) == ("memory/client.tmx", 3)
    assert memory.take_in(desk.project, file) == ("memory/client.tmx", 3)
    recall.outdate(desk.project)

    matches = recall.matches(desk.project, "de", Place("Boil the water.", "paragraph", "tea.md"))
    assert [(match.target, match.score) for match in matches] == [("BOIL THE WATER.", 100), ("Fremd.", 98)]
    assert search(desk, "ruhren", in_target=True) == ["Stir well."]
    (desk.root / "memory" / "client.tmx").unlink()
    recall.outdate(desk.project)
    assert search(desk, "stir") == []


@pytest.mark.parametrize(
    ("locale", "found"),
    [
        ("de-DE", "de"),
        ("de", "de"),
        ("en-US", "en"),
        ("fr", "fr"),
        ("pt", "pt"),
        ("pt-PT", "pt-PT"),
        ("zh-TW", "zh-TW"),
    ],
)
def test_another_tools_locale_stands_for_the_projects_where_that_is_clear(locale, found):
    assert remembering.nearest(locale, ["en", "de", "pt-BR", "pt-PT", "zh-Hans"]) == found


def test_a_change_of_the_source_locale_is_seen(desk):
    put(desk, "tea.md", map(reviewed, TEA))
    assert recall.index(desk.project).counts() == {"en de": 3}

    settings = desk.root / "recto.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"en"', '"fr"'), encoding="utf-8")
    recall.outdate(desk.project)

    assert recall.index(desk.project).counts() == {"fr de": 3}


def test_what_the_memory_cannot_take_is_refused(desk, tmp_path):
    broken, other = tmp_path / "broken.tmx", tmp_path / "names" / "a.tmx"
    broken.write_bytes(b"<tmx><body>")
    other.parent.mkdir()
    other.write_bytes(tmx.write([pair("a", "b")], "en"))
    memory.take_in(desk.project, other)

    with pytest.raises(CatalogError):
        memory.take_in(desk.project, broken)
    other.write_bytes(tmx.write([pair("a", "c")], "en"))
    with pytest.raises(ConflictError, match="another file"):
        memory.take_in(desk.project, other)
    with pytest.raises(ConfigError, match="does not take"):
        memory.take_in(desk.project, other.rename(tmp_path / "a.xml"))
    assert [file.name for file in (desk.root / "memory").iterdir()] == ["a.tmx"]


def test_the_settings_weigh_what_speaks_against_a_match(desk):
    text = (desk.root / "recto.toml").read_text(encoding="utf-8")
    (desk.root / "recto.toml").write_text(f"{text}[memory]\ndomain = 8\n", encoding="utf-8")
    put(desk, "world/tea.md", map(reviewed, TEA))

    (match,) = recall.matches(desk.project, "de", Place("Boil the water.", "paragraph", "home/tea.md"))

    assert (match.score, match.penalty) == (92, 8)


def test_the_command_line_searches_updates_and_tells(desk):
    put(desk, "tea.md", map(reviewed, TEA))

    found = run(desk, "search", "the", "tea", "--locale", "de")
    assert found.return_value == 0
    assert found.output.splitlines() == ["Pour the tea.", "    de: POUR THE TEA.", "    tea.md, paragraph"]
    assert run(desk, "search", "coffee").return_value == 1
    assert run(desk, "search", "\udcff").return_value == 1
    (german, _) = json.loads(run(desk, "search", "WATER", "--target", "--json").output)
    assert [unit["source"] for unit in german["units"]] == ["Boil the water."]
    assert "made: 3 units; 1 file read" in run(desk, "update", "--rebuild").output
    assert "up to date: 3 units; 0 files read" in run(desk, "update").output
    assert run(desk, "status").output.startswith("en -> de: 3\n1 file, ")


def test_two_processes_use_it_at_the_same_time(desk):
    units = [reviewed(f"text number {number}") for number in range(300)]
    put(desk, "tea.md", units)
    command = [
        sys.executable,
        "-m",
        "recto",
        "-C",
        str(desk.root),
        "memory",
        "search",
        "number 299",
        "-l",
        "de",
    ]

    others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    put(desk, "other.md", [replace(unit, target="y") for unit in units])
    assert len(search(desk, "text number 7", whole=True)) == 2

    for other in others:
        output = other.communicate(timeout=60)[0]
        assert (other.returncode, "text number 299" in output) == (0, True)
