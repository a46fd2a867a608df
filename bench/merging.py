"""Measure merging: what becomes of accepted translations when sources are edited, and how long it takes.

    merging.py [--units 10000] [--growth]

Beside msgmerge, Babel's ``Catalog.update`` and, where its program is there, po4a-updatepo, which calls
msgmerge: the same catalogs and the same edits in one run. Every tool gets the units that Recto cuts.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import polib
from articles import Writer
from babel.messages.pofile import read_po, write_po

from recto.exchange import po
from recto.merging import merge
from recto.model import Catalog, State, Unit

ACCEPTED, SHARE = 36, 0.05
Sources = list[str]

BASE = [
    "Press the red button to stop.",
    "Press the green button to start.",
    "Boil 2 cups of water for the tea.",
    "“It is over,” she said in the evening.",
    "The mayor of Lyon has resigned today.",
    "Nobody was hurt in the fire on Sunday.",
    "Open the window before you light the stove.",
    "The bridge was built by hand in 1890.",
]


@dataclass(frozen=True)
class Scenario:
    """An edit, or several in a row: each gives the units' (role, source) after it."""

    name: str
    rounds: Sequence[Callable[[Sources], Sequence[tuple[str, str]]]]
    meant: tuple[tuple[str, str], ...] = ()
    """Old and new source that differ in looks only: an accepted target may stand under the new one."""


def _as_body(change: Callable[[Sources], Sources]) -> Callable[[Sources], Sequence[tuple[str, str]]]:
    return lambda sources: [("paragraph", source) for source in change(list(sources))]


def _replaced(old: str, new: str) -> Callable[[Sources], Sequence[tuple[str, str]]]:
    def change(sources: Sources) -> Sources:
        changed = [source.replace(old, new) for source in sources]
        assert changed != sources, old
        return changed

    return _as_body(change)


SAME = _as_body(lambda sources: sources)
QUOTED = (
    "“It is over,” she said in the evening.",
    '"It is over," she said in the evening.',
)
SCENARIOS = (
    Scenario("reworded", [_replaced("Boil 2 cups of water", "Bring 2 cups of cold water to the boil")]),
    Scenario("one letter", [_replaced("mayor", "major")]),
    Scenario("sentence added", [_as_body(lambda s: [*s[:3], "A new sentence stands here now.", *s[3:]])]),
    Scenario("sentence deleted", [_as_body(lambda s: s[:3] + s[4:])]),
    Scenario("sentence moved", [_as_body(lambda s: [*s[1:5], s[0], *s[5:]])]),
    Scenario("paragraph twice", [_as_body(lambda s: s + s[2:4])]),
    Scenario("split", [_replaced("window before you light", "window. Then light")]),
    Scenario("joined", [_as_body(lambda s: [s[0][:-1] + ", and press the green button to start.", *s[2:]])]),
    Scenario(
        "becomes a quote",
        [lambda s: [("quote" if at == 4 else "paragraph", one) for at, one in enumerate(s)]],
    ),
    Scenario("edited and reverted", [_replaced("2 cups", "3 cups"), SAME]),
    Scenario("deleted and added again", [_as_body(lambda s: s[:3] + s[4:]), SAME]),
    Scenario(
        "becomes a heading",
        [lambda s: [("heading" if at == 4 else "paragraph", one) for at, one in enumerate(s)]],
    ),
    Scenario("number changed", [_replaced("1890", "1980")]),
    Scenario("negated", [_replaced("has resigned", "has not resigned")]),
    Scenario("other quotes", [_replaced(*QUOTED)], (QUOTED,)),
    Scenario("capitals only", [_replaced("The bridge", "THE BRIDGE")]),
    Scenario("two edits in a row", [_replaced("2 cups", "3 cups"), _replaced("2 cups", "4 cups")]),
    Scenario("similar ones changed", [_as_body(lambda s: ["Press the green button to stop.", *s[2:]])]),
)


def _split(sources: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Cut a source that became two sentences, as Recto does."""
    return [(role, part) for role, source in sources for part in re.split(r"(?<=\w\.) (?=[A-Z])", source)]


def _catalog(sources: Sources) -> bytes:
    units = tuple(Unit("paragraph", one, f"Z {one}", State.REVIEWED) for one in dict.fromkeys(sources))
    return po.dump(Catalog("de", units, header=po.create_header("bench", "de", "a.md")))


def _template(keys: Sequence[tuple[str, str]]) -> bytes:
    header = (("Content-Type", "text/plain; charset=UTF-8"), ("Content-Transfer-Encoding", "8bit"))
    return po.dump(Catalog("de", tuple(Unit(*key) for key in dict.fromkeys(keys)), header=header))


def recto(old: bytes, keys: Sequence[tuple[str, str]], _folder: Path) -> bytes:
    """Merge as ``recto extract`` does, the catalog read and written."""
    units = tuple(Unit(*key) for key in dict.fromkeys(keys))
    return po.dump(merge(po.load(old, "a.po", "de"), units, "en").catalog, old)


def msgmerge(old: bytes, keys: Sequence[tuple[str, str]], folder: Path) -> bytes:
    return _external(
        ["msgmerge", "--quiet", "--previous", "--no-wrap", "old.po", "new.pot"], old, keys, folder
    )


def updatepo(old: bytes, keys: Sequence[tuple[str, str]], folder: Path) -> bytes:
    """Merge a text whose paragraphs are the units by the program itself."""
    (folder / "old.po").write_bytes(old)
    (folder / "new.txt").write_text("\n\n".join(source for _, source in keys) + "\n", encoding="utf-8")
    command = ["po4a-updatepo", "-f", "text", "-M", "UTF-8", "-m", "new.txt", "-p", "old.po"]
    subprocess.run(
        [*command, "--msgmerge-opt", "--previous --no-wrap"], cwd=folder, check=True, capture_output=True
    )
    return (folder / "old.po").read_bytes()


def babel(old: bytes, keys: Sequence[tuple[str, str]], _folder: Path) -> bytes:
    catalog = read_po(io.BytesIO(old), locale="de")
    catalog.update(read_po(io.BytesIO(_template(keys))))
    out = io.BytesIO()
    write_po(out, catalog, width=0, include_previous=True)
    return out.getvalue()


def _external(command: Sequence[str], old: bytes, keys: Sequence[tuple[str, str]], folder: Path) -> bytes:
    (folder / "old.po").write_bytes(old)
    (folder / "new.pot").write_bytes(_template(keys))
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout


Tool = Callable[[bytes, Sequence[tuple[str, str]], Path], bytes]
TOOLS: dict[str, Tool] = {"Recto": recto, "msgmerge --previous": msgmerge, "Babel": babel}


def fates(before: bytes, after: bytes, meant: Sequence[tuple[str, str]]) -> Counter[str]:
    """Return how many accepted translations are live, drafts with their source, obsolete, lost, and wrong.

    Wrong: one that stands, as accepted, under a source that nobody accepted it for.
    """
    try:
        found = list(polib.pofile(after.decode(), wrapwidth=0))
    except (OSError, UnicodeDecodeError):
        return Counter(lost=len(polib.pofile(before.decode())))
    pairs = {entry.msgid: entry.msgstr for entry in polib.pofile(before.decode())}
    live = [entry for entry in found if not entry.obsolete]
    out: Counter[str] = Counter()
    for source, target in pairs.items():
        texts = {source, *(new for old, new in meant if old == source)}
        holding = [entry for entry in live if target in entry.msgstr]
        if any(entry.msgid in texts and not entry.fuzzy for entry in holding):
            out["live"] += 1
        elif any(source in (entry.previous_msgid or "") for entry in holding):
            out["draft"] += 1
        elif holding:
            out["bare"] += 1
        else:
            out["obsolete" if any(target in one.msgstr for one in found) else "lost"] += 1
    allowed = set(pairs.items()) | {(new, pairs[old]) for old, new in meant}
    out["wrong"] = sum(
        bool(one.msgstr) and not one.fuzzy and (one.msgid, one.msgstr) not in allowed for one in live
    )
    return out


def scenario_lines() -> list[str]:
    """Return the table of the edits: what each tool makes of the accepted translations."""
    lines = [
        "| edit | " + " | ".join(TOOLS) + " |",
        "|---|" + "---|" * len(TOOLS),
    ]
    total: dict[str, Counter[str]] = {name: Counter() for name in TOOLS}
    for scenario in SCENARIOS:
        cells = []
        for name, tool in TOOLS.items():
            with tempfile.TemporaryDirectory() as folder:
                old = before = _catalog(BASE)
                for change in scenario.rounds:
                    old = _tried(tool, old, _split(change(list(BASE))), Path(folder))
            found = fates(before, old, scenario.meant)
            total[name] += found
            cells.append(_cell(found))
        lines.append(f"| {scenario.name} | {' | '.join(cells)} |")
    lines.append(f"| **all** | {' | '.join(_cell(total[name]) for name in TOOLS)} |")
    return lines


def _tried(tool: Tool, old: bytes, keys: Sequence[tuple[str, str]], folder: Path) -> bytes:
    """Return what a tool makes; nothing where it cannot read what it wrote before."""
    try:
        return tool(old, keys, folder)
    except Exception as error:  # noqa: BLE001  # any tool may fail in its own way, which is then what it made of the catalog
        print(f"{tool.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
        return b'msgid ""\nmsgstr ""\n'


def _cell(found: Counter[str]) -> str:
    words = {"live": "live", "draft": "draft", "bare": "draft without its source", "obsolete": "obsolete"}
    words |= {"lost": "**lost**", "wrong": "**wrong**"}
    return ", ".join(f"{found[key]} {word}" for key, word in words.items() if found[key])


def _prose(count: int, seed: int) -> Sources:
    writer = Writer(seed)
    return [writer.words().capitalize() + "." for _ in range(count)]


def _edited(sources: Sources, share: float) -> list[tuple[str, str]]:
    chance = random.Random(7)
    out = []
    for source in sources:
        words = source.split(" ")
        if chance.random() < share:
            words[chance.randrange(len(words))] = chance.choice(["never", "15", "quickly", "they"])
        out.append(("paragraph", " ".join(words)))
    return out


def measure(units: int, share: float, name: str) -> float:
    """Return the seconds that a tool takes, files read and written, the start of its program included."""
    sources = _prose(units, 3)
    old, keys = _catalog(sources), _edited(sources, share)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        SPEED[name](old, keys, Path(folder))
        return time.perf_counter() - start


SPEED: dict[str, Tool] = dict(TOOLS)
SMALLER = {"Babel": 10}
"""Tools that compare all with all get a smaller catalog; Recto beside them, too."""
if shutil.which("po4a-updatepo"):
    SPEED["po4a-updatepo"] = updatepo


def speed_lines(units: int) -> list[str]:
    """Return the table of seconds and of how many times as long as Recto each tool takes."""
    lines = [f"| {units:,} units, {SHARE:.0%} edited | seconds | times Recto's |", "|---|--:|--:|"]
    ours = 0.0
    for name in SPEED:
        size = units // SMALLER.get(name, 1)
        seconds = measure(size, SHARE, name)
        ours = ours or seconds
        beside = ours if size == units else measure(size, SHARE, "Recto")
        note = "" if size == units else f" ({size:,} units)"
        lines.append(f"| {name}{note} | {seconds:.2f} | {seconds / beside:.1f} |")
    return lines


def growth_lines(units: int) -> list[str]:
    """Return the table of Recto's seconds for catalogs of growing size in which everything is edited."""
    lines = ["| units, all edited | seconds |", "|---|--:|"]
    return lines + [
        f"| {size:,} | {measure(size, 1.0, 'Recto'):.1f} |" for size in (units, 2 * units, 4 * units)
    ]


def lines(units: int) -> list[str]:
    """Return all of it as Markdown, for the page of comparisons."""
    return [
        "## When the source is edited",
        "",
        f"{len(BASE)} accepted translations, one edit; what stands in the catalog afterwards. *Draft*: for",
        "review, with the source that the translation was made for; *wrong*: accepted under a source that",
        "nobody accepted it for.",
        "",
        *scenario_lines(),
        "",
        *speed_lines(units),
        "",
        f"Babel {version('babel')}; po4a-updatepo calls msgmerge.",
    ]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--growth", action="store_true", help="also time growing catalogs, everything edited")
    options = parser.parse_args(argv)
    print("\n".join(lines(options.units)))
    if options.growth:
        print("\n" + "\n".join(growth_lines(options.units)))


if __name__ == "__main__":
    main()
