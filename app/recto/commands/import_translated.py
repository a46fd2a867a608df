"""``recto import-translated``: published translations of articles into their catalogs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from recto import commands, formats
from recto.aligning import Outcome
from recto.commands.translated import Imported, Wish, differs, import_translated
from recto.errors import ConfigError, RectoError
from recto.model import State
from recto.project import Project


@dataclass(frozen=True)
class Report:
    files: tuple[Imported, ...]
    missing: int
    """Articles for which the pattern names no file."""
    sought: str
    """The first name that was looked for in vain."""
    errors: tuple[RectoError, ...]


def import_all(
    project: Project, pattern: str, globs: Sequence[str], wanted: Sequence[str], wish: Wish
) -> Report:
    """Import the file that the pattern names for each article and locale, where there is one.

    :raises ConfigError: the pattern names no locale, or no article.
    """
    _check_pattern(pattern)
    files: list[Imported] = []
    errors: list[RectoError] = []
    missing, sought = 0, ""
    pairs = commands.pairs(project, globs, wanted)
    for path, locale in commands.progress(pairs, "import", lambda pair: f"{pair[0]}, {pair[1]}"):
        names = _names(pattern, path, locale)
        file = next((project.root / name for name in names if (project.root / name).is_file()), None)
        if file is None:
            missing += 1
            sought = sought or names[0]
            continue
        try:
            files.append(import_translated(project, path, locale, file, wish))
        except RectoError as error:
            errors.append(error)
    return Report(tuple(files), missing, sought, tuple(errors))


def _check_pattern(pattern: str) -> None:
    if "{locale}" not in pattern or not ("{path}" in pattern or "{stem}" in pattern):
        raise ConfigError(
            f"the pattern {pattern!r} does not say where the translation of each article is.",
            hint="Write {locale}, and {path} or {stem}, as in 'content/{locale}/{path}'.",
        )


def _names(pattern: str, path: str, locale: str) -> list[str]:
    """Return the names, below the project folder, that a pattern may mean: sites spell locales variously."""
    ending = formats.ending_of(path)
    stem = path[: len(path) - len(ending)] if ending else path
    own = locale.replace("-", "_")
    return [
        pattern.replace("{locale}", spelling).replace("{path}", path).replace("{stem}", stem)
        for spelling in dict.fromkeys((locale, own, locale.lower(), own.lower()))
    ]


@click.command("import-translated")
@click.argument("names", nargs=-1, metavar="ARTICLE FILE | [ARTICLE]...")
@commands.locale_option
@click.option(
    "--from",
    "pattern",
    default="",
    metavar="PATTERN",
    help="Where the translation of each article is: 'i18n/{locale}/{path}', 'content/{stem}.{locale}.md'.",
)
@click.option("--draft", is_flag=True, help="Import everything as drafts, also what is sure.")
@click.option("--force", is_flag=True, help="Import a file that does not look like a translation.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what stands for what; write nothing.")
@commands.json_option
def command(
    names: tuple[str, ...],
    wanted: tuple[str, ...],
    pattern: str,
    draft: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Take over translations that were published before.

    A localized file is compared with its article, sentence by sentence, and fills the empty units of
    the catalog: reviewed where there is no doubt, otherwise as drafts that say why. A unit that has a
    target is never touched.

    \b
    Example:
      recto import-translated tea.md old-site/es/te.html --locale es
      recto import-translated --from 'content/{locale}/{path}'
    """
    project = commands.open_project()
    wish = Wish(draft, force, dry_run)
    report = (
        import_all(project, pattern, names, wanted, wish)
        if pattern
        else _single(project, names, wanted, wish)
    )
    if as_json:
        commands.say_json(report)
        return 1 if report.errors else 0
    for one in report.files:
        _say(one, wish)
    if pattern:
        files = commands.counted(len(report.files), "file")
        commands.say(f"{files} {'compared' if dry_run else 'imported'}; {report.missing} without a file.")
        if report.missing and not report.files and not report.errors:
            commands.say(f"No file is where the pattern says; looked for was {report.sought}, to begin with.")
    return commands.say_errors(report.errors)


def _single(project: Project, names: Sequence[str], wanted: Sequence[str], wish: Wish) -> Report:
    if len(names) != 2 or len(wanted) != 1:
        raise click.UsageError("give an article, its translated file, and one --locale; or --from PATTERN.")
    path, *more = project.articles(names[:1])
    if more:
        raise click.UsageError(f"{names[0]!r} names several articles; give one, or --from PATTERN.")
    if not project.target_locales(path, wanted):
        raise ConfigError(f"{wanted[0]!r} is the article's own locale.", f"{project.config.sources}/{path}")
    locale = project.target_locale(wanted[0])
    folder = Path(click.get_current_context().find_root().obj or ".")
    return Report((import_translated(project, path, locale, folder / names[1], wish),), 0, "", ())


def _say(one: Imported, wish: Wish) -> None:
    """Write what became of a file; all pairs on a dry run, otherwise those that a person has to look at."""
    counts = [(one.reviewed, "reviewed"), (one.draft, "draft"), (one.refused, "refused")]
    counts += [(one.kept, "had a target"), (len(one.sources), "not translated there")]
    told = ", ".join(f"{number} {what}" for number, what in counts if number) or "nothing to import"
    would = "would be " if wish.dry_run else ""
    commands.say(f"{one.locale}  {one.article}: {would}{told} ({one.agreement} % fits)")
    if one.unsure and not wish.draft:
        commands.say(f"    {one.unsure}, so nothing is taken for sure.")
    for outcome in one.pairs:
        if wish.dry_run or differs(outcome) or (not outcome.is_kept and outcome.state is State.EMPTY):
            _say_pair(outcome)
    for left in one.sources:
        commands.say(f"  not translated  line {left.line}: {left.text}")
    for left in one.targets:
        commands.say(f"  only there  its line {left.line}: {left.text}")


def _say_pair(outcome: Outcome) -> None:
    proposal = outcome.proposal
    if outcome.is_kept:
        what = "differs" if differs(outcome) else "kept"
    else:
        what = "refused" if outcome.state is State.EMPTY else str(outcome.state)
    doubts = " ".join(proposal.doubts) if not outcome.is_kept else ""
    commands.say(f"  {what}  line {proposal.line}, its line {proposal.target_line} {doubts}".rstrip())
    commands.say(f"      {proposal.source}")
    commands.say(f"      {proposal.target or proposal.shown}")
    if differs(outcome):
        commands.say(f"      now: {outcome.target}")
