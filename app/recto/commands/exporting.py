"""Exports that the desk hands out: localized articles and catalogs, one or many, without writing anything.

The command line's ``recto compile`` and ``recto export`` write files; here their content is returned, with
what speaks against using it and how it differs from the last build.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from markupsafe import escape

from recto import saving
from recto.commands.catalogs import load_catalog
from recto.commands.counts import findings
from recto.commands.cutting import cut
from recto.commands.export import FORMATS
from recto.commands.publication import localize
from recto.commands.rules import rules_of
from recto.commands.terms import glossary_of
from recto.errors import ConfigError, RectoError
from recto.exchange.bilingual import Sheet
from recto.formats import package
from recto.formats.frontmatter import front_matter_end
from recto.locales import direction
from recto.model import Catalog, State
from recto.project import Project

POLICIES = ("source", "draft", "block")
"""What is done where segments are not fit to publish: the source stands, drafts stand, nothing is made."""
ARTICLE_FORMS = ("article", "html")
CATALOG_FORMS = ("po", *FORMATS)
FORMS = (*ARTICLE_FORMS, *CATALOG_FORMS)
MARKDOWN = (".md", ".markdown", ".mdx")
HTML = (".html", ".htm")
MAX_FILES = 500
"""Files of one export."""
MAX_DIFFERENCE = 400
"""Lines of a difference that are shown."""
MAX_COMPARED = 200_000
"""Characters of a text that is compared line by line; beyond it only whether it changed is told."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of each member of an archive: the same export has the same bytes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to export."""

    articles: tuple[str, ...]
    locales: tuple[str, ...]
    form: str = "article"
    policy: str = "source"

    def checked(self) -> Wanted:
        """Return it, or raise ConfigError where a word of it is none that is known."""
        if self.form not in FORMS:
            raise ConfigError(f"unknown format {self.form[:40]!r}.", hint=f"One of {', '.join(FORMS)}.")
        if self.policy not in POLICIES:
            raise ConfigError(f"unknown policy {self.policy[:40]!r}.", hint=f"One of {', '.join(POLICIES)}.")
        return self


@dataclass(frozen=True, slots=True)
class Made:
    """One file of an export, or the reasons why there is none (``problems`` and no content)."""

    article: str
    locale: str
    name: str
    """Its path in an archive."""
    content: bytes | None = None
    percent: int = 0
    """Words whose translation stands in it."""
    open_units: int = 0
    """Segments that nobody has accepted."""
    errors: int = 0
    """Segments whose translation has an error."""
    problems: tuple[str, ...] = ()
    change: str = ""
    """Against the last build: ``new``, ``changed``, ``same``; empty where no build has it."""
    difference: tuple[str, ...] = ()


def pairs(project: Project, wanted: Wanted, most: int | None = MAX_FILES) -> list[tuple[str, str]]:
    """Return the articles and locales of an export, in the order of the project; None: however many.

    :raises ConfigError: there are none, or too many; a name is none of the project.
    """
    chosen = set(wanted.articles)
    known = project.articles()
    if unknown := sorted(chosen - set(known)):
        raise ConfigError(f"the project has no article {unknown[0][:200]!r}.")
    found = [
        (path, locale)
        for path in known
        if path in chosen
        for locale in project.target_locales(path, wanted.locales)
    ]
    if not found or not wanted.locales:
        raise ConfigError("there is nothing to export.", hint="Choose an article and a language.")
    if most is not None and len(found) > most:
        raise ConfigError(f"these are {len(found)} files; {most} are the most.", hint="Choose fewer.")
    return found


def make(project: Project, wanted: Wanted) -> list[Made]:
    """Return the files of an export; what cannot be made says why."""
    chosen = pairs(project, wanted.checked())
    if wanted.form in FORMATS:
        return _exchanged(project, chosen, wanted.form)
    out = []
    for path, locale in chosen:
        try:
            out.append(_made(project, path, locale, wanted))
        except RectoError as error:
            out.append(Made(path, locale, f"{locale}/{path}", problems=(str(error),)))
    return out


def _made(project: Project, path: str, locale: str, wanted: Wanted) -> Made:
    catalog = load_catalog(project, path, locale)
    open_units, errors = _judged(project, path, catalog)
    problems: list[str] = []
    if wanted.form == "po":
        content: bytes | None = project.read_catalog(path, locale)
        name, percent = f"{locale}/{path}.po", 0
        return Made(path, locale, name, content, percent, open_units, errors)
    article = project.read_article(path)
    state = State.DRAFT if wanted.policy == "draft" else project.config.publish_for(locale).state
    compiled = localize(project, article, cut(project, article), catalog, state)
    problems += [refusal.error.problem for refusal in compiled.refusals]
    text, name = compiled.article.text, f"{locale}/{path}"
    content = project.packed(path, text)
    change, difference = _against_build(project, path, locale, content, text)
    if wanted.form == "html":
        content, name = as_html(path, locale, text), f"{locale}/{PurePosixPath(path).with_suffix('.html')}"
    percent = int(100 * compiled.article.coverage)
    is_blocked = wanted.policy == "block" and (open_units or errors or problems)
    kept = None if is_blocked else content
    return Made(
        path, locale, name, kept, percent, open_units, errors, tuple(problems), change, difference
    )  # fmt: skip


def is_fit(project: Project, path: str, locale: str) -> bool:
    """Tell whether all of an article is reviewed, without errors, and can be put into it.

    :raises RectoError: it cannot be compiled at all.
    """
    return _made(project, path, locale, Wanted((path,), (locale,), policy="block")).content is not None


def _judged(project: Project, path: str, catalog: Catalog) -> tuple[int, int]:
    """Return how many units nobody has accepted, and how many have errors."""
    source_locale, glossary = project.settings(path).source_locale, glossary_of(project)
    rules = rules_of(project, catalog.locale)
    open_units = sum(unit.state.rank < State.REVIEWED.rank for unit in catalog.units)
    errors = sum(
        any(one.severity == "error" for one in findings(unit, source_locale, catalog.locale, glossary, rules))
        for unit in catalog.units
    )
    return open_units, errors


def _against_build(
    project: Project, path: str, locale: str, content: bytes, text: str
) -> tuple[str, tuple[str, ...]]:
    """Return how an article differs from the last build, line by line where it is text."""
    file = project.output_file(path, locale)
    try:
        old = saving.read(file)
    except OSError as error:
        raise saving.explained(error, project.name(file)) from error
    if old is None:
        return "new", ()
    if old == content:
        return "same", ()
    if package(path) or max(len(old), len(text)) > MAX_COMPARED:
        return "changed", ()
    lines = unified_diff(
        old.decode("utf-8", "replace").splitlines(), text.splitlines(), lineterm="", n=2
    )  # fmt: skip
    shown = [line for number, line in enumerate(lines) if number > 1]
    cut_off = ["…"] if len(shown) > MAX_DIFFERENCE else []
    return "changed", (*shown[:MAX_DIFFERENCE], *cut_off)


def _exchanged(project: Project, chosen: Sequence[tuple[str, str]], form: str) -> list[Made]:
    """Return a file for each pair of locales, with all chosen articles in it."""
    ending, write = FORMATS[form]
    sheets: dict[tuple[str, str], list[Sheet]] = {}
    out: list[Made] = []
    for path, locale in chosen:
        try:
            source_locale = project.settings(path).source_locale
            sheet = Sheet(path, source_locale, load_catalog(project, path, locale))
        except RectoError as error:
            out.append(Made(path, locale, f"{locale}/{path}", problems=(str(error),)))
            continue
        sheets.setdefault((source_locale, locale), []).append(sheet)
    for (source_locale, locale), some in sheets.items():
        name = f"{source_locale}-{locale}.{ending}"
        judged = [_judged(project, sheet.article, sheet.catalog) for sheet in some]
        opened, errors = sum(one for one, _ in judged), sum(one for _, one in judged)
        article = some[0].article if len(some) == 1 else ""
        out.append(Made(article, locale, name, write(some), 0, opened, errors))
    return out


def as_html(path: str, locale: str, text: str) -> bytes:
    """Return a localized article as a page of its own.

    Markdown is rendered; HTML is as it is; plain text stands in paragraphs.

    :raises ConfigError: the article is a package.
    """
    ending = PurePosixPath(path).suffix.lower()
    if ending in HTML:
        return text.encode("utf-8", "surrogatepass")
    if package(path):
        raise ConfigError(f"{path!r} is a document; it is exported as one.", hint="Choose its own format.")
    body = text.removeprefix("\ufeff")
    if ending in MARKDOWN:
        body = body[max(front_matter_end(body), 0) :]
        # Raw HTML of the article stays: it is the author's, and translations cannot add any.
        rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)
    else:
        blocks = [block for block in body.split("\n\n") if block.strip()]
        rendered = "\n".join(f"<p>{escape(block.strip())}</p>" for block in blocks)
    title = escape(PurePosixPath(path).stem)
    page = (
        f'<!doctype html>\n<html lang="{locale}" dir="{direction(locale)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n</head>\n<body>\n{rendered}\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "surrogatepass")


def archive(files: Iterable[Made]) -> bytes:
    """Return a ZIP archive of the files that were made; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        seen: set[str] = set()
        for made in files:
            if made.content is None or made.name in seen:
                continue
            seen.add(made.name)
            entry = zipfile.ZipInfo(made.name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, made.content)
    return out.getvalue()
