"""The engine google over real HTTP, against a server on this machine."""

from __future__ import annotations

import html
import threading
from typing import Any

import pytest

from recto.engines.google import Google, code, create
from recto.errors import ConfigError, EngineRefused, EngineUnavailable

PAGE = '<html><body><div class="result-container">{}</div></body></html>'
SENTENCE = "The old town was rebuilt after the great fire."


def answer(status: int = 200, **more: Any) -> dict[str, Any]:
    return {"status": status, **more}


def moved(text: str) -> str:
    """Return a text with its vowels moved on; marks have none."""
    return text.translate(str.maketrans("aeiou", "eioua"))


def shift(text: str) -> dict[str, Any]:
    return {"body": PAGE.format(html.escape(moved(text)))}


def engine(server: Any, **settings: object) -> Google:
    return create({"url": server.url, "wait_s": 0.01, "read_s": 1.0, **settings})


def test_a_text_is_sent_with_marks_and_comes_back_with_codes(serve: Any) -> None:
    with serve(
        lambda text: {"body": PAGE.format("Veja &lt;x1/&gt; e &lt;g2&gt;o&lt;/g2&gt; cachorro.")}
    ) as server:
        (result,) = engine(server).translate(
            ["See <1>po4a</1> and <2>the</2> dog."], "en", "pt-BR", protected=[frozenset({1})]
        )

    assert server.asked[0] == {"tl": "pt", "sl": "en", "q": "See <x1/> and <g2>the</g2> dog."}
    assert result == "Veja <1>po4a</1> e <2>o</2> cachorro."


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (answer(429), "429"),
        (answer(500), "500"),
        (answer(503), "503"),
        (answer(302, headers={"Location": "http://127.0.0.2:1/sorry"}), "302"),
        (answer(body=PAGE.format("spät"), after_s=1.5), "no answer within"),
    ],
)
def test_when_nothing_can_be_translated_the_engine_says_so_once(
    reply: dict[str, Any], problem: str, serve: Any
) -> None:
    with serve(lambda text: reply) as server, pytest.raises(EngineUnavailable, match=problem):
        engine(server, tries=1).translate([SENTENCE, "Another sentence here."], "en", "de")


def test_no_server_at_all_is_unavailable() -> None:
    with pytest.raises(EngineUnavailable, match="no connection"):
        create({"url": "http://127.0.0.1:9/m"}).translate([SENTENCE], "en", "de")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "no translation"),
        ("<<<garbage \x01", "no translation"),
        (PAGE.format(""), "empty"),
        (PAGE.format(SENTENCE), "is the source"),
        (PAGE.format("MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS"), "error"),
        (PAGE.format("x"), "characters"),
    ],
)
def test_a_page_without_a_translation_is_an_error_of_that_text(body: str, problem: str, serve: Any) -> None:
    with serve(lambda text: answer(body=body) if text == SENTENCE else shift(text)) as server:
        first, second = engine(server, parallel=1).translate([SENTENCE, "A dog barks."], "en", "de")

    assert isinstance(first, EngineRefused)
    assert problem in str(first)
    assert second == moved("A dog barks.")


def test_a_failure_in_between_keeps_what_came(serve: Any) -> None:
    with serve(lambda text: answer(500) if "two" in text else shift(text)) as server:
        results = engine(server, tries=1, parallel=1).translate(
            ["One dog.", "Dog two.", "Three dogs."], "en", "de"
        )

    assert [type(result) for result in results] == [str, EngineUnavailable, str]


def test_after_three_failures_in_a_row_the_rest_is_not_asked(serve: Any) -> None:
    texts = ["A dog.", *[f"Dog {number}." for number in range(20)]]
    with serve(lambda text: shift(text) if text == "A dog." else answer(429)) as server:
        results = engine(server, tries=1, parallel=1).translate(texts, "en", "de")

    assert len(server.asked) == 4
    assert "not asked" in str(results[-1])


def test_a_server_that_wants_time_is_asked_again(serve: Any) -> None:
    lock, seen = threading.Lock(), []

    def reply(text: str) -> dict[str, Any]:
        with lock:
            seen.append(text)
        return answer(429, headers={"Retry-After": "0"}) if len(seen) < 3 else shift(text)

    with serve(reply) as server:
        assert engine(server).translate(["A dog."], "en", "de") == [moved("A dog.")]


def test_many_texts_in_threads_never_swap(serve: Any) -> None:
    texts = [f"The house number {number} is red and old." for number in range(200)]
    with serve(shift) as server:
        results = engine(server, parallel=8).translate(texts, "en", "de")

    assert results == [moved(text) for text in texts]


def test_a_redirect_on_the_same_host_is_followed_and_no_other(serve: Any) -> None:
    with serve(shift) as other:
        there = f"{other.url}?q=stolen"
        with (
            serve(lambda text: answer(307, headers={"Location": there})) as server,
            pytest.raises(EngineUnavailable, match="307"),
        ):
            engine(server, tries=1).translate([SENTENCE], "en", "de")

    assert other.asked == []


def test_a_lost_or_spaced_mark(serve: Any) -> None:
    pages = {"<g1>a</g1> dog": "&lt; g1 &gt; ein &lt;/ g1&gt; Hund", "<g1>b</g1> dog": "ein Hund"}
    with serve(lambda text: answer(body=PAGE.format(pages[text]))) as server:
        first, second = engine(server).translate(["<1>a</1> dog", "<1>b</1> dog"], "en", "de")

    assert first == "<1>ein</1> Hund"
    assert "lost" in str(second)


def test_a_text_too_long_is_refused_without_a_call(serve: Any) -> None:
    with serve(shift) as server:
        first, second = engine(server).translate(["dog " * 1250, "A dog."], "en", "de")

    assert isinstance(first, EngineRefused)
    assert [query["q"] for query in server.asked] == ["A dog."]
    assert second == moved("A dog.")


@pytest.mark.parametrize(
    ("locale", "found"),
    [
        ("he", "iw"),
        ("nb", "no"),
        ("zh-Hant", "zh-TW"),
        ("zh-Hans-SG", "zh-CN"),
        ("pt-BR", "pt"),
        ("de-AT", "de"),
    ],
)
def test_locales_have_google_codes(locale: str, found: str) -> None:
    assert code(locale) == found


@pytest.mark.parametrize("locale", ["sr-Latn", "xx"])
def test_a_locale_google_lacks_is_refused(locale: str) -> None:
    with pytest.raises(EngineRefused, match=locale):
        code(locale)


def test_two_locales_of_one_language_are_refused(serve: Any) -> None:
    with serve(shift) as server, pytest.raises(EngineRefused, match="one language"):
        engine(server).translate(["Olá."], "pt-BR", "pt-PT")


@pytest.mark.parametrize("url", ["http://example.org/m", "ftp://127.0.0.1", "nonsense"])
def test_an_unsafe_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="https"):
        create({"url": url})
