"""``recto sync`` and ``recto merge-driver`` on real clones with a bare repository on disk."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from recto import project as projects
from recto.commands import sync as syncing
from recto.commands.init import start
from recto.commands.review import save_unit
from recto.errors import ConfigError, RectoError
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.project import Project
from recto.store import Desk

SETTINGS = 'project = "tea-times"\nsource_locale = "en"\ntarget_locales = ["de", "es"]\n'
PATH = "locales/de/LC_MESSAGES/tea.md.po"
UNITS = 60


@pytest.fixture(autouse=True)
def own_settings(monkeypatch, tmp_path):
    """Keep git away from whatever this machine's user has set."""
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    config = tmp_path / "user.gitconfig"
    config.write_text("[user]\n name = Git User\n email = git@example.org\n[init]\n defaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path))


def git(folder: Path, *arguments: str, ok: bool = True) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not ok, done.stderr
    return done.stdout + (done.stderr if not ok else "")


class Clone:
    """One person's working copy."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def project(self) -> Project:
        return projects.find(self.root)

    @property
    def po(self) -> Path:
        return self.root / PATH

    def catalog(self) -> Catalog:
        return po.load(self.po.read_bytes(), PATH, "de")

    def unit(self, number: int) -> Unit:
        return next(unit for unit in self.catalog().units if unit.source == f"Sentence {number}.")

    def edit(self, number: int, target: str, state: State = State.REVIEWED) -> None:
        self.change(lambda unit: replace(unit, target=target, state=state), number)

    def change(self, edit, number: int) -> None:
        content = self.po.read_bytes()
        catalog = po.load(content, PATH, "de")
        units = tuple(edit(u) if u.source == f"Sentence {number}." else u for u in catalog.units)
        self.po.write_bytes(po.dump(replace(catalog, units=units), content))

    def sync(self) -> syncing.Report:
        return syncing.sync(self.project)

    def save(self, person: str, number: int, target: str) -> None:
        """Save a unit at the desk."""
        project = self.project
        unit = self.unit(number)
        desk = Desk(project.state_folder / "desk.db")
        save_unit(project, desk, "tea.md", "de", unit.id, unit.version, target, State.REVIEWED, person)
        desk.close()

    def log(self) -> list[tuple[str, str]]:
        rows = git(self.root, "log", "--reverse", "--format=%an|%s").splitlines()
        return [tuple(row.split("|", 1)) for row in rows]


@pytest.fixture
def bare(tmp_path) -> Path:
    folder = tmp_path / "bare.git"
    git(tmp_path, "init", "-q", "--bare", str(folder))
    return folder


@pytest.fixture
def anna(tmp_path, bare) -> Clone:
    root = tmp_path / "anna"
    git(tmp_path, "clone", "-q", str(bare), str(root))
    (root / "recto.toml").write_text(SETTINGS, encoding="utf-8")
    (root / "sources").mkdir()
    (root / "sources" / "tea.md").write_text("".join(f"Sentence {n}.\n\n" for n in range(UNITS)))
    units = tuple(Unit("paragraph", f"Sentence {number}.") for number in range(UNITS))
    file = root / PATH
    file.parent.mkdir(parents=True)
    file.write_bytes(po.dump(Catalog("de", units, header=po.create_header("tea-times", "de", "tea.md"))))
    start(root, "en", ["de"], use_git=True)
    git(root, "config", "--remove-section", "merge.recto")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Begin")
    git(root, "push", "-q", "-u", "origin", "HEAD")
    return Clone(root)


@pytest.fixture
def ben(tmp_path, bare, anna) -> Clone:
    git(tmp_path, "clone", "-q", str(bare), str(tmp_path / "ben"))
    return Clone(tmp_path / "ben")


def test_two_translators_who_work_on_different_units_never_meet(anna, ben):
    dice = random.Random(4)
    for day in range(4):
        numbers = dice.sample(range(UNITS), 24)
        for number in numbers[:12]:
            anna.edit(number, f"Anna {number} {day}")
        for number in numbers[12:]:
            ben.edit(number, f"Ben {number} {day}")
        reports = [anna.sync(), ben.sync(), anna.sync()]

        assert [(one.conflicts, one.errors) for one in reports] == [((), ())] * 3
        assert anna.po.read_bytes() == ben.po.read_bytes()
        assert all(anna.unit(number).target == f"Anna {number} {day}" for number in numbers[:12])
        assert all(anna.unit(number).target == f"Ben {number} {day}" for number in numbers[12:])
    assert git(anna.root, "status", "--porcelain") == git(ben.root, "status", "--porcelain") == ""


def test_two_texts_for_one_unit_are_both_kept_told_and_shared(anna, ben):
    anna.edit(7, "Annas Satz.")
    ben.edit(7, "Bens Satz.")
    ben.edit(8, "Acht.")
    anna.sync()

    report = ben.sync()

    assert [(one.article, one.locale, one.source) for one in report.conflicts] == [
        ("tea.md", "de", "Sentence 7.")
    ]
    assert syncing.exit_of(report) == 1
    assert (report.brought, report.sent, report.errors) == (1, 2, ())
    unit = ben.unit(7)
    assert (unit.target, unit.state, unit.others) == ("Bens Satz.", State.DRAFT, ("Annas Satz.",))
    assert ben.unit(8).target == "Acht."
    anna.sync()
    assert anna.po.read_bytes() == ben.po.read_bytes()


def test_each_person_of_the_desk_is_the_author_of_what_they_wrote(anna):
    anna.save("Carla", 1, "Eins.")
    anna.save("Dora", 2, "Zwei.")
    anna.save("Carla", 3, "Drei.")
    anna.edit(4, "Vier.")

    report = anna.sync()

    assert report.errors == ()
    assert anna.log()[1:] == [
        ("Git User", "Update tea.md (de)"),
        ("Carla", "Translate tea.md (de)"),
        ("Dora", "Translate tea.md (de)"),
    ]
    shown = git(anna.root, "show", "--format=", "HEAD~1", "--", PATH)
    assert '+msgstr "Eins."' in shown
    assert '+msgstr "Drei."' in shown
    assert "Zwei." not in shown
    assert git(anna.root, "status", "--porcelain") == ""


def test_only_catalogs_are_committed_and_what_is_staged_stays_staged(anna, ben):
    (anna.root / "sources" / "tea.md").write_text("Not finished.\n")
    (anna.root / "notes.txt").write_text("mine")
    (anna.root / "staged.txt").write_text("later")
    git(anna.root, "add", "staged.txt")
    anna.edit(1, "Eins.")
    ben.edit(2, "Zwei.")
    ben.sync()

    report = anna.sync()

    assert report.errors == ()
    assert git(anna.root, "status", "--porcelain").splitlines() == [
        " M sources/tea.md".removeprefix(""),
        "A  staged.txt",
        "?? notes.txt",
    ] or sorted(git(anna.root, "status", "--porcelain").splitlines()) == [
        " M sources/tea.md", "?? notes.txt", "A  staged.txt",
    ]  # fmt: skip
    assert (anna.unit(1).target, anna.unit(2).target) == ("Eins.", "Zwei.")


def test_sources_that_others_pushed_arrive_too(anna, ben):
    (ben.root / "sources" / "new.md").write_text("New.\n")
    git(ben.root, "add", ".")
    git(ben.root, "commit", "-q", "-m", "New article")
    ben.sync()
    anna.edit(1, "Eins.")

    anna.sync()

    assert (anna.root / "sources" / "new.md").read_text() == "New.\n"
    assert git(anna.root, "status", "--porcelain") == ""


def test_a_conflict_in_an_article_changes_nothing_here(anna, ben):
    for clone, text in ((anna, "Anna.\n"), (ben, "Ben.\n")):
        (clone.root / "sources" / "tea.md").write_text(text)
        git(clone.root, "commit", "-q", "-am", "Edit")
    anna.sync()
    ben.edit(1, "Eins.")

    report = ben.sync()

    assert "sources/tea.md" in str(report.errors[0])
    assert (ben.root / "sources" / "tea.md").read_text() == "Ben.\n"
    assert ben.unit(1).target == "Eins."
    assert git(ben.root, "status", "--porcelain") == ""
    assert ben.log()[-1] == ("Git User", "Update tea.md (de)")


def test_an_uncommitted_source_that_others_changed_stops_the_merge_and_stays(anna, ben):
    (ben.root / "sources" / "tea.md").write_text("Ben.\n")
    git(ben.root, "commit", "-q", "-am", "Edit")
    ben.edit(2, "Zwei.")
    ben.sync()
    (anna.root / "sources" / "tea.md").write_text("Not finished.\n")
    anna.edit(1, "Eins.")

    report = anna.sync()

    assert "sources/tea.md" in str(report.errors[0])
    assert (anna.root / "sources" / "tea.md").read_text() == "Not finished.\n"
    assert (anna.unit(1).target, anna.unit(2).target) == ("Eins.", "")


def test_what_is_saved_while_git_merges_is_not_overwritten(anna, ben, monkeypatch):
    for number in range(1, 20):
        ben.edit(number, f"Ben {number}")
    ben.sync()
    anna.edit(30, "Dreißig.")
    check_out = syncing._check_out

    def late(project, repository, old, new):
        anna.save("Anna", 40, "Vierzig, im letzten Augenblick.")
        anna.save("Anna", 5, "Fünf, im letzten Augenblick.")
        check_out(project, repository, old, new)

    monkeypatch.setattr(syncing, "_check_out", late)
    anna.sync()

    assert anna.unit(40).target == "Vierzig, im letzten Augenblick."
    assert anna.unit(30).target == "Dreißig."
    assert anna.unit(6).target == "Ben 6"
    assert {anna.unit(5).target, *anna.unit(5).others} == {"Ben 5", "Fünf, im letzten Augenblick."}
    monkeypatch.undo()


def test_a_push_that_comes_too_late_is_tried_again(anna, ben, monkeypatch):
    anna.edit(1, "Eins.")
    ben.edit(2, "Zwei.")
    push = syncing.Repository.push
    raced = []

    def late(self, *arguments):
        if not raced:
            raced.append(True)
            ben.sync()
        return push(self, *arguments)

    monkeypatch.setattr(syncing.Repository, "push", late)
    report = anna.sync()

    assert report.errors == ()
    assert report.sent
    assert (anna.unit(1).target, anna.unit(2).target) == ("Eins.", "Zwei.")
    ben.sync()
    assert ben.unit(1).target == "Eins."


def test_a_push_that_is_refused_is_told_and_loses_nothing(anna, bare):
    hook = bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'only on Mondays' >&2\nexit 1\n")
    hook.chmod(0o755)
    anna.edit(1, "Eins.")

    report = anna.sync()

    assert "only on Mondays" in str(report.errors[0]) or "declined" in str(report.errors[0])
    assert anna.unit(1).target == "Eins."
    hook.unlink()
    assert anna.sync().sent == 1


def test_the_first_push_goes_to_an_empty_repository(tmp_path, anna):
    git(tmp_path, "init", "-q", "--bare", "other.git")
    git(anna.root, "remote", "set-url", "origin", str(tmp_path / "other.git"))

    assert anna.sync().sent == 1
    assert anna.sync() == syncing.Report("main")


def test_without_a_remote_translations_are_committed(anna):
    git(anna.root, "remote", "remove", "origin")
    anna.edit(1, "Eins.")

    report = anna.sync()

    assert (len(report.committed), report.sent, report.errors) == (1, 0, ())


def test_a_catalog_that_cannot_be_read_stays_uncommitted(anna):
    anna.po.write_text("<<<<<<< HEAD\n")

    report = anna.sync()

    assert "tea.md.po" in str(report.errors[0])
    assert anna.po.read_text() == "<<<<<<< HEAD\n"


def test_another_branch_an_unfinished_merge_and_no_repository_are_refused(anna, tmp_path):
    (anna.root / "recto.toml").write_text(SETTINGS + '[git]\nbranch = "live"\n', encoding="utf-8")
    with pytest.raises(RectoError, match="names 'live'"):
        anna.sync()
    (anna.root / "recto.toml").write_text(SETTINGS, encoding="utf-8")
    (anna.root / ".git" / "MERGE_HEAD").write_text(git(anna.root, "rev-parse", "HEAD"))
    with pytest.raises(RectoError, match="in the middle"):
        anna.sync()
    lone = tmp_path / "lone"
    lone.mkdir()
    (lone / "recto.toml").write_text(SETTINGS, encoding="utf-8")
    with pytest.raises(ConfigError, match="no git repository"):
        syncing.sync(projects.find(lone))


def test_a_password_in_an_address_is_not_told(anna):
    git(anna.root, "remote", "set-url", "origin", "http://anna:s3cret@127.0.0.1:9/tea.git")

    report = anna.sync()

    assert report.errors
    assert "s3cret" not in str(report.errors[0])
    assert "127.0.0.1" in str(report.errors[0])


# --- what a repository names is not run ----------------------------------------------------------


def test_no_program_that_the_repository_names_is_run(anna, ben, bare, tmp_path):
    evil, fired = tmp_path / "evil.sh", tmp_path / "fired"
    evil.write_text(f'#!/bin/sh\necho "$0 $*" >> {fired}\nexit 0\n')
    evil.chmod(0o755)
    for name in ("pre-commit", "post-commit", "pre-push", "post-merge", "post-checkout", "pre-merge-commit",
                 "reference-transaction", "prepare-commit-msg", "post-index-change"):  # fmt: skip
        hook = anna.root / ".git" / "hooks" / name
        hook.write_text(evil.read_text())
        hook.chmod(0o755)
    (anna.root / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil\n*.md merge=evil\n")
    for key in (
        "core.fsmonitor", "core.sshCommand", "core.askPass", "core.editor", "core.pager",
        "core.alternateRefsCommand", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
        "filter.e=q.clean", "diff.evil.textconv", "diff.evil.command", "diff.external", "merge.evil.driver",
        "merge.recto.driver", "credential.helper", "remote.origin.uploadpack", "remote.origin.receivepack",
        "gpg.program", "uploadpack.packObjectsHook", "core.gitProxy", "sequence.editor",
    ):  # fmt: skip
        git(anna.root, "config", key, str(evil))
    for key in ("filter.evil.required", "commit.gpgSign", "push.gpgSign", "merge.verifySignatures"):
        git(anna.root, "config", key, "true")
    git(anna.root, "config", "core.hooksPath", str(anna.root / ".git" / "hooks"))
    git(anna.root, "config", "protocol.ext.allow", "always")
    fired.unlink(missing_ok=True)
    for number in range(1, 6):
        ben.edit(number, f"Ben {number}")
    (ben.root / "sources" / "tea.md").write_text("Ben.\n" + "Sentence 3.\n\n" * 20)
    git(ben.root, "commit", "-q", "-am", "Edit")
    ben.sync()
    anna.edit(7, "Sieben.")

    report = anna.sync()

    assert not fired.exists(), fired.read_text()
    assert (report.errors, report.conflicts) == ((), ())
    assert (anna.unit(3).target, anna.unit(7).target) == ("Ben 3", "Sieben.")
    git(anna.root, "remote", "set-url", "origin", f"ext::{evil} %S")
    assert anna.sync().errors
    assert not fired.exists(), fired.read_text()


def test_a_working_tree_that_the_repository_puts_elsewhere_is_refused(anna, tmp_path):
    git(anna.root, "config", "core.worktree", str(tmp_path))

    with pytest.raises(RectoError, match="worktree"):
        anna.sync()


def test_what_the_last_test_plants_is_run_by_plain_git(anna, tmp_path):
    fired = tmp_path / "fired"
    (anna.root / ".git" / "info" / "attributes").write_text("* filter=evil\n")
    git(anna.root, "config", "filter.evil.clean", f"touch {fired}; cat")

    anna.edit(1, "Eins.")
    git(anna.root, "add", PATH)

    assert fired.exists()


# --- the merge driver ----------------------------------------------------------------------------


def use_driver(clone: Clone) -> None:
    assert start(clone.root, "en", ["de"], use_git=True).has_driver


def test_git_merges_catalogs_with_the_driver(anna, ben, monkeypatch):
    use_driver(ben)
    for number in (3, 4, 5):
        anna.edit(number, f"Anna {number}")
    for number in (2, 6, 7):
        ben.edit(number, f"Ben {number}")
    anna.sync()
    git(ben.root, "commit", "-q", "-am", "Ben")

    git(ben.root, "pull", "-q", "--no-rebase", "--no-edit")

    assert [ben.unit(n).target for n in range(2, 8)] == [
        "Ben 2",
        "Anna 3",
        "Anna 4",
        "Anna 5",
        "Ben 6",
        "Ben 7",
    ]


@pytest.mark.gettext
def test_git_says_conflict_and_the_file_is_still_a_catalog(anna, ben):
    use_driver(ben)
    anna.edit(3, "Anna 3")
    ben.edit(3, "Ben 3")
    anna.sync()
    git(ben.root, "commit", "-q", "-am", "Ben")

    told = git(ben.root, "pull", "--no-rebase", "--no-edit", ok=False)

    assert "CONFLICT" in told
    assert "translated differently" in told
    assert "<<<<" not in ben.po.read_text()
    assert (ben.unit(3).target, ben.unit(3).others) == ("Ben 3", ("Anna 3",))
    subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(ben.po)], check=True, capture_output=True)


def test_a_file_that_is_no_catalog_is_merged_line_by_line(tmp_path):
    files = [tmp_path / name for name in ("base", "ours", "theirs")]
    for file, text in zip(files, ("a\n", "ours\n", "theirs\n"), strict=True):
        file.write_text(text)

    done = subprocess.run(
        [sys.executable, "-m", "recto", "merge-driver", *map(str, files), "locales/x.po"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "line by line" in done.stderr
    assert files[1].read_text() == "<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\n"


def test_init_git_says_what_it_did_and_doing_it_again_changes_nothing(anna):
    first = start(anna.root, "en", ["de"], use_git=True)
    before = (anna.root / ".gitattributes").read_text(), (anna.root / ".git" / "config").read_text()

    again = start(anna.root, "en", ["de"], use_git=True)

    assert (first.has_driver, again.has_driver, again.made) == (True, False, ())
    assert before == ((anna.root / ".gitattributes").read_text(), (anna.root / ".git" / "config").read_text())
    assert "locales/**/*.po merge=recto text eol=lf" in before[0].splitlines()


def test_init_git_outside_a_repository_writes_nothing(tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()

    with pytest.raises(ConfigError, match="git init"):
        start(folder, "en", ["de"], use_git=True)

    assert list(folder.iterdir()) == []
