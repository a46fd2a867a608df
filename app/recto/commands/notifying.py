"""Telling people what concerns them: on the desk, and by mail if they want it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from recto import mail
from recto.commands import mailing
from recto.commands.catalogs import load_catalog
from recto.commands.signing import versions
from recto.errors import RectoError
from recto.exchange import signoff
from recto.model import State, Unit
from recto.project import Project
from recto.store.comments import Comments
from recto.store.notices import Choice, Kind, Letter, Notice, Notices, Way
from recto.store.work import Work

SAID: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.ASSIGNED: "%(by)s assigned %(article)s (%(locale)s) to you.",
        Kind.MENTION: "%(by)s mentioned you in a comment on %(article)s (%(locale)s).",
        Kind.REVIEW: "%(by)s has finished %(article)s (%(locale)s) and asks for a review.",
        Kind.EXPIRED: "%(article)s (%(locale)s) has changed since it was signed off.",
        Kind.FACT: "A fact was edited in the source of %(article)s (%(locale)s), which is live.",
    }
)
"""What somebody is told."""
MAX_TEXT = 300
EDITED = b"edit=fact"
MAX_UNITS = 20
"""Edited facts of an article in a locale that people are told of one by one in a round."""


class Rooms(NamedTuple):
    """Where notices come from and go to."""

    project: Project
    work: Work
    notices: Notices
    comments: Comments
    editors: Callable[[str], Sequence[str]]
    """Names of those who are to know of what concerns nobody else, by locale."""
    mail_of: Callable[[str], str]
    """The address of somebody's account, or an empty text."""
    may_read: Callable[[str, str], bool]
    """Tells whether a person (by name) may read a locale now."""


def words(notice: Notice) -> Mapping[str, str]:
    """Return what stands in the place of the names in ``SAID``."""
    return {"by": notice.by or "?", "article": notice.article, "locale": notice.locale}


def said(notice: Notice) -> str:
    """Return a notice in words."""
    return SAID[notice.kind] % words(notice)


def gather(rooms: Rooms) -> None:
    """Tell people of what has happened since: mentions, sign-offs that expired, edited facts."""
    tell_mentions(rooms)
    _tell_expired(rooms)
    _tell_facts(rooms)


def tell_mentions(rooms: Rooms) -> None:
    """Tell people of comments in which they are named."""
    found = rooms.comments.mentions(rooms.notices.last(Kind.MENTION))
    rooms.notices.tell(
        [
            Notice(
                mention.person,
                Kind.MENTION,
                mention.comment.person,
                mention.comment.article,
                mention.locale,
                mention.comment.unit_id,
                _short(mention.comment.text),
                mention.id,
            )
            for mention in found
        ]
    )


def _tell_expired(rooms: Rooms) -> None:
    for signature in rooms.work.signatures():
        # What cannot be read now is looked at in a later round.
        with suppress(RectoError):
            catalog = load_catalog(rooms.project, signature.article, signature.locale)
            is_ours = signoff.signature(catalog.header)
            if not is_ours or is_ours.digits != signature.seal or versions(catalog.units) == signature.units:
                continue
            if rooms.work.tell_expired(signature):
                people = {signature.person, *_concerned(rooms, signature.article, signature.locale)}
                rooms.notices.tell(
                    [
                        Notice(name, Kind.EXPIRED, "", signature.article, signature.locale)
                        for name in sorted(people)
                    ]
                )


def _tell_facts(rooms: Rooms) -> None:
    """Tell of drafts whose source had a fact edited, in articles that were published before."""
    project = rooms.project
    for article in project.articles():
        for locale in project.target_locales(article):
            with suppress(RectoError):
                if not project.output_file(article, locale).exists():
                    continue
                if EDITED not in (project.read_catalog(article, locale) or b""):
                    continue
                units = [one for one in load_catalog(project, article, locale).units if _has_new_fact(one)]
                for unit in units[:MAX_UNITS]:
                    for name in _concerned(rooms, article, locale):
                        text = _short(unit.source)
                        notice = Notice(name, Kind.FACT, "", article, locale, unit.id, text)
                        if not rooms.notices.was_told(notice):
                            rooms.notices.tell([notice])


def _has_new_fact(unit: Unit) -> bool:
    return unit.mark("edit") == "fact" and unit.state is State.DRAFT and bool(unit.previous)


def _concerned(rooms: Rooms, article: str, locale: str) -> list[str]:
    """Return who has an article in a locale, gave it or signed it off; without any, its editors."""
    given = rooms.work.assignment(article, locale)
    signed = rooms.work.signature(article, locale)
    people = {*((given.person, given.by) if given else ()), *((signed.person,) if signed else ())}
    return sorted(people - {""}) or list(rooms.editors(locale))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_TEXT else f"{line[: MAX_TEXT - 1]}…"


# --- letters -------------------------------------------------------------------------------------


def write_letters(rooms: Rooms, today: str) -> None:
    """Put letters into the outbox: at once, or one a day, as each person chose."""
    waiting = sorted(rooms.notices.unposted(), key=lambda notice: (notice.person, notice.id))
    for person, group in groupby(waiting, key=lambda notice: notice.person):
        notices = []
        for notice in group:
            if rooms.may_read(person, notice.locale):
                notices.append(notice)
            else:  # told before a role was taken away
                rooms.notices.post([notice], None)
        chosen = rooms.notices.choice(person)
        address = rooms.mail_of(person) or chosen.address
        if chosen.way is Way.NEVER or not mail.is_address(address):
            rooms.notices.post(notices, None)
        elif chosen.way is Way.ONCE:
            for notice in notices:
                rooms.notices.post([notice], _letter(rooms.project, person, address, [notice]))
        elif chosen.digest_on != today:
            fresh = [notice for notice in notices if not notice.is_read]
            letter = _letter(rooms.project, person, address, fresh) if fresh else None
            rooms.notices.post(notices, letter)
            rooms.notices.choose(replace(chosen, digest_on=today))


def _letter(project: Project, person: str, address: str, notices: Sequence[Notice]) -> Letter:
    name = project.config.project
    subject = said(notices[0]) if len(notices) == 1 else f"{len(notices)} notifications"
    lines = [f"{person},", ""]
    for notice in notices:
        lines.append(f"- {said(notice)}")
        if notice.text:
            lines.append(f"  {notice.text}")
        if link := address_of(project, notice):
            lines.append(f"  {link}")
    lines += ["", f"The review desk of {name}. You chose on its page of notifications to get this."]
    return Letter(person, address, f"[{name}] {subject}", "\n".join(lines) + "\n")


def address_of(project: Project, notice: Notice) -> str:
    """Return the page that a notice is about, where the settings say where the desk is."""
    base = project.config.desk.base_url
    place = f"{base}/a/{mail.quoted(notice.article)}/{notice.locale}" if base else ""
    return f"{place}/u/{notice.unit_id}" if place and notice.unit_id else place


def send_letters(rooms: Rooms) -> list[RectoError]:
    """Send what waits in the outbox; return what went wrong. What was not sent is tried again."""
    errors: list[RectoError] = []
    letters = rooms.notices.letters()
    if not letters:
        return errors
    try:
        server = mailing.server(rooms.project)
    except RectoError as error:
        return [error]
    if server is None:
        return errors
    for letter in letters:
        if not rooms.notices.claim(letter):
            continue
        try:
            mail.send(server, mail.letter(server.sender, letter.address, letter.subject, letter.body))
        except RectoError as error:
            is_final = isinstance(error, mail.MailRefused)
            rooms.notices.failed(letter, str(error), for_good=is_final)
            errors.append(error)
            if not is_final:
                break  # The server is away: the others wait for the next round.
            continue
        rooms.notices.sent(letter)
    return errors


def choose(notices: Notices, person: str, address: str, way: Way) -> Choice:
    """Note how somebody wants mail.

    :raises ConfigError: the address is none.
    """
    address = address.strip()
    if way is not Way.NEVER or address:
        mail.check_address(address)
    chosen = replace(notices.choice(person), address=address, way=way)
    notices.choose(chosen)
    return chosen
