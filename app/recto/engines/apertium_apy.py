"""Apertium as a service (apertium-apy): rule-based, on this machine or one of your own.

The service translates one text a request and keeps HTML as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.engines import Cache, http
from recto.engines import settings as tables
from recto.engines.apertium import apart, by_tag, pair_name
from recto.engines.running import Reply, Wired
from recto.engines.tasks import Asked
from recto.errors import EngineRefused
from recto.queries import Job, Traits

NAME = "apertium-apy"


@dataclass(frozen=True)
class Settings:
    url: str = "http://127.0.0.1:2737"
    """Where the service is. It answers whoever can reach it: keep it behind a firewall."""
    timeout_s: float = 30.0
    """Longest pause in an answer; twice as long for all of it."""
    parallel: int = 4
    """Requests at the same time."""


def create(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    """Return the engine for a table ``[engines.apertium-apy]``.

    :raises ConfigError: the address is neither https nor on this machine.
    """
    settings = tables.read(Settings, NAME, table)
    return Wired(Apy(settings, http.checked_url(NAME, settings.url)), cache)


class Apy:
    """The wire of the engine ``apertium-apy``."""

    name = NAME
    model = ""
    version = "1"
    options = ""
    is_html = True

    def __init__(self, settings: Settings, url: str) -> None:
        service = http.Service(NAME, url, read_s=settings.timeout_s, total_s=2 * settings.timeout_s)
        self._client = http.Client(service)
        self._pairs: frozenset[str] | None = None
        self.traits = Traits(
            is_local=service.is_local,
            max_texts=1,
            max_characters=0,
            max_bytes=0,
            parallel=settings.parallel,
            tries=1,
            request_s=0.05,
        )

    def code(self, locale: str, *, is_target: bool) -> str:  # noqa: ARG002  # one name for both directions
        """Return Apertium's name; whether there is a pair, the service says when asked."""
        return by_tag(NAME, locale)

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Ask the service which pairs it has, by its own names."""
        return frozenset((left, right) for left, _, right in (pair.partition("-") for pair in self._known()))

    def _known(self) -> frozenset[str]:
        if self._pairs is None:  # asked twice at worst, by two threads
            answer = self._client.get("/listPairs")
            rows = answer.get("responseData") if isinstance(answer, Mapping) else None
            self._pairs = frozenset(
                f"{row.get('sourceLanguage')}-{row.get('targetLanguage')}"
                for row in (rows if isinstance(rows, list) else [])
                if isinstance(row, Mapping)
            )
        return self._pairs

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:
        """Make a request for each text, and more where codes were lost."""
        pair = pair_name(NAME, self._known(), job.source, job.target).replace("-", "|", 1)
        answers = [self._answer(pair, one.text) for one in asked]
        return Reply(apart(asked, answers, lambda rows: [self._answer(pair, row) for row in rows]))

    def _answer(self, pair: str, text: str) -> str | EngineRefused:
        fields = {"langpair": pair, "q": text, "format": "html", "markUnknown": "no"}
        answer = self._client.submit("/translate", fields)
        told = answer.get("responseData") if isinstance(answer, Mapping) else None
        result = told.get("translatedText") if isinstance(told, Mapping) else None
        return result if isinstance(result, str) else EngineRefused("the answer holds no text.", NAME)
