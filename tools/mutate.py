"""Damage compiled articles as real ones get damaged, and count what the checks of whole articles find.

    PYTHONPATH=app python tools/mutate.py                       # 1,000 of the sample project's articles
    PYTHONPATH=app python tools/mutate.py -n 5000 FOLDER...     # of Markdown and HTML files, too

The articles are the sample project's, compiled into each of its locales, drafts included, and pages that
Recto's benchmarks bring. Files of folders are damaged as they are. Leaves with 1 below 99 % found, or
where something is found in an article that nothing happened to.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from recto import formats
from recto.checks import documents
from recto.commands.cutting import cut
from recto.commands.publication import localize
from recto.errors import RectoError
from recto.exchange import po
from recto.model import Article, Document, Finding, Options, State
from recto.project import Project, find

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "app" / "recto" / "samples"
PAGES = ROOT / "bench" / "documents"
LEAST = 0.99
TRIES = 60
"""How often an article is looked for that a kind of damage can happen to."""


class Page(NamedTuple):
    """A localized article, its source cut, and how it is cut itself."""

    name: str
    text: str
    source: Document
    recut: Callable[[str], Document]
    locales: tuple[str, str]

    def findings(self, text: str) -> list[Finding]:
        """Return what is found in the page with another text; one that cannot be cut is found as well."""
        try:
            return documents.findings(self.source, self.recut(text), self.locales)
        except RectoError as error:
            return [Finding("unclosed", str(error), "error")]


Damage = Callable[[str, random.Random], str]


def sample_pages() -> list[Page]:
    """Return the sample project's articles in all its locales, and the benchmarks' pages."""
    project = find(SAMPLES)
    pages = [
        _compiled(project, path, locale)
        for path in project.articles()
        for locale in project.target_locales(path)
        if not path.endswith(".txt")
    ]
    return [*pages, *folder_pages([PAGES])]


def folder_pages(folders: Sequence[Path]) -> list[Page]:
    """Return the Markdown and HTML files of folders, each its own source."""
    pages = []
    for file in sorted(file for folder in folders for file in folder.rglob("*")):
        if file.suffix not in {".md", ".html"} or file.stat().st_size > 200_000:
            continue
        try:
            text = file.read_bytes().decode()
            article = Article(file.name, "en", text)
            pages.append(
                Page(
                    str(file), text, formats.cut(article, Options()), _recut(article, Options()), ("en", "en")
                )
            )
        except (RectoError, UnicodeDecodeError):
            continue
    return pages


def _compiled(project: Project, path: str, locale: str) -> Page:
    article = project.read_article(path)
    document = cut(project, article)
    where = project.catalog_file(path, locale)
    catalog = po.load(where.read_bytes(), str(where), locale)
    text = localize(project, article, document, catalog, State.DRAFT).article.text
    options = project.settings(path).options
    return Page(f"{path} {locale}", text, document, _recut(article, options), (article.locale, locale))


def _recut(article: Article, options: Options) -> Callable[[str], Document]:
    return lambda text: formats.cut(replace(article, text=text), options)


# --- the damage ----------------------------------------------------------------------------------


def _at(pattern: str, change: Callable[[re.Match[str], random.Random], str]) -> Damage:
    """Return the damage that changes one match of a pattern, any of them."""
    compiled = re.compile(pattern, re.MULTILINE | re.DOTALL)

    def damage(text: str, chance: random.Random) -> str:
        found = [match for match in compiled.finditer(text) if match.group()]
        if not found:
            return text
        match = chance.choice(found)
        return text[: match.start()] + change(match, chance) + text[match.end() :]

    return damage


def _gone(_: re.Match[str], __: random.Random) -> str:
    return ""


def _twice(match: re.Match[str], _: random.Random) -> str:
    return match.group() * 2


def _other(match: re.Match[str], chance: random.Random) -> str:
    """Change one letter or digit."""
    own = match.group()
    places = [at for at, char in enumerate(own) if char.isalnum()]
    if not places:
        return own + "x"
    at = chance.choice(places)
    return f"{own[:at]}{'x' if own[at] != 'x' else 'y'}{own[at + 1 :]}"


def _swapped(pattern: str) -> Damage:
    """Return the damage that swaps two neighbours."""
    compiled = re.compile(pattern, re.MULTILINE | re.DOTALL)

    def damage(text: str, chance: random.Random) -> str:
        found = [*compiled.finditer(text)]
        near = [(one, two) for one, two in pairwise(found) if one.group(1) != two.group(1)]
        if not near:
            return text
        one, two = chance.choice(near)
        between = text[one.end(1) : two.start(1)]
        return f"{text[: one.start(1)]}{two.group(1)}{between}{one.group(1)}{text[two.end(1) :]}"

    return damage


_PLAIN_LINES = r"(?![#>|`~:{<!+=\[ \t*-]|\d+[.)])[^\n]+(?:\n[^\n]+)*(?=\n\n|\n?\Z)"
_PARAGRAPH = rf"(?:(?<=\n\n)|\A){_PLAIN_LINES}"
_P = r"<p\b[^>]*>[^<]*[^\s<].*?</p>\s*"
_ITEM = r"^[ \t]*(?:[-*+]|\d+[.)]) \S[^\n]*\n(?=[ \t]*(?:[-*+]|\d+[.)]) |\n)"

MARKDOWN: dict[str, Damage] = {
    "heading level changed": _at(r"^#{1,5}(?= \S)", lambda match, _: match.group() + "#"),
    "heading removed": _at(r"^#{1,6} \S[^\n]*\n", _gone),
    "heading made text": _at(r"^#{1,6} (?=\S)", _gone),
    "list item lost": _at(_ITEM, _gone),
    "list item indented": _at(r"(?<=\S\n)(?=(?:[-*+]|\d+[.)]) \S)", lambda _, __: "    "),
    "list mark changed": _at(r"^[-*+](?= \S)", lambda _, __: "1."),
    "table row lost": _at(r"(?<=\|\n)\|[^\n]*\w[^\n]*\|\n", _gone),
    "table cell lost": _at(r"(?<=\|)[^|\n\\]*\w[^|\n\\]*\|", _gone),
    "image address changed": _at(r"(?<=\]\()[^)\s\"]+\.(?:png|jpe?g|svg|gif)", _other),
    "image lost": _at(r"!\[[^\]\n]*\]\([^)\n]*\)", _gone),
    "alternative text lost": _at(r"(?<=!\[)[^\]\n]*\w[^\]\n]*(?=\]\()", _gone),
    "footnote reference lost": _at(r"\[\^[^\]\s]+\](?!:)", _gone),
    "footnote definition lost": _at(r"^\[\^[^\]\s]+\]:[^\n]*\n", _gone),
    "link target changed": _at(r"(?<=[^!]\]\()[^)\s\"]+", _other),
    "link unmade": _at(r"(?<!!)\[([^\]\n^]+)\]\([^)\n]*\)", lambda match, _: match[1]),
    "link targets swapped": _swapped(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)"),
    "reference definition lost": _at(r"^\[[^\]^\n]+\]: *\S[^\n]*\n", _gone),
    "code block changed": _at(r"^(`{3,}|~{3,})[^\n]*\n(?:[^\n]*\n)*?\1", _other),
    "code line lost": _at(r"(?<=[`~]{3}text\n)[^\n`~]+\n", _gone),
    "fence unclosed": _at(r"^[ ]*(?:```|~~~)[ \t]*\n", _gone),
    "inline code changed": _at(r"(?<=[^`\n]`)[^`\n]*\w[^`\n]*(?=`[^`])", _other),
    "inline code unmade": _at(r"(?<=[^`\n])`([^`\n]*\w[^`\n]*)`(?=[^`])", lambda match, _: match[1]),
    "paragraph dropped": _at(_PARAGRAPH, _gone),
    "paragraph doubled": _at(_PARAGRAPH, lambda match, _: f"{match.group()}\n\n{match.group()}"),
    "paragraphs swapped": _swapped(rf"({_PARAGRAPH})"),
    "paragraphs merged": _at(rf"(?<=\w[.!?])\n\n(?={_PLAIN_LINES})", lambda _, __: "\n"),
    "paragraph split": _at(r"(?<=[a-z,]) (?=[a-z]{4,} [a-z])|(?<=\w)\n(?=\w)", lambda _, __: "\n\n"),
    "text emptied": _at(r"(?<=^## )\S[^\n]*", _gone),
    "emphasis unclosed": _at(r"(?<=\w)\*\*?(?=[\s.,;:)])", _gone),
    "quote mark lost": _at(r"(?<=\n\n)> (?=\S)", _gone),
    "shortcode changed": _at(r"(?<=\{\{)[^}]+(?=\}\})|(?<=\{%)[^}]+(?=%\})", _other),
    "directive lost": _at(r"^(?::::|!!! )[^\n]*\n", _gone),
    "front matter key lost": _at(r"(?<=\n)(?:date|tags|author|draft|weight)\b[^\n]*\n", _gone),
    "front matter key renamed": _at(r"(?<=\n)(?:date|tags|author|draft|summary|title)(?= ?[:=])", _other),
    "HTML tag lost": _at(r"</?(?:div|details|summary|kbd|sub|b|span)\b[^>]*>", _gone),
}  # fmt: skip
HTML: dict[str, Damage] = {
    "heading level changed": _at(r"<h([1-5])\b(.*?)</h\1>", lambda match, _: f"<h6{match[2]}</h6>"),
    "heading removed": _at(r"<h([1-6])\b.*?</h\1>", _gone),
    "heading made text": _at(r"<h([1-6])\b(.*?)</h\1>", lambda match, _: f"<p{match[2]}</p>"),
    "list item lost": _at(r"<li\b(?:(?!<li\b).)*?</li>\s*", _gone),
    "list item indented": _at(r"<li\b(?:(?!<li\b).)*?</li>", lambda match, _: f"<ul>{match.group()}</ul>"),
    "list mark changed": _at(r"<ul\b(.*?)</ul>", lambda match, _: f"<ol{match[1]}</ol>"),
    "table row lost": _at(r"<tr\b.*?</tr>\s*", _gone),
    "table cell lost": _at(r"<t[dh]\b.*?</t[dh]>", _gone),
    "image address changed": _at(r"(?<=<img src=\")[^\"]+", _other),
    "image lost": _at(r"<img\b[^>]*>", _gone),
    "alternative text lost": _at(r"\salt=\"[^\"]*\w[^\"]*\"", lambda _, __: ' alt=""'),
    "link target changed": _at(r"(?<=<a href=\")[^\"]+", _other),
    "link unmade": _at(r"<a\b[^>]*>([^<]*)</a>", lambda match, _: match[1]),
    "link targets swapped": _swapped(r"<a href=\"([^\"]+)\""),
    "code block changed": _at(r"(?:(?<=<pre>)|(?<=<style>)|(?<=<script>))[^<]*\w[^<]*", _other),
    "inline code changed": _at(r"(?<=<code>)[^<]*\w[^<]*", _other),
    "paragraph dropped": _at(_P, _gone),
    "paragraph doubled": _at(_P, _twice),
    "paragraphs swapped": _swapped(rf"({_P})"),
    "paragraphs merged": _at(r"</p>\s*<p>", lambda _, __: " "),
    "paragraph split": _at(r"(?<=[a-z,]) (?=[a-z]{4,} [a-z]+[^<>]*</p>)", lambda _, __: "</p>\n<p>"),
    "text emptied": _at(r"(?<=<p>)[^<]*\w[^<]*(?=</p>)", _gone),
    "HTML tag lost": _at(r"</?(?:b|i|em|strong|span|div|figure|section|kbd|blockquote)\b[^>]*>", _gone),
    "attribute lost": _at(r"\s(?:class|id|width|translate|rel)=\"[^\"]*\"", _gone),
    "comment lost": _at(r"<!--.*?-->", _gone),
}  # fmt: skip
EITHER: dict[str, Damage] = {
    "mark left over": _at(r"(?<=[^\W\d_]{3}) (?=[^\W\d_]{3,} [^\W\d_]{2,} )", lambda _, __: " <1>"),
    "gettext left over": _at(r"\n\n(?=\S)|\n(?=\s*<p)", lambda match, _: f'{match.group()}msgstr "'),
    "conflict left over": _at(r"\n\n(?=\S)|\n(?=\s*<p)", lambda _, __: "\n<<<<<<< HEAD\n\n"),
    "entity broken": _at(r"&(?:[a-z]{2,8}|#\d+);", lambda match, _: match.group()[:-1]),
    "entity misspelled": _at(r"&[a-z]{2,8};", lambda match, _: f"&q{match.group()[1:]}"),
    "end cut off": _at(r"(?<=\n)[^\n]*\w[^\n]*\w\s*\Z", _gone),
}  # fmt: skip


def damaged(pages: Sequence[Page], number: int, seed: int) -> Iterator[tuple[str, Page, str]]:
    """Yield kind, page and damaged text, kind after kind; a kind that fits no page is passed over."""
    chance = random.Random(seed)  # the same damage each time, no secret
    by_ending = {
        ".md": [page for page in pages if ".md" in page.name],
        ".html": [page for page in pages if ".html" in page.name],
    }
    plan = [
        (f"{ending[1:]}: {kind}", by_ending[ending], change)
        for ending, kinds in ((".md", MARKDOWN | EITHER), (".html", HTML | EITHER))
        for kind, change in kinds.items()
    ]
    made = 0
    while made < number and plan:
        for entry in list(plan):
            kind, homes, change = entry
            hit = _hit(homes, change, chance)
            if hit is None:
                plan.remove(entry)
                continue
            yield kind, *hit
            made += 1
            if made == number:
                return


def _hit(pages: Sequence[Page], change: Damage, chance: random.Random) -> tuple[Page, str] | None:
    for _ in range(TRIES if pages else 0):
        page = chance.choice(pages)
        text = change(page.text, chance)
        if text != page.text:
            return page, text
    return None


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("-n", "--number", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("-v", "--verbose", action="store_true", help="Show what was not found.")
    asked = parser.parse_args()
    pages = folder_pages(asked.folders) if asked.folders else sample_pages()
    alarms = [page.name for page in pages if page.findings(page.text)]
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for kind, page, text in damaged(pages, asked.number, asked.seed):
        made[kind] += 1
        is_found = bool(page.findings(text))
        found[kind] += is_found
        if asked.verbose and not is_found:
            at = next(
                i for i, (a, b) in enumerate(zip(page.text + "\0", text + "\1", strict=False)) if a != b
            )
            there = slice(max(at - 40, 0), at + 40)
            print(f"not found: {kind} in {page.name}: {page.text[there]!r} -> {text[there]!r}")
    for kind, number in made.items():
        print(f"{kind:36} {found[kind]:5} of {number}")
    share = found.total() / max(made.total(), 1)
    print(f"{found.total()} of {made.total()} damaged articles found: {100 * share:.1f} %.")
    print(f"Found in {len(alarms)} of {len(pages)} articles that nothing happened to. {' '.join(alarms)}")
    return int(share < LEAST or bool(alarms))


if __name__ == "__main__":
    sys.exit(main())
