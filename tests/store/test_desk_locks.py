"""The desk database is opened again and again by one process, and by others beside it; nothing gets lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

APP = Path(__file__).parents[2] / "app"

DESK = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from recto.store import Desk
from recto.store.people import People

file = Path(sys.argv[2])
desk = Desk(file)
people = People(file)
people.add("first", "", {}, "test")
if len(sys.argv) > 3:
    People(file)
    print("open", flush=True)
    sys.stdin.readline()
    people.add("second", "", {}, "test")
    print("written", flush=True)
    sys.stdin.readline()
"""

OTHER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from recto.store.people import People

people = People(Path(sys.argv[2]))
print([one.name for one in people.all()])
people.close()
"""


def run(script: str, file: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(APP), str(file), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_is_written_after_another_process_has_closed_the_database_stays(tmp_path):
    # Closing any descriptor of a file gives up the locks that its process holds on it. SQLite then takes
    # the other process for the last one, and removes the log that this one goes on writing to.
    file = tmp_path / "desk.db"
    desk = run(DESK, file, "wait")
    assert desk.stdout.readline() == "open\n"
    assert run(OTHER, file).communicate(timeout=60)[0] == "['first']\n"
    desk.stdin.write("\n")
    desk.stdin.flush()
    assert desk.stdout.readline() == "written\n"
    desk.kill()
    desk.wait(timeout=60)

    assert run(OTHER, file).communicate(timeout=60)[0] == "['first', 'second']\n"
