"""A small project on disk and its desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from recto.commands.accounts import open_accounts
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.project import Project, find
from recto.store.passwords import hashed
from recto.store.people import Account
from recto.store.roles import Role
from recto.web import create_app, permits

SETTINGS = """
project = "tea-times"
source_locale = "en"
target_locales = ["de", "ar"]
"""

ARTICLE = """# Tea for two

Boil the *water*, says [the report](https://example.org/report).
Wait four minutes. Pour.

```
kettle --on
```

## What you need

- A pot
- Two cups
"""

UNITS = (
    Unit("heading", "Tea for two", "Tee für zwei", State.REVIEWED),
    Unit(
        "paragraph",
        "Boil the <1>water</1>, says <2>the report</2>.",
        "Kochen Sie das <1>Wasser</1>, sagt <2>der Bericht</2>.",
        State.DRAFT,
        origin="mt:apertium",
        hints=("<1> italic", "<2> link https://example.org/report"),
    ),
    Unit(
        "paragraph",
        "Wait four minutes.",
        "Warten Sie drei Minuten.",
        State.DRAFT,
        previous="Wait three minutes.",
        previous_context="paragraph",
        marks=(("edit", "fact"), ("was", "reviewed")),
    ),
    Unit("paragraph", "Pour."),
    Unit("heading", "What you need", "Was man braucht", State.DRAFT),
    Unit("list item", "A pot", notes=("Not the plant.",)),
    Unit("list item", "Two cups"),
)


class Desk:
    """A project with one article, and what a test wants to know of it."""

    title, codes, changed, empty = UNITS[:4]
    units = UNITS

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(exist_ok=True)
        (root / "recto.toml").write_text(SETTINGS, encoding="utf-8")
        self.put_article("tea.md", ARTICLE)
        self.put_catalog("tea.md", "de", UNITS)
        self.project: Project = find(root)

    def put_article(self, path: str, text: str) -> None:
        file = self.root / "sources" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def put_catalog(self, path: str, locale: str, units: Sequence[Unit]) -> None:
        file = self.root / "locales" / locale / "LC_MESSAGES" / f"{path}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        header = po.create_header("tea-times", locale, path)
        file.write_bytes(po.dump(Catalog(locale, tuple(units), header=header)))

    def files(self) -> dict[str, bytes]:
        """Return every file of the project but those of the desk itself."""
        found = [file for file in self.root.rglob("*") if file.is_file() and ".recto" not in file.parts]
        return {str(file): file.read_bytes() for file in found}

    def on_disk(self, unit: Unit, path: str = "tea.md", locale: str = "de") -> Unit:
        """Return the unit as its PO file holds it now."""
        file = self.root / "locales" / locale / "LC_MESSAGES" / f"{path}.po"
        found = po.load(file.read_bytes(), path, locale).find(unit.id)
        assert found is not None
        return found


class Team(Desk):
    """A project whose desk has accounts, and a clock that the test turns."""

    password = "four words of a test"
    kept = hashed(password)

    def __init__(self, root: Path, settings: str = "") -> None:
        super().__init__(root)
        text = f'{SETTINGS}\n[desk]\nmode = "team"\n{settings}\n'
        (root / "recto.toml").write_text(text, encoding="utf-8")
        self.project = find(root)
        self.time = 1_800_000_000.0
        self.app = create_app(self.project)
        self.accounts = open_accounts(self.project, lambda: self.time)
        self.app.extensions["recto.accounts"] = self.accounts
        self.add("root", {"*": Role.ADMIN})

    def add(self, name: str, roles: Mapping[str, Role] | None = None) -> Account:
        """Make an account; everybody has the same password."""
        account = self.accounts.people.add(name, "", roles or {}, "test")
        self.accounts.people.set_password(account.id, self.kept, "test")
        return self.accounts.people.account(account.id)

    def client(self, name: str = "") -> FlaskClient:
        """Return a browser, signed in as somebody."""
        browser = self.app.test_client()
        if name:
            answer = self.send(browser, "/login", {"name": name, "password": self.password})
            assert answer.status_code == 303
        return browser

    def token(self, browser: FlaskClient) -> str:
        return str(browser.get("/api/v1/session").get_json()["csrf"])

    def present(self, browser: FlaskClient) -> FlaskClient:
        """Return a browser of the first admin: this one, or where its session was ended, another."""
        if browser.get("/api/v1/session").get_json()["name"]:
            return browser
        # Half an hour: whoever failed to sign in may try again.
        self.time += 2_000
        return self.client("root")

    def send(self, browser: FlaskClient, page: str, form: Mapping[str, object] | None = None) -> TestResponse:
        """Send a form as its page would."""
        return browser.post(page, data={"csrf_token": self.token(browser), **(form or {})})

    def ask(self, browser: FlaskClient, method: str, page: str, body: object = None) -> TestResponse:
        """Send JSON as a script of a page would."""
        headers = {"X-CSRFToken": self.token(browser)}
        return browser.open(page, method=method, json=body, headers=headers)


@dataclass(frozen=True)
class Route:
    """One method of one rule of the desk, with an address at which it answers."""

    endpoint: str
    rule: str
    method: str
    address: str
    asked: str | None
    """What it needs, as ``permits`` has it."""
    arguments: frozenset[str]

    @property
    def changes(self) -> bool:
        return self.method != "GET"

    @property
    def is_api(self) -> bool:
        return self.rule.startswith("/api/")

    @property
    def is_for_teams(self) -> bool:
        return self.endpoint.startswith(("people.", "signin.")) and self.endpoint != "signin.session"

    def body(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Return fields as the route takes them: a JSON object or a form."""
        return {"json" if self.is_api else "data": dict(fields)}


VALUES = {"article": "tea.md", "locale": "de", "unit_id": UNITS[3].id, "number": 1}
"""Arguments of routes; any other is a small number or word."""


def routes_of(app: Flask, **known: object) -> list[Route]:
    """Return every route but that of static files; ``known`` are arguments that lead somewhere."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        with app.test_request_context():
            asked = permits.asked_of(rule.endpoint)
        choices: dict[str, Sequence[object]] = {}
        for name in rule.arguments:
            converter = rule._converters[name]
            kind = type(converter).__name__
            choices[name] = [(VALUES | known).get(name, 1 if "Integer" in kind else "x")]
            if kind == "AnyConverter":
                choices[name] = sorted(converter.items)
        for chosen in product(*choices.values()):
            built = rule.build(dict(zip(choices, chosen, strict=True)))
            assert built
            found += [
                Route(rule.endpoint, rule.rule, method, built[1], asked, frozenset(rule.arguments))
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            ]
    return found


class Noted(ImmutableMultiDict[str, Any]):
    """Values of a form or an address; writes down which are looked up."""

    def __init__(self, names: set[str], values: MultiDict[str, Any]) -> None:
        super().__init__(values)
        self.names = names

    def get(self, name: str, default: Any = None, type: Any = None) -> Any:  # noqa: A002  # werkzeug's name
        self.names.add(name)
        return super().get(name, default, type)

    def getlist(self, name: str, type: Any = None) -> Any:  # noqa: A002
        self.names.add(name)
        return super().getlist(name, type)

    def __getitem__(self, name: str) -> Any:
        self.names.add(name)
        return super().__getitem__(name)


class NotedObject(dict[str, Any]):
    """A JSON object; writes down what is looked up in it."""

    def __init__(self, names: set[str], fields: Mapping[str, Any]) -> None:
        super().__init__(fields)
        self.names = names

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)


class Reading:
    """What the views of an application have read of their requests: names of fields."""

    def __init__(self) -> None:
        self.query: set[str] = set()
        self.form: set[str] = set()
        self.files: set[str] = set()
        self.body: set[str] = set()

    def forget(self) -> None:
        for names in (self.query, self.form, self.files, self.body):
            names.clear()

    def watch(self, app: Flask) -> None:
        seen = self

        class Watched(Request):
            @property
            def args(self) -> Any:  # type: ignore[override]
                return Noted(seen.query, super().args)

            @property
            def values(self) -> Any:  # type: ignore[override]
                return Noted(seen.query, super().values)

            @property
            def form(self) -> Any:  # type: ignore[override]
                return Noted(seen.form, super().form)

            @property
            def files(self) -> Any:  # type: ignore[override]
                return Noted(seen.files, super().files)

            def get_json(self, *args: Any, **options: Any) -> Any:
                found = super().get_json(*args, **options)
                return NotedObject(seen.body, found) if isinstance(found, dict) else found

        app.request_class = Watched


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
def routes() -> Callable[..., list[Route]]:
    return routes_of


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def desk_at() -> Callable[[Path], Desk]:
    return Desk


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


@pytest.fixture
def team_at(tmp_path: Path) -> Callable[[str], Team]:
    """Make a team's desk with further settings."""
    return lambda settings: Team(tmp_path, settings)


@pytest.fixture
def app(desk: Desk) -> Flask:
    return create_app(desk.project, "ana")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serve an application on a free port; gives its address."""
    running = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in running:
        server.shutdown()
