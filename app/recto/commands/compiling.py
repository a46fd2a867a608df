"""Compiling that the desk does, at once or as a job: one article in one locale at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from recto.commands.compile import compile_path
from recto.commands.exporting import POLICIES, is_fit
from recto.errors import ConfigError, RectoError
from recto.model import State
from recto.project import Project
from recto.store import Jobs, Kind, Record


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one article in one locale."""

    files: int = 0
    held_back: str = ""
    """The file that stays as it was, because too little of the article is reviewed."""
    problems: tuple[str, ...] = ()


def write(project: Project, path: str, locale: str, policy: str = "source") -> Written:
    """Compile one article into the output folder, unless the policy keeps it back."""
    try:
        if policy == "block" and not is_fit(project, path, locale):
            return Written(problems=(f"{locale}/{path}: held back, not all of it is fit to publish.",))
    except RectoError as error:
        return Written(problems=(str(error),))
    state = State.DRAFT if policy == "draft" else None
    outputs, errors = compile_path(project, state, False, (path, (locale,)))
    return Written(
        sum(output.is_changed and not output.is_held_back for output in outputs),
        next((output.file for output in outputs if output.is_held_back), ""),
        tuple(str(error) for error in errors),
    )


def start(jobs: Jobs, person: str, chosen: Sequence[tuple[str, str]], policy: str) -> list[Record]:
    """Note a job for each locale; what is open already is returned.

    :raises ConfigError: the policy is none that is known.
    """
    if policy not in POLICIES:
        raise ConfigError(f"unknown policy {policy[:40]!r}.", hint=f"One of {', '.join(POLICIES)}.")
    articles: dict[str, list[str]] = {}
    for path, locale in chosen:
        articles.setdefault(locale, []).append(path)
    return [
        jobs.start(
            person,
            paths[0] if len(paths) == 1 else "",
            locale,
            Kind.COMPILE,
            wanted=json.dumps({"articles": paths, "policy": policy}, ensure_ascii=False),
            total=len(paths),
        )
        for locale, paths in articles.items()
    ]


def asked(project: Project, record: Record) -> tuple[list[str], str]:
    """Return the articles that a job is about and that are still there, and its policy."""
    wanted = json.loads(record.wanted)
    there = set(project.articles())
    return [path for path in wanted["articles"] if path in there], wanted["policy"]
