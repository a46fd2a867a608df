"""Accounts: signing in, invitations, passwords. Each verb takes the people of a project and gives a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from recto.errors import ConfigError, RectoError
from recto.project import Project
from recto.store.attempts import Attempts
from recto.store.passwords import fits, hashed, is_outdated, refusal
from recto.store.people import Account, People
from recto.store.roles import Role
from recto.store.sessions import Clock, Links, Sessions, Tokens

PASSWORD = "password"  # noqa: S105  # the name of a way to sign in


@dataclass(frozen=True, slots=True)
class Accounts:
    """All about the people of one project."""

    people: People
    sessions: Sessions
    links: Links
    tokens: Tokens
    attempts: Attempts
    project: str
    """Its name: no password is made of it."""


class TooManyAttempts(RectoError):
    """``wait`` is the number of seconds after which another attempt is looked at."""

    def __init__(self, wait: int) -> None:
        super().__init__("too many attempts.", hint=f"Try again in {wait} seconds.")
        self.wait = wait


class PasswordRefused(RectoError):
    """A password that somebody chose, or typed, is not taken."""


def open_accounts(project: Project, clock: Clock | None = None) -> Accounts:
    """Open the accounts of a project; raises as ``Desk``."""
    people = People(project.state_folder / "desk.db")
    clocks = (clock,) if clock else ()
    return Accounts(
        people,
        Sessions(people.engine, *clocks),
        Links(people.engine, *clocks),
        Tokens(people.engine),
        Attempts(people.engine, *clocks),
        project.config.project or project.root.name,
    )


def invite(
    accounts: Accounts, name: str, roles: Mapping[str, Role], by: str, email: str = ""
) -> tuple[Account, str]:
    """Make an account and the secret of the link by which its owner chooses a password.

    :raises ConfigError: nobody can be called this, or the address of mail is none.
    :raises ConflictError: somebody is called this.
    """
    account = accounts.people.add(name, checked_email(email), roles, by)
    return account, accounts.links.make(account.id, "invite")


def renew_link(accounts: Accounts, account: Account, by: str) -> str:
    """Return the secret of a new link by which somebody chooses a password; the one before it ends.

    :raises ConfigError: the account is disabled.
    """
    if not account.is_active:
        raise ConfigError(f"the account {account.name!r} is disabled.", hint="Enable it first.")
    purpose: Literal["invite", "reset"] = "reset" if account.has_password else "invite"
    secret = accounts.links.make(account.id, purpose)
    accounts.people.note(by, account.name, "link", purpose)
    return secret


def by_password(accounts: Accounts, name: str, password: str, address: str) -> Account | None:
    """Return whose name and password these are, or None; whether there is such an account is not told.

    :raises TooManyAttempts: nothing was looked at.
    """
    if wait := accounts.attempts.begin(name, address):
        raise TooManyAttempts(wait)
    number, kept = accounts.people.password_of(name)
    if not fits(kept, password):
        return None
    accounts.attempts.forgive(name)
    if is_outdated(kept):
        accounts.people.rehash(number, hashed(password))
    return accounts.people.account(number)


def accept(accounts: Accounts, secret: str, password: str) -> Account:
    """Choose a password by a link, which ends with it. Whoever is signed in with the account no longer is.

    :raises NotFoundError: the link has ended.
    :raises PasswordRefused: it does not end by that.
    """
    person, purpose = accounts.links.find(secret)
    account = accounts.people.account(person)
    _check(accounts, account, password)
    accounts.links.use(secret)
    kept = hashed(password)
    accounts.people.set_password(person, kept, account.name, revoke_tokens=purpose == "reset")
    accounts.attempts.forgive(account.name)
    return accounts.people.account(person)


def change_password(accounts: Accounts, account: Account, old: str, new: str, address: str) -> None:
    """Choose another password; every session of the account ends.

    :raises PasswordRefused: the old one is not right, or the new one is not taken.
    :raises TooManyAttempts: the old one was tried too often.
    """
    if by_password(accounts, account.name, old, address) is None:
        raise PasswordRefused("this is not your present password.", hint="Nothing was changed.")
    _check(accounts, account, new)
    accounts.people.set_password(account.id, hashed(new), account.name)


def _check(accounts: Accounts, account: Account, password: str) -> None:
    if problem := refusal(password, account.name, account.email, accounts.project):
        raise PasswordRefused(problem)


def checked_email(email: str) -> str:
    """Return an address of mail, or an empty text.

    :raises ConfigError: it is none.
    """
    email = email.strip()
    local, _, host = email.rpartition("@")
    if email and not (
        local and "." in host and len(email) <= 200 and email.isprintable() and " " not in email
    ):
        raise ConfigError(f"{email[:80]!r} is not an address of mail.", hint="Leave it empty, or correct it.")
    return email
