"""How the time that a text takes grows with its length: texts that were written to be slow.

Whoever may write a translation or hand in an article may try to make the desk wait. Each text is a pattern,
repeated; each way through Recto gets it in growing lengths up to the limit there. The exponent is that of
the last two doublings: 1 takes twice as long for twice the text, 2 four times. Nothing here passes or fails.

Example:
    python bench/growth.py --only checks
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "app"))

from recto import checks, formats, segmentation, typography
from recto.checks import documents
from recto.errors import RectoError
from recto.exchange import po
from recto.extraction import extract
from recto.inline import repair
from recto.memory import similarity
from recto.memory.difference import changes
from recto.merging.judging import judged
from recto.model import Article, Options, State, Unit
from recto.web.pieces import pieces

PATTERNS = (
    "a", " ", "\t \n", "a b ", "Aa Bb ", "1", "1,", "1.1 ", "1 000 ", "12:30 ", "2026-11-22 ", "5 km ",
    "$5 ", "three ", "hundred and ", "not ", "N’t ", '"', "“", "”“", "'", "’s ", "« » ", "(", "()",
    "((a) ", "[", "]", "[a](", "[a](b) ", "![a](b)", "<", "<a ", "<b>", "<b><i>", "</b>", "<1>",
    "[a](b \"{c}\") ", "<1></1>", "<2/>", "&", "&amp;", "&lt", "*", "**a", "**a** ", "_a_", "*a _b ", "`",
    "``a` ", "~~a",
    "|", "|a|b|\n", "- a\n", "> ", "> a\n", "# a\n", "1. a\n", "a\n\n", "\n", "\\", "{", "{{a}} ",
    "{% a %}", "%(a)s", "%s", "$", "${a}", "http://a.b/c ", "a@b.c ", "@a ", "#a ", "a.", "a. ",
    "A. B. ", "!?", "...", "…", "-", "--", "a-b-", "–", "/", "a/b/", ":", "a:b ", ";", "=", "+", "é",
    "e\u0301", "\u0301", "\u200f", "\u202e", "\u2066", "\u00a0", "\u200b", "א ", "ش ", "漢", "。", "漢。",
    "ไทย", "😀", "👨‍👩‍👧", "ß", "İ", "ΑΣ ", "<!--", "-->", "<!-- a -->", "<![CDATA[", "<?a ", "<a b='",
    '"A" ', "аa", "a\u0301\u0316",
    "<td>", "[^a]", "[^a]: b\n", "[a]: b\n", ":::", "```\n", "---\n", "a: b\n", "\x00", "\r", "\u2028",
)  # fmt: skip
"""What is repeated, alone and behind ``CLUES``."""
CLUES = "# 1% $ *a _b [c]( <d> {e “f \"g ' - : & | ` ~ (h \\ "
"""Signs for which Recto looks before it looks closer."""
FLOOR_S = 0.01
"""What is quicker says nothing of how it grows."""
ENOUGH_S = 4.0
"""After that the longer texts are not tried."""


class Probe(NamedTuple):
    """A way through Recto. ``limit``: the longest text that comes there, in characters."""

    name: str
    limit: int
    run: Callable[[str], object]


def _unit(source: str, target: str) -> Unit:
    return Unit("paragraph", source, target, State.DRAFT)


def _checked(source_locale: str, locale: str) -> Callable[[str], object]:
    def run(text: str) -> object:
        return checks.findings(_unit(text, f"{text[1:]}x"), source_locale, locale)

    return run


def _cut(ending: str) -> Callable[[str], object]:
    """Cut an article and extract its units."""

    def run(text: str) -> object:
        document = formats.cut(Article(f"a{ending}", "en", text), Options())
        return extract(document, lambda _: ())

    return run


def _compared(ending: str) -> Callable[[str], object]:
    """Cut an article and one that lacks its last third, and look what the checks of articles say."""

    def run(text: str) -> object:
        one, other = (
            formats.cut(Article(f"a{ending}", "en", part), Options())
            for part in (text, text[: len(text) * 2 // 3])
        )
        return documents.findings(one, other, ("en", "de"))

    return run


def _catalog(text: str) -> object:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    content = f'msgid ""\nmsgstr ""\n\nmsgctxt "paragraph"\nmsgid "{quoted}"\nmsgstr "{quoted}"\n'
    return po.load(content.encode("utf-8"), "a.po", "de")


PROBES = (
    Probe("checks, en to de", 64_000, _checked("en", "de")),
    Probe("checks, ru to ar", 64_000, _checked("ru", "ar")),
    Probe("checks, en to ja", 64_000, _checked("en", "ja")),
    Probe("sentences, en", 1_000_000, lambda text: segmentation.segment(text, "en")),
    Probe("sentences, ja", 1_000_000, lambda text: segmentation.segment(text, "ja")),
    Probe("kind of an edit", 64_000, lambda text: judged(text, f"{text[1:]}x", "en")),
    Probe("difference of words", 64_000, lambda text: changes(text, f"{text[1:]}x")),
    Probe("similarity", 64_000, lambda text: similarity(text, f"{text[1:]}x")),
    Probe("typography", 64_000, lambda text: typography.localized(text, f"{text[1:]}x", ("en", "fr"))),
    Probe("codes", 64_000, lambda text: repair(f"{text[1:]}x", text)),
    Probe("as shown at the desk", 64_000, pieces),
    Probe("a catalog", 64_000, _catalog),
    Probe("Markdown", 2_000_000, _cut(".md")),
    Probe("MDX", 2_000_000, _cut(".mdx")),
    Probe("HTML", 2_000_000, _cut(".html")),
    Probe("plain text", 2_000_000, _cut(".txt")),
    Probe("checks of Markdown", 2_000_000, _compared(".md")),
    Probe("checks of HTML", 2_000_000, _compared(".html")),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="probes whose name has this in it")
    parser.add_argument(
        "--most", type=int, default=200_000, help="characters; the longest text that is tried"
    )
    options = parser.parse_args()
    print(f"{len(PATTERNS)} patterns; the slowest of each; seconds of the processor")
    for probe in PROBES:
        if options.only in probe.name:
            rows = [
                (head[:1] + pattern, *grown(probe, head, pattern, options.most))
                for head in ("", CLUES)
                for pattern in PATTERNS
            ]
            slow = max(rows, key=lambda row: row[3])
            steep = max(rows, key=lambda row: row[1])
            print(
                f"{probe.name:22} {slow[3]:6.2f} s for {slow[2]:9,} of {slow[0]!r:12}"
                f"  steepest {steep[1]:4.2f}, {steep[3]:5.2f} s for {steep[2]:9,} of {steep[0]!r}",
                flush=True,
            )


def grown(probe: Probe, head: str, pattern: str, most: int) -> tuple[float, int, float]:
    """Return the exponent, the longest length that was tried, and its seconds."""
    taken: list[tuple[int, float]] = []
    for length in lengths(min(probe.limit, most)):
        text = (head + pattern * (length // len(pattern) + 1))[:length]
        began = time.process_time()
        refused(probe.run, text)
        taken.append((length, time.process_time() - began))
        if taken[-1][1] > ENOUGH_S:
            break
    length, seconds = taken[-1]
    before, earlier = taken[max(0, len(taken) - 3)]
    steep = math.log(seconds / earlier, length / before) if min(seconds, earlier) > FLOOR_S else 0.0
    return steep, length, seconds


def lengths(limit: int) -> Iterator[int]:
    """Yield lengths up to the limit, each twice the one before."""
    for step in range(6, -1, -1):
        yield limit >> step


def refused(run: Callable[[str], object], text: str) -> None:
    """Run; a refusal with words is an answer like another."""
    try:
        run(text)
    except RectoError:
        return


if __name__ == "__main__":
    main()
