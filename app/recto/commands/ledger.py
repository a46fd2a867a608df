"""What was compiled from what: the record that lets a run do only what is to be done.

Deleting it costs time and nothing else. A file counts as the same if its stamp is; otherwise, and where it
may have changed twice within one tick of the file system's clock, its content is compared.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from recto import formats, looking, places, saving
from recto.commands.sites import ProjectSite
from recto.commands.traces import Entry, Output, Run, Trace
from recto.errors import RectoError
from recto.locales import gettext_name
from recto.looking import Stamp, Tree, digest
from recto.model import State, fingerprint
from recto.project import MKDOCS, Project
from recto.segmentation import RULES_ID

Made = dict[str, dict[str, Entry]]
"""Article -> locale -> entry."""
TICK = "compiled.tick"
"""A file whose time says what time it is for the file system."""
TICK_S, MOST_TICKS = 0.002, 25
"""Linux counts time for files in steps of 1 to 10 ms."""
LISTED = ("is_article", "is_asset")
"""Questions whose answer any file may change, and that cost nothing."""


class Ledger:
    """The record of earlier runs beside the files as they are now."""

    def __init__(self, project: Project, state: State | None, *, is_new: bool, is_kept: bool) -> None:
        """``is_new``: as if there were no record. ``is_kept``: nothing will be written."""
        self.project, self.state = project, str(state or "")
        self._root = str(project.root)
        self._tools = looking.tools()
        self._settings = digest((project.root / looking.SETTINGS).read_bytes())
        self._start = 0 if is_kept else self._tick()
        record = None if is_new else looking.read(project.root, is_whole=True)
        self._old = record if record and record.head["tools"] == self._tools else None
        rest: dict[str, Any] = self._old.rest if self._old else {}
        self._hashes: dict[str, str] = rest.get("hashes", {})
        self._made: Made = {
            path: {locale: Entry(*entry) for locale, entry in own.items()}
            for path, own in rest.get("made", {}).items()
        }
        self.gone: dict[str, str] = rest.get("gone", {})
        """Files of articles and locales that are not there any more, and what tells their contents."""
        self.removed: list[str] = []
        old = self._old.stamps if self._old else {}
        self._stamps = {file: stamp for part in old.values() for file, stamp in _flat(part)}
        inputs = looking.sources(self._root, project.config.sources)
        inputs |= looking.catalogs(self._root, self._folders)
        self._inputs = dict(_flat(inputs))
        if self._start:  # what was written a moment ago is read after that moment
            self._start = self._let_tick(_newest(self._inputs))
        self._now = self._inputs | dict(_flat(looking.known(self._root, old.get("outputs", {}))))
        self._hows: dict[str, str] = {}
        self._fresh: dict[str, str] = {}

    @property
    def _folders(self) -> list[str]:
        config = self.project.config
        return sorted(f"{config.locales}/{gettext_name(tag)}/LC_MESSAGES" for tag in config.target_locales)

    def _tick(self) -> int:
        """Return what time it is for the file system; 0 where nothing can be written."""
        file = self.project.cache / TICK
        try:
            self.project.ignore_state_folder()
            self.project.write(file, b"", is_derived=True)
            os.utime(file)
            return file.stat().st_ctime_ns
        except (OSError, RectoError):
            return 0

    # --- what is to be done ----------------------------------------------------------------------

    def is_done(self, path: str, locale: str, site: ProjectSite) -> bool:
        """Tell whether the files of an article in a locale are what a run would make of it."""
        entry = self._made.get(path, {}).get(locale)
        if entry is None or not entry.how or entry.how != self._how(path):
            return False
        source, catalog = self._files(path, locale)
        contents = (source, entry.source), (catalog, entry.catalog), *entry.written
        if any(self._content(file) != content for file, content in contents):
            return False
        return all(
            (standing and self._standing(about) == standing) or all(_holds(site, one) for one in answers)
            for about, standing, answers in entry.asked
        )

    def output(self, path: str, locale: str) -> Output:
        """Return what the record says of an output that is done."""
        entry = self._made[path][locale]
        reasons = tuple(entry.reasons)
        assets = tuple(entry.assets)
        return Output(path, locale, entry.file, entry.coverage, False, bool(reasons), assets, reasons)

    def _how(self, path: str) -> str:
        """Return what tells the way in which an article is compiled from others; empty: there is none."""
        if path not in self._hows:
            try:
                own = repr(self.project.settings(path)), formats.maker(path)
            except RectoError:
                return ""  # whoever compiles it says why
            self._hows[path] = fingerprint(RULES_ID, repr(self.project.config), self.state, *own)[:16]
        return self._hows[path]

    def _files(self, path: str, *locales: str) -> list[str]:
        """Return the file of an article and those of its catalogs."""
        config = self.project.config
        catalogs = (f"{config.locales}/{gettext_name(tag)}/LC_MESSAGES/{path}.po" for tag in locales)
        return [f"{config.sources}/{path}", *catalogs]

    def _standing(self, path: str) -> str:
        """Return what tells an article and all its catalogs from what they were."""
        files = self._files(path, *self.project.config.target_locales)
        return digest("\n".join(map(self._content, files)).encode())

    def _content(self, file: str) -> str:
        """Return what tells a file's content from others; empty if it is not there."""
        if file not in self._fresh:
            self._fresh[file] = self._hashes[file] if self._is_same(file) else self._read(file)
        return self._fresh[file]

    def _is_same(self, file: str) -> bool:
        """Tell whether a file has the content that the record says, without a look into it."""
        stamp = self._now.get(file)
        if self._old is None or not stamp or file not in self._hashes:
            return False
        return stamp == self._stamps.get(file) and stamp[0] < self._old.time

    def _read(self, file: str) -> str:
        try:
            content = saving.read(self._place(file)) if self._now.get(file) else None
        except OSError:
            return "unreadable"  # whoever compiles it says why
        return "" if content is None else digest(content)

    def _place(self, file: str) -> Path:
        """Return where a file is; those who read articles follow links, and nobody else does."""
        place = self.project.root / file
        return Path(os.path.realpath(place)) if file.startswith(f"{self.project.config.sources}/") else place

    # --- what was done ---------------------------------------------------------------------------

    def save(self, run: Run) -> None:
        """Write the record; a project folder that cannot be written to goes without."""
        if not self._start:
            return
        for trace in run.traces:
            source, catalog = self._files(*trace.pair)
            self._fresh |= {source: trace.source, catalog: trace.catalog, **dict(trace.written)}
        made = self._made_now(run)
        if run.is_pruned:
            self._prune()
        stamps = self._stamps_now(run, made)
        entries = [entry for own in made.values() for entry in own.values()]
        head = {
            "format": looking.FORMAT,
            "tools": self._tools,
            "settings": self._settings,
            "state": self.state,
            "sources": self.project.config.sources,
            "catalogs": self._folders,
            "is_complete": run.is_well and not self.gone and self._is_ours(made) and self._is_all(run),
            "outputs": len(entries),
            "held_back": [(entry.file, entry.reasons) for entry in entries if entry.reasons],
        }
        rest = {"hashes": dict(self._hashes_now(run, stamps)), "made": made, "gone": self.gone}
        parts = (head, self._parts(stamps), rest)
        lines = "".join(f"{json.dumps(part, separators=(',', ':'))}\n" for part in parts)
        self._let_tick(_newest(stamps))
        with suppress(RectoError):
            self.project.write(self.project.root / looking.RECORD, lines.encode(), is_derived=True)

    def _let_tick(self, newest: int) -> int:
        """Wait until the file system's clock has gone on since the newest file; return what it says then.

        Otherwise the next look could not tell that file from one that is written within the same tick. It
        takes a few milliseconds; a file from the future is not waited for.
        """
        for _ in range(MOST_TICKS):
            if (now := self._tick()) > newest:
                break
            time.sleep(TICK_S)
        return now

    @staticmethod
    def _is_ours(made: Made) -> bool:
        """Tell whether Recto itself reads all articles: of a plug-in only a run knows its version."""
        return not any(map(formats.maker, made))

    def _is_all(self, run: Run) -> bool:
        return run.is_whole or self._was_complete()

    def _was_complete(self) -> bool:
        head: Mapping[str, Any] = self._old.head if self._old else {}
        now = {"is_complete": True, "settings": self._settings, "state": self.state}
        return all(head.get(key) == value for key, value in now.items())

    def _made_now(self, run: Run) -> Made:
        """Return the entries after a run, and note the files that belong to none any more."""
        made = {path: dict(own) for path, own in self._made.items()}
        looked, left = run.looked, dict(self.gone)
        for path, own in self._made.items() if run.is_whole else ():
            for locale, entry in own.items():
                if (path, locale) not in run.every:
                    left |= made[path].pop(locale).files
                elif (path, locale) not in looked:
                    made[path][locale] = entry._replace(how="")
        moved = self._moved() if any(trace.asked for trace in run.traces) else frozenset()
        for trace in run.traces:
            path, locale = trace.pair
            own = made.setdefault(path, {})
            entry = self._entry(trace, moved)
            before = own[locale].files if locale in own else {}
            others = [one for one in before.items() if one[0] not in entry.files]
            own[locale] = entry._replace(kept=others if trace.output.is_held_back else ())
            left |= {} if trace.output.is_held_back else dict(others)
        current = {file for own in made.values() for entry in own.values() for file in entry.files}
        self.gone = {
            file: content
            for file, content in sorted(left.items())
            if file not in current and looking.stamp(f"{self._root}/{file}")
        }
        return {path: own for path, own in made.items() if own}

    def _prune(self) -> None:
        """Remove the files that belong to none any more; those that somebody changed since stay."""
        for file, content in list(self.gone.items()):
            self._now[file] = looking.stamp(f"{self._root}/{file}")
            if self._read(file) == content:
                place, sources = self.project.root / file, self.project.root / self.project.config.sources
                places.check_writable(place, self.project.root, sources, file)
                saving.remove(place, where=file)
                saving.remove_empty(place.parent, self.project.root)
                self._inputs.pop(file, None)
                del self.gone[file]
                self.removed.append(file)

    def _entry(self, trace: Trace, moved: Collection[str]) -> Entry:
        output = trace.output
        about: dict[str, list[list[str]]] = {}
        for question, answer in trace.asked.items():
            about.setdefault(question[1], []).append([*question, answer])
        return Entry(
            self._how(output.article) if trace.is_well else "",
            output.file,
            output.coverage,
            trace.source,
            trace.catalog,
            trace.written,
            [(path, self._standing_for(path, answers, moved), answers) for path, answers in about.items()],
            output.assets,
            output.reasons,
        )

    def _standing_for(self, path: str, answers: Sequence[Sequence[str]], moved: Collection[str]) -> str:
        """Return the standing with which these answers need not be asked for again; empty: they do."""
        files = self._files(path, *self.project.config.target_locales)
        if any(name in LISTED for name, *_ in answers) or not set(files).isdisjoint(moved):
            return ""
        return self._standing(path)

    def _moved(self) -> frozenset[str]:
        """Return the articles and catalogs that changed while the run went on."""
        now = looking.sources(self._root, self.project.config.sources)
        now |= looking.catalogs(self._root, self._folders)
        return frozenset(file for file, stamp in _flat(now) if stamp != self._inputs.get(file))

    def _stamps_now(self, run: Run, made: Made) -> dict[str, Stamp]:
        if run.is_whole:
            stamps = {file: self._settled(file) for file in self._inputs}
        else:
            stamps = dict(self._stamps)
            inputs = {file for pair in run.looked for file in self._files(*pair)}
            stamps |= {file: self._settled(file) for file in inputs if file in self._inputs}
            for file in inputs.difference(self._inputs):
                stamps.pop(file, None)
        for path, locale in run.done:
            stamps |= {file: self._settled(file) for file, _ in made[path][locale].written}
        for trace in run.traces:
            stamps |= {file: stamp for (file, _), stamp in zip(trace.written, trace.stamps, strict=True)}
        return stamps | {file: looking.stamp(f"{self._root}/{file}") for file in run.assets}

    def _settled(self, file: str) -> Stamp:
        """Return the stamp of a file from before the run; one that it may share is none that tells."""
        stamp = self._now.get(file, [])
        return [0, *stamp[1:]] if stamp and stamp[0] >= self._start else stamp

    def _hashes_now(self, run: Run, stamps: Mapping[str, Stamp]) -> Iterator[tuple[str, str]]:
        looked = {file for pair in run.looked for file in self._files(*pair)}
        looked |= {file for trace in run.traces for file, _ in trace.written}
        for file, stamp in stamps.items():
            if (run.is_whole or file in looked) and self._fresh.get(file):
                yield file, self._fresh[file]
            elif file in self._hashes and stamp == self._stamps.get(file):
                yield file, self._hashes[file]

    def _parts(self, stamps: Mapping[str, Stamp]) -> dict[str, Tree]:
        """Return the stamps as ``looking.Record`` has them."""
        parts: dict[str, Tree] = {"sources": {}, "catalogs": {}, "outputs": {}}
        folders = tuple(f"{folder}/" for folder in self._folders)
        sources = f"{self.project.config.sources}/"
        for file, stamp in sorted(stamps.items()):
            name = "sources" if file.startswith(sources) else "outputs"
            looking.put(parts["catalogs" if file.startswith(folders) else name], file, stamp)
        config = self.project.config
        rules = {config.srx, *(str(own.get("srx", "")) for _, own in config.articles)} - {""}
        beside: Tree = {}
        for file in (*MKDOCS, *sorted(rules)):
            looking.put(beside, file, [])
        return {**parts, "beside": looking.known(self._root, beside)}


def _newest(stamps: Mapping[str, Stamp]) -> int:
    return max((stamp[0] for stamp in stamps.values() if stamp), default=0)


def _flat(tree: Tree) -> Iterator[tuple[str, Stamp]]:
    for folder, names in tree.items():
        for name, stamp in names.items():
            yield f"{folder}/{name}" if folder else name, stamp


def _holds(site: ProjectSite, asked: Sequence[str]) -> bool:
    """Tell whether a question still has the answer that it had."""
    name, path, locale, answer = asked
    try:
        return site.answer((name, path, locale)) == answer
    except RectoError:
        return False
