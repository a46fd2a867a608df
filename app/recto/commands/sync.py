"""``recto sync``: commit what the desk wrote, bring in what others did, send it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import NamedTuple

import click

from recto import git
from recto.commands import counted, json_option, open_project, say, say_errors, say_json
from recto.commands.committing import Committed, Place, commit_catalogs, places
from recto.commands.merge_driver import EXCERPT, reconcile
from recto.errors import ConfigError, RectoError
from recto.git import Change, Repository
from recto.project import Project
from recto.store import Desk

ROUNDS = 5
"""How often others' work is brought in when the remote branch keeps moving on."""


@dataclass(frozen=True, slots=True)
class Open:
    """A unit that was translated differently on both sides; both texts are in the catalog."""

    article: str
    locale: str
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was done; ``brought`` and ``sent`` count commits."""

    branch: str
    committed: tuple[Committed, ...] = ()
    brought: int = 0
    sent: int = 0
    conflicts: tuple[Open, ...] = ()
    errors: tuple[RectoError, ...] = ()


class _Put(NamedTuple):
    """What a merge of two commits comes to."""

    commit: str
    conflicts: tuple[Open, ...] = ()


def repository_of(project: Project) -> Repository:
    """Return the repository that a project is in.

    :raises ConfigError: it is in none.
    """
    found = git.find(project.root, project.state_folder)
    if found is None:
        raise ConfigError("this project is in no git repository.", str(project.root), "Run: git init")
    return found


def sync(project: Project) -> Report:
    """Commit catalogs, merge what the remote branch has, and push.

    Whatever stops it half-way, all work is in the catalogs or in commits. Nothing but catalogs is
    committed; other files with changes stay as they are.

    :raises RectoError: the repository is in the middle of something else, or on another branch.
    """
    # Before it holds that lock, the state folder need not be there.
    with project.lock("sync", project.config.source_locale):
        repository = repository_of(project)
        branch = _branch(project, repository)
        file = project.state_folder / "desk.db"
        if not file.is_file():
            return _rounds(project, repository, branch, None)
        with closing(Desk(file)) as desk:
            return _rounds(project, repository, branch, desk)


def _branch(project: Project, repository: Repository) -> str:
    branch, wanted = repository.branch(), project.config.git.branch
    if wanted and branch != wanted:
        problem = f"the branch {branch!r} is checked out; [git] in recto.toml names {wanted!r}."
        raise RectoError(problem, hint=f"Run: git switch {wanted}")
    if begun := repository.unfinished():
        raise RectoError(f"git is in the middle of something ({begun}).", hint="End it, then sync again.")
    return branch


def _rounds(project: Project, repository: Repository, branch: str, desk: Desk | None) -> Report:
    remote = project.config.git.remote
    errors: list[RectoError] = []
    committed: list[Committed] = []
    conflicts: tuple[Open, ...] = ()
    brought = sent = 0
    try:
        committed += commit_catalogs(project, repository, desk, errors)
        for _ in range(ROUNDS if repository.has_remote(remote) else 0):
            theirs = repository.fetch(remote, branch)
            ours = repository.commit_of("HEAD")
            if theirs and repository.base(ours, theirs) != theirs:
                brought += repository.count(ours, theirs)
                put = _merged(project, repository, ours, theirs)
                _check_out(project, repository, ours, put.commit)
                conflicts += put.conflicts
                ours = put.commit
            if ours in ("", theirs):
                break
            ahead = repository.count(theirs, ours)
            if repository.push(remote, branch, ours):
                sent = ahead
                break
        else:
            if repository.has_remote(remote):
                problem = f"{remote}/{branch} moved on {ROUNDS} times while Recto was merging."
                errors.append(RectoError(problem, hint="Run 'recto sync' again; nothing is lost."))
    except RectoError as error:
        errors.append(error)
    return Report(branch, tuple(committed), brought, sent, conflicts, tuple(errors))


def _merged(project: Project, repository: Repository, ours: str, theirs: str) -> _Put:
    """Return a commit that has both sides' work; no file or branch has changed yet.

    :raises RectoError: files that are no catalogs conflict, or a catalog cannot be read.
    """
    base = repository.base(ours, theirs)
    if not ours or base == ours:
        return _Put(theirs)
    merge = repository.merge(ours, theirs)
    changes, conflicts = _catalogs(project, repository, base, ours, theirs, merge.stages)
    done = {change.path for change in changes}
    if left := sorted(set(merge.stages) - done):
        shown = ", ".join(left[:5]) + (" ..." if len(left) > 5 else "")
        problem = f"both sides changed {shown}, and git cannot merge it."
        hint = "Nothing was changed here. Run 'git pull', put these files right, commit, and sync again."
        raise RectoError(problem, hint=hint)
    message = f"Merge {project.config.git.remote}/{repository.branch()}\n"
    return _Put(repository.commit_merge(merge.tree, changes, (ours, theirs), message), conflicts)


def _catalogs(
    project: Project,
    repository: Repository,
    base: str,
    ours: str,
    theirs: str,
    stages: Mapping[str, Mapping[int, str]],
) -> tuple[list[Change], tuple[Open, ...]]:
    """Merge by unit the catalogs that both sides changed, whatever git made of their lines."""
    both = sorted(set(repository.differing(base, ours)) & set(repository.differing(base, theirs)))
    changes: list[Change] = []
    conflicts: list[Open] = []
    for place in places(project, repository, sorted({*both, *stages})):
        versions = [repository.read(commit, place.path) for commit in (base, ours, theirs)]
        named = stages.get(place.path, {})
        for number, name in named.items():
            versions[number - 1] = repository.read_object(name, place.path) if name else None
        old, mine, yours = versions
        if mine is None or yours is None:
            # One side has moved or removed it and the other changed it: it stays.
            if place.path in stages and (mine or yours):
                changes.append(Change(place.path, mine or yours))
            continue
        merged = reconcile(old, mine, yours, place.path, carry_cosmetic=project.config.carry_cosmetic)
        changes.append(Change(place.path, merged.content))
        conflicts += [Open(place.article, place.locale, unit.id, unit.source) for unit in merged.conflicts]
    return changes, tuple(conflicts)


def _check_out(project: Project, repository: Repository, old: str, new: str) -> None:
    """Bring the files from one commit to another; what people save meanwhile is merged, never overwritten."""
    found = places(project, repository, repository.differing(old, new) if old else repository.files(new))
    written = [place for place in found if repository.is_file(new, place.path)]
    skipped = [place.path for place in written]
    repository.check_out(old, new, skipped, dry_run=True)
    for place in written:
        _write(project, repository, old, new, place)
    with ExitStack() as held:
        for place in found:  # git removes those that moved
            if place not in written:
                held.enter_context(project.lock(place.article, place.locale))
        repository.check_out(old, new, skipped)
    repository.move(old, new)


def _write(project: Project, repository: Repository, old: str, new: str, place: Place) -> None:
    before = repository.read(old, place.path) if old else None
    after = repository.read(new, place.path) or b""
    with project.lock(place.article, place.locale):
        there = project.read_catalog(place.article, place.locale)
        if there not in (None, before):
            there = there or b""
            after = reconcile(
                before, there, after, place.path, carry_cosmetic=project.config.carry_cosmetic
            ).content
        project.write(project.catalog_file(place.article, place.locale), after)


@click.command("sync")
@json_option
def command(as_json: bool) -> int:
    """Commit translations, bring in what others did, and send them on.

    Commits catalogs and nothing else: a commit for each person and article. Then merges the remote branch,
    catalogs unit by unit, and pushes. Where two people translated a unit differently both texts stay, for
    somebody to choose at the desk. Hooks and filters of the repository are not run.

    \b
    Example:
      recto sync --json
    """
    report = sync(open_project())
    if as_json:
        say_json(report)
        return exit_of(report)
    for line in told(report) or ["Nothing to commit, bring in or send."]:
        say(line)
    say_errors(report.errors)
    return exit_of(report)


def exit_of(report: Report) -> int:
    return 1 if report.errors or report.conflicts else 0


def told(report: Report) -> Sequence[str]:
    """Return what was done in lines; none if nothing was."""
    lines = [
        f"committed {', '.join(one.articles)} ({', '.join(one.locales)})"
        + (f", by {one.person}" if one.person else "")
        for one in report.committed
    ]
    if report.brought:
        lines.append(f"brought in {counted(report.brought, 'commit')}")
    if report.sent:
        lines.append(f"sent {counted(report.sent, 'commit')}")
    lines += [
        f"{one.article} ({one.locale}), unit {one.unit}: translated differently on both sides; both texts are"
        f" kept. Choose at the desk: “{one.source[:EXCERPT]}”"
        for one in report.conflicts
    ]
    return lines
