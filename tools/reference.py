"""Write docs/reference from the code: commands from click, settings from their declarations.

What a command or a setting means is said once, beside it; these pages only show it.
``tests/test_docs.py`` fails when a page is not what this would write.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from recto import checks, cli, config
from recto.checks.about import ABOUT
from recto.engines import ENGINES
from recto.kinds import spelled
from recto.settings import Row

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; change it there. -->"
INTRODUCTION = """\
Before the command stands where to work: `recto -C DIR status` is `recto status` in the folder DIR.
A project is found from any folder below its `recto.toml`.
`[ARTICLE]...` are paths, folders or globs below the sources folder; without any, all articles are meant.
Every command has `--help`."""

CHECKS_INTRODUCTION = """\
What `recto check` and the desk look at. An *error* keeps a target from being confirmed and published, a
*warning* is reported, a *remark* is shown in the desk only. A finding that is wrong is ignored with a
reason, which stands in the PO file and counts until the text changes; only broken codes and control
characters are never ignored, for compiling refuses them. How to turn checks off and how to write your
own: [Checks of your own](how-to/checks.md)."""
SEVERITY_WORDS = {"error": "error", "warning": "warning", "info": "remark"}


def group() -> click.Group:
    """Return the click group of the command line."""
    return next(value for value in vars(cli).values() if isinstance(value, click.Group))


def cell(text: str) -> str:
    """Return text for a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> list[str]:
    rows = [head, *(tuple(map(cell, line)) for line in lines)]
    shown = [f"| {' | '.join(row)} |" for row in rows]
    return [shown[0], f"|{'---|' * len(head)}", *shown[1:], ""]


def describe(command: click.Command, context: click.Context, level: int = 2) -> Iterator[str]:
    """Yield the lines about a command, and about the commands in it."""
    usage = command.get_usage(context).removeprefix("Usage: ")
    usage = " ".join(usage.split())
    usage = usage.replace("recto [OPTIONS] ", "recto ").replace(" [OPTIONS]", " [OPTION]...")
    yield from (f"{'#' * level} {context.command_path}", "", f"    {usage}", "")
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):  # click is told to leave the lines as they are
            title, *rest = paragraph.removeprefix("\b\n").split("\n")
            yield from (title, "", *(f"    {line.strip()}" for line in rest), "")
        else:
            yield from (" ".join(paragraph.split()), "")
    options = [param for param in command.get_params(context) if isinstance(param, click.Option)]
    records = [one.get_help_record(context) for one in options if "--help" not in one.opts]
    if lines := [(f"`{record[0]}`", record[1]) for record in records if record]:
        yield from table(("option", "meaning"), lines)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if (inner := command.get_command(context, name)) and not inner.hidden:
                yield from describe(inner, click.Context(inner, info_name=name, parent=context), level + 1)


def commands() -> str:
    """Return the page of commands."""
    top = group()
    # A fixed width: the page must not depend on the terminal it is made in.
    context = click.Context(top, info_name="recto", terminal_width=1000, **top.context_settings)
    lines = ["# Commands", "", NOTE, "", INTRODUCTION, ""]
    for name in top.list_commands(context):
        command = top.get_command(context, name)
        assert command is not None
        lines += describe(command, click.Context(command, info_name=name, parent=context))
    lines += [
        "## Exit codes", "",
        "The same for every command.", "",
        *table(("code", "meaning"), [
            ("0", "all well"),
            ("1", "findings, something would change (`--check`), or an expected error"),
            ("2", "wrong usage or settings"),
            ("3", "a gate is not met"),
            ("70", "a bug of ours"),
            ("130", "Ctrl-C; what was done is saved"),
        ]),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def field_docs(kind: type) -> dict[str, str]:
    """Return the text under each field of a dataclass."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    found, name = {}, ""
    for statement in body.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and name:
            found[name] = str(statement.value.value)
    return found


def quoted(name: str) -> str:
    """Return a name as a key of TOML."""
    return name if re.fullmatch(r"[\w-]+", name) else f'"{name}"'


def default(row: Row) -> str:
    """Return the default as it is shown; two settings have to be given."""
    if not row.table and row.key in config.REQUIRED:
        return "has to be given"
    return f"`{row.default}`"


def settings() -> str:
    """Return the page of settings."""
    lines = ["# Settings", "", NOTE, "", "Settings stand in `recto.toml`, at the top of a project.", ""]
    rows = config.reference()
    for name, doc in config.TABLE_DOCS.items():
        head = f"## `[{name}]`" if name else "## Top of the file"
        lines += [head, "", re.sub(r"\[[^\]]*<[a-z]+>\]", r"`\g<0>`", doc), ""]
        own = [row for row in rows if row.table == name]
        if own:
            shown = [(f"`{row.key}`", row.type, default(row), row.doc) for row in own]
            lines += table(("key", "value", "default", "meaning"), shown)
    for name, module in sorted(ENGINES.items()):
        kind = getattr(importlib.import_module(module.partition(":")[0]), "Settings", None)
        lines += [f"### `[engines.{quoted(name)}]`", ""]
        if kind and fields(kind):
            meanings = {one: doc.replace("``", "`") for one, doc in field_docs(kind).items()}
            shown = [
                (f"`{one.name}`", f"`{spelled(one.default)}`", meanings.get(one.name, ""))
                for one in fields(kind)
            ]
            lines += table(("key", "default", "meaning"), shown)
        else:
            lines += ["No settings.", ""]
    return "\n".join(lines).rstrip() + "\n"


def checks_page() -> str:
    """Return the page of checks: what each says, and what is known of it beforehand."""
    names = (*checks.CHECKS, *checks.TERM_CHECKS, *checks.MANY_CHECKS)
    lines = ["# Checks", "", NOTE, "", CHECKS_INTRODUCTION, ""]
    shown = [
        (f"[`{name}`](#{name})", checks.described(name)[0], ", ".join(ABOUT[name].severities),
         "yes" if ABOUT[name].has_fix else "")
        for name in names
    ]  # fmt: skip
    lines += table(("check", "what it holds to", "severity", "fix"), shown)
    for name in names:
        title, about = checks.described(name)
        told = ", ".join(SEVERITY_WORDS[one] for one in ABOUT[name].severities)
        fix = " Some findings come with a fix." if ABOUT[name].has_fix else ""
        lines += [f"## {name}", "", f"**{title}** {told[:1].upper()}{told[1:]}.{fix}", ""]
        lines += ["\n\n".join(" ".join(part.split()) for part in about.replace("``", "`").split("\n\n")), ""]
    return "\n".join(lines).rstrip() + "\n"


def pages() -> dict[Path, str]:
    """Return every page of the reference by its file."""
    return {
        FOLDER / "commands.md": commands(),
        FOLDER / "settings.md": settings(),
        FOLDER.parent / "checks.md": checks_page(),
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
        print(f"wrote {file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}")
