"""Google Translate's page for small screens, through deep-translator: no key, no promise.

deep-translator sets no time limits, hides the status, and shares state between threads; here it gets
a door of ours in place of its ``requests`` module, one instance per thread, one text per call.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

import deep_translator.google
import requests
from deep_translator.constants import GOOGLE_LANGUAGES_TO_CODES
from deep_translator.exceptions import (
    BaseError,
    NotValidLength,
    NotValidPayload,
    RequestError,
    TooManyRequests,
    TranslationNotFound,
)

from recto.engines import settings as tables
from recto.engines.door import Answer, Door, Limits
from recto.engines.guards import accept, is_translatable, unescape_surplus
from recto.engines.masking import Masked, mask, spell
from recto.errors import ConfigError, EngineError, EngineRefused, EngineUnavailable

NAME = "google"

MAX_CHARS = 4_999
"""deep-translator refuses 5,000 characters and more."""

LOCALES = {
    "he": "iw", "jv": "jw", "nb": "no", "nn": "no", "fil": "tl", "mni": "mni-Mtei",
    "zh": "zh-CN", "zh-Hans": "zh-CN", "zh-CN": "zh-CN", "zh-SG": "zh-CN",
    "zh-Hant": "zh-TW", "zh-TW": "zh-TW", "zh-HK": "zh-TW", "zh-MO": "zh-TW",
}  # fmt: skip
"""BCP 47 -> Google's own codes, where they differ. Google has one Portuguese, the Brazilian."""

OTHER_SCRIPT = frozenset({"sr-Latn", "uz-Cyrl", "az-Arab", "az-Cyrl", "kk-Latn", "pa-Arab"})
"""Locales whose language Google writes in another script."""

BREAK_AFTER = 3
"""Failed calls in a row after which the rest is not asked."""


@dataclass(frozen=True)
class Settings:
    url: str = "https://translate.google.com/m"
    """The page; another one only for a mirror or a test: https, or http on this machine."""
    connect_s: float = 5.0
    read_s: float = 20.0
    total_s: float = 40.0
    """Longest time for one answer, however slowly it drips."""
    tries: int = 3
    """Calls per text when told to slow down or when the server fails."""
    wait_s: float = 1.0
    """Wait before the second try; it doubles, and ``Retry-After`` counts up to 30 s."""
    parallel: int = 4


def create(table: Mapping[str, object]) -> Google:
    """Return the engine for a table ``[engines.google]``.

    :raises ConfigError: the address is neither https nor on this machine.
    """
    settings = tables.read(Settings, NAME, table)
    address = urlsplit(settings.url)
    local = address.hostname in ("127.0.0.1", "::1", "localhost")
    if not address.hostname or not (address.scheme == "https" or (address.scheme == "http" and local)):
        raise ConfigError(
            f"'url' is {settings.url!r}, expected an https address.", f"recto.toml: [engines.{NAME}]"
        )
    return Google(settings)


def code(locale: str) -> str:
    """Return Google's code for a locale.

    :raises EngineRefused: it has none.
    """
    known = set(GOOGLE_LANGUAGES_TO_CODES.values())
    parts = locale.split("-")
    if locale not in OTHER_SCRIPT:
        for length in range(len(parts), 0, -1):
            tag = "-".join(parts[:length])
            if LOCALES.get(tag, tag) in known:
                return LOCALES.get(tag, tag)
    raise EngineRefused(f"it does not translate {locale}.", NAME, "Choose another engine for this locale.")


class Google:
    """The engine ``google``. Instances may be shared between threads."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._door = Door(Limits(settings.connect_s, settings.read_s, settings.total_s))

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        *,
        protected: Sequence[frozenset[int]] = (),
    ) -> list[str | EngineError]:
        """Translate texts as ``Engine.translate`` says; each is a call of its own."""
        codes = code(source), code(target)
        if codes[0] == codes[1]:
            raise EngineRefused(f"{source} and {target} are one language for it.", NAME)
        kept = [*protected, *[frozenset[int]()] * (len(texts) - len(protected))]
        masked = [mask(text, numbers) for text, numbers in zip(texts, kept, strict=True)]
        run = _Run(self.settings, self._door, codes, (source, target))
        # deep-translator looks `requests` up in its own module at each call: the door stands there.
        deep_translator.google.requests = self._door
        with ThreadPoolExecutor(min(self.settings.parallel, max(len(texts), 1))) as pool:
            results = list(pool.map(run.result, masked))
        if run.failed and not run.answered:
            raise run.failed
        return results


class _Run:
    """One call of ``translate``: an instance per thread, and a count of failures in a row."""

    def __init__(
        self, settings: Settings, door: Door, codes: tuple[str, str], locales: tuple[str, str]
    ) -> None:
        self.settings = settings
        self.door = door
        self.codes = codes
        self.locales = locales
        self.answered = False
        self.failed: EngineError | None = None
        self._failures = 0
        self._thread = threading.local()

    def result(self, masked: Masked) -> str | EngineError:
        """Return the checked translation of one text, or why there is none; never raises EngineError."""
        if not is_translatable(masked):
            return masked.source
        text = spell(masked, str)
        if len(text) > MAX_CHARS:
            return EngineRefused(f"the text has {len(text)} characters, the most is {MAX_CHARS}.", NAME)
        if self.failed and self._failures >= BREAK_AFTER:
            return EngineUnavailable("not asked, because the calls before failed.", NAME)
        try:
            answer = self._answer(text)
        except EngineUnavailable as error:
            self.failed = error
            self._failures += 1
            return error
        except EngineRefused as error:
            return error
        self._failures = 0
        self.answered = True
        source, target = self.locales
        return accept(masked, answer, unescape_surplus(masked.source), source, target, NAME)

    def _answer(self, text: str) -> str:
        """Return what the page says, asking again while the server wants more time."""
        wait = self.settings.wait_s
        for turn in range(self.settings.tries):
            try:
                return self._ask(text)
            except EngineUnavailable:
                last = turn + 1 == self.settings.tries
                if last or not (self.door.last.status == 429 or self.door.last.status >= 500):
                    raise
            time.sleep(min(max(wait, self.door.last.retry_after_s), 30.0))
            wait *= 2
        raise EngineUnavailable("no answer.", NAME)

    def _ask(self, text: str) -> str:
        """Make one call.

        :raises EngineUnavailable: no connection, no answer in time, status 403, 429 or 5xx.
        :raises EngineRefused: another status, or a page without a translation.
        """
        self.door.last = Answer()
        try:
            answer: object = self._instance().translate(text)
        except requests.exceptions.Timeout as error:
            raise EngineUnavailable(f"no answer within {self.settings.read_s:g} s.", NAME, RESUME) from error
        except requests.exceptions.RequestException as error:
            raise EngineUnavailable(f"no connection ({type(error).__name__}).", NAME, RESUME) from error
        except TooManyRequests as error:
            raise EngineUnavailable("too many requests (status 429).", NAME, RESUME) from error
        except RequestError as error:
            status = self.door.last.status
            if status in (403, 408, 425) or status >= 500 or 300 <= status < 400:
                raise EngineUnavailable(f"the server answered with status {status}.", NAME, RESUME) from error
            raise EngineRefused(f"the server answered with status {status}.", NAME) from error
        except TranslationNotFound as error:
            raise EngineRefused("the page holds no translation.", NAME) from error
        except (NotValidLength, NotValidPayload, BaseError) as error:
            raise EngineRefused(f"the text was not taken ({type(error).__name__}).", NAME) from error
        if not isinstance(answer, str):
            raise EngineRefused("the page holds no translation.", NAME)
        return answer

    def _instance(self) -> deep_translator.google.GoogleTranslator:
        """Return this thread's own instance: a shared one mixes texts up (79 of 400, measured)."""
        if not hasattr(self._thread, "instance"):
            instance = deep_translator.google.GoogleTranslator(source="en", target="de")
            # Set past the constructor: same codes on both sides would be answered without a call.
            instance.source, instance.target = self.codes
            instance._base_url = self.settings.url  # there is no other way
            self._thread.instance = instance
        return self._thread.instance


RESUME = "What is translated so far is kept; run the command again later."
