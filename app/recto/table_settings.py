"""The tables of ``recto.toml`` as values. What each setting means stands beside it, nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from recto.kinds import (
    ADDRESS,
    DESK_MODE,
    FAIL_ON,
    FORMALITY,
    GIT_NAME,
    GLOBS,
    HEADLINES,
    HOSTS,
    INCOMPLETE,
    LAYOUT,
    LINE,
    LINES,
    MAIL_SECURITY,
    MINUTES,
    NAMES,
    OPEN_WORK,
    PERCENT,
    PORT,
    SITE_ADDRESS,
    SLUGS,
    STATE,
    SWITCH,
)
from recto.model import State


@dataclass(frozen=True)
class Publish:
    """``[publish]``, and ``[publish.<locale>]`` for what is different in one locale."""

    state: Annotated[
        State,
        STATE,
        "The lowest state whose targets are used; where a unit is below it, the source stands.",
    ] = State.REVIEWED
    minimum: Annotated[
        int,
        PERCENT,
        "Percent of an article's words that have to be in that state; below it the last output stays.",
    ] = 0
    required: Annotated[
        tuple[str, ...],
        LINES,
        "Roles whose segments have to be in that state, all of them, such as title and summary; otherwise"
        " the last output stays.",
    ] = ()
    incomplete: Annotated[
        str,
        INCOMPLETE,
        "Where a unit is below that state: its source stands as it is (source), or marked for its language in"
        " HTML and Markdown (mark); or the last output of the article stays until the minimum is met, or"
        " all of it where there is no minimum (keep-last-good).",
    ] = "source"
    manifest: Annotated[
        bool,
        SWITCH,
        "Whether a file is written for each localized article that says who or what made each unit.",
    ] = False

    @property
    def lowest_percent(self) -> int:
        """Percent of words below which the last output stays."""
        return self.minimum or (100 if self.incomplete == "keep-last-good" else 0)


@dataclass(frozen=True)
class Gate:
    """``[gate]``, and ``[gate.<locale>]`` for what is different in one locale."""

    incomplete: Annotated[
        str,
        OPEN_WORK,
        "What segments below the state of [publish] mean: they close the gate (refuse), or not as long as"
        " the minimum of [publish] and its required roles are met (allow); auto: allow where [publish]"
        " has a minimum, otherwise refuse.",
    ] = "auto"
    fail_on: Annotated[
        str,
        FAIL_ON,
        "The lowest severity of findings that close the gate.",
    ] = "error"
    checks: Annotated[
        tuple[str, ...],
        NAMES,
        "The checks whose findings close the gate; none: all of them.",
    ] = ()


@dataclass(frozen=True)
class Pretranslate:
    """``[pretranslate]``, and ``[pretranslate.<locale>]`` for what is different in one locale."""

    chain: Annotated[
        tuple[str, ...],
        LINES,
        "Who fills an empty target, in order: memory, then the names of engines.",
    ] = ("memory",)
    fuzzy: Annotated[
        int,
        PERCENT,
        "How alike, in percent, the source of an earlier target has to be to serve as a suggestion.",
    ] = 75
    local_only: Annotated[
        bool,
        SWITCH,
        "Whether only engines are asked that send no text away from this machine.",
    ] = False
    typography: Annotated[
        bool,
        SWITCH,
        "Whether quotation marks, no-break spaces and numbers of a machine's draft become those of the"
        " locale, where that is certain.",
    ] = True
    formality: Annotated[
        str,
        FORMALITY,
        "How formally readers are spoken to, for engines that can be told.",
    ] = "default"
    headlines: Annotated[
        str,
        HEADLINES,
        "How headlines are capitalized, for engines that can be told: as a sentence, or most words.",
    ] = "default"


@dataclass(frozen=True)
class SiteSettings:
    """``[site]``: how compiled articles make a site; what of it is done says ``localize``."""

    layout: Annotated[
        str,
        LAYOUT,
        "Where the versions of an article lie below the output folder: in a folder for each locale, beside"
        " the source with a suffix (tea.de.md), or where a site generator looks for them.",
    ] = "folder"
    base_url: Annotated[
        str,
        SITE_ADDRESS,
        "The address of the output folder on the web, such as https://example.org/news; for absolute"
        " addresses of translations, and to know the site's own links.",
    ] = ""
    source: Annotated[
        bool,
        SWITCH,
        "Whether the source version of each article is written into the output folder, too, if"
        " 'localize' names a transform.",
    ] = True
    anchors: Annotated[
        str,
        SLUGS,
        "Whose rule makes addresses of headings in Markdown; auto: the layout's.",
    ] = "auto"


@dataclass(frozen=True)
class Memory:
    """``[memory]``: what serves as a suggestion beside the project's own catalogs, and how it counts."""

    files: Annotated[
        tuple[str, ...],
        GLOBS,
        "Translation memories (TMX) in the project folder.",
    ] = ("memory/*.tmx",)
    domain: Annotated[
        int,
        PERCENT,
        "Percent that a match loses if its article is in another top folder.",
    ] = 1
    imported: Annotated[
        int,
        PERCENT,
        "Percent that a match from a translation memory loses.",
    ] = 2
    machine: Annotated[
        int,
        PERCENT,
        "Percent that a match loses if the memory says that a machine made it.",
    ] = 2
    unreviewed: Annotated[
        int,
        PERCENT,
        "Percent that a match loses if the memory says that nobody reviewed it.",
    ] = 10
    old: Annotated[
        int,
        PERCENT,
        "Percent that a match loses if its article does not have it any more.",
    ] = 3
    numbers: Annotated[
        int,
        PERCENT,
        "Percent that a match loses if its numbers differ and could not be replaced for certain.",
    ] = 5


@dataclass(frozen=True)
class Git:
    """``[git]``: what ``recto sync`` works with."""

    remote: Annotated[
        str,
        GIT_NAME,
        "The remote repository that translations are brought from and sent to.",
    ] = "origin"
    branch: Annotated[
        str,
        GIT_NAME,
        "The branch that has to be checked out; empty: whichever is.",
    ] = ""
    every: Annotated[
        int,
        MINUTES,
        "Minutes after which the desk runs 'recto sync' by itself, again and again; 0: never.",
    ] = 0


@dataclass(frozen=True)
class DeskSettings:
    """``[desk]``: who may use the review desk, and where it is."""

    mode: Annotated[
        str,
        DESK_MODE,
        "Whether the desk is for one person on this machine (alone) or has accounts (team).",
    ] = "alone"
    base_url: Annotated[
        str,
        ADDRESS,
        "The address at which people reach a team's desk, for links in invitations and mail, such as"
        " https://desk.example.org.",
    ] = ""
    hosts: Annotated[
        tuple[str, ...],
        HOSTS,
        "Further names under which a team's desk is reached; others are refused.",
    ] = ()
    behind_proxy: Annotated[
        bool,
        SWITCH,
        "Whether people reach a team's desk through a web server that says where they come from"
        " (X-Forwarded-For, X-Forwarded-Proto).",
    ] = False
    four_eyes: Annotated[
        bool,
        SWITCH,
        "Whether an article can be signed off only by somebody who did not translate it.",
    ] = False
    smtp_host: Annotated[
        str,
        LINE,
        "The mail server that notifications are sent through; empty: none are sent. A password stands in the"
        " environment, as RECTO_SMTP_PASSWORD.",
    ] = ""
    smtp_port: Annotated[
        int,
        PORT,
        "The port of the mail server.",
    ] = 587
    smtp_security: Annotated[
        str,
        MAIL_SECURITY,
        "How the way to the mail server is protected.",
    ] = "starttls"
    smtp_user: Annotated[
        str,
        LINE,
        "The name that the mail server knows the desk by; empty: it asks for none.",
    ] = ""
    smtp_sender: Annotated[
        str,
        LINE,
        "The address that notifications come from.",
    ] = ""


@dataclass(frozen=True)
class Jobs:
    """``[jobs]``: where the work is done that the desk starts and does not wait for."""

    url: Annotated[
        str,
        LINE,
        "The Redis that holds the queue, as in redis://host:6379/0, for workers on other machines; empty:"
        " a file of this project. Its password belongs into the environment, as RECTO_JOBS_PASSWORD.",
    ] = ""
    embedded: Annotated[
        bool,
        SWITCH,
        "Whether the desk works on jobs itself; otherwise 'recto worker' has to run.",
    ] = True
