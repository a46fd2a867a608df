"""The list of journeys for developers says what is tested."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_journey_of_the_list_has_its_test_in_a_browser():
    listed = (ROOT / "docs" / "desk-journeys.md").read_text("utf-8")
    there: set[str] = set()
    for file in (ROOT / "tests" / "web").glob("test_*.py"):
        text = file.read_text("utf-8")
        if "pytestmark = pytest.mark.ui" in text:
            there.update(re.findall(r"^def (test_\w+)", text, re.MULTILINE))

    rows = re.findall(r"^\| (\d+) \|(.*)$", listed, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 26))
    for number, row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, number
        assert set(named) <= there, number
