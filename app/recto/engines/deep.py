"""deep-translator's providers that still work: Google's page for small screens, MyMemory, Microsoft.

deep-translator sets no time limits, hides the status, and shares state between threads; here it gets
a door of ours in place of its ``requests`` module, one instance per thread, one text per call.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import deep_translator.google
import deep_translator.microsoft
import deep_translator.mymemory
import requests
from deep_translator.base import BaseTranslator
from deep_translator.constants import GOOGLE_LANGUAGES_TO_CODES, MY_MEMORY_LANGUAGES_TO_CODES
from deep_translator.exceptions import (
    BaseError,
    MicrosoftAPIerror,
    RequestError,
    TooManyRequests,
    TranslationNotFound,
)

from recto.engines import Cache, http
from recto.engines import settings as tables
from recto.engines.door import Door
from recto.engines.running import Reply, Wired
from recto.engines.tags import nearest
from recto.engines.tasks import Asked
from recto.errors import ConfigError, EngineError, EngineRefused
from recto.queries import Job, Price, Traits

KEY = "MICROSOFT_API_KEY"

GOOGLE = {
    "he": "iw", "jv": "jw", "nb": "no", "nn": "no", "fil": "tl", "mni": "mni-Mtei",
    "zh": "zh-CN", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW",
}  # fmt: skip
"""BCP 47 -> Google's own codes, where they differ. Google has one Portuguese, the Brazilian."""
MICROSOFT = {
    "pt-BR": "pt", "pt-PT": "pt-pt", "fr-CA": "fr-ca", "no": "nb", "nn": "nb", "sr": "sr-Cyrl",
    "sr-Latn": "sr-Latn", "zh": "zh-Hans", "zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant",
}  # fmt: skip
MICROSOFT_LANGUAGES = (
    "af am ar az bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr ht hu hy id is it ja"
    " ka kk km kn ko ky lo lt lv mg mi mk ml mn mr ms mt my nb ne nl or pa pl ps pt ro ru sk sl so sq sv sw"
    " ta te th ti tk tr tt ug uk ur uz vi yue zu"
).split()
MYMEMORY = {
    "ar": "ar-SA", "bs": "bs-BA", "da": "da-DK", "de": "de-DE", "el": "el-GR", "en": "en-GB", "es": "es-ES",
    "fr": "fr-FR", "it": "it-IT", "nl": "nl-NL", "pt": "pt-PT", "sr": "sr-Cyrl-RS", "sr-Latn": "sr-Latn-RS",
    "no": "nb-NO", "zh": "zh-CN", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "ta": "ta-IN", "ti": "ti-ET",
    "tn": "tn-ZA", "oc": "oc-FR", "lv": "lv-LV", "ms": "ms-MY", "az": "az-AZ", "ro": "ro-RO", "uz": "uz-UZ",
    "pa": "pa-IN",
}  # fmt: skip
"""MyMemory has regions only; for these languages it has several, or names a script."""


@dataclass(frozen=True)
class Settings:
    url: str = ""
    """Empty: the provider's own; another one only for a mirror or a test."""
    key_file: str = ""
    """Microsoft: a file with the key, readable by its owner only; MICROSOFT_API_KEY comes before it."""
    region: str = ""
    """Microsoft: the region of the key."""
    email: str = ""
    """MyMemory: an address of yours raises its daily limit."""
    connect_s: float = 5.0
    """Longest time to connect."""
    read_s: float = 20.0
    """Longest pause in an answer."""
    total_s: float = 40.0
    """Longest time for one answer, however slowly it drips."""
    parallel: int = 4
    """Calls at the same time."""


@dataclass(frozen=True)
class Provider:
    """One of deep-translator's providers. It takes one text per call."""

    module: ModuleType
    url: str
    codes: Mapping[str, str]
    known: Collection[str]
    max_characters: int
    make: Callable[[Settings, str], BaseTranslator]
    """With settings and key."""
    needs_key: bool = False
    price: float = 0.0
    """US dollars for a million characters."""


class _Microsoft(deep_translator.microsoft.MicrosoftTranslator):  # type: ignore[misc]  # published without types
    """Without the call for the list of languages that the constructor makes."""

    def _get_supported_languages(self) -> dict[str, str]:
        return {"english": "en", "german": "de"}


def _google(settings: Settings, key: str) -> BaseTranslator:  # noqa: ARG001  # one shape for all
    return deep_translator.google.GoogleTranslator(source="en", target="de")


def _mymemory(settings: Settings, key: str) -> BaseTranslator:  # noqa: ARG001  # one shape for all
    email = settings.email or None
    return deep_translator.mymemory.MyMemoryTranslator(source="en-GB", target="de-DE", email=email)


def _microsoft(settings: Settings, key: str) -> BaseTranslator:
    return _Microsoft(source="en", target="de", api_key=key, region=settings.region or None)


def _only_regions() -> dict[str, str]:
    """Return the languages of which MyMemory has one region, and that."""
    known = list(MY_MEMORY_LANGUAGES_TO_CODES.values())
    languages = [code.partition("-")[0] for code in known]
    return {
        language: code
        for language, code in zip(languages, known, strict=True)
        if languages.count(language) == 1
    }


PROVIDERS = {
    "google": Provider(
        deep_translator.google,
        "https://translate.google.com/m",
        GOOGLE,
        frozenset(GOOGLE_LANGUAGES_TO_CODES.values()),
        4_999,  # deep-translator refuses 5,000
        _google,
    ),
    "mymemory": Provider(
        deep_translator.mymemory,
        "https://api.mymemory.translated.net/get",  # the library's own is http
        _only_regions() | MYMEMORY,
        frozenset(MY_MEMORY_LANGUAGES_TO_CODES.values()),
        499,
        _mymemory,
    ),
    "microsoft": Provider(
        deep_translator.microsoft,
        "https://api.cognitive.microsofttranslator.com/translate?api-version=3.0",
        MICROSOFT,
        frozenset(MICROSOFT_LANGUAGES),
        10_000,
        _microsoft,
        needs_key=True,
        price=10.0,
    ),
}


def create(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    """Return the engine ``google`` for a table ``[engines.google]``; raises as the others do.

    :raises ConfigError: the address is neither https nor on this machine; there is no key.
    """
    return _create("google", "google", table, cache)


def create_google(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    return _create("google", "deep-translator:google", table, cache)


def create_mymemory(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    return _create("mymemory", "deep-translator:mymemory", table, cache)


def create_microsoft(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    return _create("microsoft", "deep-translator:microsoft", table, cache)


def _create(provider: str, name: str, table: Mapping[str, object], cache: Cache | None) -> Wired:
    settings = tables.read(Settings, name, table)
    found = PROVIDERS[provider]
    key = http.key(name, KEY, settings.key_file) if found.needs_key else ""
    if found.needs_key and not key:
        where = f"recto.toml: [engines.{name}]"
        raise ConfigError("there is no key.", where, f"Set {KEY}, or name a 'key_file'.")
    if settings.url:
        http.checked_url(name, settings.url)
    return Wired(Deep(found, name, settings, key), cache)


class Deep:
    """A wire through deep-translator. Instances may be shared between threads."""

    model = ""
    version = "1"
    options = ""
    is_html = False

    def __init__(self, provider: Provider, name: str, settings: Settings, key: str) -> None:
        self.name = name
        self._provider = provider
        self._settings = settings
        self._key = key
        query = provider.url.partition("?")[2]
        self._url = "?".join(filter(None, (settings.url, query))) if settings.url else provider.url
        self._door = Door((settings.connect_s, settings.read_s, settings.total_s))
        self._thread = threading.local()
        self.traits = Traits(
            max_texts=1,
            max_characters=0,
            max_bytes=0,
            parallel=settings.parallel,
            tries=3,
            price=Price(per_million_characters=provider.price, as_of="2026-11" if provider.price else ""),
        )

    def code(self, locale: str, *, is_target: bool) -> str:  # noqa: ARG002  # one name for both directions
        return nearest(self.name, locale, self._provider.codes, self._provider.known)

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:
        """Make one call for each text."""
        codes = self.code(job.source, is_target=False), self.code(job.target, is_target=True)
        # deep-translator looks `requests` up in its own module at each call: the door stands there.
        self._provider.module.requests = self._door  # type: ignore[attr-defined]  # not for us to see
        return Reply([self._translate(one.text, codes) for one in asked])

    def _translate(self, text: str, codes: tuple[str, str]) -> str | EngineError:
        """Make one call.

        :raises EngineError: no connection, no answer in time, or another status than 200.
        """
        most = self._provider.max_characters
        if len(text) > most:
            raise http.TooMuch(f"the text has {len(text)} characters, the most is {most}.", self.name)
        self._door.last = None
        # What the library says of a failure holds the address, the text and the key: none of it is kept.
        try:
            answer: object = self._instance(codes).translate(text)
        except requests.exceptions.Timeout:
            raise http.Busy(f"no answer within {self._settings.read_s:g} s.", self.name) from None
        except requests.exceptions.JSONDecodeError:
            raise self._fault("no JSON") from None
        except requests.exceptions.RequestException as error:
            raise http.Busy(f"no connection ({type(error).__name__}).", self.name) from None
        except TranslationNotFound:
            return EngineRefused("the page holds no translation.", self.name)
        except (TooManyRequests, RequestError, MicrosoftAPIerror) as error:
            raise self._fault(type(error).__name__) from None
        except BaseError as error:
            raise self._fault(type(error).__name__) from None
        except (AttributeError, KeyError, TypeError, StopIteration, ValueError) as error:
            if self._door.last is None:  # what it makes of a lost connection
                raise http.Busy("no connection.", self.name) from None
            raise self._fault(type(error).__name__) from None
        return (
            answer if isinstance(answer, str) else EngineRefused("the page holds no translation.", self.name)
        )

    def _fault(self, what: str) -> EngineError:
        """Return what went wrong, by the answer that the library had."""
        last = self._door.last
        if last is None:
            return EngineRefused(f"the text was not taken ({what}).", self.name)
        if last.status_code != 200:
            return http.fault(self.name, last)
        return http.Busy("the answer holds no translation.", self.name)

    def _instance(self, codes: tuple[str, str]) -> Any:
        """Return this thread's own instance: a shared one mixes texts up (79 of 400, measured)."""
        if not hasattr(self._thread, "instance"):
            self._thread.instance = self._provider.make(self._settings, self._key)
            self._thread.instance._base_url = self._url  # there is no other way
        # Set past the constructor: same codes on both sides would be answered without a call.
        self._thread.instance.source, self._thread.instance.target = codes
        return self._thread.instance
