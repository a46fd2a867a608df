"""Lay the rules of an SRX file over a text's own decisions, or put them in their place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from recto.segmentation.holding import Cut
from recto.segmentation.policy import SRX_MAX_TEXT
from recto.segmentation.srx import Hit, remarks, rules_for

__all__ = ["remarks", "srx_cuts", "srx_explained"]


def srx_cuts(text: str, locale: str, srx: str, own: Iterable[Cut]) -> Iterator[Cut]:
    """Yield what is decided where a file of rules is in effect; ``own`` is what Recto's rules say.

    A text longer than ``SRX_MAX_TEXT`` is not cut.

    :raises ConfigError: the file cannot be used; ``where`` is its line.
    :raises FormatError: its rules take too long on the text.
    """
    rules = rules_for(srx, locale)
    if len(text) > SRX_MAX_TEXT:
        yield Cut(len(text), len(text), ends=False, rule="srx-long")
        return
    if not rules.replaces:
        decided = list(own)
        is_cut = any(cut.ends for cut in decided)
        yield from _excepted(rules.hits(text) if is_cut else [], decided)
        return
    for hit in rules.hits(text):
        yield Cut(hit.start, hit.end, hit.ends, "srx-break" if hit.ends else "srx-exception", hit.at)


def srx_explained(
    text: str, locale: str, srx: str, cuts: Sequence[Cut], own: Iterable[Cut]
) -> list[tuple[int, bool, str, str]]:
    """Return decisions as offset, whether a sentence ends, rule, and which rule of the file it was.

    Where Recto would have looked for an end and no rule of the file fits, that is said.
    """
    rules = rules_for(srx, locale)
    offsets = [cut.offset for cut in cuts]
    told = [
        (cut.offset, cut.ends, cut.rule, rules.rule_at(text, cut.at).name if cut.at >= 0 else "")
        for cut in cuts
    ]
    if rules.replaces and len(text) <= SRX_MAX_TEXT:
        for cut in own:
            at = bisect_left(offsets, cut.offset)
            if at == len(offsets) or offsets[at] > cut.after:
                told.append((cut.offset, False, "srx-none", ""))
    return sorted(told)


def _excepted(hits: list[Hit], own: Iterable[Cut]) -> Iterator[Cut]:
    """Yield Recto's own decisions without the boundaries at which an exception fits."""
    places = {hit.start: hit.at for hit in hits}
    for cut in own:
        if cut.ends and cut.offset in places and cut.rule != "blank-line":
            yield Cut(cut.offset, cut.after, ends=False, rule="srx-exception", at=places[cut.offset])
        else:
            yield cut
