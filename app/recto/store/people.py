"""People of the desk: accounts, their roles in locales, what they like, and what was done about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select, update

from recto.errors import ConfigError, ConflictError, NotFoundError
from recto.store.desk import now, opened
from recto.store.people_tables import EVENT, LINK, PERSON, PREFERENCE, ROLE, SESSION, TOKEN
from recto.store.roles import EVERYWHERE, Reader, Role

MOST_NAME = 60
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with an account; ``roles`` leads from a locale, or ``EVERYWHERE``, to the role there."""

    id: int
    name: str
    email: str
    is_active: bool
    has_password: bool
    """Without one the invitation was not accepted yet."""
    made_at: str
    roles: Mapping[str, Role]

    @property
    def reader(self) -> Reader:
        return Reader(self.name, self.id, roles=self.roles)


@dataclass(frozen=True, slots=True)
class Preferences:
    """How somebody wants the desk; an empty language is the browser's."""

    language: str = ""
    theme: str = THEMES[0]
    has_shortcuts: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """What was done about an account, by whom; ``what`` is one of a few words of the code."""

    made_at: str
    by: str
    about: str
    what: str
    detail: str


def name_refusal(name: str) -> str:
    """Return why nobody can be called this at the desk, or an empty text."""
    if not name or len(name) > MOST_NAME:
        return f"a name has 1 to {MOST_NAME} characters."
    if not re.fullmatch(r"\w(?:[\w .'’@+-]*[\w.])?", name) or "  " in name:
        return "a name is made of letters, digits and spaces, and of . - + ' @ between them."
    return ""


def key_of(name: str) -> str:
    """Return a name as it is compared."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


class People:
    """The accounts of one project, in the desk database. Safe from several threads and processes."""

    def __init__(self, file: Path) -> None:
        """Open the desk database; raises as ``Desk``."""
        self.engine = opened(file)
        self._reading = self.engine.execution_options(is_reading=True)

    def close(self) -> None:
        self.engine.dispose()

    def add(self, name: str, email: str, roles: Mapping[str, Role], by: str) -> Account:
        """Make an account without a password.

        :raises ConfigError: nobody can be called this.
        :raises ConflictError: somebody is.
        """
        if problem := name_refusal(name):
            raise ConfigError(problem, hint="Choose another.")
        with self.engine.begin() as connection:
            if connection.execute(select(PERSON.c.id).where(PERSON.c.key == key_of(name))).first():
                raise ConflictError(f"there is an account {name!r} already.", hint="Choose another name.")
            row = {
                "name": name, "key": key_of(name), "email": email, "password": "", "is_active": True,
                "made_at": now(),
            }  # fmt: skip
            made = connection.execute(insert(PERSON).values(row)).inserted_primary_key
            number = made[0] if made else 0
            for locale, role in roles.items():
                connection.execute(insert(ROLE).values(person=number, locale=locale, role=role))
            detail = ", ".join(f"{locale} {role}" for locale, role in roles.items())
            _note(connection, by, name, "invited", detail)
        return self.account(number)

    def all(self) -> list[Account]:
        """Return every account, by name."""
        with self._reading.connect() as connection:
            return sorted(_accounts(connection, select(PERSON)), key=lambda one: one.name.casefold())

    def account(self, number: int) -> Account:
        """Return an account by its id.

        :raises NotFoundError: there is none.
        """
        with self._reading.connect() as connection:
            return _account(connection, number)

    def find(self, name: str) -> Account:
        """Return an account by its name, however that is capitalized.

        :raises NotFoundError: there is none.
        """
        with self._reading.connect() as connection:
            found = _accounts(connection, select(PERSON).where(PERSON.c.key == key_of(name)))
        if not found:
            raise NotFoundError(f"there is no account {name!r}.", hint="See 'recto people list'.")
        return found[0]

    def password_of(self, name: str) -> tuple[int, str]:
        """Return id and kept password of whoever may sign in by a name, or zero and an empty text."""
        query = select(PERSON.c.id, PERSON.c.password).where(PERSON.c.key == key_of(name), PERSON.c.is_active)
        with self._reading.connect() as connection:
            row = connection.execute(query).first()
        return (row[0], row[1]) if row else (0, "")

    def set_password(self, number: int, kept: str, by: str, *, revoke_tokens: bool = False) -> None:
        """Keep another password; whoever is signed in with the account no longer is."""
        with self.engine.begin() as connection:
            account = _account(connection, number)
            connection.execute(update(PERSON).where(PERSON.c.id == number).values(password=kept))
            connection.execute(delete(SESSION).where(SESSION.c.person == number))
            connection.execute(delete(LINK).where(LINK.c.person == number))
            if revoke_tokens:
                connection.execute(delete(TOKEN).where(TOKEN.c.person == number))
            _note(connection, by, account.name, "password", "")

    def rehash(self, number: int, kept: str) -> None:
        """Keep the same password in another form."""
        with self.engine.begin() as connection:
            connection.execute(update(PERSON).where(PERSON.c.id == number).values(password=kept))

    def set_roles(self, number: int, roles: Mapping[str, Role | None], by: str) -> Account:
        """Give somebody a role in some locales, or none; other locales stay as they are.

        :raises ConfigError: an admin of one locale; admins are so everywhere.
        :raises ConflictError: nobody would be left to tend the accounts.
        """
        if any(role is Role.ADMIN and locale != EVERYWHERE for locale, role in roles.items()):
            raise ConfigError("an admin is so in all locales.", hint="Choose 'all locales'.")
        with self.engine.begin() as connection:
            account = _account(connection, number)
            for locale, role in roles.items():
                if account.roles.get(locale) == role:
                    continue
                connection.execute(delete(ROLE).where(ROLE.c.person == number, ROLE.c.locale == locale))
                if role is not None:
                    connection.execute(insert(ROLE).values(person=number, locale=locale, role=role))
                _note(connection, by, account.name, "role", f"{locale} {role or '-'}")
            if account.reader.is_admin:
                _refuse_nobody(connection)
        return self.account(number)

    def set_active(self, number: int, by: str, *, is_active: bool) -> None:
        """Let somebody in again, or out: sessions, links and tokens end at once.

        :raises ConflictError: nobody would be left to tend the accounts.
        """
        with self.engine.begin() as connection:
            account = _account(connection, number)
            connection.execute(update(PERSON).where(PERSON.c.id == number).values(is_active=is_active))
            if not is_active:
                for table in (SESSION, LINK, TOKEN):
                    connection.execute(delete(table).where(table.c.person == number))
                if account.reader.is_admin:
                    _refuse_nobody(connection)
            _note(connection, by, account.name, "enabled" if is_active else "disabled", "")

    def set_email(self, number: int, email: str) -> None:
        """Keep another address for notifications; an empty one: none are sent."""
        with self.engine.begin() as connection:
            connection.execute(update(PERSON).where(PERSON.c.id == number).values(email=email))

    def preferences(self, number: int) -> Preferences:
        """Return what somebody chose; 0 is the one person of a desk without accounts."""
        query = select(PREFERENCE).where(PREFERENCE.c.person == number)
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return Preferences()
        return Preferences(row["language"], row["theme"], row["has_shortcuts"])

    def prefer(self, number: int, chosen: Preferences) -> None:
        values = {
            "language": chosen.language, "theme": chosen.theme, "has_shortcuts": chosen.has_shortcuts,
        }  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(delete(PREFERENCE).where(PREFERENCE.c.person == number))
            connection.execute(insert(PREFERENCE).values(person=number, **values))

    def note(self, by: str, about: str, what: str, detail: str = "") -> None:
        """Write down what was done about an account."""
        with self.engine.begin() as connection:
            _note(connection, by, about, what, detail)

    def events(self, limit: int = 50) -> list[Event]:
        """Return what was done about accounts, newest first."""
        query = select(EVENT).order_by(EVENT.c.id.desc()).limit(limit)
        with self._reading.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Event(row["made_at"], row["by"], row["about"], row["what"], row["detail"]) for row in rows]


def _note(connection: Connection, by: str, about: str, what: str, detail: str) -> None:
    row = {"made_at": now(), "by": by, "about": about, "what": what, "detail": detail}
    connection.execute(insert(EVENT).values(row))


def _accounts(connection: Connection, query: Select[tuple[int]]) -> list[Account]:
    rows = connection.execute(query).mappings().all()
    chosen = select(ROLE).where(ROLE.c.person.in_([row["id"] for row in rows]))
    roles: dict[int, dict[str, Role]] = {row["id"]: {} for row in rows}
    for row in connection.execute(chosen).mappings():
        roles[row["person"]][row["locale"]] = Role(row["role"])
    return [_of(row, roles[row["id"]]) for row in rows]


def _of(row: RowMapping, roles: Mapping[str, Role]) -> Account:
    return Account(
        row["id"], row["name"], row["email"], row["is_active"], bool(row["password"]), row["made_at"],
        MappingProxyType(dict(roles)),
    )  # fmt: skip


def _account(connection: Connection, number: int) -> Account:
    found = _accounts(connection, select(PERSON).where(PERSON.c.id == number))
    if not found:
        raise NotFoundError(f"there is no account {number}.", hint="See the list of people.")
    return found[0]


def _refuse_nobody(connection: Connection) -> None:
    admins = select(ROLE.c.person).where(ROLE.c.role == Role.ADMIN)
    # Whoever has not accepted the invitation yet cannot tend anything.
    able = select(PERSON.c.id).where(PERSON.c.id.in_(admins), PERSON.c.is_active, PERSON.c.password != "")
    if connection.execute(able).first() is None:
        raise ConflictError(
            "nobody would be left who may tend the accounts.", hint="Make somebody else an admin first."
        )
