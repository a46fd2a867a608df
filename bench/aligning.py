"""Measure alignment: how many sentences of articles and their translations are paired, and how many rightly.

    aligning.py FILE.jsonl

Each line of the file is an article and its translation: ``src_lang``, ``tgt_lang``, and ``segments`` with
``src`` and ``ref``, what stands for what. The segments are put into paragraphs of a few each, and aligned
twice: as they are, and with a quarter of the translation's paragraphs left out, added, merged, divided,
moved, or with a sentence more or less. A pair is right if both of its sides come from the same segments.
"""

from __future__ import annotations

import argparse
import html
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from recto import formats
from recto.aligning import matching, proposals, sides
from recto.commands.translated import SAFE
from recto.extraction import segments
from recto.locales import canonical
from recto.model import Article, Options
from recto.segmentation import boundaries

ROUNDS = 4
LOCALES = {"zh-CN": "zh-Hans"}

Text = list[list[tuple[int, str]]]
"""Paragraphs of segments, each with its number; below zero: of no segment."""


def read(paragraphs: Text, locale: str) -> list[sides.Paragraph]:
    """Return the paragraphs as alignment sees them, cut as an HTML article."""
    page = "\n".join(
        f"<p>{html.escape(' '.join(one for _, one in row), quote=False)}</p>" for row in paragraphs
    )
    document = formats.cut(Article("a.html", locale, page), Options())
    rows = segments(document, lambda text: [one.offset for one in boundaries(text, locale)])
    return sides.paragraphs(document, rows)


def numbers(found: Sequence[sides.Paragraph], paragraphs: Text) -> dict[int, frozenset[int]]:
    """Return the segments that each sentence is of, by its identity."""
    spans, whole = [], ""
    for number, text in (one for row in paragraphs for one in row):
        bare = "".join(text.split())
        spans.append((len(whole), len(whole) + len(bare), number))
        whole += bare
    out: dict[int, frozenset[int]] = {}
    at = 0
    for sentence in (one for paragraph in found for one in paragraph.sentences):
        bare = "".join(sides.seen(sentence.unit.text).split())
        start = whole.find(bare, at)
        if start >= 0:
            at = start + len(bare)
            out[id(sentence)] = frozenset(no for first, last, no in spans if first < at and last > start)
    return out


def in_paragraphs(segments: Sequence[tuple[str, str]], chance: random.Random) -> tuple[Text, Text]:
    mine: Text = []
    theirs: Text = []
    at = 0
    while at < len(segments):
        row = list(enumerate(segments))[at : at + chance.choice([1, 1, 2, 2, 3, 4])]
        mine.append([(number, source) for number, (source, _) in row])
        theirs.append([(number, target) for number, (_, target) in row])
        at += len(row)
    return mine, theirs


def edited(paragraphs: Text, foreign: Sequence[str], chance: random.Random) -> Text:
    """Return a translation that was not made sentence by sentence, or not of this version."""
    out: Text = []
    for row in paragraphs:
        kind = chance.choices(
            ["as it is", "left out", "added", "one less", "one more", "merged", "divided", "moved"],
            [76, 5, 3, 3, 4, 4, 3, 2],
        )[0]
        if kind == "left out":
            continue
        if kind == "added" and foreign:
            out.append([(-1, chance.choice(foreign))])
        if kind == "merged" and out:
            out[-1] = out[-1] + row
        elif kind == "divided" and len(row) > 1:
            out += [row[:1], row[1:]]
        elif kind == "moved" and len(out) > 1:
            out.insert(-1, row)
        elif kind == "one less" and len(row) > 1:
            out.append(row[1:])
        elif kind == "one more" and foreign:
            out.append([*row, (-2, chance.choice(foreign))])
        else:
            out.append(row)
    return out


def judged(mine: Text, theirs: Text, source: str, target: str) -> Counter[str]:
    """Return counts: sentences, pairs, right pairs, and those of the pairs that are sure."""
    here, there = read(mine, source), read(theirs, target)
    my_numbers, their_numbers = numbers(here, mine), numbers(there, theirs)
    given = frozenset().union(*their_numbers.values())
    found = matching.match(here, there)
    is_safe = matching.agreement(found) * 100 >= SAFE
    count: Counter[str] = Counter(sentences=sum(own <= given for own in my_numbers.values()))
    for pair, one in zip(found.pairs, proposals.propose(found, source, target), strict=True):
        left = frozenset().union(*(my_numbers.get(id(each), {-3}) for each in pair.sources))
        right = frozenset().union(*(their_numbers.get(id(each), {-4}) for each in pair.targets))
        is_sure = is_safe and not one.doubts
        count.update(
            pairs=1,
            right=left == right,
            found=len(pair.sources) * (left == right),
            sure=is_sure,
            rightly=is_sure and left == right,
        )
    return count


def articles(file: Path) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        pairs = [(each["src"], each["ref"]) for each in one["segments"]]
        own, other = (canonical(LOCALES.get(tag, tag)) for tag in (one["src_lang"], one["tgt_lang"]))
        yield own, other, pairs


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well articles are aligned.")
    parser.add_argument("file", type=Path)
    all_articles = list(articles(parser.parse_args().file))
    for name, rounds in (("as they are", 1), ("edited", ROUNDS)):
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for number, (source, target, pairs) in enumerate(all_articles * rounds):
            chance = random.Random(number)
            foreign = [
                text
                for _, other, rows in all_articles
                if other == target and rows[0][0] != pairs[0][0]
                for _, text in rows
            ]
            mine, theirs = in_paragraphs(pairs, chance)
            theirs = edited(theirs, foreign, chance) if name == "edited" else theirs
            count = judged(mine, theirs, source, target)
            counts[f"{source}-{target}"].update(count)
            counts["all"].update(count)
        print(f"{name}\n{'':12}  sentences  precision  recall  sure  precision of sure")
        for pair, count in sorted(counts.items(), key=lambda row: (row[0] == "all", row[0])):
            shares = [
                100 * count[part] / max(count[whole], 1)
                for part, whole in (
                    ("right", "pairs"),
                    ("found", "sentences"),
                    ("sure", "pairs"),
                    ("rightly", "sure"),
                )
            ]
            print(
                f"{pair:12}  {count['sentences']:9}  {shares[0]:9.1f}  {shares[1]:6.1f}"
                f"  {shares[2]:4.0f}  {shares[3]:17.2f}"
            )


if __name__ == "__main__":
    main()
