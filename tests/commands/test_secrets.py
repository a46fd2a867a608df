"""A planted key stands nowhere but in the header of the request, whatever fails: looked for in everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from recto import engines
from recto.commands.extract import extract
from recto.project import find
from recto.web import create_app

APP = Path(engines.__file__).parents[2]
KEY = "planted-key-77c1e0"
LOUD = """
import http.client, logging, sys, traceback
logging.basicConfig(level=logging.DEBUG)
for name in ("urllib3", "requests", "recto", "sqlalchemy.engine"):
    logging.getLogger(name).setLevel(logging.DEBUG)
http.client.HTTPConnection.debuglevel = 0  # at 1 Python itself prints every header
from recto.cli import main
import recto.engines.http as door
if "--crash" in sys.argv:
    sys.argv.remove("--crash")
    def crash(*words, **more):
        raise RuntimeError("not foreseen")
    door.read = crash
main()
"""
SETTINGS = """project = "t"
source_locale = "en"
target_locales = ["de"]
[pretranslate]
chain = ["memory", "{name}"]
[engines.{name}]
url = "{url}"
{more}
"""
ENGINES = {
    "deepl": "DEEPL_AUTH_KEY",
    "libretranslate": "LIBRETRANSLATE_API_KEY",
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "deep-translator:microsoft": "MICROSOFT_API_KEY",
}


class Playing(ThreadingHTTPServer):
    """Any provider: answers a text, or refuses the key and quotes it."""

    daemon_threads = True
    how = "refuses"
    seen = 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep the test's output clean."""


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Playing)
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server.seen += KEY in f"{self.headers}{raw}"
        body: object = {"error": {"message": f"Invalid key {KEY} in {dict(self.headers)}"}, "key": KEY}
        status = 403
        if server.how == "answers":
            asked = json.loads(raw)
            if isinstance(asked, list):
                body = [{"translations": [{"text": one["text"] + " und so"}]} for one in asked]
            elif "messages" in asked:
                rows = json.loads(asked["messages"][-1]["content"])["segments"]
                told = [{"id": row["id"], "translation": row["source"] + " und so"} for row in rows]
                text = json.dumps({"translations": told})
                body = {"content": [{"text": text}], "choices": [{"message": {"content": text}}]}
            else:
                texts = [f"{text} und so" for text in asked.get("q") or asked["text"]]
                body = {"translatedText": texts, "translations": [{"text": text} for text in texts]}
            status = 200
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server() -> Iterator[Playing]:
    playing = Playing(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=playing.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield playing
    playing.shutdown()
    thread.join()
    playing.server_close()


def everything(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


CASES = [
    *((name, "refuses") for name in ENGINES),
    ("deepl", "answers"), ("openai", "answers"), ("deepl", "crashes"), ("libretranslate", "crashes"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "how"), CASES)
def test_a_key_is_in_no_log_file_message_traceback_or_page(
    name: str, how: str, desk: Any, server: Playing, tmp_path: Path
) -> None:
    server.how = how
    url = f"http://127.0.0.1:{server.server_port}" + {
        "openai": "/v1", "deep-translator:microsoft": "/translate"
    }.get(name, "")  # fmt: skip
    more = 'model = "m"' if name in ("openai", "anthropic") else ""
    table = json.dumps(name) if ":" in name else name
    text = SETTINGS.format(name="NAME", url=url, more=more)
    text = text.replace('"NAME"', json.dumps(name)).replace("engines.NAME", f"engines.{table}")
    (desk.root / "recto.toml").write_text(text)
    desk.write("a.md", "The old *house* stands by the river.\n")
    extract(desk.project)

    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", LOUD, "-C", str(desk.root), "pretranslate", "--json"]
        + (["--crash"] if how == "crashes" else []),
        env={**os.environ, "PYTHONPATH": str(APP), ENGINES[name]: KEY},
        capture_output=True,
    )

    expected = {"answers": 0, "refuses": 1}
    assert done.returncode == expected.get(how, done.returncode), done.stderr.decode()
    assert bool(server.seen) is (how != "crashes")
    assert (b"urllib3" in done.stderr) is (how != "crashes")  # the log was on
    if how == "crashes":
        assert b"not foreseen" in done.stderr
    found = [where for where, content in everything(desk.root).items() if KEY.encode() in content]
    client = create_app(find(desk.root)).test_client()
    pages = [client.get(path, follow_redirects=True).data for path in ("/", "/de/a.md", "/articles/a.md/de")]
    assert (found, KEY in done.stdout.decode(), KEY in done.stderr.decode()) == ([], False, False)
    assert not any(KEY.encode() in page for page in pages)
    assert {".recto/cache/answers.db"} <= everything(desk.root).keys() or how != "answers"
