"""What was extracted from what, so that a run with nothing to do costs what looking costs."""

from __future__ import annotations

import json
from contextlib import suppress

from recto import __version__
from recto.errors import RectoError
from recto.model import fingerprint
from recto.project import Project
from recto.segmentation import RULES_ID

CACHE = "extracted.json"
"""Catalog path -> fingerprint of everything its extraction depended on; may be deleted."""


class Prints:
    """The fingerprints that the last extractions left."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.file = project.cache / CACHE
        self.rules = fingerprint(__version__, RULES_ID, repr(project.config))
        try:
            known = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            known = {}
        self.known: dict[str, str] = known if isinstance(known, dict) else {}

    def save(self, prints: dict[str, str]) -> None:
        """Add fingerprints and write the cache; a project folder that cannot be written to goes without."""
        if prints:
            content = json.dumps(self.known | prints, ensure_ascii=False).encode()
            with suppress(RectoError):
                self.project.write(self.file, content)
