"""The command line: a table of commands, and one handler for whatever goes wrong behind it.

Only the chosen command's module is imported, so that ``recto --help`` stays quick.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn

import click

from recto import __version__
from recto.errors import ConfigError, RectoError
from recto.terminal import visible

COMMANDS = {
    "init": ("Start a project in this folder.", "recto.commands.init"),
    "extract": ("Bring catalogs up to date with their articles.", "recto.commands.extract"),
    "import-translated": ("Take over translations published before.", "recto.commands.import_translated"),
    "pretranslate": ("Fill empty targets from memory and engines.", "recto.commands.pretranslate"),
    "export": ("Write catalogs for translators' tools.", "recto.commands.export"),
    "import": ("Take back what translators did in their tools.", "recto.commands.import_"),
    "glossary": ("Look at terms, import and export them.", "recto.commands.glossary"),
    "memory": ("Search and tend the memory of earlier translations.", "recto.commands.memory"),
    "review": ("Open the review desk in the browser.", "recto.web.serving"),
    "people": ("Invite people to the desk of a team.", "recto.commands.people"),
    "worker": ("Work on jobs that the desk starts.", "recto.commands.worker"),
    "check": ("Report what is wrong with targets.", "recto.commands.check"),
    "checks": ("List the checks there are.", "recto.commands.checks"),
    "facts": ("Show facts beside those of the translation.", "recto.commands.facts_sheet"),
    "sign-off": ("Stand for a translation as a whole.", "recto.commands.signing"),
    "sync": ("Share translations through git.", "recto.commands.sync"),
    "compile": ("Write localized articles.", "recto.compiling_door"),
    "gate": ("Say whether all is fit to publish, and why not.", "recto.commands.gate"),
    "watch": ("Compile while you write, with a preview.", "recto.web.watching"),
    "status": ("Show how far each article is.", "recto.commands.status"),
    "correction": ("Print a note for an article that was wrong.", "recto.commands.correction"),
    "engines": ("List machine translation engines, and try one.", "recto.commands.engines"),
    "report": ("Compare engines by what was kept of their drafts.", "recto.commands.report"),
    "recover": ("Put back catalogs that were cut off.", "recto.commands.recover"),
    "segment": ("Show how a file is cut, and why.", "recto.commands.segment"),
    "merge-driver": ("Merge two versions of a PO file; called by git.", "recto.commands.merge_driver"),
    "demo": ("Copy a small project to play with.", "recto.commands.demo"),
}
"""Name: one-line help, and the module whose ``command`` it is; in the order of the work."""

EXIT_ERROR, EXIT_USAGE, EXIT_BUG, EXIT_STOPPED = 1, 2, 70, 130


class Commands(click.Group):
    """A group that imports a command when it is called, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][1]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0][:50], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"unknown command {visible(args[0])!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table's one-line helps."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, one_line) for name, (one_line, _) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "directory", metavar="DIR", default=".", help="Work in DIR instead of this folder.")
@click.version_option(__version__, prog_name="recto", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, directory: str) -> None:
    """Turn source articles into reviewed, localized articles.

    A project is a folder with a recto.toml; commands find it from any folder below.
    """
    ctx.obj = directory


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    0 well; 1 findings or an expected error; 2 usage or settings; 3 a gate is not met;
    70 a bug; 130 stopped with Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = _run(arguments)
    try:
        if sys.stdout:  # there is none where it was closed (``>&-``)
            sys.stdout.flush()
    except OSError:
        # Nobody reads any more, or the disk is full. Python flushes once more at its end and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = code or EXIT_ERROR
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = cli.main(arguments, prog_name="recto", standalone_mode=False)
    except RectoError as error:
        click.echo(f"recto: {visible(str(error))}", err=True)
        return EXIT_USAGE if isinstance(error, ConfigError) else EXIT_ERROR
    except click.UsageError as error:
        click.echo(_usage_report(error), err=True)
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("recto: stopped; what was done is saved.", err=True)
        return EXIT_STOPPED
    except BrokenPipeError:
        return EXIT_ERROR
    except Exception as error:  # noqa: BLE001  # the last door: whatever comes here is a bug of ours
        if (
            isinstance(error, OSError) and error.errno == errno.ENOSPC
        ):  # files of a project tell it themselves
            click.echo(
                "recto: no space left on device. The output is cut off; what was done is saved.", err=True
            )
            return EXIT_ERROR
        click.echo(_bug_report(), err=True)
        return EXIT_BUG
    return code if isinstance(code, int) else 0


def _usage_report(error: click.UsageError) -> str:
    """Return what is wrong with the words of the command line, as our other errors say it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    message = error.format_message().removeprefix("Invalid value for ")
    message = message[:1].lower() + message[1:]
    end = "" if message.endswith(("?", ".")) else "."
    usage, path = (f"{error.ctx.get_usage()}\n", error.ctx.command_path) if error.ctx else ("", "recto")
    return f"{usage}recto: {visible(message)}{end} See '{path} --help'."


def _bug_report() -> str:
    """Return the traceback and the versions of what is loaded, ready to be pasted."""
    loaded = {
        name: getattr(sys.modules.get(name), "__version__", "") for name in ("babel", "polib", "sqlalchemy")
    }
    versions = [f"recto {__version__}", f"Python {sys.version.split()[0]}", sys.platform]
    versions += [f"{name} {version}" for name, version in loaded.items() if version]
    return (
        f"{visible(traceback.format_exc())}\n{', '.join(versions)}\n"
        "recto: this is a bug in Recto. Report it with the lines above; what was saved before is safe."
    )
