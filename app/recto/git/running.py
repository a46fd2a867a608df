"""Running git: no shell between, a time limit, no secret in what it says."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from recto.errors import RectoError
from recto.git.safety import redacted

LOCAL_S, NETWORK_S = 300.0, 300.0
MAX_TOLD = 600
"""Characters of git's own message that an error repeats."""


class Refusal(RectoError):
    """git did not do it; ``told`` is what it said."""

    def __init__(self, problem: str, where: str = "", hint: str = "", told: str = "") -> None:
        super().__init__(problem, where, hint)
        self.told = told


class Done(NamedTuple):
    code: int
    out: bytes
    told: str


def run(
    folder: Path,
    arguments: Sequence[str],
    env: Mapping[str, str],
    given: bytes = b"",
    limit_s: float = LOCAL_S,
) -> Done:
    """Run git in a folder, no shell between; it and what it started end with the time limit or Ctrl-C.

    :raises RectoError: there is no git, or the time is over.
    """
    env = {**env, "GIT_CEILING_DIRECTORIES": str(folder.parent)}
    try:
        child = subprocess.Popen(  # noqa: S603  # no shell; see safety
            ["git", *arguments],  # noqa: S607  # the user's own, from PATH
             cwd=folder, env=env, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:
        raise RectoError("git cannot be run.", hint="Install git, or add it to PATH.") from error
    try:
        out, told = child.communicate(given, timeout=limit_s)
    except subprocess.TimeoutExpired as error:
        _end(child)
        hint = "Nothing is lost; run the command again."
        raise RectoError(f"git {arguments[0]}: no answer within {limit_s:.0f} s.", hint=hint) from error
    except BaseException:
        _end(child)
        raise
    return Done(
        child.returncode,
        out,
        redacted((told + out if arguments[0] == "push" else told).decode("utf-8", "replace")),
    )


def refusal(command: str, done: Done, where: str) -> Refusal:
    """Return what git said as an error of ours, without secrets."""
    told = " ".join(done.told.split())
    hint = ""
    if "identity unknown" in told or "empty ident" in told or "auto-detect email" in told:
        told = "git does not know who you are."
        hint = (
            "Run: git config --global user.name 'Your name'; git config --global user.email you@example.org"
        )
    short = told if len(told) <= MAX_TOLD else f"{told[:MAX_TOLD]}..."
    return Refusal(f"git {command}: {short or f'left with {done.code}'}", where, hint, told)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a program with all that it started."""
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
