"""The check ``links``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from recto.checks.reading import bare
from recto.inline import protect
from recto.model import LINK, Finding, Unit

NAME = "links"


def check(unit: Unit, _source_locale: str, _target_locale: str) -> Iterator[Finding]:
    """The addresses, e-mail addresses and handles of the text stand in the target, letter by letter.

    One letter more or less leads to another page, or to none. Addresses inside links are not meant: they
    are codes, or units of their own.
    """
    if unit.role == LINK or not unit.target or not any(sign in unit.source + unit.target for sign in "@/."):
        return
    source, target = _addresses(unit.source), _addresses(unit.target)
    lost, new = source - target, target - source
    for one in lost:
        instead = next(iter(new), "")
        if instead:
            new -= Counter((instead,))
            at = unit.target.find(instead)
            yield Finding(
                NAME,
                f"The source has {one}, the target has {instead}.",
                "warning",
                (at, at + len(instead)) if at >= 0 else None,
            )
        else:
            yield Finding(NAME, f"The target has no {one}.")
    for one in new:
        at = unit.target.find(one)
        yield Finding(NAME, f"The source has no {one}.", "warning", (at, at + len(one)) if at >= 0 else None)


def _addresses(text: str) -> Counter[str]:
    plain = bare(text)
    return Counter(plain[start:end] for start, end in protect(plain))
