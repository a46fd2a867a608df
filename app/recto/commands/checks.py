"""``recto checks``: which checks there are, and how the settings have them."""

from __future__ import annotations

from dataclasses import dataclass

import click

from recto import checks, commands
from recto.checks import installed
from recto.checks.about import ABOUT
from recto.commands.rules import rules_of
from recto.project import Project
from recto.rules import NO_RULES, Rules

OWN, RECTO = "recto.toml", "Recto"


@dataclass(frozen=True, slots=True)
class Row:
    """A check as it stands in a project and locale."""

    name: str
    title: str
    severities: tuple[str, ...]
    """What its findings may be, the worst first; empty: whatever it says (an installed check)."""
    has_fix: bool | None
    """Whether it can put right what it finds, at least sometimes; None: nobody knows (an installed check)."""
    is_off: bool
    origin: str
    """Recto, the settings, or the distribution that brings it."""


def listing(rules: Rules = NO_RULES) -> tuple[Row, ...]:
    """Return all checks, in the order in which findings are shown."""
    changed = dict(rules.severities)
    rows = [
        Row(
            name,
            checks.described(name)[0],
            _severities(name, ABOUT[name].severities, changed),
            ABOUT[name].has_fix,
            name in rules.off,
            RECTO,
        )
        for name in (*checks.CHECKS, *checks.TERM_CHECKS, *checks.MANY_CHECKS)
    ]
    rows += [
        Row(name, installed.title(name), _severities(name, (), changed), None, name in rules.off,
            installed.maker(name))
        for name in rules.installed
    ]  # fmt: skip
    rows += [
        Row(one.name, one.message, _severities(one.name, (one.severity,), changed), bool(one.replace),
            one.name in rules.off, OWN)
        for one in rules.own
    ]  # fmt: skip
    return tuple(rows)


def _severities(name: str, own: tuple[str, ...], changed: dict[str, str]) -> tuple[str, ...]:
    """Return what a check's findings count as by the settings."""
    if name not in changed:
        return own
    kept = ("error",) if name in checks.BLOCKED and "error" in own else ()
    return tuple(dict.fromkeys((*kept, changed[name])))


@click.command("checks")
@click.option(
    "-l", "--locale", "wanted", metavar="TAG", help="As the settings have them in this target locale."
)
@commands.json_option
def command(wanted: str | None, as_json: bool) -> int:
    """List the checks: what each says, how severe it is, whether it offers what should stand there.

    With those of installed plug-ins and of the project's settings, and what the settings turn off.

    \b
    Example:
      recto checks --locale de
    """
    rows = listing(_rules(commands.open_project(), wanted))
    if as_json:
        commands.say_json(rows)
        return 0
    width = max(len(row.name) for row in rows)
    for row in rows:
        commands.say(f"{row.name:<{width}}  {row.title}")
        commands.say(f"{'':<{width}}  {_standing(row)}")
    return 0


def _standing(row: Row) -> str:
    """Return the second line of a check: severity, fix, state and where it comes from."""
    fixes = {True: "with a fix", False: "", None: ""}[row.has_fix]
    said = [", ".join(row.severities), fixes, "off" if row.is_off else ""]
    said.append("" if row.origin == RECTO else f"from {row.origin}")
    return "; ".join(filter(None, said)) or "as it says"


def _rules(project: Project, wanted: str | None) -> Rules:
    """Return what holds in a locale, or where no locale says otherwise.

    :raises ConfigError: it is no target locale.
    """
    if wanted:
        return rules_of(project, project.target_locale(wanted))
    settings = project.config.checks
    return Rules(frozenset(settings.table.off), settings.table.severity, settings.own, installed.names())
