"""git: the only room that runs it. Whatever a repository names as programs is not run."""

from __future__ import annotations

from recto.git.repository import Change, Identity, Merge, Repository, find, merge_lines
from recto.git.running import Refusal

__all__ = ["Change", "Identity", "Merge", "Refusal", "Repository", "find", "merge_lines"]
