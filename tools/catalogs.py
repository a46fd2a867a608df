"""Try other people's PO files: read or refused, nothing else, and what is read is written as it was.

    catalogs.py [--refused] FOLDER...

Each ``*.po`` and ``*.pot`` below the folders is read. One that is refused has to be refused by an error of
Recto's that names its line. One that is read is written without a change, and with a change to each of
some units: then only the lines of that unit may differ, in a file of Recto's own form from the file
itself, in any other from the file as Recto writes it. With ``--refused`` a file that is read is a mistake.
Leaves with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "app"))

from recto.errors import CatalogError  # noqa: E402
from recto.exchange import mo, po, po_read  # noqa: E402
from recto.model import Catalog, State, Unit  # noqa: E402

SOME = 5
"""Units of a file that are changed, one at a time."""


def judge(content: bytes, where: str, locale: str = "de") -> tuple[str, list[str]]:
    """Return what became of a file (``own form``, ``other form`` or ``refused ...``), and what is wrong."""
    try:
        catalog = po.load(content, where, locale)
    except CatalogError as error:
        named = re.fullmatch(rf"{re.escape(where)}:[1-9]\d*", error.where)
        missing = [] if named else [f"{where}: refused without a line: {error}"]
        return _refusal(content, error), missing
    is_own = po_read.read(content, where).is_own
    wrong = [] if po.dump(catalog, content) == content else ["written without a change it is another"]
    mo.compile_mo(catalog)
    for unit in _some(catalog):
        wrong += _changed(catalog, content, unit, is_own=is_own)
    return "own form" if is_own else "other form", [f"{where}: {what}" for what in wrong]


def _refusal(content: bytes, error: CatalogError) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "refused, not UTF-8" if "msgconv -t UTF-8" in error.hint else "refused, not UTF-8, no hint"
    return "refused"


def _some(catalog: Catalog) -> list[Unit]:
    units = catalog.units
    return [*units[:: max(1, len(units) // SOME)][:SOME], *units[-1:]]


def _changed(catalog: Catalog, content: bytes, unit: Unit, *, is_own: bool) -> Iterator[str]:
    """Yield what a change to one unit changes beside it."""
    first, second = (
        po.dump(_with(catalog, unit, f"{edges[0]}{target}{edges[1]}"), content)
        for edges in [_edges(unit.source)]
        for target in ("Changed.", "Changed once more.")
    )
    again = po.load(first, "changed", catalog.locale)
    if [one for one in again.units if one.key != unit.key] != [
        _plain(one) for one in catalog.units if one.key != unit.key
    ]:
        yield f"a change to {unit.source[:40]!r} changes another unit"
    if (again.obsolete, again.foreign) != (catalog.obsolete, catalog.foreign):
        yield f"a change to {unit.source[:40]!r} changes what is obsolete or other tools'"
    pairs = [(first, second), *([(content, first)] if is_own else [])]
    for one, other in pairs:
        if len(_differing(one, other)) > 1:
            yield f"a change to {unit.source[:40]!r} changes the lines of other entries"


def _plain(unit: Unit) -> Unit:
    """Return a unit without a sign-off, which no longer counts after a change."""
    return replace(unit, state=State.REVIEWED) if unit.state is State.FINAL else unit


def _differing(one: bytes, other: bytes) -> list[tuple[bytes, bytes]]:
    """Return the entries that differ between two files in Recto's own form; all if their number does."""
    before, after = re.split(rb"\r?\n\r?\n", one), re.split(rb"\r?\n\r?\n", other)
    if len(before) != len(after):
        return [(one, other)] * 2
    return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]


def _edges(source: str) -> tuple[str, str]:
    return ("\n" if source.startswith("\n") else "", "\n" if source.endswith("\n") else "")


def _with(catalog: Catalog, unit: Unit, target: str) -> Catalog:
    changed = replace(unit, target=target, state=State.REVIEWED)
    units = tuple(changed if one.key == unit.key else _plain(one) for one in catalog.units)
    return replace(catalog, units=units)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--refused", action="store_true")
    wish = parser.parse_args()
    broken: list[str] = []
    for folder in wish.folders:
        verdicts: Counter[str] = Counter()
        for file in sorted(folder.rglob("*.po*")):
            try:
                verdict, wrong = judge(file.read_bytes(), str(file))
            except Exception as error:  # noqa: BLE001  # whatever escapes is what is looked for
                verdict, wrong = "escaped", [f"{file}: {type(error).__name__}: {error}"]
            verdicts[verdict] += 1
            broken += wrong
            if wish.refused and verdict in {"own form", "other form"}:
                broken.append(f"{file}: {verdict}, it should be refused")
        print(f"{folder}: {', '.join(f'{number} {verdict}' for verdict, number in sorted(verdicts.items()))}")
    print(*broken, sep="\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
