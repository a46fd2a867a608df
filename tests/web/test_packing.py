"""Files of the desk: compressed, and kept by the browser until they change."""

from __future__ import annotations

import gzip
import re

FILE = re.compile(r"/static/[0-9a-f]{10}/main\.js")


def test_a_page_names_files_by_their_version_and_browsers_keep_them(client):
    address = FILE.search(client.get("/a/tea.md/de").text)[0]

    answer = client.get(address, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"Boot" in gzip.decompress(answer.data)
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_a_file_without_its_version_is_there_and_not_kept(client):
    answer = client.get("/static/main.js")

    assert b"Boot" in answer.data
    assert "immutable" not in answer.headers["Cache-Control"]


def test_a_file_that_is_not_there_is_told_of(client):
    assert client.get("/static/nope.js").status_code == 404
    assert client.get("/static/0123456789/main.js").status_code == 404
