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
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from recto.engines import Cache
from recto.engines import settings as tables
from recto.engines.http import Rejected
from recto.engines.masking import MARK, mask, outermost, respell, spell, unmask
from recto.engines.running import Reply, Wired
from recto.engines.tags import nearest
from recto.engines.tasks import Asked
from recto.errors import CodeError, EngineError, EngineRefused, EngineUnavailable
from recto.queries import Job, Query, Traits

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


def create(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    """Return the engine for a table ``[engines.apertium]``."""
    return Wired(Apertium(tables.read(Settings, NAME, table)), cache)


class Apertium:
    """The wire of the engine ``apertium``: a request is a process."""

    name = NAME
    model = ""
    version = "1"
    options = ""
    is_html = True
    traits = Traits(
        is_local=True,
        max_texts=MAX_TEXTS,
        max_characters=MAX_CHARS,
        max_bytes=0,
        parallel=2,
        tries=1,  # the same text has always the same answer
        request_s=2.0,
    )

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._pairs: frozenset[str] | None = None

    def code(self, locale: str, *, is_target: bool) -> str:  # noqa: ARG002  # one name for both directions
        """Return Apertium's name; whether there is a pair, the program says when asked."""
        return by_tag(NAME, locale)

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Return the pairs that are installed, by Apertium's names."""
        return frozenset((left, right) for left, _, right in (pair.partition("-") for pair in self._known()))

    def _known(self) -> frozenset[str]:
        if self._pairs is None:  # asked twice at worst, by two threads
            self._pairs = frozenset(self._run(["-l"], "").split())
        return self._pairs

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:
        """Run the program once, and once more where codes were lost."""
        pair = pair_name(NAME, self._known(), job.source, job.target)
        answers = self._answers(pair, [one.text for one in asked])
        return Reply(apart(asked, answers, lambda rows: self._answers(pair, rows)))

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

        :raises EngineUnavailable: it is missing or takes too long; it is ended with all it started.
        :raises Rejected: it fails, perhaps over one of the texts.
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
            raise Rejected(problem, NAME)
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


def by_tag(engine: str, locale: str) -> str:
    """Return Apertium's best name for a locale.

    :raises EngineRefused: the locale is written in another script than its language in Apertium.
    """
    nearest(engine, locale, ISO_639_3)
    return names(locale)[0]


def pair_name(engine: str, pairs: Collection[str], source: str, target: str) -> str:
    """Return the installed pair for two locales, the one nearest to their regions.

    :raises EngineRefused: there is none.
    """
    for left in names(source):
        for right in names(target):
            if f"{left}-{right}" in pairs:
                return f"{left}-{right}"
    wanted = "-".join(ISO_639_3.get(locale.split("-")[0], locale) for locale in (source, target))
    raise EngineRefused(
        f"there is no pair {wanted} for {source} to {target}.",
        engine,
        f"Installed are: {', '.join(sorted(pairs)) or 'none'}. "
        f"Look for another with: apt-cache search --names-only '^apertium-'.",
    )


def apart(
    asked: Sequence[Asked],
    answers: Sequence[str | EngineError],
    translate: Callable[[list[str]], Sequence[str | EngineError]],
) -> list[str | EngineError]:
    """Return the answers, those with damaged marks anew: pairs as single marks, what they hold by itself.

    The way out when Apertium moved words across a mark (3 of 520 texts with codes).
    """
    out = list(answers)
    for row, (one, answer) in enumerate(zip(asked, answers, strict=True)):
        query = one.query
        pairs = outermost(query.text, query.protected)
        if isinstance(answer, EngineError) or not pairs or not MARK.search(one.text):
            continue
        if not _is_damaged(query, answer):
            continue
        parts = [mask(query.text, query.protected | pairs.keys())]
        parts += [mask(inner, query.protected) for inner in pairs.values()]
        try:
            whole, *inner = [
                unmask(part, text if isinstance(text, str) else "", html.unescape)
                for part, text in zip(parts, translate([spell(part, escape) for part in parts]), strict=True)
            ]
        except CodeError:
            continue
        for (number, before), after in zip(pairs.items(), inner, strict=True):
            whole = whole.replace(f"<{number}>{before}</{number}>", f"<{number}>{after}</{number}>")
        out[row] = respell(mask(query.text, query.protected), whole, escape)
    return out


def _is_damaged(query: Query, answer: str) -> bool:
    try:
        unmask(mask(query.text, query.protected), answer, html.unescape)
    except CodeError:
        return True
    return False


def escape(text: str) -> str:
    """Escape text for the HTML format, which takes raw letters but no named references."""
    return html.escape(text, quote=False)
