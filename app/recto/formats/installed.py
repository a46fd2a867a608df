"""Formats that other distributions bring: the entry points ``recto.formats``.

What a plug-in does wrong is said with the name of its distribution, article by article: it ends
neither the run nor the other articles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from recto.errors import FormatError, RectoError
from recto.formats import Cut, Package
from recto.model import Document, Options, join

GROUP = "recto.formats"
_UPDATE = "Update or uninstall it, or exclude these files in recto.toml."

T = TypeVar("T")


@cache
def installed(ending: str) -> tuple[Cut, Package | None] | None:
    """Return the functions of the plug-in for a file name ending, or nothing if there is none.

    :raises FormatError: several plug-ins read such files, or the one cannot be used.
    """
    found = _entries(ending)
    if not found:
        return None
    if len(found) > 1:
        names = " and ".join(sorted(map(_name, found)))
        raise FormatError(
            f"several plug-ins read {ending!r} files: {names}.",
            hint="Uninstall all but one, or exclude these files in recto.toml.",
        )
    (entry,) = found
    format_ = _answer(entry, "cannot be loaded", entry.load)
    missing = [name for name in ("cut", "unpack", "pack") if not callable(getattr(format_, name, None))]
    if "cut" in missing or len(missing) == 1:
        raise FormatError(f"the plug-in {_name(entry)} has no function {missing[0]!r}.", hint=_UPDATE)
    return _cut(entry, format_.cut), None if missing else _package(entry, format_)


@cache
def maker(ending: str) -> str:
    """Return the distributions, with their versions, that read files of an ending."""
    return ", ".join(sorted(map(_name, _entries(ending))))


def _entries(ending: str) -> list[EntryPoint]:
    return [entry for entry in entry_points(group=GROUP) if f".{entry.name.lower()}" == ending]


def _cut(entry: EntryPoint, own: Cut) -> Cut:
    def cut(text: str, options: Options) -> Document:
        document = _expect(Document, entry, _answer(entry, "failed", own, text, options))
        if join(document) != text:
            raise FormatError(
                f"the plug-in {_name(entry)} cannot be trusted with this file: the parts of its document do"
                " not join to the text.",
                hint=_UPDATE,
            )
        return document

    return cut


def _package(entry: EntryPoint, format_: Any) -> Package:
    def unpack(content: bytes) -> str:
        return _expect(str, entry, _answer(entry, "failed", format_.unpack, content))

    def pack(text: str, source: bytes) -> bytes:
        return _expect(bytes, entry, _answer(entry, "failed", format_.pack, text, source))

    return Package(unpack, pack)


def _answer(entry: EntryPoint, problem: str, function: Callable[..., object], *arguments: object) -> Any:
    try:
        return function(*arguments)
    except RectoError:
        raise
    except Exception as error:  # a foreign module may raise anything
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise FormatError(f"the plug-in {_name(entry)} {problem} ({said}).", hint=_UPDATE) from error


def _expect(wanted: type[T], entry: EntryPoint, value: object) -> T:
    if not isinstance(value, wanted):
        raise FormatError(
            f"the plug-in {_name(entry)} gave {type(value).__name__}, not {wanted.__name__}.", hint=_UPDATE
        )
    return value


def _name(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
