"""Models in a folder. A package with random weights is made here; it shows the loading, not the quality."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import sentencepiece

from recto.engines import engine
from recto.errors import ConfigError, EngineRefused
from recto.queries import Job, Query


def test_a_missing_library_says_how_to_install_it(tmp_path: Path) -> None:
    code = (
        "import sys\nsys.modules['ctranslate2'] = None  # as where it is not installed\n"
        "from recto.engines import engine\nengine('argos', {'folder': sys.argv[1]})\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, str(tmp_path)]

    tried = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert "ConfigError" in tried.stderr
    assert "pip install 'recto[argos]'" in tried.stderr


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as Argos makes them, with random weights."""
    folder = tmp_path_factory.mktemp("argos")
    text = folder / "text"
    lines = [
        f"The {a} {b} number {n} is {c}."
        for a in ("old", "red")
        for b in ("house", "dog")
        for c in ("here", "there")
        for n in range(40)
    ]
    text.write_text("\n".join(lines))
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / "sentencepiece"), vocab_size=32, minloglevel=2
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    vocabulary = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    spec = ctranslate2.specs.TransformerSpec.from_config(2, 4)
    chance = np.random.default_rng(3)
    width, size = 16, len(vocabulary)

    def fill(layer: object, rows: int, columns: int) -> None:
        layer.weight = chance.normal(0, 0.3, (rows, columns)).astype("float32")  # type: ignore[attr-defined]
        if hasattr(layer, "bias"):
            layer.bias = np.zeros(rows, "float32")

    def norm(layer: object) -> None:
        layer.gamma = np.ones(width, "float32")  # type: ignore[attr-defined]
        layer.beta = np.zeros(width, "float32")  # type: ignore[attr-defined]

    fill(spec.encoder.embeddings[0], size, width)
    fill(spec.decoder.embeddings, size, width)
    for side in (spec.encoder, spec.decoder):
        side.position_encodings.encodings = chance.normal(0, 0.1, (600, width)).astype("float32")
        norm(side.layer_norm)
        for layer in side.layer:
            fill(layer.self_attention.linear[0], 3 * width, width)
            fill(layer.self_attention.linear[1], width, width)
            norm(layer.self_attention.layer_norm)
            if side is spec.decoder:
                fill(layer.attention.linear[0], width, width)
                fill(layer.attention.linear[1], 2 * width, width)
                fill(layer.attention.linear[2], width, width)
                norm(layer.attention.layer_norm)
            fill(layer.ffn.linear_0, 32, width)
            fill(layer.ffn.linear_1, width, 32)
            norm(layer.ffn.layer_norm)
    fill(spec.decoder.projection, size, width)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    (folder / "model").mkdir()
    spec.validate()
    spec.save(str(folder / "model"))
    about = {"from_code": "en", "to_code": "es", "package_version": "1.0"}
    (folder / "metadata.json").write_text(json.dumps(about))
    return folder


def test_every_text_gets_an_answer_or_a_reason(package: Path) -> None:
    queries = [Query(f"The <1>old</1> house number {number} is here.") for number in range(4)]

    answers = engine("argos", {"folder": str(package)}).translate(queries, Job("en", "es-MX"))

    assert len(answers) == 4
    assert all(bool(answer.text) != bool(answer.error) for answer in answers)
    assert {answer.model for answer in answers} == {"en-es 1.0"}


def test_the_package_has_one_pair(package: Path) -> None:
    made = engine("argos", {"folder": str(package)})

    assert made.languages() == {("en", "es")}
    with pytest.raises(EngineRefused, match="does not translate de"):
        made.translate([Query("A dog.")], Job("en", "de"))


def test_a_folder_without_a_package_is_refused(package: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no Argos package"):
        engine("argos", {"folder": str(tmp_path)})


def test_a_model_that_is_damaged_is_refused(package: Path, tmp_path: Path) -> None:
    (tmp_path / "metadata.json").write_text((package / "metadata.json").read_text())

    with pytest.raises(EngineRefused, match="cannot be loaded"):
        engine("argos", {"folder": str(tmp_path)}).translate([Query("A dog.")], Job("en", "es"))
