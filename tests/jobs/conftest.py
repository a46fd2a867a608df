"""A project with a story to translate, a server that translates, a Redis, and workers as real processes."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from recto.commands.conducting import Conductor
from recto.commands.course import Pace
from recto.commands.working import hired
from recto.exchange import po
from recto.jobs import Place, Queue
from recto.model import Catalog, State, Unit
from recto.project import find
from recto.store import Jobs, Record

APP = Path(__file__).parents[2] / "app"
QUICK = Pace(look_s=0.03, lost_s=2.5, again_s=(0.1, 0.1), unseen_s=0.3)
SETTINGS = """
project = "tea-times"
source_locale = "en"
target_locales = ["es"]
[pretranslate]
chain = ["memory", "libretranslate"]
[engines.libretranslate]
url = "{url}"
batch = 2
parallel = 1
[jobs]
{jobs}
"""
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
UNITS = tuple(
    Unit("paragraph", f"The {size} kettle of number {number} boils.")
    for size in ("large", "small")
    for number in NUMBERS
)


def moved(text: str) -> str:
    """Return a text with its vowels moved on."""
    return text.translate(str.maketrans("aeiou", "eioua"))


class Translator:
    """A LibreTranslate that moves the vowels of everything; it can be held up, or out of order."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.most = 10**6
        """Texts that it answers before it waits."""
        self.status = 200
        self.free = threading.Event()
        self.lock = threading.Lock()

    def answer(self, texts: list[str]) -> tuple[int, Any]:
        with self.lock:
            self.asked += texts
            is_late = len(self.asked) > self.most
        if self.status != 200:
            return self.status, {"error": "out of order"}
        if is_late:
            self.free.wait(30)
        return 200, {"translatedText": [moved(text) for text in texts]}


@pytest.fixture
def translator() -> Iterator[Translator]:
    playing = Translator()

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = playing.answer(body["q"])
            content = json.dumps(answer).encode()
            with suppress(OSError):  # whoever asked was killed
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                if status == 200:
                    playing.answered += body["q"]

        def log_message(self, *words: object) -> None:
            """Keep the test's output clean."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Keep the test's output clean: a client that was killed is what is tested."""

    server = Quiet(("127.0.0.1", 0), Page)
    playing.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield playing
    playing.free.set()
    server.shutdown()
    server.server_close()


class Newsroom:
    """A project on disk, its jobs, and the catalog as it stands."""

    def __init__(self, root: Path, translator: Translator, jobs: str = "embedded = false") -> None:
        self.root = root
        self.set(translator.url, jobs)
        self.article = root / "sources" / "tea.md"
        self.article.parent.mkdir()
        self.article.write_text("\n\n".join(unit.source for unit in UNITS) + "\n", encoding="utf-8")
        self.catalog = root / "locales" / "es" / "LC_MESSAGES" / "tea.md.po"
        self.catalog.parent.mkdir(parents=True)
        self.put(UNITS)
        self.jobs = Jobs(root / ".recto" / "desk.db")

    def set(self, url: str, jobs: str) -> None:
        (self.root / "recto.toml").write_text(SETTINGS.format(url=url, jobs=jobs), encoding="utf-8")

    def put(self, units: tuple[Unit, ...]) -> None:
        header = po.create_header("tea-times", "es", "tea.md")
        self.catalog.write_bytes(po.dump(Catalog("es", units, header=header)))

    def units(self) -> tuple[Unit, ...]:
        return po.load(self.catalog.read_bytes(), "tea.md.po", "es").units

    def filled(self) -> int:
        return sum(unit.state is not State.EMPTY for unit in self.units())

    def start(self) -> Record:
        return self.jobs.start("ana", "tea.md", "es")

    def now(self, record: Record) -> Record:
        found = self.jobs.find(record.id)
        assert found is not None
        return found

    def over(self, record: Record) -> Record:
        """Wait until a job is over."""
        until(lambda: not self.now(record).is_open, lambda: self.now(record))
        return self.now(record)

    @contextmanager
    def conducted(self, pace: Pace = QUICK) -> Iterator[None]:
        """Do jobs as the desk does."""
        told: list[str] = []
        with Conductor(find(self.root).root, told.append, pace).running():
            yield


def until(is_so: Callable[[], bool], shown: Callable[[], object] = lambda: "", most_s: float = 30.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + most_s
    while not is_so():
        assert time.monotonic() < end, shown()
        time.sleep(0.03)


@pytest.fixture
def wait() -> Callable[..., None]:
    return until


@pytest.fixture
def room(tmp_path: Path, translator: Translator) -> Newsroom:
    return Newsroom(tmp_path, translator)


@pytest.fixture
def employ() -> Iterator[Callable[[Newsroom], list[str]]]:
    """Let this process work on the jobs of a project, as the desk does; gives what was complained of."""
    with ExitStack() as ends:

        def start(room: Newsroom) -> list[str]:
            told: list[str] = []
            worker, clerk = hired(room.root, 2, told.append)
            ends.callback(clerk.close)
            ends.callback(worker.stop)
            worker.start()
            return told

        yield start


@pytest.fixture
def hire() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start ``recto worker`` in a folder; those that are left at the end are killed."""
    running: list[subprocess.Popen[str]] = []

    def start(root: Path, *more: str, **environment: str) -> subprocess.Popen[str]:
        worker = subprocess.Popen(
            [sys.executable, "-m", "recto", "-C", str(root), "worker", *more],
            env={**os.environ, "PYTHONPATH": str(APP), "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(worker)
        return worker

    yield start
    for worker in running:
        worker.kill()
        worker.communicate()


PASSWORD = "planted-pass/word-77"


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis on a free port, with a password."""
    program = shutil.which("redis-server")
    assert program
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(
        [program, *words, "--requirepass", PASSWORD, "--dir", str(tmp_path_factory.mktemp("redis"))],
        stdout=subprocess.DEVNULL,
    )

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(answers)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.redis)])
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> Queue:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    return Queue(Place(tmp_path / "queue.db", os.urandom(32), url, PASSWORD if url else ""))
