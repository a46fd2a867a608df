"""Old catalog and new units into a catalog: nothing that a person accepted is lost (units.md, section 4)."""

from recto.merging.continuing import merge
from recto.merging.results import Counts, Merged, SourceEdit
from recto.merging.triage import triage

__all__ = ["Counts", "Merged", "SourceEdit", "merge", "triage"]
