"""Engines of other distributions: what they answer is looked at as every other engine's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from recto import engines
from recto.errors import ConfigError, EngineRefused
from recto.queries import Job, Query

JOB = Job("en", "de")
BEGIN = """\
from recto.queries import Answer, Estimate, Traits
class Engine:
    name = "mine"
    traits = Traits(is_local=True)
    def __init__(self, table, cache):
        self.table = table
    def languages(self):
        return None
    def estimate(self, queries, job):
        return Estimate(characters=1)
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Returns what installs a distribution with an engine ``mine``; its text goes on behind ``BEGIN``."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def made(rest: str, name: str = "mine_plugin") -> None:
        monkeypatch.delitem(sys.modules, name, raising=False)
        (tmp_path / f"{name}.py").write_text(BEGIN + rest + "\ncreate = Engine\n")
        about = tmp_path / f"{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[recto.engines]\nmine = {name}:create\n")

    return made


def answering(body: str) -> str:
    return f"    def translate(self, queries, job):\n        {body}\n"


def test_an_installed_engine_is_loaded_by_its_name(install: Callable[[str], None]) -> None:
    install(answering("return [Answer(text=query.text.replace('dog', 'Hund')) for query in queries]"))
    made = engines.engine("mine", {"key": 1})

    (answer,) = made.translate([Query("The <1>dog</1>.")], JOB)

    assert "mine" in engines.names()
    assert answer.text == "The <1>Hund</1>."
    assert made.estimate([], JOB).characters == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("'Der Hund.'", "missing"),
        ("'Der <1>Hund</1><1>.</1>'", "too many"),
        ("query.text", "is the source"),
        ("'MYMEMORY WARNING <1>x</1>'", "error"),
    ],
)
def test_what_is_no_translation_is_not_taken(text: str, problem: str, install: Callable[[str], None]) -> None:
    install(answering(f"return [Answer(text={text}) for query in queries]"))

    (answer,) = engines.engine("mine", {}).translate([Query("This is the <1>dog</1>.")], JOB)

    assert answer.text == ""
    assert problem in str(answer.error)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("return []", "not one answer per text"),
        ("return ['text']", "not one answer per text"),
        ("raise ValueError('planted-key')", "failed"),
    ],
)
def test_an_engine_that_breaks_is_told_by_its_distribution(
    body: str, problem: str, install: Callable[[str], None]
) -> None:
    install(answering(body))

    with pytest.raises(EngineRefused, match=rf"mine_plugin 1\.0.*{problem}") as caught:
        engines.engine("mine", {}).translate([Query("A dog.")], JOB)
    assert "planted" not in str(caught.value)


def test_a_plug_in_without_an_engine_is_refused(install: Callable[[str], None]) -> None:
    install("    translate = None\n")

    with pytest.raises(ConfigError, match="has no 'translate'"):
        engines.engine("mine", {})


def test_two_plug_ins_of_one_name_are_refused(install: Callable[..., None]) -> None:
    install(answering("return []"))
    install(answering("return []"), "other_plugin")

    with pytest.raises(ConfigError, match=r"several plug-ins .* mine_plugin 1\.0 and other_plugin 1\.0"):
        engines.engine("mine", {})
