"""What the fuzzer once found stays mended: each file under ``found`` keeps the laws of its format."""

from __future__ import annotations

from pathlib import Path

import pytest
from laws import OPTIONS, hold

FOUND = sorted((Path(__file__).parent / "found").iterdir())


@pytest.mark.parametrize("options", OPTIONS, ids=("default", "settings"))
@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.name)
def test_what_the_fuzzer_found_keeps_the_laws(file, options):
    hold(file.suffix, file.read_bytes().decode("utf-8", "ignore"), options)
