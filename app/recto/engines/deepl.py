"""DeepL, by its own protocol: key in a header, fifty texts a request, tags as HTML, context for free."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recto.engines import Cache, http
from recto.engines import settings as tables
from recto.engines.masking import MARK
from recto.engines.running import MOST_BILLED, Reply, Wired
from recto.engines.tags import nearest
from recto.engines.tasks import Asked
from recto.errors import ConfigError, EngineRefused
from recto.queries import Job, Price, Traits

NAME = "deepl"
KEY = "DEEPL_AUTH_KEY"
"""Environment variable of the key, as in DeepL's own tools."""
FREE, PAID = "https://api-free.deepl.com", "https://api.deepl.com"
FREE_KEY = ":fx"
"""How the keys of free accounts end."""

SOURCES = {
    tag: tag.upper()
    for tag in "ar bg cs da de el en es et fi fr he hu id it ja ko lt lv nb nl pl pt ro ru sk sl sv th tr uk"
    " vi zh".split()
} | {"zh-Hans": "ZH", "zh-Hant": "ZH", "no": "NB", "nn": "NB"}
TARGETS = SOURCES | {
    "en": "EN-US", "en-GB": "EN-GB", "en-AU": "EN-GB", "en-IE": "EN-GB", "en-NZ": "EN-GB",
    "pt": "PT-PT", "pt-BR": "PT-BR", "es-419": "ES-419", "es-MX": "ES-419", "es-AR": "ES-419",
    "zh": "ZH-HANS", "zh-Hans": "ZH-HANS", "zh-Hant": "ZH-HANT",
}  # fmt: skip
"""BCP 47 -> DeepL's codes; a source has no region, English and Portuguese as targets must have one."""
FORMALITY = {"more": "prefer_more", "less": "prefer_less"}
"""``prefer_`` does nothing, rather than fail, for languages that do not have it."""
CONTEXT_CHARS = 2_000
"""Of the article before and behind a batch; DeepL does not bill them."""


@dataclass(frozen=True)
class Settings:
    url: str = ""
    """Empty: DeepL's own, as the key tells."""
    key_file: str = ""
    """A file with the key, readable by its owner only; the environment comes before it."""
    context: bool = True
    """Send what stands around a text along, which DeepL does not bill; an article is then a request at
    least. Without it short articles share requests."""
    glossary_id: str = ""
    """A glossary that was made at DeepL for this pair."""
    timeout_s: float = 30.0
    """Longest pause in an answer; twice as long for all of it."""
    parallel: int = 4
    """Requests at the same time."""
    price: float = 25.0
    """US dollars for a million characters; the default as of November 2026."""


def create(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    """Return the engine for a table ``[engines.deepl]``.

    :raises ConfigError: there is no key; the address is not https.
    """
    settings = tables.read(Settings, NAME, table)
    key = http.key(NAME, KEY, settings.key_file)
    if not key:
        raise ConfigError(
            "there is no key.", f"recto.toml: [engines.{NAME}]", f"Set {KEY}, or name a 'key_file'."
        )
    url = http.checked_url(NAME, settings.url or (FREE if key.endswith(FREE_KEY) else PAID))
    return Wired(DeepL(settings, url, key), cache)


class DeepL:
    """The wire of the engine ``deepl``."""

    name = NAME
    model = "deepl"
    version = "2"
    is_html = True

    def __init__(self, settings: Settings, url: str, key: str) -> None:
        self.settings = settings
        self.options = settings.glossary_id
        service = http.Service(
            NAME,
            url,
            {"Authorization": f"DeepL-Auth-Key {key}"},
            read_s=settings.timeout_s,
            total_s=2 * settings.timeout_s,
        )
        self._client = http.Client(service, (key,))
        self.traits = Traits(
            max_texts=50,
            max_bytes=100_000,  # of 128 KiB, which count the JSON around the texts too
            parallel=settings.parallel,
            takes=frozenset({"formality", "neighbours"} if settings.context else {"formality"}),
            price=Price(per_million_characters=settings.price, as_of="2026-11"),
        )

    def code(self, locale: str, *, is_target: bool) -> str:
        return nearest(NAME, locale, TARGETS if is_target else SOURCES, ())

    def count(self, asked: Sequence[Asked], job: Job) -> tuple[int, int, int]:  # noqa: ARG002  # as all wires
        """Return what DeepL bills: the characters of the text, tags aside."""
        return sum(len(html.unescape(MARK.sub("", one.text))) for one in asked), 0, 0

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:
        """Make one request."""
        body: dict[str, object] = {
            "text": [one.text for one in asked],
            "source_lang": self.code(job.source, is_target=False),
            "target_lang": self.code(job.target, is_target=True),
            "tag_handling": "html",
            "split_sentences": "0",  # a unit is a sentence already
            "show_billed_characters": True,
        }
        if self.settings.context and (around := context(asked, job)):
            body["context"] = around
        if job.formality in FORMALITY:
            body["formality"] = FORMALITY[job.formality]
        if self.settings.glossary_id:
            body["glossary_id"] = self.settings.glossary_id
        answer = self._client.post("/v2/translate", body)
        rows = answer.get("translations") if isinstance(answer, Mapping) else None
        if not isinstance(rows, list) or len(rows) != len(asked):
            raise http.Busy("the answer has another number of texts than was asked.", NAME)
        billed = [row.get("billed_characters") if isinstance(row, Mapping) else None for row in rows]
        known = [number for number in billed if type(number) is int and 0 <= number <= MOST_BILLED]
        return Reply([_text(row) for row in rows], known if len(known) == len(rows) else ())


def _text(row: object) -> str | EngineRefused:
    text = row.get("text") if isinstance(row, Mapping) else None
    return text if isinstance(text, str) else EngineRefused("the answer holds no text.", NAME)


def context(asked: Sequence[Asked], job: Job) -> str:
    """Return what stands around a batch in its article: texts of one request do not see each other."""
    if not asked or not job.article:
        return "\n".join(filter(None, (job.title, job.summary)))
    places = [one.query.place for one in asked]
    before = " ".join(job.article[: max(places)])[-CONTEXT_CHARS:]
    behind = " ".join(job.article[max(places) + 1 :])[:CONTEXT_CHARS]
    return "\n".join(filter(None, (job.title, job.summary, before, behind)))
