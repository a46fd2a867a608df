"""``recto review`` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from recto.commands.accounts import open_accounts
from recto.errors import ConfigError, RectoError
from recto.project import find
from recto.table_settings import DeskSettings
from recto.web.serving import bind, remarks

APP = Path(__file__).parents[2] / "app"
RUN = "import sys; from recto.web.serving import command; command.main(sys.argv[1:], standalone_mode=True)"


def test_the_desk_opens_says_where_and_closes_with_ctrl_c(desk):
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, "--port", "0"],
        cwd=desk.root,
        env={**os.environ, "PYTHONPATH": str(APP), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    line = running.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:[0-9]+/", line)
    assert address
    with urlopen(address[0]) as answer:
        assert b"tea.md" in answer.read()

    running.send_signal(signal.SIGINT)

    _, errors = running.communicate(timeout=20)
    assert running.returncode in {0, 130}
    assert "Traceback" not in errors


def test_a_taken_port_is_told_with_the_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(RectoError, match=r"is taken\. Name another with --port"):
            bind("127.0.0.1", taken.getsockname()[1], DeskSettings())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.org", "192.168.0.1"])
def test_other_machines_are_refused_where_nobody_could_sign_in(host):
    with pytest.raises(ConfigError, match="for one person"):
        bind(host, 0, DeskSettings())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_port_0_takes_a_free_one(host):
    with bind(host, 0, DeskSettings()) as listening:
        assert listening.getsockname()[1] > 0


def test_a_teams_desk_has_to_know_its_address_before_it_listens_for_others():
    with pytest.raises(ConfigError, match="the address that people reach it at"):
        bind("0.0.0.0", 0, DeskSettings(mode="team"))

    with bind("0.0.0.0", 0, DeskSettings(mode="team", base_url="https://desk.example.org")) as listening:
        assert listening.getsockname()[0] == "0.0.0.0"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('base_url = "http://desk.example.org"', ["in the clear"]),
        ('base_url = "http://127.0.0.1:8080"', []),
        ('base_url = "https://desk.example.org"', []),
    ],
)
def test_whoever_opens_a_teams_desk_learns_what_is_missing(team_at, settings, said):
    team = team_at(settings)

    lines = list(remarks(team.project, team.accounts))

    assert len(lines) == len(said)
    assert all(word in line for word, line in zip(said, lines, strict=True))


def test_a_desk_without_an_admin_says_how_to_make_one(desk):
    (desk.root / "recto.toml").write_text(
        (desk.root / "recto.toml").read_text() + '\n[desk]\nmode = "team"\n', encoding="utf-8"
    )
    project = find(desk.root)

    (line,) = remarks(project, open_accounts(project))

    assert "recto people invite NAME --admin" in line
