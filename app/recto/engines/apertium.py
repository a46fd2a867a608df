"""Apertium on this machine: rule-based, weak but honest, and nothing leaves the house.

Texts go through ``apertium -f html`` a batch at a time, each in a paragraph with a number; an answer
whose numbers are not exactly those that were asked is asked again in halves, so rows never shift.
"""

from __future__ import annotations

import html
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recto.engines import settings as tables
from recto.engines.guards import accept, is_translatable, judge
from recto.engines.masking import Masked, mask, outermost, spell, unmask
from recto.errors import CodeError, EngineError, EngineRefused, EngineUnavailable

NAME = "apertium"

MAX_TEXTS, MAX_CHARS = 200, 40_000
"""Size of a batch: one start of the command costs 0.3 s, a batch of this size about 2 s."""

ISO_639_3 = {
    "af": "afr", "an": "arg", "ar": "ara", "be": "bel", "bg": "bul", "br": "bre", "ca": "cat", "cs": "ces",
    "cy": "cym", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "eo": "epo", "es": "spa", "eu": "eus",
    "fi": "fin", "fr": "fra", "ga": "gle", "gl": "glg", "hi": "hin", "hr": "hbs_HR", "bs": "hbs_BS",
    "id": "ind", "is": "isl", "it": "ita", "kk": "kaz", "ky": "kir", "mk": "mkd", "mr": "mar", "ms": "zlm",
    "mt": "mlt", "nb": "nob", "nl": "nld", "nn": "nno", "no": "nob", "oc": "oci", "pl": "pol", "pt": "por",
    "ro": "ron", "ru": "rus", "sc": "srd", "se": "sme", "sk": "slk", "sl": "slv", "sv": "swe", "tr": "tur",
    "tt": "tat", "ug": "uig", "uk": "ukr", "ur": "urd", "uz": "uzb", "zh": "zho",
}  # fmt: skip
"""Languages of BCP 47 -> ISO 639-3, in which Apertium names its pairs (a few regions aside)."""

ROW = re.compile(r'<p id="t(\d+)">(.*?)</p>', re.DOTALL)


@dataclass(frozen=True)
class Settings:
    command: str = "apertium"
    """The program, by name or path."""
    timeout_s: float = 60.0
    """Longest time for one batch."""


def create(table: Mapping[str, object]) -> Apertium:
    """Return the engine for a table ``[engines.apertium]``."""
    return Apertium(tables.read(Settings, NAME, table))


class Apertium:
    """The engine ``apertium``. Holds nothing but its settings; every batch is a process of its own."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        *,
        protected: Sequence[frozenset[int]] = (),
    ) -> list[str | EngineError]:
        """Translate texts as ``Engine.translate`` says; unknown words stay as they are, unmarked."""
        pair = self._pair(source, target)
        kept = [*protected, *[frozenset[int]()] * (len(texts) - len(protected))]
        masked = [mask(text, numbers) for text, numbers in zip(texts, kept, strict=True)]
        results: list[str | EngineError] = list(texts)
        ask: list[int] = []
        for row, one in enumerate(masked):
            if problem := unsendable(one):
                results[row] = EngineRefused(problem, NAME)
            elif is_translatable(one):
                ask.append(row)
        failed: EngineError | None = None
        answered = len(ask) < len(texts)
        for batch in batches(masked, ask):
            try:
                answers = self._answers(pair, [spell(masked[row], escape) for row in batch])
            except EngineUnavailable as error:
                failed = error
                answers = [error] * len(batch)
            for row, answer in zip(batch, answers, strict=True):
                answered = answered or isinstance(answer, str)
                results[row] = (
                    answer
                    if isinstance(answer, EngineError)
                    else accept(masked[row], answer, html.unescape, source, target, NAME)
                )
        for row in ask:
            if isinstance(results[row], EngineRefused) and outermost(texts[row], kept[row]):
                results[row] = self._apart(pair, texts[row], kept[row], (source, target)) or results[row]
        if failed and not answered:
            raise failed
        return results

    def _pair(self, source: str, target: str) -> str:
        """Return the installed pair for two locales, the one nearest to their regions."""
        pairs = self._run(["-l"], "").split()
        for left in names(source):
            for right in names(target):
                if f"{left}-{right}" in pairs:
                    return f"{left}-{right}"
        wanted = "-".join(ISO_639_3.get(locale.split("-")[0], locale) for locale in (source, target))
        raise EngineRefused(
            f"there is no pair {wanted} for {source} to {target}.",
            NAME,
            f"Installed are: {', '.join(sorted(pairs)) or 'none'}. "
            f"Look for another with: apt-cache search --names-only '^apertium-'.",
        )

    def _apart(self, pair: str, text: str, protected: frozenset[int], locales: tuple[str, str]) -> str:
        """Translate a text with its pairs as single marks, and what the pairs hold each by itself.

        The way out when Apertium moved words across a mark (3 of 520 texts with codes). Returns an
        empty text if that did not help either.
        """
        pairs = outermost(text, protected)
        parts = [mask(text, protected | pairs.keys()), *(mask(inner, protected) for inner in pairs.values())]
        try:
            answers = self._answers(pair, [spell(part, escape) for part in parts])
            whole, *inner = [
                unmask(part, answer if isinstance(answer, str) else "", html.unescape)
                for part, answer in zip(parts, answers, strict=True)
            ]
        except (CodeError, EngineUnavailable):
            return ""
        for (number, before), after in zip(pairs.items(), inner, strict=True):
            whole = whole.replace(f"<{number}>{before}</{number}>", f"<{number}>{after}</{number}>")
        result = judge(mask(text, protected), whole, *locales, NAME)
        return result if isinstance(result, str) else ""

    def _answers(self, pair: str, rows: Sequence[str]) -> list[str | EngineError]:
        """Return one answer per row; rows that do not come back as they were sent are asked apart."""
        text = "".join(f'<p id="t{number}">{row}</p>\n' for number, row in enumerate(rows))
        found = ROW.findall(self._run(["-f", "html", "-u", pair], text))
        if [number for number, _ in found] == [str(number) for number in range(len(rows))]:
            return [answer for _, answer in found]
        if len(rows) == 1:
            return [EngineRefused("the answer is not the one paragraph that was asked.", NAME)]
        half = len(rows) // 2
        return self._answers(pair, rows[:half]) + self._answers(pair, rows[half:])

    def _run(self, words: Sequence[str], text: str) -> str:
        """Run the command and return what it prints.

        :raises EngineUnavailable: it is missing, fails, or takes too long; it is ended with all it started.
        """
        # tf-extract, if installed, splits sentences at empty elements and repeats pairs whose words
        # part; without it codes stay one to one (both tried with apertium 3.8.3).
        environment = {**os.environ, "APERTIUM_TRANSFUSE": "0"}
        try:
            process = subprocess.Popen(  # noqa: S603  # no shell; the words are ours, the texts go to stdin
                [self.settings.command, *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise EngineUnavailable(
                f"the command {self.settings.command!r} cannot be run ({error.strerror}).",
                NAME,
                "Install it with a pair: sudo apt-get install apertium apertium-eng-spa",
            ) from error
        try:
            out, complaint = process.communicate(text.encode("utf-8"), timeout=self.settings.timeout_s)
        except subprocess.TimeoutExpired as error:
            raise EngineUnavailable(
                f"no answer within {self.settings.timeout_s:g} s.",
                NAME,
                "Raise timeout_s in [engines.apertium], or run the command again.",
            ) from error
        finally:
            _end(process)
        if process.returncode:
            lines = complaint.decode("utf-8", "replace").split("\n")
            problem = f"the command ended with code {process.returncode}: {lines[0][:200].rstrip('.')}."
            raise EngineUnavailable(problem, NAME)
        return out.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command with everything that it started, if it still runs."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def names(locale: str) -> list[str]:
    """Return Apertium's names for a locale, best first: ``pt-BR`` gives ``por_BR``, ``por``, ``pt``."""
    language, *rest = locale.split("-")
    long = ISO_639_3.get(language, language)
    regions = [f"{long}_{part}" for part in rest if len(part) in (2, 3)]
    return list(dict.fromkeys([*regions, long, language]))


def escape(text: str) -> str:
    """Escape text for the HTML format, which takes raw letters but no named references."""
    return html.escape(text, quote=False)


def unsendable(masked: Masked) -> str:
    """Return why a text cannot stand in a paragraph of UTF-8, or an empty text."""
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", masked.source):
        return "the text holds a control character."
    return "the text is too long." if len(masked.source) > MAX_CHARS else ""


def batches(masked: Sequence[Masked], rows: Sequence[int]) -> Iterator[list[int]]:
    """Yield rows in order, as many at a time as one process is given."""
    batch: list[int] = []
    size = 0
    for row in rows:
        length = len(masked[row].source)
        if batch and (len(batch) >= MAX_TEXTS or size + length > MAX_CHARS):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += length
    if batch:
        yield batch
