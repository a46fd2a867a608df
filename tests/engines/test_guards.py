from __future__ import annotations

import pytest

from recto.engines.guards import fault

SENTENCE = "The old town was rebuilt after the great fire."


@pytest.mark.parametrize(
    ("source", "answer", "target"),
    [
        (SENTENCE, "Die Altstadt wurde nach dem großen Brand wieder aufgebaut.", "de"),
        (SENTENCE, "大火后古城得以重建。", "zh-Hans"),
        (
            "大火后，这座有着悠久历史的古城得以重建。",
            "After the great fire, this ancient city with its long history was rebuilt.",
            "en",
        ),
        ("Windows 11", "Windows 11", "de"),
        ("Radio", "Radio", "es"),
        ("Berlin, Paris and Rome", "Berlin, Paris und Rom", "de"),
        ("No, no, no, no, no, no, no!", "Nein, nein, nein, nein, nein, nein, nein!", "de"),
        ("当然，这里是您的早餐和今天的报纸。", "Of course, this is your breakfast and today's paper.", "en"),
        ("对不起，但是这件事我真的帮不了你们。", "I'm sorry, but I can't help you with this.", "en"),
        ("“I am an AI,” it said.", "„I am an AI“, sagte es.", "de"),
        ("Error 500 (Server Error) is what you see then.", "Dann sieht man Error 500 (Server Error).", "de"),
    ],
)
def test_a_translation_passes(source: str, answer: str, target: str) -> None:
    assert fault(source, answer, "zh" if target == "en" else "en", target) == ""


@pytest.mark.parametrize(
    ("answer", "target", "reason"),
    [
        ("", "de", "empty"),
        (SENTENCE, "de", "is the source"),
        ("MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY.", "de", "error"),
        ("Error 500 (Server Error)!!1500.That’s an error.", "de", "error"),
        ("I'm sorry, but I can't help with that.", "de", "model's own"),
        ("I can’t translate this text for you, I fear.", "de", "model's own"),
        ("As an AI language model I have no old towns.", "es", "model's own"),
        ("Here is the translation: Die Altstadt wurde wieder aufgebaut.", "de", "model's own"),
        ("Sure! Here is your text.", "de", "model's own"),
        ("Die Altstadt.", "de", "characters"),
        ("Die Altstadt " * 20, "de", "characters"),
        ("Die Altstadt wurde nach dem großen Brand wieder aufgebaut.", "ru", "script"),
        ("Старый город был восстановлен после пожара.", "de", "script"),
        ("Die Stadt die Stadt die Stadt die Stadt die Stadt die Stadt", "de", "again and again"),
        ("Die Altstadt wurde, siehe https://evil.example.", "de", "address"),
        ("Die Altstadt wurde\nwieder aufgebaut nach dem Brand.", "de", "control"),
    ],
)
def test_what_is_no_translation_is_refused(answer: str, target: str, reason: str) -> None:
    assert reason in fault(SENTENCE, answer, "en", target)
