"""What every engine promises, tried on every engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from recto.engines import ENGINES, Engine, engine, load, names
from recto.errors import ConfigError
from recto.inline.marks import check_codes
from recto.queries import Job, Query

TEXTS = [
    Query("The water is <1>hot</1> now."),
    Query("Use <1>po4a</1> or <2>the other program</2> here.", frozenset({1})),
    Query("A claim<1/>, and the answer of <2>the <3>old</3> man</2>."),
    Query("Tom & Jerry know that a < b and {count} houses."),
    Query("It is {{ user }} who has to <1>turn</1> it <2>off</2>."),
    Query("2026"),
    Query("<1>po4a</1> — 2", frozenset({1})),
    Query('One </p><p id="t0"> house and &lt;b&gt; too.'),
]
JOB = Job("en", "es", article=tuple(query.text for query in TEXTS))
TRIED = sorted(set(ENGINES) - {"argos"})
"""The engine argos has tests of its own: it needs a model."""


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.apertium if name == "apertium" else ()) for name in TRIED]
)
def made(
    request: pytest.FixtureRequest, keys: str, provider: Any, every: Any, table: Any
) -> Iterator[Engine]:
    name = request.param
    if "google" in name:
        yield engine(name, {"url": request.getfixturevalue("shifting").url})
    elif name in ("apertium", "pseudo"):
        yield engine(name, {})
    else:
        with provider(every) as server:
            yield engine(name, table(name, server.url))


def test_an_engine_has_the_name_it_is_loaded_by(made: Engine) -> None:
    assert made.name in names()


def test_one_answer_per_query_with_exactly_its_codes(made: Engine) -> None:
    answers = made.translate(TEXTS, JOB)

    assert len(answers) == len(TEXTS)
    for query, answer in zip(TEXTS, answers, strict=True):
        assert answer.error is None, (query, answer)
        assert answer.engine == made.name
        check_codes(answer.text, query.text)


def test_protected_content_and_placeholders_come_back_as_they_are(made: Engine) -> None:
    answers = made.translate(TEXTS, JOB)

    assert "<1>po4a</1>" in answers[1].text
    assert "{count}" in answers[3].text
    assert "{{ user }}" in answers[4].text


def test_each_text_gets_its_own_translation(made: Engine) -> None:
    numbers = list(range(1000, 1230))
    queries = [Query(f"The house number {number} is red.") for number in numbers]

    answers = made.translate(queries, JOB)

    assert [int(re.findall(r"\d+", answer.text)[0]) for answer in answers] == numbers


def test_no_queries_give_no_answers(made: Engine) -> None:
    assert made.translate([], JOB) == []


def test_an_estimate_needs_no_network_and_counts_something(made: Engine) -> None:
    estimate = made.estimate(TEXTS, JOB)

    assert estimate.characters + estimate.tokens_in > 0
    assert estimate.dollars >= 0


def test_the_older_way_of_asking_still_works(provider: Any, every: Any, keys: str) -> None:
    with provider(every) as server:
        results = load("deepl", {"url": server.url}).translate(
            ["The <1>dog</1>.", "Run <1>make</1> now."], "en", "es", protected=[frozenset(), frozenset({1})]
        )

    assert results == ["Thi <1>dug</1>.", "Ran <1>make</1> nuw."]


def test_an_unknown_engine_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'apertium'"):
        engine("apertum", {})


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
        engine("apertium", table)
