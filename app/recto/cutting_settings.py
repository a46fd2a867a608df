"""What the settings say about single articles: their locale, and how they are cut."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated

from recto.kinds import (
    FIELDS,
    FILE,
    LINES,
    LOCALE,
    MARKDOWN,
    NAMES,
    PATTERNS,
    QUOTES,
    ROLES,
    SWITCH,
    UNIT,
)
from recto.model import Field, Options
from recto.segmentation import Policy


@dataclass(frozen=True)
class ArticleSettings:
    """What holds for one article, the globs of the settings applied."""

    source_locale: str
    options: Options
    policy: Policy
    srx: str
    """The file of segmentation rules, below the project folder; empty: Recto's own rules."""
    embargo: bool = False
    """Whether their text may not leave this machine."""


@dataclass(frozen=True)
class PerArticle:
    """``[articles."<glob>"]``: what is different in the articles that the glob matches."""

    source_locale: Annotated[
        str,
        LOCALE,
        "The locale that the articles are written in.",
    ] = ""
    front_matter: Annotated[
        tuple[Field, ...],
        FIELDS,
        "Front matter keys whose values are translated; a key inside another is `seo.title`. With a role"
        ' and a limit of characters: `{ key = "seo.title", role = "title", limit = 60 }`.',
    ] = Options().front_matter
    ignore: Annotated[
        tuple[str, ...],
        PATTERNS,
        "Regular expressions; a block that one of them matches as a whole is kept as it is, in plain"
        " text a line.",
    ] = ()
    protect: Annotated[
        tuple[str, ...],
        PATTERNS,
        "Regular expressions; words that one of them matches are shown and not translated.",
    ] = ()
    roles: Annotated[
        tuple[tuple[str, str], ...],
        ROLES,
        "For plain text: regular expressions, and the role of the lines that they match as a whole.",
    ] = ()
    attributes: Annotated[
        tuple[str, ...],
        NAMES,
        "Attributes of HTML elements whose values are translated.",
    ] = Options().attributes
    meta: Annotated[
        tuple[str, ...],
        NAMES,
        "Names of HTML `<meta>` elements whose content is translated.",
    ] = Options().meta
    json_ld: Annotated[
        tuple[str, ...],
        LINES,
        "Keys in JSON-LD scripts of HTML pages whose values are translated, such as headline.",
    ] = ()
    kept_classes: Annotated[
        tuple[str, ...],
        NAMES,
        "Classes of HTML elements that are not translated.",
    ] = Options().kept_classes
    links: Annotated[
        bool,
        SWITCH,
        "Whether each link's address is a unit, so that it may get another in a locale.",
    ] = False
    markdown: Annotated[
        str,
        MARKDOWN,
        'How Markdown reads the indented text below `!!! note`, `??? note` and `=== "Tab"`: as code'
        " (commonmark) or as prose (mkdocs). With auto it is prose if a mkdocs.yml stands beside recto.toml.",
    ] = "auto"
    units: Annotated[
        str,
        UNIT,
        "What a unit is: a sentence or a whole block.",
    ] = "sentence"
    quotes: Annotated[
        str,
        QUOTES,
        "Whether several sentences in one quotation are units of their own (split) or one (keep).",
    ] = "split"
    abbreviations: Annotated[
        tuple[str, ...],
        LINES,
        "Words with a full stop behind which no sentence ends, beyond those that Recto knows.",
    ] = ()
    srx: Annotated[
        str,
        FILE,
        "A file of SRX segmentation rules below the project folder. With rules that break it takes the"
        " place of Recto's own; with exceptions only it goes before them.",
    ] = ""

    embargo: Annotated[
        bool,
        SWITCH,
        "Whether no text of the articles may leave this machine: engines elsewhere are not asked. An article"
        " can say so itself, in its front matter: `embargo: true`.",
    ] = False

    def settings(self) -> ArticleSettings:
        """Return the settings by what they are about."""
        options = Options(**{one.name: getattr(self, one.name) for one in fields(Options)})
        policy = Policy(self.units, self.quotes, self.abbreviations)
        return ArticleSettings(self.source_locale, options, policy, self.srx, self.embargo)
