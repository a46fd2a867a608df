"""``recto people``: who may use the desk of a team. The first admin is made here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from recto.commands import json_option, open_project, say, say_json
from recto.commands.accounts import Accounts, invite, open_accounts, renew_link
from recto.commands.committing import user_name
from recto.errors import ConfigError
from recto.locales import canonical
from recto.project import Project
from recto.store.people import Account
from recto.store.roles import EVERYWHERE, Role

ALONE = 'The desk is for one person until recto.toml says: [desk] mode = "team".'
HERE = "http://127.0.0.1:8080"


def address(project: Project, secret: str) -> str:
    """Return the address at which a link works."""
    return f"{project.config.desk.base_url or HERE}/join/{secret}"


def read_roles(project: Project, words: tuple[str, ...], *, is_admin: bool) -> dict[str, Role]:
    """Return roles by locale from words such as ``de=translator``; a role alone holds everywhere.

    :raises ConfigError: no such role, or no such target locale.
    """
    roles = {EVERYWHERE: Role.ADMIN} if is_admin else {}
    for word in words:
        locale, _, name = word.rpartition("=")
        if name not in set(Role):
            known = ", ".join(Role)
            raise ConfigError(
                f"there is no role {name!r}.", "--role", f"Name one of {known}, as in de=translator."
            )
        where = canonical(locale) if locale else EVERYWHERE
        if locale and where not in project.config.target_locales:
            raise ConfigError(
                f"{where!r} is not in 'target_locales'.", "--role", "Add it to recto.toml first."
            )
        roles[where] = Role(name)
    if Role.ADMIN in [role for where, role in roles.items() if where != EVERYWHERE]:
        raise ConfigError("an admin is so in all locales.", "--role", "Use --admin.")
    return roles


@contextmanager
def _accounts(project: Project) -> Iterator[Accounts]:
    # The lock makes the state folder one that git ignores.
    with project.lock("desk", project.config.source_locale):
        accounts = open_accounts(project)
    try:
        yield accounts
    finally:
        accounts.people.close()


@click.group("people")
def command() -> None:
    """Invite people to the desk of a team.

    They have roles for each locale: guest (reads), translator, reviewer, editor, admin. Admins invite
    others and change roles on the desk itself.

    \b
    Example:
      recto people invite Ana --admin
    """


@command.command("list")
@json_option
def list_(as_json: bool) -> None:  # click's option
    """List the accounts.

    \b
    Example:
      recto people list
    """
    project = open_project()
    with _accounts(project) as accounts:
        found = accounts.people.all()
    if as_json:
        say_json([_fields(one) for one in found])
        return
    for one in found:
        state = "" if one.is_active else " (disabled)"
        state = state or ("" if one.has_password else " (invited)")
        roles = ", ".join(
            f"{role} everywhere" if where == EVERYWHERE else f"{role} {where}"
            for where, role in one.roles.items()
        )
        say(f"{one.name}{state}: {roles or 'no role'}")
    if not found:
        say("Nobody has an account yet. Run 'recto people invite NAME --admin'.")


@command.command("invite")
@click.argument("name")
@click.option("--admin", "is_admin", is_flag=True, help="May do all, and tends the accounts.")
@click.option(
    "--role", "words", multiple=True, metavar="TAG=ROLE", help="A role in a locale; may be repeated."
)
@click.option("--email", default="", help="Where notifications go.")
def invite_(name: str, is_admin: bool, words: tuple[str, ...], email: str) -> None:  # click's option
    """Make an account, and a link by which its owner chooses a password.

    The link works once, for seven days.

    \b
    Example:
      recto people invite Ana --role de=translator --role fr=reviewer
    """
    project = open_project()
    roles = read_roles(project, words, is_admin=is_admin)
    with _accounts(project) as accounts:
        account, secret = invite(accounts, name, roles, user_name(), email)
    say(f"Send this to {account.name}; it works once, for seven days:")
    say(address(project, secret))
    _hint(project)


@command.command("reset")
@click.argument("name")
def reset(name: str) -> None:
    """Make a new link by which somebody chooses a password.

    It works once: for a day, or for seven where the invitation was not accepted yet. What was signed in
    stays so until the new password is chosen.

    \b
    Example:
      recto people reset Ana
    """
    project = open_project()
    with _accounts(project) as accounts:
        account = accounts.people.find(name)
        secret = renew_link(accounts, account, user_name())
    say(f"Send this to {account.name}; it works once:")
    say(address(project, secret))
    _hint(project)


@command.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Let somebody in no longer; sessions and API tokens end at once. What they did keeps their name.

    \b
    Example:
      recto people disable Ana
    """
    _set_active(name, is_active=False)


@command.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Let somebody in again.

    \b
    Example:
      recto people enable Ana
    """
    _set_active(name, is_active=True)


def _set_active(name: str, *, is_active: bool) -> None:
    project = open_project()
    with _accounts(project) as accounts:
        account = accounts.people.find(name)
        accounts.people.set_active(account.id, user_name(), is_active=is_active)
    say(f"{account.name} {'is let in again' if is_active else 'is let in no longer'}.")


def _hint(project: Project) -> None:
    if project.config.desk.mode != "team":
        say(ALONE)
    elif not project.config.desk.base_url:
        say("Set base_url under [desk] in recto.toml to the address that others reach the desk at.")


def _fields(account: Account) -> dict[str, object]:
    return {
        "name": account.name,
        "email": account.email,
        "active": account.is_active,
        "accepted": account.has_password,
        "roles": {where: str(role) for where, role in account.roles.items()},
    }
