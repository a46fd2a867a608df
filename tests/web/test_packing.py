"""Files of the desk: compressed, and kept by the browser until they change."""

from __future__ import annotations

import gzip
import re
from importlib.resources import files

import pytest

FILE = re.compile(r"/static/[0-9a-f]{10}/main\.js")


def test_a_page_names_files_by_their_version_and_browsers_keep_them(client):
    address = FILE.search(client.get("/a/tea.md/de").text)[0]

    answer = client.get(address, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"settleIn" in gzip.decompress(answer.data)
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_a_file_without_its_version_is_there_and_not_kept(client):
    answer = client.get("/static/main.js")

    assert b"settleIn" in answer.data
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["main.js", "desk.css"])
def test_a_file_travels_without_its_comments_and_says_the_same(client, name):
    whole = (files("recto.web") / "static" / name).read_text("utf-8")

    for headers in ({}, {"Accept-Encoding": "gzip"}):
        answer = client.get(f"/static/{name}", headers=headers)
        sent = (gzip.decompress(answer.data) if headers else answer.data).decode()
        kept = [line for line in map(str.strip, whole.splitlines()) if line in sent.splitlines()]
        assert kept == sent.splitlines()
        assert not re.search(r"^//|/\*", sent, re.MULTILINE)
        assert len(sent) < len(whole)


def test_a_file_that_is_not_there_is_told_of(client):
    assert client.get("/static/nope.js").status_code == 404
    assert client.get("/static/0123456789/main.js").status_code == 404
