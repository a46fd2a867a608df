"""What the pages of publishing share: work, notices, and the thread that tells people and sends mail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

from flask import Flask, abort, current_app

from recto.commands import say_errors
from recto.commands.notifying import Rooms, gather, send_letters, write_letters
from recto.commands.reasons import Reason
from recto.commands.signing import Standing, standing
from recto.errors import RectoError
from recto.model import Catalog
from recto.store.comments import Comments
from recto.store.notices import Notices
from recto.store.work import Progress, Work
from recto.web.office import Office, office
from recto.web.translating import N_, _

EVERY_S = 60
"""Seconds between two looks at what there is to tell."""

REASONS = {
    "not-extracted": N_("There is no catalog yet. Run 'recto extract'."),
    "wrong-now": N_("Wrong now: a fact of the source changed after this was accepted: %(num)s."),
    "unusable": N_("It cannot be used: %(problem)s"),
    "edited": N_("The article was edited since it was last extracted. Run 'recto extract'."),
    "no-text": N_("The article has no text to translate."),
    "empty": N_("Not translated: %(num)s."),
    "machine": N_("Machine drafts that nobody has reviewed: %(num)s."),
    "draft": N_("Translations that need work: %(num)s."),
    "changed": N_("The source changed, and nobody has reviewed the translation since: %(num)s."),
    "errors": N_("Translations with errors: %(num)s."),
    "article-errors": N_("Errors of the compiled article as a whole: %(num)s."),
    "refused": N_("Translations that cannot be put into the article: %(num)s."),
    "unsigned": N_("It is not signed off, and [publish] asks for the state final."),
    "expired": N_("Changed since %(name)s signed it off: %(num)s."),
    "expired-somehow": N_("Changed since %(name)s signed it off."),
    "minimum": N_("%(percent)s %% of the words can be published; [publish] asks for %(minimum)s %%."),
    "outdated": N_("The catalog is not what extracting would make of it now. Run 'recto extract'."),
    "required": N_("Has to be ready before anything is published: %(roles)s."),
    "findings": N_("Findings that count here: %(num)s."),
    "links": N_("Links that lead nowhere: %(num)s."),
    "embargo": N_("It has an embargo on; its text may not leave this machine."),
    "never-compiled": N_("It was never compiled. Run 'recto compile'."),
    "stale": N_("The compiled article is not what would be compiled now. Run 'recto compile'."),
    "four-eyes": N_(
        "Translations that %(name)s alone has worked on: %(num)s. Somebody else has to look at them."
    ),
    "no-record": N_(
        "Who worked on it is not recorded here, so four eyes cannot be checked. "
        "Sign off on the desk where the work was done."
    ),
    "unrecorded": N_(
        "Translations of which nobody knows who made them: %(num)s. Four eyes cannot be checked for these."
    ),
}
"""The words of ``recto.commands.reasons``, marked for translation."""


def told(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    return _(REASONS[reason.code], **reason.values) if reason.values else _(REASONS[reason.code])


class Post:
    """A thread that tells people of what has happened, and sends what waits in the outbox."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._stop = threading.Event()

    def round(self) -> None:
        """Look once. What goes wrong is told and tried again at the next round."""
        try:
            gather(self._rooms)
            write_letters(self._rooms, datetime.now(UTC).date().isoformat())
            errors = send_letters(self._rooms)
        except RectoError as error:
            errors = [error]
        say_errors(errors)

    @contextmanager
    def every(self, seconds: float = EVERY_S) -> Iterator[None]:
        """Look every so many seconds while the ``with`` lasts, and once at its start."""
        thread = threading.Thread(target=self._rounds, args=(seconds,), name="post", daemon=True)
        self._rooms.notices.take_up()
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _rounds(self, seconds: float) -> None:
        self.round()
        while not self._stop.wait(seconds):
            self.round()


def install(app: Flask, here: Office) -> None:
    """Open what the pages of publishing need."""
    file = here.project.state_folder / "desk.db"
    accounts = app.extensions["recto.accounts"]

    def editors(locale: str) -> list[str]:
        return people_who("edit", locale) if here.is_team else [here.person]

    def people_who(action: str, locale: str) -> list[str]:
        return [one.name for one in accounts.people.all() if one.is_active and one.reader.may(action, locale)]

    def mail_of(person: str) -> str:
        if not here.is_team:
            return ""
        return next((one.email for one in accounts.people.all() if one.name == person and one.is_active), "")

    def may_read(person: str, locale: str) -> bool:
        return not here.is_team or person in people_who("read", locale)

    rooms = Rooms(here.project, Work(file), Notices(file), Comments(here.desk), editors, mail_of, may_read)
    app.extensions["recto.publishing"] = rooms
    app.extensions["recto.post"] = Post(rooms)
    app.jinja_env.globals.update(unread=unread, sign_off_of=sign_off_of, told=told, is_mine=is_mine)


def rooms() -> Rooms:
    """Return what the pages of publishing work with."""
    return cast(Rooms, current_app.extensions["recto.publishing"])


def people_for(action: str, locale: str = "") -> list[str]:
    """Return the names of those who may do something, in a locale or in any."""
    here = office()
    if not here.is_team:
        return [here.person]
    return [
        one.name for one in here.accounts.people.all() if one.is_active and one.reader.may(action, locale)
    ]


def unread() -> int:
    """Return how many notices the reader has not read."""
    person = office().person
    return rooms().notices.unread(person) if person else 0


def is_mine(article: str, locale: str) -> bool:
    """Tell whether the reader is to work on this and has not said that it is done."""
    given = rooms().work.assignment(article, locale)
    return given is not None and given.person == office().person and given.stage is Progress.OPEN


def sign_off_of(catalog: Catalog, article: str) -> Standing:
    """Return how the sign-off of a catalog stands."""
    return standing(catalog, article, rooms().work)


def known(article: str, locale: str) -> None:
    """Answer 404 unless the project has the article in the locale; before either reaches a path."""
    project = office().project
    if article not in project.articles() or locale not in project.target_locales(article):
        abort(404, _("The project has no such article in this language."))
