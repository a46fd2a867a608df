"""What engines cost, how fast they are asked, and what comes out: parts of bench/engines.py."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator, Sequence

from articles import Writer
from deep_translator import LibreTranslator
from newsroom import Article, Newsroom, Room, Row, outcome, page, recorded, run, units

from recto.commands.pretranslate import pretranslate
from recto.engines.running import Asked, Reply, Wired
from recto.model import Unit
from recto.pretranslation.keeping import matches, score
from recto.queries import Job, Query, Traits

TAG = re.compile(r"<(/?)(\w+)[^<>]*?(/?)>")


def tags(room: Room) -> Iterator[Row]:
    """Texts with tags through Apertium, English to Spanish: pairs as ``span``, singles as pictures."""

    def element(found: re.Match[str]) -> str:
        if found[3]:
            return f'<img src="{found[2]}.png">'
        return "</span>" if found[1] else f'<span class="{found[2]}">'

    for file in sorted(room.tags.glob("tags_*.jsonl")) if room.tags else ():
        rows = [json.loads(line)["src"] for line in file.read_text("utf-8").splitlines()]
        texts = [TAG.sub(element, text) for text in rows if TAG.search(text)][: room.most]
        body = "\n".join(f"<p>{text}</p>" for text in texts)
        newsroom = Newsroom(room.folder / file.stem, {"tags.html": f"{body}\n"}, "es")
        project = newsroom.fresh("apertium", {})
        report = pretranslate(project)
        found = outcome(project)
        coded = sum("<" in unit.source for unit in units(project))
        reasons = sorted({reason for row in report.rows for _, reason in row.refused})
        yield (
            f"`apertium`: {file.name}, {len(texts)} texts with tags, {found.units} units, {coded} with codes",
            (
                f"{found.filled - found.broken} with exactly their codes, {found.broken} with others,"
                f" {found.units - found.filled} left empty{': ' if reasons else ''}{' '.join(reasons[:3])}"
            ),
        )


def peer(room: Room) -> Iterator[Row]:
    """The same articles, by the program and by a loop over deep-translator."""
    for what, newsroom in (
        ("one article", room.whole),
        (f"{len(room.articles)} articles", room.plain),
    ):
        room.server.play()
        project, _ = run(newsroom, room.server, "libretranslate")
        own, count = room.server.requests, len(units(project))
        room.server.play()
        made = LibreTranslator(source="en", target="de", api_key="any", custom_url=f"{room.server.url}/")
        made.translate_batch([unit.source for unit in units(project)])
        theirs = room.server.requests
        yield (
            f"requests for {what}, {count} units",
            f"Recto {own}, deep-translator's `translate_batch` {theirs}: {theirs / own:.0f} times as many",
        )


def speed(room: Room) -> Iterator[Row]:
    for name in ("libretranslate", "deepl"):
        writer = Writer(4)
        texts = tuple(f"{writer.words().capitalize()}." for _ in range(1000))
        newsroom = Newsroom(room.folder / f"speed-{name}", {"a.html": page(Article("", texts))}, "de")
        room.server.play(latency=0.02)
        begin = time.perf_counter()
        project, _ = run(newsroom, room.server, name)
        spent = time.perf_counter() - begin
        yield (
            f"`{name}`: an article of {len(units(project))} units, 20 ms a request, catalog read and saved",
            f"{spent:.2f} s, {room.server.requests} requests",
        )
    yield "own part of the engines, with a wire that costs nothing", f"{overhead(room) * 1000:.2f} ms a unit"


def overhead(room: Room) -> float:
    """Return the seconds that a text takes with a wire that costs nothing."""

    class Instant:
        name = model = version = options = "instant"
        is_html = True
        traits = Traits(max_texts=50)

        def code(self, locale: str, *, is_target: bool) -> str:  # noqa: ARG002
            return locale

        def ask(self, asked: Sequence[Asked], job: Job) -> Reply:  # noqa: ARG002
            return Reply([f"{one.text} und so" for one in asked])

    sources = [unit.source for unit in units(room.coded.fresh("pseudo", {}))]
    queries = [Query(f"{text} {number}") for number in range(3) for text in sources]
    begin = time.process_time()
    answers = Wired(Instant()).translate(queries, Job("en", "de"))
    assert all(answer.text for answer in answers)
    return (time.process_time() - begin) / len(queries)


def estimates(room: Room) -> Iterator[Row]:
    for name in ("libretranslate", "deepl", "openai", "anthropic"):
        for what, newsroom in (("plain text", room.plain), ("text with codes", room.coded)):
            project = newsroom.fresh(name, room.server.table(name))
            room.server.play()
            (told,) = pretranslate(project, dry_run=True).engines
            assert room.server.requests == 0
            (asked,) = pretranslate(project).engines
            pairs = [("characters", told.characters, room.server.app.chars)]
            if told.tokens_in:
                pairs += [
                    ("tokens in", told.tokens_in, asked.tokens_in),
                    ("tokens out", told.tokens_out, asked.tokens_out),
                ]
            again = sum(unit.mark("codes") == "placed" for unit in units(project))
            yield (
                f"`{name}`: `--dry-run` and what the server counted, {what}",
                "; ".join(f"{word} {one:,}, {other:,} ({one / other - 1:+.1%})" for word, one, other in pairs)
                + (f"; {again} units were asked again, for the server lost their codes" if again else ""),
            )


def quality(room: Room) -> Iterator[Row]:
    """Recorded articles to Spanish with Apertium on this machine, beside a person's translation."""
    articles = recorded(room.recordings, "es")
    newsroom = Newsroom(room.folder / "es", {one.name: page(one) for one in articles}, "es")
    project = newsroom.fresh("apertium", {})
    begin = time.perf_counter()
    pretranslate(project)
    spent = time.perf_counter() - begin
    every = units(project)
    pairs = {
        article: [
            (translated(paragraph, every), reference)
            for paragraph, reference in zip(article.paragraphs, article.references, strict=True)
        ]
        for article in articles
    }
    left = sum(not unit.target for unit in every)
    parts = [("all", articles)]
    parts += [(name, [one for one in articles if one.origin == name]) for name in collections(articles)]
    figures = []
    for name, some in parts:
        rows = [pair for article in some for pair in pairs[article]]
        figures.append(f"{chrf(rows):.1f} on {len(rows)} paragraphs ({name})")
    yield (
        f"`apertium`: {len(articles)} articles to Spanish, {len(every)} units, {spent:.1f} s",
        f"{left} units left; chrF {', '.join(figures)}",
    )


def collections(articles: Sequence[Article]) -> list[str]:
    """Return the collections that articles are from."""
    return sorted({article.origin for article in articles})


def chrf(pairs: Sequence[tuple[str, str]]) -> float:
    """Return chrF2 over all pairs of a text and its reference."""
    total = [(0, 0, 0)] * 6
    for text, reference in pairs:
        found = matches(text, reference)
        total = [(a + x, b + y, c + z) for (a, b, c), (x, y, z) in zip(total, found, strict=True)]
    return score(total)


def translated(paragraph: str, every: Sequence[Unit]) -> str:
    """Return a paragraph's translation from the units that it was cut into."""
    left, out = " ".join(paragraph.split()), []
    known = {unit.source: unit.target for unit in every}
    while left:
        length = next((size for size in range(len(left), 0, -1) if left[:size] in known), 0)
        if not length:
            raise AssertionError(f"no unit begins {left!r}")
        out.append(known[left[:length]])
        left = left[length:].strip()
    return html.unescape(" ".join(out))
