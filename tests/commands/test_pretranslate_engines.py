"""The cascade with engines: over real HTTP, killed, stopped, held to limits and embargoes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from recto import engines
from recto.checks import findings
from recto.cli import cli
from recto.commands.embargoed import says_so
from recto.commands.extract import extract
from recto.commands.pretranslate import pretranslate
from recto.commands.review import settle
from recto.errors import EngineRefused, EngineUnavailable
from recto.exchange import po
from recto.model import State
from recto.queries import Answer, Estimate, Job, Price, Query, Traits
from recto.store.provenance import Origins

APP = Path(engines.__file__).parents[2]
VOWELS = str.maketrans("aeiou", "eioua")


@dataclass
class Server:
    """LibreTranslate by its protocol; moves vowels on, so that each answer tells its source."""

    after_s: float = 0.0
    texts: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    url: str = ""

    def answer(self, texts: Sequence[str]) -> list[str]:
        self.requests += 1
        self.texts.update(texts)
        time.sleep(self.after_s)
        return [text.translate(VOWELS) for text in texts]


@pytest.fixture
def server() -> Iterator[Server]:
    known = Server()

    class Page(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            content = json.dumps({"translatedText": known.answer(body["q"])}).encode()
            try:
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:  # whoever asked was killed
                self.close_connection = True

        def log_message(self, *words: object) -> None:
            """Keep the test's output clean."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    known.url = f"http://127.0.0.1:{http.server_address[1]}"
    yield known
    http.shutdown()
    thread.join()
    http.server_close()


class Fake:
    """An engine that shouts; what it takes, costs and refuses is told to it."""

    def __init__(
        self,
        name: str,
        traits: Traits,
        ask: Callable[[Query], Answer] = lambda query: Answer(query.text.upper(), characters=len(query.text)),
    ) -> None:
        self.name, self.traits, self.ask = name, traits, ask
        self.asked: list[tuple[Query, Job]] = []

    def languages(self) -> None:
        return None

    def translate(self, queries: Sequence[Query], job: Job) -> list[Answer]:
        self.asked += [(query, job) for query in queries]
        return [self.ask(query) for query in queries]

    def estimate(self, queries: Sequence[Query], job: Job) -> Estimate:  # any pair
        count = sum(len(query.text) for query in queries)
        return Estimate(1, count, dollars=count * self.traits.price.per_million_characters / 1e6)


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Callable[[Fake], Fake]:
    """Make a fake an engine like any other, by its name."""

    def add(engine: Fake) -> Fake:
        module = ModuleType(f"fake_{engine.name}")
        module.create = lambda table, cache=None: engine  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(engines.ENGINES, engine.name, module.__name__)
        return engine

    return add


SETTINGS = (
    'project = "t"\nsource_locale = "en"\ntarget_locales = {locales}\n[pretranslate]\nchain = {chain}\n'
)


def setup(desk: Any, chain: Sequence[str], more: str = "", locales: Sequence[str] = ("de",)) -> Any:
    text = SETTINGS.format(chain=json.dumps(list(chain)), locales=json.dumps(list(locales)))
    (desk.root / "recto.toml").write_text(text + more)
    return desk


def article(count: int, word: str = "river") -> str:
    return "\n\n".join(f"The {word} number {number} was long and wide." for number in range(count)) + "\n"


def run(desk: Any, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(desk.root), "pretranslate", *words], standalone_mode=False)


def start(desk: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "recto", "-C", str(desk.root), "pretranslate"],
        env={**os.environ, "PYTHONPATH": str(APP)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait(server: Server, requests: int) -> None:
    until = time.monotonic() + 30
    while server.requests < requests:
        assert time.monotonic() < until, "the command never asked"
        time.sleep(0.005)


def libre(server: Server, **more: object) -> str:
    table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in more.items())
    return f'[engines.libretranslate]\nurl = "{server.url}"\n{table}'


# --- the chain -------------------------------------------------------------------------------------


def test_what_one_engine_leaves_the_next_is_asked_for_and_every_unit_has_a_reason(desk, put):
    def refuse(query: Query) -> Answer:
        if "7" in query.text:
            return Answer(error=EngineRefused("too long.", "first"))
        return Answer(query.text.replace("<1>", "") if "5" in query.text else query.text.upper())

    put(Fake("first", Traits(is_local=True), refuse))
    second = put(Fake("second", Traits(is_local=True)))
    setup(desk, ["memory", "first", "second"])
    desk.write("a.md", article(8) + "\nThe *river* 5 is.\n")
    extract(desk.project)

    report = pretranslate(desk.project)

    assert report.is_well
    assert sorted(query.text for query, _ in second.asked) == [
        "The <1>river</1> 5 is.",
        "The river number 7 was long and wide.",
    ]
    origins = Counter(unit.origin for unit in desk.catalog("a.md").units)
    assert origins == {"mt:first": 7, "mt:second": 2}
    assert all(outcome.reason for outcome in report.rows[0].outcomes)


def test_an_engine_that_is_down_is_asked_once_and_the_next_goes_on(desk, put):
    def fail(query: Query) -> Answer:
        raise EngineUnavailable("no answer.", "first")

    first = put(Fake("first", Traits(is_local=True, takes=frozenset({"context"})), fail))
    put(Fake("second", Traits(is_local=True)))
    setup(desk, ["first", "second"])
    desk.write("a.md", article(1))
    desk.write("b.md", article(1, "sea"))
    extract(desk.project)

    report = pretranslate(desk.project)

    assert [str(error) for error in report.errors] == ["first: no answer."]
    assert len(first.asked) == 1
    assert {unit.origin for path in ("a.md", "b.md") for unit in desk.catalog(path).units} == {"mt:second"}


def test_an_engine_that_breaks_off_keeps_what_it_answered_and_the_next_gets_the_rest(desk, put):
    def fail(query: Query) -> Answer:
        if "sea number 7" in query.text:
            raise EngineUnavailable("no answer.", "first")
        return Answer(query.text.upper())

    put(Fake("first", Traits(is_local=True, max_texts=1, parallel=1), fail))
    put(Fake("second", Traits(is_local=True)))
    setup(desk, ["first", "second"])
    for name, word in (("a", "river"), ("b", "sea"), ("c", "lake")):
        desk.write(f"{name}.md", article(12, word))
    extract(desk.project)

    report = pretranslate(desk.project)

    assert [str(error) for error in report.errors] == ["first: no answer."]
    origins = [Counter(unit.origin for unit in desk.catalog(f"{name}.md").units) for name in "abc"]
    # Ten at a time: the wave in which it failed, and all behind it.
    assert origins == [{"mt:first": 10, "mt:second": 2}, {"mt:second": 12}, {"mt:second": 12}]
    assert not any(row.refused for row in report.rows)


def test_a_unit_nobody_could_fill_says_what_each_engine_said(desk, put):
    for name in ("first", "second"):
        put(Fake(name, Traits(is_local=True), lambda _, name=name: Answer(error=EngineRefused("no.", name))))
    setup(desk, ["memory", "first", "second"])
    desk.write("a.md", article(1))
    extract(desk.project)

    (row,) = pretranslate(desk.project).rows

    assert row.refused[0][1] == "first: no. second: no."
    assert row.outcomes[0].reason == "first: no. second: no."


def test_equal_texts_are_asked_once_a_run_or_once_an_article_where_context_counts(desk, put):
    plain = put(Fake("plain", Traits(is_local=True)))
    reader = put(Fake("reader", Traits(is_local=True, takes=frozenset({"context"}))))
    setup(desk, ["plain"], '[pretranslate.es]\nchain = ["reader"]\n', ("de", "es"))
    for path in ("a.md", "b.md"):
        desk.write(path, "Wait a moment.\n\n> Wait a moment.\n")
    extract(desk.project)

    pretranslate(desk.project)

    assert len(plain.asked) == 1
    assert len(reader.asked) == 4
    assert {query.role for query, _ in reader.asked} == {"paragraph", "quote"}
    assert reader.asked[0][1].article == ("Wait a moment.", "Wait a moment.")


def test_examples_and_terms_are_handed_to_engines_that_take_them(desk, put):
    taker = put(Fake("taker", Traits(is_local=True, takes=frozenset({"examples", "wordings"}))))
    setup(desk, ["memory", "taker"])
    (desk.root / "glossary.csv").write_text("term,locale,translation\nriver,de,Fluss\n")
    desk.write("old.md", "The river was long and very wide today.\n")
    extract(desk.project)
    desk.translate("old.md", lambda _: "Der Fluss war heute lang und sehr breit.")
    desk.write("new.md", "The river was long and very wide now.\n")
    extract(desk.project)

    pretranslate(desk.project, ["new.md"])

    ((query, _),) = taker.asked
    assert [example.target for example in query.examples] == ["Der Fluss war heute lang und sehr breit."]
    assert [wording.target for wording in query.wordings] == ["Fluss"]


def test_the_order_of_locales_does_not_matter_and_a_second_run_changes_nothing(tmp_path, make_desk, put):
    put(Fake("plain", Traits(is_local=True)))
    found = []
    for number, order in enumerate((("de", "es"), ("es", "de"))):
        desk = setup(make_desk(tmp_path / str(number)), ["memory", "plain"], "", order)
        desk.write("a.md", article(3))
        extract(desk.project)
        pretranslate(desk.project)
        found.append([desk.po("a.md", locale).read_bytes() for locale in ("de", "es")])
        pretranslate(desk.project)
        assert found[-1] == [desk.po("a.md", locale).read_bytes() for locale in ("de", "es")]

    assert found[0] == found[1]


# --- short articles together -----------------------------------------------------------------------


def test_short_articles_go_together_in_one_request_and_each_gets_its_own(desk, server):
    setup(desk, ["memory", "libretranslate"], libre(server), ("de", "es"))
    for number in range(12):
        desk.write(f"{number}.md", article(5, f"river of {number}"))
    extract(desk.project)

    report = pretranslate(desk.project)

    assert report.is_well
    assert server.requests == 2
    assert [row.locale for row in report.rows] == ["de", "es"] * 12
    for row in report.rows:
        assert (row.empty, row.from_engine, row.engines[0].units) == (5, 5, 5)
    for number in range(12):
        for locale in ("de", "es"):
            units = desk.catalog(f"{number}.md", locale).units
            assert [unit.target for unit in units] == [unit.source.translate(VOWELS) for unit in units]
            assert all(f"of {number} number" in unit.source for unit in units)


def test_a_catalog_that_cannot_be_saved_does_not_keep_its_neighbours_from_it(desk, server):
    setup(desk, ["libretranslate"], libre(server))
    for name in ("a", "b", "c"):
        desk.write(f"{name}.md", article(3, f"river of {name}"))
    extract(desk.project)
    whole = server.answer

    def answer(texts: Sequence[str]) -> list[str]:
        desk.po("b.md").write_bytes(b"no catalog any more")
        return whole(texts)

    server.answer = answer  # type: ignore[method-assign]

    report = pretranslate(desk.project)

    assert [row.catalog.rpartition("/")[2] for row in report.rows] == ["a.md.po", "c.md.po"]
    assert len(report.errors) == 1
    assert "b.md.po" in str(report.errors[0])
    assert all(unit.target for path in ("a.md", "c.md") for unit in desk.catalog(path).units)


def test_an_embargoed_article_is_never_in_one_request_with_others(desk, server):
    setup(desk, ["libretranslate"], libre(server))
    desk.write("a.md", article(2))
    desk.write("b.md", "---\nembargo: true\n---\n\n" + article(2, "secret"))
    desk.write("c.md", article(2, "sea"))
    extract(desk.project)
    asked: list[Sequence[str]] = []
    whole = server.answer

    def answer(texts: Sequence[str]) -> list[str]:
        asked.append(texts)
        return whole(texts)

    server.answer = answer  # type: ignore[method-assign]

    assert pretranslate(desk.project).is_well

    assert sorted(len(texts) for texts in asked) == [2, 4]
    assert {sum("secret" in text for text in texts) for texts in asked} == {0, 2}


def test_a_dry_run_counts_a_text_of_several_articles_once_as_is_then_asked(desk, server):
    setup(desk, ["libretranslate"], libre(server))
    for name in ("a", "b"):
        desk.write(f"{name}.md", article(3) + f"\nThe end of *{name}* is here.\n")
    extract(desk.project)

    (told,) = pretranslate(desk.project, dry_run=True).engines
    assert server.requests == 0
    pretranslate(desk.project)

    assert told.characters == sum(map(len, server.texts.elements()))
    assert set(server.texts.values()) == {1}


# --- codes that an engine lost ----------------------------------------------------------------------


def test_who_opens_a_draft_is_told_that_its_codes_were_placed(desk, put):
    put(Fake("loser", Traits(is_local=True), lambda query: Answer(query.text.title(), is_projected=True)))
    setup(desk, ["loser"])
    desk.write("a.md", "The *river* was long.\n\nThe *sea* was wide.\n")
    extract(desk.project)

    pretranslate(desk.project)

    first, second = desk.catalog("a.md").units
    assert "codes" in [one.check for one in findings(first, "en", "de")]
    assert "Recto placed them" in findings(first, "en", "de")[0].message
    assert b"codes=placed" in desk.po("a.md").read_bytes()

    for person in (State.REVIEWED, State.DRAFT):  # accepted, or corrected and left for later
        judged = settle(first, first.target, person)
        assert not findings(judged, "en", "de")
        catalog = replace(desk.catalog("a.md"), units=(judged, second))
        assert po.dump(catalog, desk.po("a.md").read_bytes()).count(b"codes=placed") == 1


# --- killed and stopped ----------------------------------------------------------------------------


def test_killed_in_the_middle_nothing_is_lost_and_nothing_answered_is_asked_twice(desk, server):
    setup(desk, ["memory", "libretranslate"], libre(server, batch=5, parallel=1))
    desk.write("a.md", article(160))
    extract(desk.project)
    server.after_s = 0.03
    process = start(desk)
    wait(server, 14)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed_at = server.requests
    asked = Counter(server.texts)
    before = {unit.source: unit.target for unit in desk.catalog("a.md").units if unit.target}
    server.after_s = 0.0

    report = pretranslate(desk.project)

    units = desk.catalog("a.md").units
    twice = [text for text, count in server.texts.items() if count > 1]
    assert 14 <= killed_at <= 33
    assert 0 < len(asked) < 160
    assert report.is_well
    assert len(twice) <= 5  # the one request that nobody was there to hear the answer of
    assert all(unit.target == unit.source.translate(VOWELS) for unit in units)
    assert {unit.source: unit.target for unit in units if unit.source in before} == before


def test_ctrl_c_saves_what_is_done(desk, server):
    setup(desk, ["memory", "libretranslate"], libre(server, batch=5, parallel=1))
    desk.write("a.md", article(160))
    extract(desk.project)
    server.after_s = 0.03
    process = start(desk)
    wait(server, 14)
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=30) == 130
    done = [unit for unit in desk.catalog("a.md").units if unit.target]
    assert 10 <= len(done) < 160
    assert all(unit.state is State.DRAFT for unit in done)
    pretranslate(desk.project)
    assert len(server.texts) == 160
    assert set(server.texts.values()) == {1}


# --- limits ----------------------------------------------------------------------------------------

PRICED = Traits(price=Price(per_million_characters=20, as_of="2026-11"))


def test_max_chars_stops_before_it_would_be_exceeded_and_keeps_what_is_done(desk, put):
    engine = put(Fake("paid", PRICED))
    setup(desk, ["paid"])
    desk.write("a.md", article(9))
    desk.write("b.md", article(9, "sea"))
    extract(desk.project)

    result = run(desk, "--max-chars", "200")

    sent = sum(len(query.text) for query, _ in engine.asked)
    assert result.return_value == 1
    assert 200 - 37 < sent <= 200
    assert sum(bool(unit.target) for unit in desk.catalog("a.md").units) == len(engine.asked) == 5
    assert "--max-chars 200 would be exceeded" in result.stdout


def test_max_cost_holds_for_what_costs_more_than_was_expected(desk, put):
    engine = put(Fake("paid", PRICED, lambda query: Answer(query.text.upper(), characters=200)))
    setup(desk, ["paid"])
    desk.write("a.md", article(160))
    extract(desk.project)

    result = run(desk, "--max-cost", "0.3")

    spent = len(engine.asked) * 200 * 20 / 1e6
    assert result.return_value == 1
    assert spent < 0.3 + PRICED.max_texts * 200 * 20 / 1e6  # at most one request's worth over


@pytest.mark.parametrize("count", [9, 45])
def test_max_cost_lets_what_is_free_go_on(desk, put, count):
    engine = put(Fake("paid", PRICED))
    put(Fake("free", Traits(is_local=True, max_texts=1, parallel=1)))
    setup(desk, ["paid", "free"])
    desk.write("a.md", article(count))
    extract(desk.project)

    result = run(desk, "--max-cost", "0.004")

    assert sum(len(query.text) for query, _ in engine.asked) * 20 / 1e6 <= 0.004
    assert Counter(unit.origin for unit in desk.catalog("a.md").units) == {"mt:paid": 5, "mt:free": count - 5}
    assert result.return_value == 1


def test_a_dry_run_tells_units_characters_price_its_date_and_time_and_sends_nothing(desk, put):
    engine = put(Fake("paid", PRICED))
    setup(desk, ["paid"])
    desk.write("a.md", article(4))
    extract(desk.project)
    before = desk.po("a.md").read_bytes()

    result = run(desk, "--dry-run")

    assert "paid: 4 units, 148 characters, $0.0030 (price of 2026-11), about 1 s" in result.stdout
    assert (engine.asked, desk.po("a.md").read_bytes(), result.return_value) == ([], before, 0)


# --- at home ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["option", "setting"])
def test_local_only_asks_nobody_else(desk, put, how):
    away = put(Fake("away", Traits()))
    put(Fake("home", Traits(is_local=True)))
    setup(desk, ["away", "home"], "local_only = true\n" if how == "setting" else "")
    desk.write("a.md", article(1))
    extract(desk.project)

    result = run(desk, *(["--local-only"] if how == "option" else []))

    assert (away.asked, result.return_value) == ([], 0)
    assert desk.catalog("a.md").units[0].origin == "mt:home"


@pytest.mark.parametrize(
    ("front", "more"),
    [
        ("---\nembargo: true\n---\n", ""),
        ("---\ntitle: x\nEmbargo: 2026-12-01\n---\n", ""),
        ('+++\nembargo = "until noon"\n+++\n', ""),
        ("", '[articles."secret/**"]\nembargo = true\n'),
    ],
)
def test_an_embargoed_article_stays_here_and_its_neighbour_does_not(desk, put, front, more):
    away = put(Fake("away", Traits()))
    setup(desk, ["away"], more)
    desk.write("secret/a.md", front + article(1))
    desk.write("b.md", article(1, "sea"))
    extract(desk.project)

    report = pretranslate(desk.project)

    assert [query.text for query, _ in away.asked] == ["The sea number 0 was long and wide."]
    reasons = [reason for row in report.rows for _, reason in row.refused]
    assert reasons
    assert all("the article is embargoed" in reason for reason in reasons)


def test_an_engine_that_only_says_that_it_is_local_is_stopped_at_the_socket(desk, put):
    reached = []

    def call_home(query: Query) -> Answer:
        def connect() -> None:
            with socket.socket() as opened:
                opened.settimeout(0.2)
                opened.connect(("192.0.2.1", 443))
                reached.append(query)

        connect()
        return Answer("?")

    put(Fake("liar", Traits(is_local=True), call_home))
    setup(desk, ["liar"])
    desk.write("a.md", "---\nembargo: true\n---\n" + article(1))
    extract(desk.project)

    report = pretranslate(desk.project)

    assert reached == []
    assert [str(error).startswith("a.md: it is embargoed") for error in report.errors] == [True]


def test_a_server_on_this_machine_is_asked_about_an_embargoed_article(desk, server):
    setup(desk, ["libretranslate"], libre(server))
    desk.write("a.md", "---\nembargo: true\n---\n" + article(3))
    extract(desk.project)

    assert pretranslate(desk.project).is_well
    assert server.requests == 1


def test_what_an_embargoed_article_says_is_no_example_for_others(desk, put):
    takes = frozenset({"examples"})
    away = put(Fake("away", Traits(takes=takes)))
    setup(desk, ["away"])
    desk.write("old.md", "---\nembargo: true\n---\n\nThe river was long and very wide today.\n")
    extract(desk.project)
    desk.translate("old.md", lambda _: "Der Fluss war heute lang und sehr breit.")
    desk.write("new.md", "The river was long and very wide now.\n")
    extract(desk.project)

    pretranslate(desk.project, ["new.md"])

    ((query, _),) = away.asked
    assert query.examples == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\nembargo: no\n---\n", False),
        ("---\nembargo: 'false'\n---\n", False),
        ("---\ntitle: embargoed\n---\nembargo: true\n", False),
        ("---\nnews:\n  embargo: yes\n---\n", True),
        ('{"title": "x", "embargo": true}\n', True),
        ("---\nembargo: true\n\nno fence closes this\n", True),
        ("\ufeff---\r\nembargo: true\r\n---\r\n", True),
        ("---\rembargo: true\r---\r", True),
        ("\n---\nembargo: true\n---\n", True),
        ("---\n\nembargo: true\n", True),
        ("---\nflags:\n  - embargo: true\n---\n", True),
        ("---\nflags: [embargo: true]\n---\n", True),
        ("---\n&a !!str embargo: true\n---\n", True),
        ("---\n? embargo\n: true\n---\n", True),
        ("+++\nnews.embargo = true\n+++\n", True),
        ("---\nflags: [embargo: no]\n---\n", False),
        ("---\ntitle: The oil embargo: what now\n---\n", False),
        ("---\ntitle: Oil\n---\n\n- embargo: trade that stops\n", False),
        ("embargo: true\n", False),
    ],
)
def test_the_front_matter_says_whether_there_is_an_embargo(text, says):
    assert says_so(text) is says


# --- where drafts are from -------------------------------------------------------------------------


def rows(desk: Any) -> list[Any]:
    origins = Origins(desk.root / ".recto" / "desk.db")
    try:
        return origins.latest()
    finally:
        origins.close()


def test_each_draft_has_a_row_of_where_it_is_from(desk, put):
    put(
        Fake("paid", PRICED, lambda query: Answer(query.text.upper(), model="m1", version="2", characters=37))
    )
    setup(desk, ["memory", "paid"])
    desk.write("old.md", "Wait.\n")
    extract(desk.project)
    desk.translate("old.md", lambda _: "Warte.")
    desk.write("new.md", "Wait.\n\n" + article(1))
    extract(desk.project)

    pretranslate(desk.project)

    memory, engine = rows(desk)
    assert (memory.origin, memory.score, memory.matches, memory.draft) == (
        "tm:exact",
        100,
        "old.md",
        "Warte.",
    )
    assert (engine.engine, engine.model, engine.version, engine.characters) == ("paid", "m1", "2", 37)
    assert engine.dollars == pytest.approx(37 * 20 / 1e6)


def test_the_report_tells_what_was_kept_of_each_engine(desk, put):
    put(Fake("plain", Traits(is_local=True)))
    setup(desk, ["plain"])
    desk.write("a.md", article(4))
    extract(desk.project)
    pretranslate(desk.project)
    kept = iter(["THE RIVER NUMBER 0 WAS LONG AND WIDE.", "Der Fluss 1 war lang."])
    sources = [unit.source for unit in desk.catalog("a.md").units]
    drafts = {source: source.upper() for source in sources} | dict(zip(sources, kept, strict=False))
    desk.translate("a.md", drafts.__getitem__, State.DRAFT)
    result = report(desk)
    assert [row["kept"]["texts"] for row in result["rows"]] == [0, 0]

    desk.translate("a.md", drafts.__getitem__)
    everything, paragraphs = report(desk)["rows"]

    assert (everything["role"], paragraphs["role"], everything["engine"]) == ("all", "paragraph", "plain")
    assert (paragraphs["kept"]["texts"], paragraphs["kept"]["unchanged"]) == (4, 0.75)
    assert 50 < paragraphs["kept"]["chrf"] < 100
    assert paragraphs["waiting"] == 0


def report(desk: Any) -> Mapping[str, Any]:
    words = ["-C", str(desk.root), "report", "engines", "--json"]
    found: Mapping[str, Any] = json.loads(CliRunner().invoke(cli, words, standalone_mode=False).stdout)
    return found
