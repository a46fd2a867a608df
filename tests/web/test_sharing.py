"""The desk that shares by itself: what it cannot do stands on the first page."""

from __future__ import annotations

import subprocess
import threading

import pytest
from bs4 import BeautifulSoup

from recto.web import sharing
from recto.web.sharing import Sharing


@pytest.fixture
def cloned(desk, tmp_path, monkeypatch):
    """The sample as a repository with a bare one beside it."""
    config = tmp_path / "user.gitconfig"
    config.write_text("[user]\n name = Git User\n email = git@example.org\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    for words in (
        ["init", "-q", "--bare", str(tmp_path / "bare.git")],
        ["init", "-q", "-b", "main"],
        ["remote", "add", "origin", str(tmp_path / "bare.git")],
    ):
        subprocess.run(["git", *words], cwd=desk.root, check=True)
    return tmp_path / "bare.git"


def test_a_round_commits_and_sends(desk, cloned, capsys):
    Sharing(desk.root).round()

    log = subprocess.run(
        ["git", "log", "--format=%s", "main"], cwd=cloned, capture_output=True, text=True, check=True
    )
    assert log.stdout.startswith("Update tea.md (")
    assert "sent 1 commit" in capsys.readouterr().out


def test_what_a_round_could_not_do_is_on_the_first_page_until_it_can(desk, client, cloned):
    shared = client.application.extensions["recto.sharing"]
    cloned.rename(cloned.with_name("away.git"))
    shared.round()

    page = BeautifulSoup(client.get("/").data, "html.parser")

    notice = page.select_one(".notice:not(.wrong-now)")
    assert "Translations could not be shared." in notice.get_text()
    cloned.with_name("away.git").rename(cloned)
    shared.round()
    assert "could not be shared" not in client.get("/").text


def test_rounds_go_on_until_the_desk_closes(desk, cloned, monkeypatch):
    monkeypatch.setattr(sharing, "SECONDS", 0.001)
    shared, twice = Sharing(desk.root), threading.Event()
    rounds = []

    def count():
        rounds.append(1)
        if len(rounds) > 1:
            twice.set()

    monkeypatch.setattr(shared, "round", count)
    with shared.every(1):
        assert twice.wait(30)
    ended = len(rounds)

    assert [thread.name for thread in threading.enumerate() if thread.name == "sync"] == []
    assert len(rounds) == ended


def test_by_default_the_desk_does_not_share(desk):
    with Sharing(desk.root).every(0):
        assert [thread.name for thread in threading.enumerate() if thread.name == "sync"] == []
