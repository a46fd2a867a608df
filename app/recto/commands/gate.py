"""``recto gate``: one question for CI, whether all that was asked about is fit to publish, and why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from inspect import getdoc
from pathlib import Path

import click

from recto import __version__, checks, commands, founding, saving
from recto.commands import terms
from recto.commands.batch import each
from recto.commands.judging import LINKS, document_checks, judge, with_counts
from recto.commands.reasons import TEXTS
from recto.commands.roads import Roads
from recto.config import FILE_NAME
from recto.decoding import settings_text
from recto.errors import ConfigError, RectoError
from recto.plugins import later, suggest
from recto.project import Project
from recto.reports import Key, Verdict, headline
from recto.reports import baseline as baselines
from recto.reports.baseline import Baseline

NOT_MET = 3
WRITERS: dict[str, Callable[[Verdict], str]] = {
    "text": later("recto.reports.text", "write"),
    "json": later("recto.reports.as_json", "write"),
    "junit": later("recto.reports.junit", "write"),
    "sarif": later("recto.reports.sarif", "write"),
    "markdown": later("recto.reports.markdown", "write"),
    "github": later("recto.reports.github", "write"),
}
"""Name of a format -> what writes it."""
_shown: Callable[[Verdict], str] = later("recto.reports.text", "shown")
LINKS_HELP = (
    "Links inside the project lead somewhere.",
    "An article that is linked to is published in the locale, and has the place that is named behind #.",
)


def gate(
    project: Project,
    globs: Sequence[str] = (),
    wanted: Sequence[str] = (),
    *,
    is_compiled: bool = False,
    known: Baseline | None = None,
) -> Verdict:
    """Judge the chosen articles in the chosen locales.

    ``is_compiled``: also whether the output folder is up to date. ``known``: findings that do not count.
    """
    verdict = findings(project, globs, wanted, is_compiled=is_compiled)
    if known is not None:
        verdict = baselines.judged(verdict, known, chosen(project, verdict, globs, wanted))
    return replace(verdict, rows=tuple(map(with_counts, verdict.rows)))


def findings(
    project: Project, globs: Sequence[str], wanted: Sequence[str], *, is_compiled: bool = False
) -> Verdict:
    """Return a verdict whose findings are not counted yet among its reasons."""
    refuse_unknown_checks(project)
    locales = [project.target_locale(tag) for tag in wanted]
    jobs = [(path, tuple(project.target_locales(path, locales))) for path in project.articles(globs)]
    work = partial(judge, project, is_compiled)
    judgements = list(each(work, [job for job in jobs if job[1]], "gate", lambda job: job[0]))
    roads = Roads(project, judgements)
    rows = [roads.walked(one.row, one.page) for judgement in judgements for one in judgement.judged]
    errors: list[RectoError] = [] if globs else list(project.article_findings())
    errors += terms.faults_of(project)
    errors += [error for judgement in judgements for error in judgement.errors]
    verdict = Verdict(tuple(rows), tuple(errors), version=__version__, prefix=repository_prefix(project.root))
    return replace(verdict, titles=titles(verdict))


def refuse_unknown_checks(project: Project) -> None:
    """Refuse settings that name a check that there is not: nothing would ever close the gate for it.

    :raises ConfigError: with the nearest name.
    """
    config = project.config
    known = {*checks.CHECKS, *checks.TERM_CHECKS, LINKS, *document_checks()}
    for gate_ in (config.gate, *config.gate_by_locale.values()):
        for name in gate_.checks:
            if name not in known:
                raise ConfigError(f"[gate] names an unknown check {name!r}.", FILE_NAME, suggest(name, known))


def chosen(
    project: Project, verdict: Verdict, globs: Sequence[str], wanted: Sequence[str]
) -> Callable[[Key], bool]:
    """Return whether a known finding is one that this verdict could have.

    That of an article, or of a locale, that is gone counts as well where everything was asked about.
    """
    pairs = {(row.article, row.locale) for row in verdict.rows}
    unread = {error.where.partition(":")[0] for error in verdict.errors}
    locales = {project.target_locale(tag) for tag in wanted}

    def ask(key: Key) -> bool:
        if (key.article, key.locale) in pairs:
            return True
        if globs or (locales and key.locale not in locales):
            return False
        # What could not be read now is not gone.
        return not any(where.endswith((key.article, f"{key.article}.po")) for where in unread)

    return ask


def titles(verdict: Verdict) -> dict[str, tuple[str, str]]:
    """Return titles and helps of the checks and reasons that a verdict names."""
    found = {f"gate/{code}": (title, "") for code, text in TEXTS.items() if (title := _bare(text))}
    found[LINKS] = LINKS_HELP
    every: dict[str, Callable[..., object]] = {**checks.CHECKS, **checks.TERM_CHECKS}
    for name in {flaw.check for flaw in verdict.flaws} & every.keys():
        title, _, rest = (getdoc(every[name]) or name).partition("\n")
        found[name] = (title, " ".join(rest.split()))
    return found


def repository_prefix(root: Path) -> str:
    """Return the folder of a project below that of its repository, with a slash; empty if it is the same."""
    folder = founding.folder_in_repository(root)[1]
    return f"{folder}/" if folder else ""


def _bare(text: str) -> str:
    """Return the words of a reason without what is put into them.

    >>> _bare("Not translated: %(num)s."), _bare("%(percent)s of it")
    ('Not translated.', '')
    """
    bare = re.split(r"[:,]? *%\(", text)[0]
    return bare if bare.endswith(".") or not bare else f"{bare}."


def read_baseline(file: Path) -> Baseline:
    """Return a baseline; one that is not there yet is empty.

    :raises ConfigError: it is none.
    """
    try:
        content = saving.read(file)
    except OSError as error:
        told = saving.explained(error, str(file))
        raise ConfigError(told.problem, str(file), told.hint) from error
    return Baseline() if content is None else baselines.load(settings_text(content, str(file)), str(file))


def write_report(file: Path, text: str) -> None:
    """Write a report. What is no plain file (a pipe, a device) is written to and not replaced."""
    content = text.encode("utf-8", "backslashreplace")
    try:
        if file.exists() and not file.is_file():
            file.write_bytes(content)
        else:
            saving.replace(file, content, synced=False)
    except OSError as error:
        raise saving.explained(error, str(file), "The report is not written.") from error


def _also(_context: click.Context, _option: click.Parameter, told: tuple[str, ...]) -> list[tuple[str, Path]]:
    found = []
    for one in told:
        name, _, file = one.partition("=")
        if name not in WRITERS or not file:
            raise click.BadParameter(f"{one!r} is not FORMAT=FILE, such as sarif=recto.sarif.")
        found.append((name, Path(file)))
    return found


@click.command("gate")
@commands.globs_argument
@commands.locale_option
@click.option(
    "--format", "form", type=click.Choice([*WRITERS]), default="text", help="How to write the verdict."
)
@commands.json_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.option(
    "--also", multiple=True, metavar="FORMAT=FILE", callback=_also, help="Write it a second time; may repeat."
)
@click.option("--compiled", "is_compiled", is_flag=True, help="Also ask whether the output is up to date.")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file of findings that are known; only new ones count.",
)
@click.option("--update-baseline", "is_updated", is_flag=True, help="Write the findings of now to it.")
def command(  # noqa: PLR0913, PLR0917  # an argument for each option
    globs: tuple[str, ...],
    wanted: tuple[str, ...],
    form: str,
    as_json: bool,
    output: Path | None,
    also: list[tuple[str, Path]],
    is_compiled: bool,
    baseline: Path | None,
    is_updated: bool,
) -> int:
    """Say whether everything is fit to publish, and if not, why: one command for CI.

    Leaves with 0 if it is and 3 if not. Asks what [publish] and [gate] in the settings ask for: states,
    sign-offs, findings, catalogs that are up to date, links. Needs the articles and PO files, no database.

    \b
    Example:
      recto gate --locale de --format github --also sarif=recto.sarif
    """
    if is_updated and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE.")
    project = commands.open_project()
    old = read_baseline(baseline) if baseline else None
    verdict = findings(project, globs, wanted, is_compiled=is_compiled)
    if baseline and old is not None:
        is_chosen = chosen(project, verdict, globs, wanted)
        if is_updated:
            old = baselines.updated(old, verdict.flaws, is_chosen)
            write_report(baseline, baselines.dump(old))
        verdict = baselines.judged(verdict, old, is_chosen)
    verdict = replace(verdict, rows=tuple(map(with_counts, verdict.rows)))
    for name, file in also:
        write_report(file, WRITERS[name](verdict))
    form = "json" if as_json else form
    if output:
        write_report(output, WRITERS[form](verdict))
        commands.say(headline(verdict))
    else:
        text = _shown(verdict) if form == "text" else WRITERS[form](verdict)
        for line in text.split("\n")[:-1]:
            commands.say(line)
    code = commands.say_errors(verdict.errors)
    return NOT_MET if verdict.fit < len(verdict.rows) else code
