"""Answers that were paid for: kept over kills, shared by processes, never in the way."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from recto.store.answers import Answers

DAY_S = 86_400.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "answers.db"


def test_what_was_kept_is_found(file: Path) -> None:
    Answers(file).keep({"a": "Eins <g1>zwei</g1>", "b": "zwei"})

    assert Answers(file).find(["a", "c", "b", "a"]) == {"a": "Eins <g1>zwei</g1>", "b": "zwei"}


def test_many_keys_are_found_in_one_go(file: Path) -> None:
    answers = Answers(file)
    answers.keep({f"key {number}": f"text {number}" for number in range(3000)})

    assert len(answers.find([f"key {number}" for number in range(0, 6000, 2)])) == 1500


def test_a_newer_answer_takes_the_place_of_an_older(file: Path) -> None:
    answers = Answers(file)
    answers.keep({"a": "old"})
    answers.keep({"a": "new"})

    assert answers.find(["a"]) == {"a": "new"}


def test_what_nobody_asks_for_is_pruned_and_what_is_used_stays(file: Path) -> None:
    now = [0.0]
    answers = Answers(file, clock=lambda: now[0])
    answers.keep({"used": "u", "unused": "n"})
    now[0] = 60 * DAY_S
    answers.find(["used"])
    now[0] = 100 * DAY_S

    assert answers.prune(90) == 1
    assert answers.find(["used", "unused"]) == {"used": "u"}


@pytest.mark.parametrize(
    "content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000, b"\0" * 4096]
)
def test_a_damaged_file_is_set_aside_and_made_again(content: bytes, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    answers = Answers(file)
    answers.keep({"a": "b"})

    assert Answers(file).find(["a"]) == {"a": "b"}
    assert file.with_name("answers.db.damaged").read_bytes() == content


def test_a_file_that_is_damaged_while_open_is_made_again(file: Path) -> None:
    answers = Answers(file)
    answers.keep({f"key {number}": "x" * 200 for number in range(500)})
    answers.close()
    file.write_bytes(file.read_bytes()[:8192] + b"\xff" * 30_000)

    answers.find([f"key {number}" for number in range(500)])
    answers.keep({"a": "b"})

    assert Answers(file).find(["a"]) == {"a": "b"}


def test_tables_of_another_version_are_thrown_away(file: Path) -> None:
    Answers(file).keep({"a": "b"})
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version=99")

    answers = Answers(file)

    assert answers.is_writable
    assert answers.find(["a"]) == {}


def test_without_a_place_to_write_nothing_is_known_and_nothing_breaks(file: Path) -> None:
    file.parent.write_text("where the folder should be")
    answers = Answers(file)
    answers.keep({"a": "b"})

    assert not answers.is_writable
    assert answers.find(["a"]) == {}


def test_threads_share_one_file(file: Path) -> None:
    answers = Answers(file)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: answers.keep({f"{number}": f"text {number}"}), range(200)))

    assert answers.find([str(number) for number in range(200)]) == {
        str(number): f"text {number}" for number in range(200)
    }


def test_processes_share_one_file_and_a_kill_costs_nothing_that_was_kept(file: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom recto.store.answers import Answers\n"
        "answers = Answers(Path(sys.argv[1]))\n"
        "for number in range(1000000):\n"
        "    answers.keep({f'{sys.argv[2]} {number}': 'text'})\n"
        "    print(number, flush=True)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(file), name], stdout=subprocess.PIPE, text=True, env=environment
        )
        for name in ("one", "two")
    ]
    said = {}
    for name, process in zip(("one", "two"), running, strict=True):
        assert process.stdout
        for line in process.stdout:
            said[name] = int(line)
            if said[name] >= 30:
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()

    keys = [f"{name} {number}" for name, last in said.items() for number in range(last + 1)]
    assert len(Answers(file).find(keys)) == len(keys) >= 62
