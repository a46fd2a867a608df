"""What is assigned to the reader of a page."""

from __future__ import annotations

from recto.store.work import Progress, Work
from recto.web.office import Office

_opened: dict[str, Work] = {}


def assigned_to(here: Office) -> set[tuple[str, str]]:
    """Return the articles and locales that wait for the reader."""
    file = here.project.state_folder / "desk.db"
    work = _opened.setdefault(str(file), Work(file))
    return {(one.article, one.locale) for one in work.assignments(here.person) if one.stage is Progress.OPEN}
