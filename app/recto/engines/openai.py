"""Language models behind any chat endpoint that is compatible with OpenAI's.

OpenAI, Gemini, OpenRouter, Azure; on one's own machine Ollama, vLLM, llama.cpp. A model of one's own
needs no key and no network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from recto.engines import Cache, chat, http
from recto.engines import settings as tables
from recto.engines.running import MOST_BILLED, Reply, Wired
from recto.engines.tasks import Asked
from recto.errors import ConfigError, EngineError
from recto.queries import Job, Price, Traits

NAME = "openai"
KEY = "OPENAI_API_KEY"
TAKES = frozenset({"context", "wordings", "examples", "formality", "limits"})
OPTIONAL = ("response_format", "temperature")
"""Left out for the rest of the run where a server complains of them."""


@dataclass(frozen=True)
class Settings:
    url: str = "https://api.openai.com/v1"
    """Base address of the endpoint: what stands before ``/chat/completions``."""
    model: str = ""
    """As the endpoint calls it; there is no default, for prices and quality differ."""
    key_variable: str = KEY
    """Environment variable of the key."""
    key_file: str = ""
    """A file with the key, readable by its owner only; the environment comes before it."""
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
    """Return the engine for a table ``[engines.openai]``.

    :raises ConfigError: no model is named; there is no key and the address is not on this machine.
    """
    settings = tables.read(Settings, NAME, table)
    where = f"recto.toml: [engines.{NAME}]"
    url = http.checked_url(NAME, settings.url)
    if not settings.model:
        raise ConfigError("no 'model' is named.", where, "Name one that the endpoint has.")
    key = http.key(NAME, settings.key_variable, settings.key_file)
    if not settings.key_variable.isidentifier():  # not quoted: it may be the key itself
        raise ConfigError("'key_variable' is no name of a variable.", where, f"As in {KEY}.")
    if not key and not http.is_local(url):
        raise ConfigError("there is no key.", where, f"Set {settings.key_variable}, or name a 'key_file'.")
    return Wired(OpenAI(settings, url, key), cache)


def traits(batch: int, parallel: int, price: Price, *, is_local: bool) -> Traits:
    """Return the traits of a language model."""
    return Traits(
        is_local=is_local,
        max_texts=batch,
        max_characters=0,
        max_bytes=0,
        max_tokens=1_500,  # of sources; longer answers are cut off, and attention wanes
        parallel=parallel,
        request_s=10.0,
        takes=TAKES,
        price=price,
    )


class OpenAI:
    """The wire of the engine ``openai``."""

    name = NAME
    version = chat.VERSION
    is_html = False

    def __init__(self, settings: Settings, url: str, key: str) -> None:
        self.model = settings.model
        self.options = "\n".join((urlsplit(url).netloc, settings.instructions))
        self._instructions = settings.instructions
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        service = http.Service(NAME, url, headers, read_s=settings.timeout_s, total_s=2 * settings.timeout_s)
        self._client = http.Client(service, (key,))
        self._left_out: frozenset[str] = frozenset()
        price = Price(0.0, settings.price_in, settings.price_out, settings.price_as_of)
        self.traits = traits(settings.batch, settings.parallel, price, is_local=service.is_local)

    def code(self, locale: str, *, is_target: bool) -> str:  # noqa: ARG002  # any language may be asked for
        return locale

    def count(self, asked: Sequence[Asked], job: Job) -> tuple[int, int, int]:
        return chat.counted(asked, job, self._instructions)

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:
        """Make one request, without what the server does not know if it says so."""
        names = chat.ids(len(asked))
        body: dict[str, object] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": chat.instructions(asked, job, self._instructions)},
                {"role": "user", "content": chat.request(asked, names, job)},
            ],
            "temperature": 0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "translations", "strict": True, "schema": chat.SCHEMA},
            },
        }
        answer = self._answer(body)
        content, finish = _said(answer)
        texts: Sequence[str | EngineError]
        try:
            if finish == "content_filter":
                raise chat.Unreadable("the provider's filter held the answer back.", NAME)
            texts = chat.translations(content, names, is_cut=finish == "length", engine=NAME)
        except chat.Unreadable as error:  # billed all the same
            texts = [error] * len(names)
        usage = answer.get("usage") if isinstance(answer, Mapping) else None
        return Reply(
            texts,
            [0] * len(texts),
            number_in(usage, "prompt_tokens"),
            number_in(usage, "completion_tokens"),
        )

    def _answer(self, body: dict[str, object]) -> object:
        while True:
            for name in self._left_out:
                body.pop(name, None)
            try:
                return self._client.post("/chat/completions", body)
            except http.Rejected as error:
                blamed = {name for name in OPTIONAL if name in body and name in error.problem}
                if "json_schema" in error.problem and "response_format" in body:
                    blamed.add("response_format")
                if not blamed:
                    raise
                self._left_out |= blamed  # from any thread: it only grows, and a lost name is found again


def number_in(usage: object, name: str) -> int:
    """Return a count of a provider's bill; 0 if there is none."""
    found = usage.get(name) if isinstance(usage, Mapping) else None
    return found if type(found) is int and 0 < found <= MOST_BILLED else 0


def _said(answer: object) -> tuple[str, str]:
    """Return what the model wrote and why it stopped.

    :raises Busy: the answer is none of a chat.
    """
    choices = answer.get("choices") if isinstance(answer, Mapping) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, Mapping) else None
    if not isinstance(choice, Mapping) or not isinstance(message, Mapping):
        raise http.Busy("the answer is none of a chat.", NAME)
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, Mapping))
    if not isinstance(content, str):
        content = str(message.get("refusal") or "")
    return content, str(choice.get("finish_reason"))
