"""``recto people``: the accounts of a team's desk, from the command line."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from recto.cli import cli
from recto.commands.accounts import accept, open_accounts
from recto.project import find
from recto.store.roles import Role

SETTINGS = 'source_locale = "en"\ntarget_locales = ["de", "es"]\n'
TEAM = '[desk]\nmode = "team"\nbase_url = "https://desk.example.org/"\n'


@pytest.fixture
def people(tmp_path):
    """Run ``recto people`` in a project of a team; gives what it says."""
    (tmp_path / "recto.toml").write_text(SETTINGS + TEAM)
    (tmp_path / "sources").mkdir()

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, ["-C", str(tmp_path), "people", *words], catch_exceptions=False)
        assert done.exit_code == 0
        return done.output

    run.root = tmp_path
    return run


def accounts(people):
    return open_accounts(find(people.root))


def test_the_first_admin_gets_a_link_to_the_address_of_the_desk(people):
    said = people("invite", "Ana", "--admin")

    secret = re.search(r"^https://desk\.example\.org/join/(recto_link_[\w-]{43})$", said, re.MULTILINE)[1]
    ana = accept(accounts(people), secret, "seven lamps under the stairs")
    assert ana.roles == {"*": Role.ADMIN}
    assert people("list") == "Ana: admin everywhere\n"


def test_accounts_are_listed_for_programs(people):
    people("invite", "Ben", "--role", "de=translator", "--role", "guest", "--email", "ben@example.org")

    assert json.loads(people("list", "--json")) == [
        {
            "name": "Ben",
            "email": "ben@example.org",
            "active": True,
            "accepted": False,
            "roles": {"*": "guest", "de": "translator"},
        }
    ]


def test_a_reset_makes_a_link_that_ends_the_one_before(people):
    first = people("invite", "Ana").split("/join/")[1].strip()
    second = people("reset", "ana").split("/join/")[1].strip()

    found = accounts(people).links
    assert found.find(second)[1] == "invite"
    with pytest.raises(Exception, match="does not work any more"):
        found.find(first)


def test_somebody_is_let_out_and_in(people):
    people("invite", "Ana")

    assert people("disable", "ANA") == "Ana is let in no longer.\n"
    assert people("list") == "Ana (disabled): no role\n"
    assert people("enable", "Ana") == "Ana is let in again.\n"


def test_a_desk_for_one_says_how_it_becomes_a_teams(people):
    (people.root / "recto.toml").write_text(SETTINGS)

    assert '[desk] mode = "team"' in people("invite", "Ana")
    assert people("list") == "Ana (invited): no role\n"


def test_the_folder_of_the_accounts_stays_out_of_git(people):
    people("invite", "Ana")

    assert (people.root / ".recto" / ".gitignore").read_text().strip() == "*"
    assert (people.root / ".recto" / "desk.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["invite", "A\tB"], "a name is made of letters"),
        (["invite", "Ana", "--role", "de=king"], "--role: there is no role 'king'. Name one of guest, "),
        (["invite", "Ana", "--role", "fr=editor"], "--role: 'fr' is not in 'target_locales'."),
        (["invite", "Ana", "--role", "de=admin"], "--role: an admin is so in all locales. Use --admin."),
        (["invite", "Ana", "--email", "nowhere"], "'nowhere' is not an address of mail."),
        (["disable", "Zoe"], "there is no account 'Zoe'. See 'recto people list'."),
        (["reset", "Zoe"], "there is no account 'Zoe'."),
    ],
)
def test_what_is_not_understood_changes_nothing(people, words, said):
    done = CliRunner().invoke(cli, ["-C", str(people.root), "people", *words])

    assert said in str(done.exception)
    assert accounts(people).people.all() == []
