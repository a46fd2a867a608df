"""What holds for every check, in every locale, on any text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recto.checks import findings, placeholders
from recto.checks.ignoring import ignored
from recto.commands.dismissing import may_dismiss
from recto.inline import normalise
from recto.messages import Message
from recto.model import Finding, State, Unit

LOCALES = ["ar", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hi", "ja", "pl", "pt-BR", "ru", "sr", "th",
           "tr", "uk", "zh-Hans", "zh-Hant"]  # fmt: skip
PIECES = [
    " ", "  ", ".", "…", "!", "?", "。", "؟", ":", ",", "(", ")", "[", "«", "»", "„", "“", "\"",
    "'", "’", "<1>", "</1>", "<2/>", "{{ name }}", "{0}", "%s", "${x}", ":tea:",
    "https://example.org/a", "a@example.org", "@tea", "#tea", "tee", "Tee", "TEE", "das das",
    "die Straße", "привет", "Мocква", "Pоссия", "שלום", "مرحبا",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0915\u094d\u200d\u0937",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "茶", "お茶", "12", "3,5", "1.500", "\xa0",
    "\u200b", "\u200e", "\u2066", "\u2069", "\u202e", "\ufeff", "�", "\ue000", "\t", "\x07",
    "e\u0301", "iPhone", "￼",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
ends = st.lists(st.sampled_from([*PIECES, " "]), max_size=8).map(" ".join)
locales = st.sampled_from(LOCALES)


def unit(source: str, target: str, hints: tuple[str, ...] = ()) -> Unit:
    return Unit("paragraph", source, target, State.REVIEWED, hints=hints)


def key(one: Finding) -> tuple[str, str]:
    return one.check, one.message


@given(st.text(max_size=80) | texts, st.text(max_size=80) | texts | ends, locales, locales)
def test_no_text_is_too_strange(source, target, source_locale, locale):
    for one in findings(unit(source, target, ("<1> code",)), source_locale, locale):
        assert one.span is None or 0 <= one.span[0] <= one.span[1] <= len(target)
        assert one.fix != target
        assert isinstance(one.message, Message)  # or nobody could say it in another language


@given(texts | ends, texts | ends, locales)
def test_what_a_fix_puts_right_is_no_longer_found(source, target, locale):
    for one in findings(unit(source, target), "en", locale):
        if one.fix is None:
            continue
        # The desk saves a text as one line; what became of a tab is another text's matter.
        for fixed in {one.fix, normalise(one.fix) if normalise(target) == target else one.fix}:
            assert key(one) not in map(key, findings(unit(source, fixed), "en", locale))


@given(texts | ends, texts | ends, locales)
@example("https://example.org/a?", "https://example.org/a", "ar")
def test_doing_what_all_fixes_say_comes_to_an_end(source, target, locale):
    for _ in range(12):
        fixes = [one.fix for one in findings(unit(source, target), "en", locale) if one.fix is not None]
        if not fixes:
            return
        target = fixes[0]
    pytest.fail(f"still something to put right in {target!r}")


WORDS = ["Tee", "das", "Wasser", "kocht", "12", "Straße", "dazu", "ein", "привет", "мир", "お茶", "שלום"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8, unique=True), locales)
def test_a_text_that_stays_as_it_is_in_its_own_language_has_no_findings(words, locale):
    text = " ".join(words) + "."

    assert [one for one in findings(unit(text, text), locale, locale) if one.severity != "info"] == []


@given(texts | ends, texts | ends, locales)
def test_whatever_may_be_ignored_is_gone_when_it_is(source, target, locale):
    here = unit(source, target)
    for one in findings(here, "en", locale):
        if may_dismiss(one):
            after = findings(ignored(here, one.check, "It is right."), "en", locale)
            assert one.check not in {other.check for other in after}


@given(texts, locales)
def test_a_target_that_is_left_out_has_no_findings(source, locale):
    assert findings(replace(unit(source, "<0/>")), "en", locale) == []


@pytest.mark.parametrize(
    "pattern", ["{", "{{ a ", "{% a ", "%(a)", "%0", "...", "…”", "!? ", "1.1 ", "*a _b ", "@a ", '"']
)
def test_odd_text_costs_linear_time(pattern):
    """What begins and never ends, as long as a target may be, took minutes once."""
    text = (pattern * 64_000)[:64_000]

    found = findings(unit(text, f"{text[1:]}x"), "en", "fr")

    assert all(one.message for one in found)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("{{ a }}", ["{{ a }}"]),
        ("{{ a {{ b }}", ["{{ b }}"]),
        ("{{{ a }}}", ["{{{ a }}"]),
        ("{{ {a} }} {% if a %2 %}", ["{{ {a} }}", "{% if a %2 %}"]),
        ("%(a)05.2f %05d %1$s", ["%(a)05.2f", "%05d", "%s"]),
    ],
)
def test_a_placeholder_is_read_from_its_own_beginning(text, kept):
    found = [one.message.values["text"] for one in placeholders.check(unit(text, "x"), "en", "de")]

    assert found == kept


@pytest.mark.parametrize(
    ("target", "is_wrong"),
    [
        ("Tee\U000e0041\U000e0042.", True),
        ("Tee \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f.", False),
        ("Tee" + "\u0301" * 17, True),
        ("Te\u0301\u0316\u0323e", False),
        ("\u0928\u0930\u094d\u200d\u092e", False),
    ],
)
def test_letters_that_nobody_sees_and_towers_of_marks_are_errors(target, is_wrong):
    found = [one for one in findings(unit("Tea.", target), "en", "de") if one.check == "characters"]

    assert any(one.severity == "error" for one in found) is is_wrong
    assert not any(
        one.severity == "error" and one.check == "characters"
        for one in findings(unit(target, target + " x"), "en", "de")
    )
