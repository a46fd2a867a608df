"""LibreTranslate, by its own protocol: a list of texts as JSON, tags as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.engines import Cache, http
from recto.engines import settings as tables
from recto.engines.running import Reply, Wired
from recto.engines.tags import nearest
from recto.engines.tasks import Asked
from recto.errors import EngineError, EngineRefused
from recto.queries import Job, Traits

NAME = "libretranslate"
KEY = "LIBRETRANSLATE_API_KEY"
CODES = {
    "zh": "zh-Hans", "zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant", "pt-BR": "pt-BR", "no": "nb", "nn": "nb",
}  # fmt: skip
"""BCP 47 -> the names of newer servers, where they are not the language."""


@dataclass(frozen=True)
class Settings:
    url: str = "http://127.0.0.1:5000"
    """Where the server is; one of your own needs no key."""
    key_file: str = ""
    """A file with the key, readable by its owner only; LIBRETRANSLATE_API_KEY comes before it."""
    batch: int = 128
    """Texts in one request; a server may allow fewer (its ``batch-limit``)."""
    max_characters: int = 30_000
    """Characters in one request."""
    timeout_s: float = 60.0
    """Longest pause in an answer; twice as long for all of it."""
    parallel: int = 4
    """Requests at the same time."""


def create(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    """Return the engine for a table ``[engines.libretranslate]``.

    :raises ConfigError: the address is neither https nor on this machine.
    """
    settings = tables.read(Settings, NAME, table)
    url = http.checked_url(NAME, settings.url)
    return Wired(LibreTranslate(settings, url, http.key(NAME, KEY, settings.key_file)), cache)


class LibreTranslate:
    """The wire of the engine ``libretranslate``."""

    name = NAME
    model = ""
    version = "1"
    is_html = True

    def __init__(self, settings: Settings, url: str, key: str) -> None:
        self._key = key
        self.options = url  # which models a server has, it does not say
        service = http.Service(NAME, url, read_s=settings.timeout_s, total_s=2 * settings.timeout_s)
        self._client = http.Client(service, (key,))
        self.traits = Traits(
            is_local=service.is_local,
            max_texts=settings.batch,
            max_characters=settings.max_characters,
            parallel=settings.parallel,
        )

    def code(self, locale: str, *, is_target: bool) -> str:  # noqa: ARG002  # one name for both directions
        """Return the server's name for a locale; whether it has it, the server says when asked."""
        return nearest(NAME, locale, CODES)

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Ask the server which pairs it has."""
        answer = self._client.get("/languages")
        rows = [row for row in answer if isinstance(row, Mapping)] if isinstance(answer, list) else []
        return frozenset(
            (str(row.get("code")), str(target))
            for row in rows
            for target in row.get("targets") or ()
            if target != row.get("code")
        )

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:
        """Make one request; the key goes in the body, never in the address."""
        body: dict[str, object] = {
            "q": [one.text for one in asked],
            "source": self.code(job.source, is_target=False),
            "target": self.code(job.target, is_target=True),
            "format": "html",
        }
        if self._key:
            body["api_key"] = self._key
        answer = self._client.post("/translate", body)
        rows = answer.get("translatedText") if isinstance(answer, Mapping) else None
        if not isinstance(rows, list) or len(rows) != len(asked):
            raise http.Busy("the answer has another number of texts than was asked.", NAME)
        return Reply([_text(row) for row in rows])


def _text(row: object) -> str | EngineError:
    return row if isinstance(row, str) else EngineRefused("the answer holds no text.", NAME)
