"""The engines of deep-translator over real HTTP, against a server on this machine."""

from __future__ import annotations

import html
from typing import Any

import pytest

from recto.engines import engine
from recto.errors import ConfigError, EngineRefused, EngineUnavailable
from recto.queries import Job, Query

PAGE = '<html><body><div class="result-container">{}</div></body></html>'
SENTENCE = "The old town was rebuilt after the great fire."
JOB = Job("en", "de")


def answer(status: int = 200, **more: Any) -> dict[str, Any]:
    return {"status": status, **more}


def moved(text: str) -> str:
    """Return a text with its vowels moved on; marks have none."""
    return text.translate(str.maketrans("aeiou", "eioua"))


def shift(text: str) -> dict[str, Any]:
    return {"body": PAGE.format(html.escape(moved(text)))}


def google(server: Any, **settings: object) -> Any:
    return engine("google", {"url": server.url, "read_s": 1.0, **settings})


def test_a_text_is_sent_with_marks_and_comes_back_with_codes(serve: Any, quick: Any) -> None:
    page = PAGE.format("Veja &lt;x1/&gt; e &lt;g2&gt;o&lt;/g2&gt; cachorro.")
    query = Query("See <1>po4a</1> and <2>the</2> dog.", frozenset({1}))
    with serve(lambda text: {"body": page}) as server:
        (result,) = quick(google(server)).translate([query], Job("en", "pt-BR"))

    assert server.asked[0] == {"tl": "pt", "sl": "en", "q": "See <x1/> and <g2>the</g2> dog."}
    assert result.text == "Veja <1>po4a</1> e <2>o</2> cachorro."


@pytest.mark.parametrize(
    ("reply", "error", "problem"),
    [
        (answer(429), EngineUnavailable, "429"),
        (answer(500), EngineUnavailable, "500"),
        (answer(302, headers={"Location": "http://127.0.0.2:1/sorry"}), EngineRefused, "302"),
        (answer(body=PAGE.format("spät"), after_s=1.5), EngineUnavailable, "no answer within"),
    ],
)
def test_when_nothing_can_be_translated_the_engine_says_so_once(
    reply: dict[str, Any], error: type[Exception], problem: str, serve: Any, quick: Any
) -> None:
    with serve(lambda text: reply) as server, pytest.raises(error, match=problem):
        quick(google(server, read_s=0.2)).translate([Query(SENTENCE), Query("Another one.")], JOB)


def test_no_server_at_all_is_unavailable(quick: Any) -> None:
    with pytest.raises(EngineUnavailable, match="no connection"):
        quick(engine("google", {"url": "http://127.0.0.1:9/m"})).translate([Query(SENTENCE)], JOB)


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
def test_a_page_without_a_translation_is_an_error_of_that_text(
    body: str, problem: str, serve: Any, quick: Any
) -> None:
    with serve(lambda text: answer(body=body) if text == SENTENCE else shift(text)) as server:
        first, second = quick(google(server)).translate([Query(SENTENCE), Query("A dog barks.")], JOB)

    assert isinstance(first.error, EngineRefused)
    assert problem in str(first.error)
    assert second.text == moved("A dog barks.")


def test_many_texts_in_threads_never_swap(serve: Any, quick: Any) -> None:
    texts = [f"The house number {number} is red and old." for number in range(200)]
    with serve(shift) as server:
        answers = quick(google(server, parallel=8)).translate([Query(text) for text in texts], JOB)

    assert [one.text for one in answers] == [moved(text) for text in texts]


def test_a_redirect_to_another_host_is_not_followed(serve: Any, quick: Any) -> None:
    with serve(shift) as other:
        there = f"{other.url}?q=stolen"
        with (
            serve(lambda text: answer(307, headers={"Location": there})) as server,
            pytest.raises(EngineRefused, match="307"),
        ):
            quick(google(server)).translate([Query(SENTENCE)], JOB)

    assert other.asked == []


def test_a_text_too_long_is_refused_without_a_call(serve: Any, quick: Any) -> None:
    with serve(shift) as server:
        first, second = quick(google(server)).translate([Query("dog " * 1250), Query("A dog.")], JOB)

    assert "the most is 4999" in str(first.error)
    assert [query["q"] for query in server.asked] == ["A dog."]
    assert second.text == moved("A dog.")


@pytest.mark.parametrize("name", ["deep-translator:mymemory", "deep-translator:microsoft"])
@pytest.mark.parametrize("reply", [{"body": "<html>"}, {"body": {}}, None])
def test_what_the_library_stumbles_over_is_an_engine_that_is_busy(
    name: str, reply: Any, provider: Any, table: Any, keys: str, quick: Any
) -> None:
    with provider(lambda request: reply) as server, pytest.raises(EngineUnavailable) as caught:
        quick(engine(name, table(name, server.url))).translate([Query(SENTENCE)], JOB)

    assert keys not in str(caught.value)


def test_microsofts_error_is_told_by_its_status(provider: Any, keys: str, quick: Any) -> None:
    reply = {"status": 401, "body": {"error": {"code": 401000, "message": f"bad {keys}"}}}
    with provider(lambda request: reply) as server, pytest.raises(EngineRefused, match="401") as caught:
        quick(engine("deep-translator:microsoft", {"url": server.url})).translate([Query(SENTENCE)], JOB)

    assert keys not in str(caught.value)


@pytest.mark.parametrize("url", ["http://example.org/m", "ftp://127.0.0.1", "nonsense"])
def test_an_unsafe_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="https"):
        engine("google", {"url": url})
