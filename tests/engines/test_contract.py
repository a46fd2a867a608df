"""What every engine promises, tried on every engine."""

from __future__ import annotations

import re

import pytest

from recto.engines import ENGINES, Engine, load
from recto.errors import ConfigError, EngineError
from recto.inline.marks import check_codes

TEXTS = [
    "The water is <1>hot</1> now.",
    "Use <1>po4a</1> or <2>the other program</2> here.",
    "A claim<1/>, and the answer of <2>the <3>old</3> man</2>.",
    "Tom & Jerry know that a < b and {count} houses.",
    "It is {{ user }} who has to <1>turn</1> it <2>off</2>.",
    "2026",
    "<1>po4a</1> — 2",
]
PROTECTED = [
    frozenset[int](),
    frozenset({1}),
    frozenset[int](),
    frozenset[int](),
    frozenset[int](),
    frozenset[int](),
    frozenset({1}),
]


@pytest.fixture(
    params=[
        pytest.param(name, marks=pytest.mark.apertium if name == "apertium" else ())
        for name in sorted(ENGINES)
    ]
)
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "google":
        return load("google", {"url": request.getfixturevalue("shifting").url})
    return load(request.param, {})


def test_an_engine_has_the_name_it_is_loaded_by(engine: Engine) -> None:
    assert engine.name in ENGINES


def test_one_result_per_text_with_exactly_its_codes(engine: Engine) -> None:
    results = engine.translate(TEXTS, "en", "es", protected=PROTECTED)

    assert len(results) == len(TEXTS)
    for text, result in zip(TEXTS, results, strict=True):
        assert isinstance(result, str), (text, result)
        check_codes(result, text)


def test_protected_content_and_placeholders_come_back_as_they_are(engine: Engine) -> None:
    results = engine.translate(TEXTS, "en", "es", protected=PROTECTED)

    assert "<1>po4a</1>" in str(results[1])
    assert "{count}" in str(results[3])
    assert "{{ user }}" in str(results[4])


def test_each_text_gets_its_own_translation(engine: Engine) -> None:
    numbers = list(range(1000, 1230))
    texts = [f"The house number {number} is red." for number in numbers]

    results = engine.translate(texts, "en", "es")

    assert [int(re.findall(r"\d+", str(result))[0]) for result in results] == numbers


def test_no_texts_give_no_results(engine: Engine) -> None:
    assert engine.translate([], "en", "es") == []


def test_text_that_looks_like_the_page_around_it_does_not_shift_rows(engine: Engine) -> None:
    texts = ['One </p><p id="t0"> house.', "<g1>one</g1> house", "&lt;b&gt; house", "The dog."]

    results = engine.translate(texts, "en", "es")

    assert len(results) == 4
    assert all(isinstance(result, str | EngineError) for result in results)
    assert isinstance(results[3], str)


def test_an_unknown_engine_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'apertium'"):
        load("apertum", {})


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"comand": "x"}, "Did you mean 'command'"),
        ({"timeout_s": "5"}, "expected a number"),
        ({"timeout_s": 0}, "above 0"),
    ],
)
def test_a_setting_is_checked(table: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        load("apertium", table)
