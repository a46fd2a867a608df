"""A git repository on this machine: what ``recto sync`` and ``recto init --git`` ask of it.

Only plumbing commands are used: they look at no setting that could change what they mean.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recto.errors import RectoError
from recto.git.running import LOCAL_S, NETWORK_S, Refusal, refusal, run
from recto.git.safety import environment, settings

NEEDED = (2, 38)
"""The first git that merges without touching any file (``merge-tree --write-tree``)."""
GONE = "0" * 40
FILE_MODE = "100644"
FILE_MODES = frozenset({"100644", "100755"})
UNFINISHED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")


class Identity(NamedTuple):
    name: str
    email: str


class Change(NamedTuple):
    """What became of a file: ``content`` None says that it is gone."""

    path: str
    content: bytes | None


class Merge(NamedTuple):
    """A merge that nothing shows of yet. ``stages``: path of a file in conflict -> 1, 2, 3 -> object."""

    tree: str
    stages: Mapping[str, Mapping[int, str]]


@dataclass
class Repository:
    """A working tree and its repository. Paths are below ``top``, with slashes."""

    top: Path
    scratch: Path
    """Where an index may be made for the moment of a commit."""
    _env: dict[str, str] = field(default_factory=dict)

    # --- asking ----------------------------------------------------------------------------------

    def branch(self) -> str:
        """Return the name of the branch that is checked out.

        :raises RectoError: none is.
        """
        name = self._text("symbolic-ref", "-q", "--short", "HEAD", ok=(0, 1))
        if not name:
            raise RectoError("no branch is checked out.", str(self.top), "Run: git switch <branch>")
        return name

    def commit_of(self, name: str) -> str:
        """Return the commit that a name stands for, or an empty text."""
        asked = ("rev-parse", "-q", "--verify", "--end-of-options", f"{name}^{{commit}}")
        return self._text(*asked, ok=(0, 1, 128))

    def unfinished(self) -> str:
        """Return what somebody has begun and not ended (a merge, a rebase), or an empty text."""
        asked = [word for name in UNFINISHED for word in ("--git-path", name)]
        for name, place in zip(UNFINISHED, self._text("rev-parse", *asked).split("\n"), strict=True):
            if (self.top / place).exists():
                return name
        return "unmerged files" if self._run("ls-files", "-z", "--unmerged") else ""

    def changed(self, *paths: str) -> dict[str, str]:
        """Return the files below some paths that are not as HEAD has them, with git's two letters."""
        asked = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", *paths)
        rows = self._run(*asked).decode("utf-8", "surrogateescape").split("\0")
        return {row[3:]: row[:2] for row in rows if row}

    def differing(self, old: str, new: str) -> list[str]:
        """Return the paths at which two commits differ."""
        asked = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options", old, new)
        rows = self._run(*asked).decode("utf-8", "surrogateescape").split("\0")
        return [row for row in rows if row]

    def files(self, commit: str) -> list[str]:
        """Return the paths of all files of a commit."""
        rows = self._run("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
        return [row for row in rows.decode("utf-8", "surrogateescape").split("\0") if row]

    def count(self, old: str, new: str) -> int:
        """Return how many commits the second has beyond the first (an empty text: none)."""
        return int(self._text("rev-list", "--count", new, *([f"^{old}"] if old else []), "--"))

    def is_file(self, commit: str, path: str) -> bool:
        """Tell whether a commit has a regular file at a path."""
        found = self._run("ls-tree", "-z", "--end-of-options", commit, path).decode("utf-8", "replace")
        return found[:6] in FILE_MODES

    def read(self, commit: str, path: str) -> bytes | None:
        """Return a file as it is checked out of a commit, or None where there is none."""
        return self._run("cat-file", "--filters", f"{commit}:{path}") if self.is_file(commit, path) else None

    def read_object(self, name: str, path: str) -> bytes:
        """Return an object's content, as it would be checked out at a path."""
        return self._run("cat-file", "--filters", f"--path={path}", name)

    def base(self, ours: str, theirs: str) -> str:
        """Return the commit that two grew out of, or an empty text."""
        if not ours or not theirs:
            return ""
        return self._text("merge-base", ours, theirs, ok=(0, 1))

    def has_remote(self, remote: str) -> bool:
        return bool(self._text("config", "--get-all", f"remote.{remote}.url", ok=(0, 1)))

    # --- local work ------------------------------------------------------------------------------

    def commit(
        self, parent: str, changes: Sequence[Change], message: str, author: Identity | None = None
    ) -> str:
        """Record changes on top of a commit (or of nothing) as the branch's newest; the index follows.

        What else is staged stays so. ``author`` None: git's own user.
        """
        rows = [(change.path, self._object(change)) for change in changes]
        made = self._commit_tree(self._tree(parent, rows), [parent] if parent else [], message, author)
        self.move(parent, made)
        self._update_index(rows)
        return made

    def merge(self, ours: str, theirs: str) -> Merge:
        """Merge two commits without touching a file or a branch.

        :raises Refusal: they have nothing in common, or git is too old.
        """
        asked = ("merge-tree", "--write-tree", "-z", "--no-messages", ours, theirs)
        rows = self._run(*asked, ok=(0, 1)).decode("utf-8", "surrogateescape").split("\0")
        stages: dict[str, dict[int, str]] = {}
        for row in rows[1:]:
            if "\t" not in row:
                continue
            head, _, path = row.partition("\t")
            mode, name, stage = head.split(" ")
            stages.setdefault(path, {})[int(stage)] = name if mode in FILE_MODES else ""
        return Merge(rows[0], stages)

    def commit_merge(self, tree: str, changes: Sequence[Change], parents: Sequence[str], message: str) -> str:
        """Record a merged tree with some files put right; no branch moves."""
        rows = [(change.path, self._object(change)) for change in changes]
        return self._commit_tree(self._tree(tree, rows), parents, message, None)

    def check_out(self, old: str, new: str, written: Sequence[str], *, dry_run: bool = False) -> None:
        """Bring the files of the working tree from one commit to another, but for those ``written``.

        :raises Refusal: a file that differs has changes that are in no commit; nothing was touched.
        """
        env = self._copied_index() if dry_run else {}
        try:
            self.stage(new, written, env)
            self._run("update-index", "-q", "--refresh", env=env, ok=(0, 1))
            trees = [old, new] if old else [new]
            self._run("read-tree", *(["-n"] if dry_run else []), "-m", "-u", *trees, env=env)
        finally:
            self._remove_index(env)

    def move(self, old: str, new: str) -> None:
        """Let the branch point to another commit.

        :raises Refusal: it does not point to ``old`` any more.
        """
        self._run("update-ref", "-m", "recto sync", "HEAD", new, old or GONE)

    def configure(self, key: str, value: str) -> bool:
        """Set a setting of this clone; tell whether it was another before."""
        if self._text("config", "--local", "--get-all", key, ok=(0, 1)) == value:
            return False
        self._run("config", "--local", "--replace-all", key, value)
        return True

    # --- the network -----------------------------------------------------------------------------

    def fetch(self, remote: str, branch: str) -> str:
        """Return the newest commit of a remote branch, brought here; an empty text if there is none."""
        ref, pack = f"refs/heads/{branch}", "--upload-pack=git-upload-pack"
        there = self._text("ls-remote", "--exit-code", pack, "--", remote, ref, ok=(0, 2), is_remote=True)
        if not there:
            return ""
        kept = f"refs/remotes/{remote}/{branch}"
        options = ("--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-gc", pack)
        self._run("fetch", "-q", *options, "--", remote, f"+{ref}:{kept}", is_remote=True)
        return self.commit_of(kept)

    def push(self, remote: str, branch: str, commit: str) -> bool:
        """Send a commit to a remote branch; False: the branch has moved on there.

        :raises Refusal: the other side does not take it for another reason.
        """
        options = ("--porcelain", "--no-verify", "--no-signed", "--receive-pack=git-receive-pack")
        asked = ("push", *options, "--", remote, f"{commit}:refs/heads/{branch}")
        try:
            self._run(*asked, is_remote=True)
        except Refusal as error:
            if any(word in error.told for word in ("(fetch first)", "(non-fast-forward)", "(stale info)",
                                                   "cannot lock ref", "failed to update ref")):  # fmt: skip
                return False
            raise
        return True

    # --- inside ----------------------------------------------------------------------------------

    def _object(self, change: Change) -> str:
        if change.content is None:
            return ""
        asked = ("hash-object", "-w", "--stdin", f"--path={change.path}")
        return self._run(*asked, given=change.content).decode().strip()

    def _index(self) -> dict[str, str]:
        """Return the variables that make git use an index of its own; there is none yet."""
        index = self.scratch / f"git-index-{os.getpid()}"
        index.unlink(missing_ok=True)
        return {"GIT_INDEX_FILE": str(index)}

    def _copied_index(self) -> dict[str, str]:
        env = self._index()
        place = self.top / self._text("rev-parse", "--git-path", "index")
        if place.exists():
            shutil.copyfile(place, env["GIT_INDEX_FILE"])
        return env

    def _remove_index(self, env: Mapping[str, str]) -> None:
        if env:
            Path(env["GIT_INDEX_FILE"]).unlink(missing_ok=True)

    def _tree(self, start: str, rows: Sequence[tuple[str, str]]) -> str:
        env = self._index()
        try:
            self._run("read-tree", start or "--empty", env=env)
            self._update_index(rows, env)
            return self._run("write-tree", env=env).decode().strip()
        finally:
            self._remove_index(env)

    def _update_index(self, rows: Sequence[tuple[str, str]], env: Mapping[str, str] | None = None) -> None:
        lines = [f"{FILE_MODE if name else 0} {name or GONE}\t{path}\0" for path, name in rows]
        given = "".join(lines).encode("utf-8", "surrogateescape")
        self._run("update-index", "-z", "--index-info", given=given, env=env)

    def stage(self, commit: str, paths: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Let the index hold files as a commit has them; the files themselves stay as they are."""
        rows = [(path, self._text("rev-parse", f"{commit}:{path}")) for path in paths]
        self._update_index(rows, env)

    def _commit_tree(self, tree: str, parents: Sequence[str], message: str, author: Identity | None) -> str:
        env = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email} if author else {}
        given = [word for parent in parents for word in ("-p", parent)]
        return self._run("commit-tree", tree, *given, given=message.encode(), env=env).decode().strip()

    def _text(self, *arguments: str, ok: Sequence[int] = (0,), is_remote: bool = False) -> str:
        found = self._run(*arguments, ok=ok, is_remote=is_remote)
        return found.decode("utf-8", "surrogateescape").rstrip("\n")

    def _run(
        self,
        *arguments: str,
        given: bytes = b"",
        ok: Sequence[int] = (0,),
        env: Mapping[str, str] | None = None,
        is_remote: bool = False,
    ) -> bytes:
        if not self._env:
            listed = run(self.top, ("config", "--list", "--show-scope", "-z"), environment(os.environ, ()))
            self._env = environment(os.environ, settings(listed.out.decode("utf-8", "surrogateescape")))
        limit = NETWORK_S if is_remote else LOCAL_S
        done = run(self.top, arguments, self._env | dict(env or {}), given, limit)
        if done.code not in ok:
            raise refusal(arguments[0], done, str(self.top))
        return done.out


def find(folder: Path, scratch: Path) -> Repository | None:
    """Return the repository around a folder, or None.

    :raises RectoError: its working tree is somewhere else, or git cannot be run or is too old.
    """
    start = folder.resolve()
    top = next((one for one in (start, *start.parents) if os.path.lexists(one / ".git")), None)
    if top is None:
        return None
    version = run(top, ("version",), environment(os.environ, ())).out.decode().split()[2]
    if tuple(int(part) for part in version.split(".")[:2]) < NEEDED:
        needed = ".".join(map(str, NEEDED))
        raise RectoError(f"this git is version {version}.", hint=f"Install git {needed} or newer.")
    repository = Repository(top, scratch)
    shown = repository._text("rev-parse", "--show-toplevel")
    if Path(shown).resolve() != top:
        problem = f"the repository's settings say that its files are in {shown!r}."
        raise RectoError(problem, str(top), "Recto does not follow that: git config --unset core.worktree")
    return repository


def merge_lines(ours: Path, base: Path, theirs: Path) -> None:
    """Merge files line by line into the first, as git does by itself, with marks where they conflict."""
    names = [word for name in ("ours", "base", "theirs") for word in ("-L", name)]
    files = [str(file.absolute()) for file in (ours, base, theirs)]
    done = run(Path.cwd(), ("merge-file", *names, "--", *files), environment(os.environ, ()))
    if done.code > 127:
        raise refusal("merge-file", done, str(ours))
