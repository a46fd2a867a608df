"""``recto.toml`` as values. What each setting means stands beside it and nowhere else."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Annotated, TypeVar

from recto import paths
from recto.check_settings import Checks, CheckTable, OwnTable, checks
from recto.cutting_settings import ArticleSettings, PerArticle
from recto.errors import ConfigError
from recto.kinds import FILE, FOLDER, GLOBS, LINE, LINES, LOCALES, SWITCH, MismatchError, spelled
from recto.locales import canonical
from recto.settings import Reader, Row, rows
from recto.table_settings import DeskSettings, Git, Jobs, Memory, Pretranslate, Publish

FILE_NAME = "recto.toml"
TRANSFORMS: tuple[str, ...] = ()
"""Names that ``localize`` may hold."""


@dataclass(frozen=True)
class Config(PerArticle):
    """The top of ``recto.toml``; in ``load`` every error has the line it is about."""

    project: Annotated[
        str,
        LINE,
        "The name in the head of catalogs; without it, that of the folder.",
    ] = ""
    target_locales: Annotated[
        tuple[str, ...],
        LOCALES,
        "The locales to translate into; an article's own is left out.",
    ] = ()
    sources: Annotated[
        str,
        FOLDER,
        "The folder of the source articles.",
    ] = "sources"
    locales: Annotated[
        str,
        FOLDER,
        "The folder of the catalogs.",
    ] = "locales"
    output: Annotated[
        str,
        FOLDER,
        "The folder that localized articles are compiled into.",
    ] = "build"
    include: Annotated[
        tuple[str, ...],
        GLOBS,
        "Which files of the sources folder are articles.",
    ] = ("**/*.md", "**/*.markdown", "**/*.mdx", "**/*.html", "**/*.htm", "**/*.txt", "**/*.docx")
    exclude: Annotated[
        tuple[str, ...],
        GLOBS,
        "Which of those are not articles after all.",
    ] = ()
    glossary: Annotated[
        str,
        FILE,
        "The file of terms and their translations; it need not be there.",
    ] = "glossary.csv"
    localize: Annotated[
        tuple[str, ...],
        LINES,
        "Changes to compiled articles beyond putting targets in; this version has none.",
    ] = ()
    carry_cosmetic: Annotated[
        bool,
        SWITCH,
        "Whether a target keeps its state when only white space, quotes, apostrophes, dashes or"
        " ellipses of its source changed.",
    ] = True
    articles: tuple[tuple[str, Mapping[str, object]], ...] = ()
    publish: Publish = field(default_factory=Publish)
    publish_by_locale: Mapping[str, Publish] = field(default_factory=dict)
    pretranslate: Pretranslate = field(default_factory=Pretranslate)
    pretranslate_by_locale: Mapping[str, Pretranslate] = field(default_factory=dict)
    checks: Checks = field(default_factory=Checks)
    memory: Memory = field(default_factory=Memory)
    git: Git = field(default_factory=Git)
    desk: DeskSettings = field(default_factory=DeskSettings)
    jobs: Jobs = field(default_factory=Jobs)
    engines: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def article(self, path: str) -> ArticleSettings:
        """Return what holds for an article: the globs that match it, later ones over earlier ones."""
        own: dict[str, object] = {}
        for glob, overrides in self.articles:
            if paths.matcher((glob,)).fullmatch(path):
                own |= overrides
        chosen: Config = replace(self, **own)  # type: ignore[arg-type]  # read by their kinds
        return chosen.settings()

    def publish_for(self, locale: str) -> Publish:
        """Return what is published in a locale."""
        return self.publish_by_locale.get(locale, self.publish)

    def pretranslate_for(self, locale: str) -> Pretranslate:
        """Return how a locale is pretranslated."""
        return self.pretranslate_by_locale.get(locale, self.pretranslate)


T = TypeVar("T", Publish, Pretranslate)
TABLES = ("articles", "publish", "pretranslate", "checks", "memory", "git", "desk", "jobs", "engines")
HOMES = {row.key: "" for row in rows("", Config)} | {
    row.key: table
    for table, kind in (
        ("publish", Publish),
        ("pretranslate", Pretranslate),
        ("checks", CheckTable),
        ("memory", Memory),
        ("git", Git),
        ("desk", DeskSettings),
        ("jobs", Jobs),
    )
    for row in rows(table, kind)
}
"""The table in which each setting stands, the top of the file being an empty name."""
REQUIRED = {"source_locale": 'source_locale = "en"', "target_locales": 'target_locales = ["de"]'}


def load(text: str, where: str = FILE_NAME) -> Config:
    """Return the settings in a TOML text; ``where`` is what errors call it.

    :raises ConfigError: with the line: not TOML, an unknown key or locale, a value of another kind.
    """
    reader = Reader(text, where, HOMES)
    own = reader.read(Config, reader.tables, also=TABLES)
    for key, example in REQUIRED.items():
        if not own.get(key):
            raise ConfigError(f"{key!r} is missing.", where=reader.where(key), hint=f"Add {example}.")
    for name in own.get("localize", ()):
        if name not in TRANSFORMS:
            hint = "Leave the list empty; this version has none."
            raise ConfigError(f"unknown output transform {name!r}.", reader.where("localize"), hint)
    config = Config(**own)
    _check_folders(config, reader)
    publish, publish_by_locale = _per_locale(reader, "publish", Publish(), config.target_locales)
    pretranslate, pretranslate_by_locale = _per_locale(
        reader, "pretranslate", Pretranslate(), config.target_locales
    )
    return replace(
        config,
        articles=_articles(reader),
        publish=publish,
        publish_by_locale=publish_by_locale,
        pretranslate=pretranslate,
        pretranslate_by_locale=pretranslate_by_locale,
        checks=checks(reader, config.target_locales),
        memory=_memory(reader),
        git=_git(reader),
        desk=_desk(reader),
        jobs=_jobs(reader),
        engines=_engines(reader),
    )


def _check_folders(config: Config, reader: Reader) -> None:
    """Refuse folders that lie in one another: what is compiled would be extracted again."""
    folders = {"sources": config.sources, "locales": config.locales, "output": config.output}
    for key, folder in folders.items():
        for other, around in folders.items():
            if key != other and f"{folder}/".casefold().startswith(f"{around}/".casefold()):
                problem = f"the folder {folder!r} of {key!r} lies in that of {other!r}."
                where = reader.where(key if key in reader.tables else other)
                raise ConfigError(problem, where=where, hint="Name a folder beside it.")


def _articles(reader: Reader) -> tuple[tuple[str, Mapping[str, object]], ...]:
    table = reader.table(reader.tables.get("articles", {}), ("articles",))
    for glob in table:
        try:
            GLOBS.read([glob])
        except MismatchError as error:
            raise ConfigError(f"{error}.", where=reader.where("articles", glob)) from error
    return tuple(
        (glob, MappingProxyType(reader.read(PerArticle, reader.table(own, path), path)))
        for glob, own in table.items()
        for path in [("articles", glob)]
    )


def _per_locale(reader: Reader, name: str, default: T, targets: tuple[str, ...]) -> tuple[T, Mapping[str, T]]:
    """Read ``[name]`` and its tables ``[name.<locale>]``, which change single settings of it."""
    kind = type(default)
    table = reader.table(reader.tables.get(name, {}), (name,))
    settings = {row.key for row in rows(name, kind)}
    overrides = [key for key, value in table.items() if isinstance(value, dict) and key not in settings]
    base = replace(default, **reader.read(kind, table, (name,), also=tuple(overrides)))
    by_locale: dict[str, T] = {}
    for key in overrides:
        path = (name, key)
        try:
            locale = canonical(key)
        except ConfigError as error:
            raise ConfigError(error.problem, where=reader.where(*path), hint=error.hint) from error
        if locale not in targets:
            hint = "Add it there or remove this table."
            raise ConfigError(f"{locale!r} is not in 'target_locales'.", reader.where(*path), hint)
        by_locale[locale] = replace(base, **reader.read(kind, reader.table(table[key], path), path))
    return base, MappingProxyType(by_locale)


def _memory(reader: Reader) -> Memory:
    table = reader.table(reader.tables.get("memory", {}), ("memory",))
    return Memory(**reader.read(Memory, table, ("memory",)))


def _git(reader: Reader) -> Git:
    table = reader.table(reader.tables.get("git", {}), ("git",))
    return Git(**reader.read(Git, table, ("git",)))


def _desk(reader: Reader) -> DeskSettings:
    table = reader.table(reader.tables.get("desk", {}), ("desk",))
    return DeskSettings(**reader.read(DeskSettings, table, ("desk",)))


def _jobs(reader: Reader) -> Jobs:
    table = reader.table(reader.tables.get("jobs", {}), ("jobs",))
    return Jobs(**reader.read(Jobs, table, ("jobs",)))


def _engines(reader: Reader) -> Mapping[str, Mapping[str, object]]:
    table = reader.table(reader.tables.get("engines", {}), ("engines",))
    return MappingProxyType({name: reader.table(own, ("engines", name)) for name, own in table.items()})


# --- the reference and the first file ------------------------------------------------------------

TABLE_DOCS = {
    "": "At the top of the file, before any table.",
    'articles."<glob>"': "What is different in some articles; later tables win over earlier ones.",
    "publish": "What is fit to be compiled. [publish.<locale>] holds what is different in one locale.",
    "pretranslate": "Who fills targets before a person looks. [pretranslate.<locale>] as above.",
    "checks": "What is said about checks. [checks.<locale>] holds what is different in one locale.",
    "checks.<name>": "A check of the project's own, under a name of its choice: docs/how-to/checks.md.",
    "memory": "Earlier translations that are offered for new segments.",
    "git": "What 'recto sync' works with.",
    "desk": "Who may use the review desk, and where it is.",
    "jobs": "Work that the desk starts and does not wait for.",
    "engines.<name>": "Settings of one engine, as its own page lists them. Keys and passwords do not"
    " belong here but in the environment.",
}
"""What each table is for, in the order of the reference."""


def reference() -> list[Row]:
    """Return every setting as (table, key, type, default as TOML spells it, meaning)."""
    return [
        *rows("", Config),
        *rows('articles."<glob>"', PerArticle),
        *rows("publish", Publish),
        *rows("pretranslate", Pretranslate),
        *rows("checks", CheckTable),
        *rows("checks.<name>", OwnTable),
        *rows("memory", Memory),
        *rows("git", Git),
        *rows("desk", DeskSettings),
        *rows("jobs", Jobs),
    ]


def template(project: str, source: str, targets: Sequence[str]) -> str:
    """Return a ``recto.toml`` in which each setting stands with its meaning and default.

    ``load`` takes it; lines that only repeat a default are comments.
    """
    given = {
        "project": project,
        "source_locale": canonical(source),
        "target_locales": tuple(map(canonical, targets)),
    }
    lines = ["# Settings of Recto. A line after # is the default; remove the # to change it.", ""]
    for key, value in given.items():
        row = next(row for row in reference() if row.key == key)
        lines += [*_comment(row.doc), f"{key} = {spelled(value)}", ""]
    for row in rows("", Config):
        if row.key not in given:
            lines += [*_comment(row.doc), f"# {row.key} = {row.default}", ""]
    for table in ("publish", "pretranslate", "checks", "memory", "git", "desk", "jobs"):
        lines += [*_comment(TABLE_DOCS[table]), f"[{table}]", ""]
        for row in reference():
            if row.table == table:
                lines += [*_comment(row.doc), f"# {row.key} = {row.default}", ""]
    name, example = 'articles."<glob>"', '# [articles."ru/**"]'
    lines += [*_comment(TABLE_DOCS[name]), example, '# source_locale = "ru"']
    return "\n".join(lines) + "\n"


def _comment(doc: str) -> list[str]:
    return textwrap.wrap(doc, 100, initial_indent="# ", subsequent_indent="# ")
