"""A model in a folder: Argos packages run by CTranslate2, on this machine and without torch.

An Argos package is a folder with ``metadata.json``, ``model/`` and ``sentencepiece.model``; unzip the
``.argosmodel`` file to get it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from recto.engines import Cache
from recto.engines import settings as tables
from recto.engines.masking import MARK
from recto.engines.running import Reply, Wired
from recto.engines.tags import nearest
from recto.engines.tasks import Asked
from recto.errors import ConfigError, EngineError, EngineRefused
from recto.queries import Job, Traits

NAME = "argos"
NAMES = {"zh-Hans": "zh", "zh": "zh", "zh-Hant": "zt", "pt-BR": "pb", "no": "nb", "nn": "nb"}
"""BCP 47 -> Argos, where they differ."""
MAX_PIECES = 400
"""Of one text; models are trained on sentences and repeat themselves behind some 200."""


@dataclass(frozen=True)
class Settings:
    folder: str = ""
    """The unpacked package; ``~`` is the home folder."""
    threads: int = 2
    """Of this machine that one request uses."""
    beam: int = 2
    """Translations that are followed at the same time; more is slower and a little better."""


def create(table: Mapping[str, object], cache: Cache | None = None) -> Wired:
    """Return the engine for a table ``[engines.argos]``.

    :raises ConfigError: the folder is no Argos package; the libraries are not installed.
    """
    settings = tables.read(Settings, NAME, table)
    where = f"recto.toml: [engines.{NAME}]"
    try:
        libraries = import_module("ctranslate2"), import_module("sentencepiece")
    except ModuleNotFoundError as error:
        hint = "Install it with: pip install 'recto[argos]'"
        raise ConfigError(f"the package {error.name} is not installed.", where, hint) from error
    if not settings.folder:
        raise ConfigError("no 'folder' is named.", where, "Name the folder of an unpacked Argos package.")
    folder = Path(settings.folder).expanduser()
    try:
        about = json.loads((folder / "metadata.json").read_text("utf-8"))
        pair = str(about["from_code"]), str(about["to_code"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"{settings.folder!r} is no Argos package ({type(error).__name__})."
        raise ConfigError(problem, where, "It has metadata.json, model/, sentencepiece.model.") from error
    return Wired(Argos(settings, folder, pair, about, libraries), cache)


class Argos:
    """The wire of the engine ``argos``. The model is loaded when it is asked first."""

    name = NAME
    version = "1"
    is_html = False
    traits = Traits(
        is_local=True, max_texts=64, max_characters=0, max_bytes=0, max_tokens=8_000, parallel=1, tries=1
    )

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        pair: tuple[str, str],
        about: Mapping[str, object],
        libraries: tuple[Any, Any],
    ) -> None:
        self.settings = settings
        self.model = f"{pair[0]}-{pair[1]} {about.get('package_version', '')}".strip()
        self.options = str(settings.beam)
        self._folder = folder
        self._pair = pair
        self._prefix = str(about.get("target_prefix") or "")
        self._lock = threading.Lock()
        self._libraries = libraries
        self._loaded: tuple[Any, Any] | None = None

    def code(self, locale: str, *, is_target: bool) -> str:
        """Return the package's name for a locale, if it is its source or target."""
        own = self._pair[is_target]
        return nearest(NAME, locale, {tag: name for tag, name in NAMES.items() if name == own}, (own,))

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Return the one pair that the package has."""
        return frozenset({self._pair})

    def _model(self) -> tuple[Any, Any]:
        """Return the model and its cutter into pieces, loaded once."""
        ctranslate2, sentencepiece = self._libraries
        with self._lock:
            if self._loaded is None:
                try:
                    model = ctranslate2.Translator(
                        str(self._folder / "model"), device="cpu", intra_threads=self.settings.threads
                    )
                    file = str(self._folder / "sentencepiece.model")
                    pieces = sentencepiece.SentencePieceProcessor(model_file=file)
                except (OSError, RuntimeError, ValueError) as error:
                    problem = f"the model cannot be loaded ({type(error).__name__})."
                    raise EngineRefused(problem, NAME, f"Unpack it anew: {self.settings.folder}") from error
                self._loaded = model, pieces
            return self._loaded

    def ask(self, asked: Sequence[Asked], job: Job) -> Reply:  # noqa: ARG002  # the model has one pair
        """Translate a batch. Models do not know marks; those that they break are placed by measure."""
        model, pieces = self._model()
        split = [pieces.encode(one.text, out_type=str) for one in asked]
        fit = [row for row, one in enumerate(split) if 0 < len(one) <= MAX_PIECES]
        texts: list[str | EngineError] = [EngineRefused("the text is too long for the model.", NAME)] * len(
            asked
        )
        found = model.translate_batch(
            [split[row] for row in fit],
            target_prefix=[[self._prefix]] * len(fit) if self._prefix else None,
            beam_size=self.settings.beam,
            max_batch_size=32,
            # A model that does not find its end repeats itself as long as it may.
            max_decoding_length=20 + 3 * max((len(split[row]) for row in fit), default=0),
        )
        for row, one in zip(fit, found, strict=True):
            best = one.hypotheses[0]
            text = pieces.decode(best[1:] if self._prefix and best[:1] == [self._prefix] else best)
            # A mark that it made of words must not be taken for one of ours.
            texts[row] = text if MARK.search(asked[row].text) else MARK.sub("", text)
        return Reply(texts)
