"""What the settings of a project say about checks, with those that are installed."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from recto.check_settings import Checks
from recto.checks import installed
from recto.project import Project
from recto.rules import Rules


def rules_of(project: Project, locale: str) -> Rules:
    """Return what holds for checks in a locale."""
    return _rules(project.config.checks, locale)


@lru_cache(maxsize=256)
def _rules(settings: Checks, locale: str) -> Rules:
    return replace(settings.rules(locale), installed=installed.names())
