"""Anthropic's models, by their own protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.engines import Cache, chat, http
from recto.engines import settings as tables
from recto.engines.openai import number_in, traits
from recto.engines.running import Reply, Wired
from recto.engines.tasks import Asked
from recto.errors import ConfigError, EngineError
from recto.queries import Job, Price

NAME = "anthropic"
KEY = "ANTHROPIC_API_KEY"
PROTOCOL = "2023-06-01"
MAX_TOKENS = 8_192
"""Of an answer; one of 20 texts has about 2,000."""


@dataclass(frozen=True)
class Settings:
    url: str = "https://api.anthropic.com"
    """Another one only for a gateway of your own."""
    model: str = ""
    """As Anthropic calls it; there is no default, for prices and quality differ."""
    key_file: str = ""
    """A file with the key, readable by its owner only; ANTHROPIC_API_KEY comes before it."""
    instructions: str = ""
    """A rule of your own, in one sentence, added to the prompt."""
    batch: int = 20
    """Texts in one request."""
    timeout_s: float = 120.0
    """Longest pause in an answer; twice as long for all of it."""
    parallel: int = 4
    """Requests at the same time."""
    price_in: float = 0.0
    """US dollars for a million tokens of prompts; 0: not known."""
    price_out: float = 0.0
    """US dollars for a million tokens of answers."""
    price_as_of: str = ""
    """Year and month of the prices."""


def create(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    """Return the engine for a table ``[engines.anthropic]``.

    :raises ConfigError: there is no key, or no model is named.
    """
    settings = tables.read(Settings, NAME, table)
    where = f"recto.toml: [engines.{NAME}]"
    url = http.checked_url(NAME, settings.url)
    if not settings.model:
        raise ConfigError("no 'model' is named.", where, "Name one that your key may use.")
    key = http.key(NAME, KEY, settings.key_file)
    if not key:
        raise ConfigError("there is no key.", where, f"Set {KEY}, or name a 'key_file'.")
    return Wired(Anthropic(settings, url, key), cache)


class Anthropic:
    """The wire of the engine ``anthropic``."""

    name = NAME
    version = chat.VERSION
    is_html = False

    def __init__(self, settings: Settings, url: str, key: str) -> None:
        self.model = settings.model
        self.options = settings.instructions
        headers = {"x-api-key": key, "anthropic-version": PROTOCOL}
        service = http.Service(NAME, url, headers, read_s=settings.timeout_s, total_s=2 * settings.timeout_s)
        self._client = http.Client(service, (key,))
        price = Price(0.0, settings.price_in, settings.price_out, settings.price_as_of)
        self.traits = traits(settings.batch, settings.parallel, price, is_local=service.is_local)

    def code(self, locale: str, *, is_target: bool) -> str:  # noqa: ARG002  # any language may be asked for
        return locale

    def count(self, asked: Sequence[Asked], job: Job) -> tuple[int, int, int]:
        return chat.counted(asked, job, self.options)

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:
        """Make one request."""
        names = chat.ids(len(asked))
        body = {
            "model": self.model,
            "max_tokens": MAX_TOKENS,
            "temperature": 0,
            "system": chat.instructions(asked, job, self.options),
            "messages": [{"role": "user", "content": chat.request(asked, names, job)}],
        }
        answer = self._client.post("/v1/messages", body)
        parts = answer.get("content") if isinstance(answer, Mapping) else None
        if not isinstance(answer, Mapping) or not isinstance(parts, list):
            raise http.Busy("the answer is none of a chat.", NAME)
        content = "".join(str(part.get("text", "")) for part in parts if isinstance(part, Mapping))
        is_cut = answer.get("stop_reason") == "max_tokens"
        texts: Sequence[str | EngineError]
        try:
            if answer.get("stop_reason") == "refusal":
                raise chat.Unreadable("the model refused.", NAME)
            texts = chat.translations(content, names, is_cut=is_cut, engine=NAME)
        except chat.Unreadable as error:  # billed all the same
            texts = [error] * len(names)
        usage = answer.get("usage")
        tokens = number_in(usage, "input_tokens"), number_in(usage, "output_tokens")
        return Reply(texts, [0] * len(texts), *tokens)
