"""BCP 47 tags by the names of every provider: mapped right, or refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from recto.engines import engine
from recto.errors import EngineRefused

NO = "refused"
TARGETS: dict[str, tuple[str, str, str, str, str, str]] = {
    # tag: deepl, libretranslate, google, mymemory, microsoft, apertium-apy
    "ar": ("AR", "ar", "ar", "ar-SA", "ar", "ara"),
    "bg": ("BG", "bg", "bg", "bg-BG", "bg", "bul"),
    "ca": (NO, "ca", "ca", "ca-ES", "ca", "cat"),
    "cs": ("CS", "cs", "cs", "cs-CZ", "cs", "ces"),
    "da": ("DA", "da", "da", "da-DK", "da", "dan"),
    "de": ("DE", "de", "de", "de-DE", "de", "deu"),
    "de-AT": ("DE", "de", "de", "de-AT", "de", "deu_AT"),
    "el": ("EL", "el", "el", "el-GR", "el", "ell"),
    "en": ("EN-US", "en", "en", "en-GB", "en", "eng"),
    "en-GB": ("EN-GB", "en", "en", "en-GB", "en", "eng_GB"),
    "es": ("ES", "es", "es", "es-ES", "es", "spa"),
    "es-419": ("ES-419", "es", "es", "es-419", "es", "spa_419"),
    "es-MX": ("ES-419", "es", "es", "es-MX", "es", "spa_MX"),
    "et": ("ET", "et", "et", "et-EE", "et", "et"),
    "fa": (NO, "fa", "fa", "fa-IR", "fa", "fa"),
    "fi": ("FI", "fi", "fi", "fi-FI", "fi", "fin"),
    "fil": (NO, "fil", "tl", "fil-PH", "fil", "fil"),
    "fr": ("FR", "fr", "fr", "fr-FR", "fr", "fra"),
    "fr-CA": ("FR", "fr", "fr", "fr-CA", "fr-ca", "fra_CA"),
    "he": ("HE", "he", "iw", "he-IL", "he", "he"),
    "hi": (NO, "hi", "hi", "hi-IN", "hi", "hin"),
    "hu": ("HU", "hu", "hu", "hu-HU", "hu", "hu"),
    "id": ("ID", "id", "id", "id-ID", "id", "ind"),
    "it": ("IT", "it", "it", "it-IT", "it", "ita"),
    "ja": ("JA", "ja", "ja", "ja-JP", "ja", "ja"),
    "jv": (NO, "jv", "jw", "jv-ID", NO, "jv"),
    "ko": ("KO", "ko", "ko", "ko-KR", "ko", "ko"),
    "nb": ("NB", "nb", "no", "nb-NO", "nb", "nob"),
    "nl": ("NL", "nl", "nl", "nl-NL", "nl", "nld"),
    "nn": ("NB", "nb", "no", "nn-NO", "nb", "nno"),
    "no": ("NB", "nb", "no", "nb-NO", "nb", "nob"),
    "pl": ("PL", "pl", "pl", "pl-PL", "pl", "pol"),
    "pt": ("PT-PT", "pt", "pt", "pt-PT", "pt", "por"),
    "pt-BR": ("PT-BR", "pt-BR", "pt", "pt-BR", "pt", "por_BR"),
    "pt-PT": ("PT-PT", "pt", "pt", "pt-PT", "pt-pt", "por_PT"),
    "ro": ("RO", "ro", "ro", "ro-RO", "ro", "ron"),
    "ru": ("RU", "ru", "ru", "ru-RU", "ru", "rus"),
    "sr": (NO, "sr", "sr", "sr-Cyrl-RS", "sr-Cyrl", "sr"),
    "sr-Latn": (NO, NO, NO, "sr-Latn-RS", "sr-Latn", NO),
    "sv": ("SV", "sv", "sv", "sv-SE", "sv", "swe"),
    "tr": ("TR", "tr", "tr", "tr-TR", "tr", "tur"),
    "uk": ("UK", "uk", "uk", "uk-UA", "uk", "ukr"),
    "uz-Cyrl": (NO, NO, NO, NO, NO, NO),
    "vi": ("VI", "vi", "vi", "vi-VN", "vi", "vi"),
    "zh": ("ZH-HANS", "zh-Hans", "zh-CN", "zh-CN", "zh-Hans", "zho"),
    "zh-Hans": ("ZH-HANS", "zh-Hans", "zh-CN", "zh-CN", "zh-Hans", "zho"),
    "zh-Hans-SG": ("ZH-HANS", "zh-Hans", "zh-CN", "zh-CN", "zh-Hans", "zho_SG"),
    "zh-Hant": ("ZH-HANT", "zh-Hant", "zh-TW", "zh-TW", "zh-Hant", NO),
    "zh-TW": ("ZH-HANT", "zh-Hant", "zh-TW", "zh-TW", "zh-Hant", NO),
    "zh-HK": ("ZH-HANT", "zh-Hant", "zh-TW", "zh-HK", "zh-Hant", NO),
}
ENGINES = (
    "deepl", "libretranslate", "deep-translator:google", "deep-translator:mymemory",
    "deep-translator:microsoft", "apertium-apy",
)  # fmt: skip


@pytest.fixture
def wires(keys: str) -> dict[str, Any]:
    return {name: vars(engine(name, {}))["wire"] for name in ENGINES}


def test_every_target_is_mapped_or_refused(wires: dict[str, Any]) -> None:
    found = {}
    for tag in TARGETS:
        row = []
        for name in ENGINES:
            try:
                row.append(wires[name].code(tag, is_target=True))
            except EngineRefused as error:
                assert tag in str(error)
                assert error.hint
                row.append(NO)
        found[tag] = tuple(row)

    assert found == TARGETS


@pytest.mark.parametrize(
    ("tag", "code"), [("en-GB", "EN"), ("pt-BR", "PT"), ("zh-Hant", "ZH"), ("zh-TW", "ZH"), ("nn", "NB")]
)
def test_a_source_of_deepl_has_no_region(tag: str, code: str, wires: dict[str, Any]) -> None:
    assert wires["deepl"].code(tag, is_target=False) == code


@pytest.mark.parametrize("name", ["deep-translator:google", "libretranslate"])
def test_two_locales_of_one_language_are_refused(name: str) -> None:
    with pytest.raises(EngineRefused, match="one language"):
        engine(name, {}).refuse("en-GB", "en-AU")  # type: ignore[attr-defined]


def test_a_tag_of_nobody_is_refused(wires: dict[str, Any]) -> None:
    for name in ("deepl", "deep-translator:google", "deep-translator:microsoft"):
        with pytest.raises(EngineRefused, match="xx"):
            wires[name].code("xx", is_target=True)
