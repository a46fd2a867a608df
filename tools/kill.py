"""Kill Recto at random moments, fill its disk, lock its files: each catalog is the old or the new one.

    kill.py [--runs N] [--seed N] [--on FOLDER] [VERB...]

VERB is extract, confirm (the desk's save), import or desk; none: all four. Each run works on a fresh copy
of one small project. Of ten runs, seven are killed, one has a disk with little room, one a read-only
folder, one a read-only file. Little room is a limit on the size of files; with ``--on``, a folder on a
small file system (1 MB), that is filled up instead.
Afterwards every catalog has the bytes of the old or the new state, what was confirmed is there, and
doing it once more, undisturbed, comes to the same end.
With desk, a real desk is killed in every run while several people change things; then what was answered
is there, and what is there was sent (``kill_desk.py``).
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tools")]

import kill_desk  # noqa: E402

from recto.commands.counts import load_catalog  # noqa: E402
from recto.commands.extract import extract  # noqa: E402
from recto.commands.import_ import import_files  # noqa: E402
from recto.commands.review import recover, save_unit  # noqa: E402
from recto.errors import RectoError  # noqa: E402
from recto.exchange import po  # noqa: E402
from recto.model import State, Unit  # noqa: E402
from recto.project import Project, find  # noqa: E402
from recto.store import Desk  # noqa: E402

ARTICLES, PARAGRAPHS, CONFIRMED = 5, 30, 12
LOCALES = ("de", "es")
MOVED = "moved/article-0.md"
NOBODY = 65534
KILLED, ROOM, FOLDER, FILE = "killed", "no room", "read-only folder", "read-only file"
KINDS = (KILLED, ROOM, KILLED, FOLDER, KILLED, FILE, *[KILLED] * 4)
Ack = Callable[[int], None]
States = dict[str, set[bytes]]


@dataclass
class Outcome:
    """How many runs of each kind there were, how many of them were stopped midway, and what was wrong."""

    runs: Counter[str] = field(default_factory=Counter)
    midway: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def build(root: Path) -> None:
    """Make a project with translated catalogs, and articles that were edited, one of them moved, since."""
    (root / "sources").mkdir(parents=True)
    locales = ", ".join(f'"{locale}"' for locale in LOCALES)
    (root / "recto.toml").write_text(f'source_locale = "en"\ntarget_locales = [{locales}]\n')
    for number in range(ARTICLES):
        (root / f"sources/article-{number}.md").write_text(_text(number, "old"))
    project = find(root)
    extract(project)
    for path in project.articles():
        for locale in LOCALES:
            catalog = load_catalog(project, path, locale)
            units = [
                replace(unit, target=unit.source.upper(), state=State.REVIEWED) if at % 3 else unit
                for at, unit in enumerate(catalog.units)
            ]
            file = project.catalog_file(path, locale)
            project.write(file, po.dump(replace(catalog, units=tuple(units)), file.read_bytes()))


def edit(root: Path) -> None:
    for number in range(ARTICLES):
        (root / f"sources/article-{number}.md").write_text(_text(number, "new"))
    (root / MOVED).parent.mkdir(exist_ok=True)
    target = root / "sources" / MOVED
    target.parent.mkdir()
    (root / "sources/article-0.md").rename(target)


def _text(number: int, age: str) -> str:
    lines = [f"Sentence {at} of article {number} is the same." for at in range(PARAGRAPHS)]
    lines[number] = f"This sentence of article {number} is {age}."
    return "\n\n".join([f"# Article {number}", *lines, *(["Added at the end."] if age == "new" else [])])


def run_extract(root: Path, ack: Ack) -> None:  # noqa: ARG001  # all verbs are called alike
    _raise(extract(find(root)).errors)


def run_import(root: Path, ack: Ack) -> None:  # noqa: ARG001
    _raise(import_files(find(root), [root / "table.csv"]).errors)


def write_table(root: Path) -> None:
    """Write the table to import: a target for each empty unit."""
    project = find(root)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["article", "locale", "role", "source", "target", "state"])
    for path, locale, unit in _empty(project):
        writer.writerow([path, locale, unit.context, unit.source, f"{unit.source} ({locale})", "reviewed"])
    (root / "table.csv").write_text(out.getvalue(), encoding="utf-8")


def run_confirm(root: Path, ack: Ack) -> None:
    """Confirm units one after the other; each is acknowledged when it is said to be on disk."""
    project = find(root)
    desk = Desk(project.state_folder / "desk.db")
    recover(project, desk)
    for number, (path, locale, unit) in enumerate(_to_confirm(project)):
        target = f"Confirmed {number}"
        save_unit(project, desk, path, locale, unit.id, unit.version, target, State.REVIEWED, "ana")
        ack(number)


def _empty(project: Project) -> Iterator[tuple[str, str, Unit]]:
    for path in project.articles():
        for locale in LOCALES:
            for unit in load_catalog(project, path, locale).units:
                if unit.state is State.EMPTY:
                    yield path, locale, unit


def _to_confirm(project: Project) -> list[tuple[str, str, Unit]]:
    """Return the units to confirm, those confirmed before included."""
    units = [
        (path, locale, unit)
        for path in project.articles()
        for locale in LOCALES
        for at, unit in enumerate(load_catalog(project, path, locale).units)
        if at % 3 == 0
    ]
    return units[:: len(units) // CONFIRMED][:CONFIRMED]


VERBS = {"extract": run_extract, "confirm": run_confirm, "import": run_import}
DESK = "desk"


def _raise(errors: tuple[RectoError, ...]) -> None:
    for error in errors:
        raise error


def snapshot(root: Path) -> dict[str, bytes]:
    """Return the bytes of each catalog by its path in the project."""
    return {str(file.relative_to(root)): file.read_bytes() for file in (root / "locales").rglob("*.po")}


class Trial:
    """One verb, the states that its catalogs may be in, and a fresh copy of the project for each run."""

    def __init__(self, verb: str, folder: Path, *, fills_up: bool = False) -> None:
        self.verb = verb
        self.fills_up = fills_up
        self.folder = folder
        self.base = folder / "base"
        build(self.base)
        write_table(self.base)
        if verb == "extract":
            edit(self.base)
        self.before = snapshot(self.base)
        self.states: States = {path: {content} for path, content in self.before.items()}
        done = folder / "done"
        shutil.copytree(self.base, done)
        started = time.perf_counter()
        VERBS[verb](done, lambda _: self._note(snapshot(done)))
        self.seconds = time.perf_counter() - started
        self.after = snapshot(done)
        self._note(self.after)
        shutil.rmtree(done)

    def _note(self, found: dict[str, bytes]) -> None:
        for path, content in found.items():
            self.states.setdefault(path, set()).add(content)

    def run(self, kind: str, chance: random.Random) -> tuple[bool, list[str]]:
        """Disturb one run; return whether it was stopped midway, and what is wrong then."""
        work = self.folder / "work"
        shutil.copytree(self.base, work)
        try:
            acknowledged = self._disturbed(work, kind, chance)
            found = snapshot(work)
            wrong = self._wrong(work, found, acknowledged)
            _unlock(work)
            if not wrong:
                VERBS[self.verb](work, lambda _: None)
            if not wrong and snapshot(work) != self.after:
                wrong.append("done once more, it comes to another end")
            wrong += [f"{left.name} is left" for left in (work / "locales").rglob("*.recto-tmp")]
            return found not in (self.before, self.after), wrong
        finally:
            _unlock(work)
            shutil.rmtree(work)

    def _disturbed(self, work: Path, kind: str, chance: random.Random) -> int:
        """Run the verb in a process of its own, disturbed; return how many saves it acknowledged."""
        size = max(map(len, self.before.values()))
        limit = chance.choice((chance.randrange(100, size), chance.randrange(100, size + 2000)))
        reading, writing = os.pipe()
        _lock(work, kind)
        ballast = self.folder / "ballast"
        if kind == ROOM and self.fills_up:
            room = os.statvfs(work)
            ballast.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - limit)))
            limit = resource.RLIM_INFINITY
        child = os.fork()
        if not child:
            self._child(work, kind, limit, writing)
        os.close(writing)
        if kind == KILLED:
            time.sleep(chance.uniform(0, 1.1 * self.seconds))
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        ballast.unlink(missing_ok=True)
        with os.fdopen(reading, "rb") as pipe:
            return len(pipe.read())

    def _child(self, work: Path, kind: str, limit: int, writing: int) -> None:
        try:
            os.setsid()
            for stream in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
            if kind == ROOM:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            if kind in {FOLDER, FILE} and os.getuid() == 0:  # rights do not bind root
                os.setuid(NOBODY)
            VERBS[self.verb](work, lambda _: os.write(writing, b".") and None)
        finally:
            os._exit(0)

    def _wrong(self, work: Path, found: dict[str, bytes], acknowledged: int) -> list[str]:
        """Return what is wrong with the catalogs that were found."""
        wrong = [
            f"{path} is in neither state"
            for path, content in found.items()
            if content not in self.states.get(path, ()) and content not in self._moved(path)
        ]
        missing = {Path(path).name for path in self.before} - {Path(path).name for path in found}
        wrong += [f"{name} is gone" for name in missing]
        if len(found) != len(self.before):
            wrong.append(f"{len(found)} catalogs, {len(self.before)} before")
        project = find(work)
        try:
            for path in project.articles():
                for locale in LOCALES:
                    content = project.read_catalog(path, locale)
                    po.load(content or b"", path, locale)
        except RectoError as error:
            return [*wrong, str(error)]
        if self.verb == "confirm":
            lost = [
                f"Confirmed {number}"
                for number, (_, _, unit) in enumerate(_to_confirm(project))
                if number < acknowledged and unit.target != f"Confirmed {number}"
            ]
            wrong += [f"{target!r} was acknowledged and is not there" for target in lost]
        return wrong

    def _moved(self, path: str) -> set[bytes]:
        """Return what a catalog may hold that was moved and not yet brought up to date."""
        return self.states.get(path.replace("moved/", ""), set()) if "/moved/" in path else set()


def _lock(work: Path, kind: str) -> None:
    if kind not in {FOLDER, FILE}:
        return
    for place in (work, *work.rglob("*")):
        os.chown(place, NOBODY if os.getuid() == 0 else -1, -1)
    folder = work / "locales/de/LC_MESSAGES"
    if kind == FOLDER:
        folder.chmod(0o555)
    for file in folder.rglob("*.po"):
        file.chmod(0o444)


def _unlock(work: Path) -> None:
    for place in (work / "locales").rglob("*"):
        place.chmod(0o755 if place.is_dir() else 0o644)


def trial(verb: str, runs: int, seed: int, folder: Path | None = None) -> Outcome:
    """Disturb a verb ``runs`` times."""
    chance = random.Random(f"{verb} {seed}")  # noqa: S311  # when to kill is no secret
    outcome = Outcome()
    with tempfile.TemporaryDirectory(dir=folder) as place:
        Path(place).chmod(0o755)
        one = Trial(verb, Path(place), fills_up=folder is not None)
        for number in range(runs):
            kind = KINDS[number % len(KINDS)]
            midway, wrong = one.run(kind, chance)
            outcome.runs[kind] += 1
            outcome.midway[kind] += midway
            outcome.broken += [f"{verb}, run {number}, {kind}: {what}" for what in wrong]
    return outcome


def trial_desk(runs: int, seed: int, folder: Path | None = None) -> kill_desk.Killed:
    """Kill a real desk ``runs`` times."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        root = Path(place) / "project"
        build(root)
        return kill_desk.trial(root, runs, random.Random(f"desk {seed}"))  # noqa: S311


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("verbs", nargs="*", metavar="VERB", help="of: " + ", ".join((*VERBS, DESK)))
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--on", type=Path, help="work there, for example on a small file system")
    wish = parser.parse_args()
    broken = []
    for verb in wish.verbs or (*VERBS, DESK):
        if verb == DESK:
            killed = trial_desk(wish.runs, wish.seed, wish.on)
            print(f"{DESK}: {killed}", flush=True)
            broken += killed.broken
            continue
        outcome = trial(verb, wish.runs, wish.seed, wish.on)
        told = [f"{number} {kind} ({outcome.midway[kind]} midway)" for kind, number in outcome.runs.items()]
        print(f"{verb}: {', '.join(told)}; {len(outcome.broken)} broken", flush=True)
        broken += outcome.broken
    print(*broken, sep="\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
