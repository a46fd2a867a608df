"""A newsroom to measure engines in: projects of recorded articles, and the server that plays the engines."""

from __future__ import annotations

import html
import importlib.util
import json
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recto import project as projects
from recto.commands.extract import extract
from recto.commands.pretranslate import Report, pretranslate
from recto.errors import CodeError
from recto.exchange import po
from recto.inline.marks import check_codes
from recto.model import LINK, PLACED_CODES, Unit
from recto.project import Project

SETTINGS = """project = "newsroom"
source_locale = "en"
target_locales = ["{locale}"]
[pretranslate]
chain = ["memory", "{engine}"]
typography = {typography}
[engines.{engine}]
{table}
"""
Row = tuple[str, str]
ITEM_FAULTS = ("item_dropped", "item_extra", "item_twice", "items_reordered", "item_refused")
REFUSAL = "I'm sorry, but I can't help with that."


@dataclass(frozen=True)
class Article:
    """A text and its paragraphs, the title first; ``references`` are a person's translations of them."""

    name: str
    paragraphs: tuple[str, ...]
    references: tuple[str, ...] = ()
    origin: str = ""
    """The collection that it is from."""


def recorded(file: Path, locale: str) -> list[Article]:
    """Return the articles of a recording that are there in a locale."""
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["tgt_lang"] == locale:
            parts[row["doc"]].append(row)
    return [
        Article(
            f"{number:03}.html",
            tuple(row["src"] for row in sorted(rows, key=lambda row: row["i"])),
            tuple(row["ref"] for row in sorted(rows, key=lambda row: row["i"])),
            name.partition(":")[0],
        )
        for number, (name, rows) in enumerate(parts.items())
    ]


def page(article: Article, chance: random.Random | None = None) -> str:
    """Return an article as HTML; with ``chance`` there are links, emphasis and pictures in its text."""
    rows = [woven(text, chance) if chance else html.escape(text, quote=False) for text in article.paragraphs]
    title, *rest = rows
    return "\n".join([f"<h1>{title}</h1>", *(f"<p>{row}</p>" for row in rest), ""])


def woven(text: str, chance: random.Random) -> str:
    """Return a text as HTML with an element around some of its words, and sometimes a picture behind one."""
    words = [html.escape(word, quote=False) for word in text.split()]
    if len(words) < 5:
        return " ".join(words)
    first = chance.randrange(len(words) - 3)
    last = first + chance.randrange(3)
    name = chance.choice(("em", "strong", 'a href="https://example.org/read?more=1"'))
    words[first] = f"<{name}>{words[first]}"
    words[last] += f"</{name.split()[0]}>"
    if chance.random() < 0.3:
        words[last + 1] += '<img src="dot.png">'
    return " ".join(words)


class Newsroom:
    """A folder with a project that is made anew from a template for each run."""

    def __init__(self, folder: Path, pages: dict[str, str], locale: str, *, typography: bool = True) -> None:
        self.folder = folder
        self.locale = locale
        self.typography = typography
        self.template = folder / "template"
        for name, text in pages.items():
            file = self.template / "sources" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        self._settle(self.template, "pseudo", {})
        extract(projects.find(self.template))

    def fresh(self, engine: str, table: dict[str, object]) -> Project:
        """Return the project with empty catalogs and nothing in its cache."""
        root = self.folder / "run"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.template, root, ignore=shutil.ignore_patterns(".recto"))
        self._settle(root, engine, table)
        return projects.find(root)

    def _settle(self, root: Path, engine: str, table: dict[str, object]) -> None:
        lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in table.items())
        typography = str(self.typography).lower()
        text = SETTINGS.format(locale=self.locale, engine=engine, table=lines, typography=typography)
        (root / "recto.toml").write_text(text, "utf-8")


def units(project: Project) -> list[Unit]:
    """Return all units that a machine may fill."""
    found: list[Unit] = []
    for path in project.articles():
        for locale in project.target_locales(path):
            content = project.read_catalog(path, locale)
            if content:
                found += po.load(content, path, locale).units
    return [unit for unit in found if unit.role != LINK]


@dataclass(frozen=True)
class Outcome:
    """What a run left in the catalogs."""

    units: int
    filled: int
    broken: int
    """Filled with other codes than the source's."""
    placed: int
    """Filled with codes that Recto placed, which the draft says."""


def outcome(project: Project) -> Outcome:
    """Read all catalogs of a project."""
    every = units(project)
    broken = 0
    for unit in every:
        try:
            if unit.target:
                check_codes(unit.target, unit.source)
        except CodeError:
            broken += 1
    placed = sum(unit.mark(PLACED_CODES[0]) == PLACED_CODES[1] for unit in every)
    return Outcome(len(every), sum(bool(unit.target) for unit in every), broken, placed)


class Server:
    """The server of recordings, for every protocol that it speaks, and for Anthropic's."""

    def __init__(self, script: Path, recordings: Path) -> None:
        spec = importlib.util.spec_from_file_location("recordings", script)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.Handler = chatting(module.Handler)  # type: ignore[attr-defined]  # what ``serve`` looks up
        self._server = module.serve([str(recordings)])
        self.url: str = self._server.url
        self.app: Any = self._server.app

    def play(self, faults: Sequence[dict[str, object]] = (), seed: int = 1, latency: float = 0.0) -> None:
        """Begin to count anew, with these faults."""
        self.app.reset()
        self.app.control({"faults": list(faults), "seed": seed, "latency": latency})

    def record(self) -> list[str]:
        """Return a list that every text goes into that is translated from now on."""
        texts: list[str] = []
        own = type(self.app).translate

        def translate(text: str, *rest: Any) -> Any:
            texts.append(text)
            return own(self.app, text, *rest)

        self.app.translate = translate
        return texts

    @property
    def answered(self) -> int:
        """Return how many requests were answered well."""
        return int(self.app.stats["status_200"])

    @property
    def requests(self) -> int:
        return int(self.app.n)

    def table(self, engine: str, **more: object) -> dict[str, object]:
        """Return the settings with which an engine asks this server."""
        own: dict[str, object] = {"url": self.url}
        if engine == "openai":
            own = {"url": f"{self.url}/v1", "model": "recorded"}
        elif engine == "anthropic":
            own |= {"model": "recorded"}
        return own | more


def chatting(base: Any) -> Any:
    """Return the server's handler with Anthropic's protocol, and with faults of single items."""

    class Handler(base):  # type: ignore[misc]  # known at run time only
        def answer(self, method: str, path: str, q1: Any, data: Any, faults: Any, rng: Any) -> Any:
            if path != "/v1/messages":
                return super().answer(method, path, q1, data, faults, rng)
            kinds = {fault["kind"] for fault in faults}
            told = [{"content": data["system"]}, *data["messages"]]
            text, _ = self.chat(data["messages"][-1]["content"], told, data, faults, rng)
            text = REFUSAL if "refuse" in kinds else text
            text = f"```json\n{text}\n```" if "fence" in kinds else text
            text = f"Here is the translation:\n\n{text}" if "preamble" in kinds else text
            is_cut = "length" in kinds
            used = sum(len(str(one["content"])) for one in told) // 4
            content = text[: len(text) // 2] if is_cut else text
            return (
                200,
                {
                    "content": [{"type": "text", "text": content}],
                    "stop_reason": "max_tokens" if is_cut else "end_turn",
                    "usage": {"input_tokens": used, "output_tokens": len(content) // 3},
                },
                "application/json",
            )

        def chat(self, user: str, msgs: Any, data: Any, faults: Any, rng: Any) -> tuple[str, str]:
            text, finish = super().chat(user, msgs, data, faults, rng)
            kinds = {fault["kind"] for fault in faults} & set(ITEM_FAULTS)
            if not kinds:
                return text, finish
            rows = json.loads(text)["translations"]
            at = rng.randrange(len(rows))
            if "item_dropped" in kinds:
                del rows[at]
            if "item_extra" in kinds:
                rows.insert(at, {"id": "extra", "translation": "Nobody asked for this."})
            if "item_twice" in kinds and rows:
                rows.append({"id": rows[0]["id"], "translation": "Another text of the same item."})
            if "items_reordered" in kinds:
                rng.shuffle(rows)
            if "item_refused" in kinds and rows:
                rows[at % len(rows)]["translation"] = REFUSAL
            return json.dumps({"translations": rows}, ensure_ascii=False), finish

    return Handler


def run(room: Newsroom, server: Server, engine: str, **more: object) -> tuple[Project, Report]:
    """Pretranslate a fresh project with an engine of the server."""
    project = room.fresh(engine, server.table(engine, **more))
    return project, pretranslate(project)


def plain(text: str) -> str:
    """Return a text without codes and white space."""
    return "".join(re.sub(r"</?\d+/?>", "", text).split())


class Room:
    """What the parts of the bench have in common."""

    def __init__(
        self, server: Server, recordings: Path, folder: Path, seeds: int, tags: Path | None, most: int
    ) -> None:
        self.server, self.recordings, self.folder = server, recordings, folder
        self.seeds, self.tags, self.most = seeds, tags, most
        self.articles = recorded(recordings, "de")
        self.texts = tuple(text for article in self.articles for text in article.paragraphs)
        chance = random.Random(5)
        self.coded = Newsroom(folder / "coded", {one.name: page(one, chance) for one in self.articles}, "de")
        self.plain = Newsroom(folder / "plain", {one.name: page(one) for one in self.articles}, "de")
        self.whole = Newsroom(folder / "whole", {"whole.html": page(Article("", self.texts))}, "de")
