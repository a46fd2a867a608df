"""The laws of asking, over real HTTP with faults and delays; no waits are waited."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from recto.engines import engine
from recto.engines.running import shares
from recto.errors import EngineRefused, EngineUnavailable
from recto.inline.marks import check_codes
from recto.queries import Answer, Job, Query

JOB = Job("en", "de")


def libre(server: Any, **more: object) -> Any:
    return engine("libretranslate", {"url": server.url, **more})


def sentences(count: int) -> list[Query]:
    return [Query(f"The <1>house</1> number {number} is old.") for number in range(count)]


def texts(request: Any) -> list[str]:
    return list(request.body["q"])


def said(*answers: Answer) -> list[str]:
    return [answer.text or str(answer.error) for answer in answers]


# --- laws ----------------------------------------------------------------------------------------


def test_ten_thousand_texts_in_eight_threads_with_faults_keep_their_own_answers(
    provider: Any, every: Any, quick: Any
) -> None:
    chance, lock, delivered = random.Random(4), threading.Lock(), Counter[str]()

    def faulty(request: Any) -> dict[str, Any] | None:
        with lock:
            lot = chance.random()
        if lot < 0.05:
            return None
        if lot < 0.25:
            return {"status": 429, "headers": {"Retry-After": "1"}, "body": {"error": "Slowdown"}}
        if lot < 0.32:
            return {"status": 503}
        if lot < 0.34:
            return {"body": {"translatedText": ["one too few"]}}
        with lock:
            delivered.update(texts(request))
        return {**every(request), "after_s": lot / 100}

    queries = sentences(10_000)
    with provider(faulty) as server:
        answers = quick(libre(server, parallel=8)).translate(queries, JOB)

    for query, answer in zip(queries, answers, strict=True):
        number = query.text.split()[3]
        assert answer.text.split()[3] == number, (query, answer)
        check_codes(answer.text, query.text)
    assert set(delivered.values()) == {1}


def test_equal_texts_are_sent_once_and_paid_for_once(provider: Any, every: Any, quick: Any) -> None:
    queries = [Query("One red dog."), Query("Two dogs."), Query("One red dog."), Query("One red dog.")]
    with provider(every) as server:
        answers = quick(libre(server)).translate(queries, JOB)

    assert texts(server.asked[0]) == ["One red dog.", "Two dogs."]
    assert len(server.asked) == 1
    assert [answer.characters for answer in answers] == [12, 9, 0, 0]
    assert len({answer.text for answer in answers}) == 2


def test_what_has_nothing_to_translate_is_not_sent(provider: Any, every: Any, quick: Any) -> None:
    queries = [Query("2026"), Query("<1>make</1> 2", frozenset({1})), Query("—")]
    with provider(every) as server:
        answers = quick(libre(server)).translate(queries, JOB)

    assert said(*answers) == ["2026", "<1>make</1> 2", "—"]
    assert server.asked == []


def test_what_the_cache_knows_is_not_sent(provider: Any, every: Any, quick: Any, remembered: Any) -> None:
    with provider(every) as server:
        first = quick(libre(server), remembered).translate(sentences(30), JOB)
        again = quick(libre(server), remembered).translate(sentences(31), JOB)

    assert [len(texts(request)) for request in server.asked] == [30, 1]
    assert said(*again[:30]) == said(*first)
    assert all(answer.is_cached and answer.characters == 0 for answer in again[:30])


def test_an_answer_that_is_not_fit_is_never_cached(provider: Any, quick: Any, remembered: Any) -> None:
    def echo(request: Any) -> dict[str, Any]:
        return {"body": {"translatedText": texts(request)}}

    with provider(echo) as server:
        (answer,) = quick(libre(server), remembered).translate([Query("The old house.")], JOB)

    assert str(answer.error) == "libretranslate: the answer is the source."
    assert remembered == {}


def test_after_a_kill_nothing_of_a_finished_request_is_sent_again(
    provider: Any, every: Any, tmp_path: Path
) -> None:
    """The process is killed while requests are under way; what was answered is in the file."""
    kill = threading.Event()
    served = Counter[str]()
    lock = threading.Lock()

    def slowly(request: Any) -> dict[str, Any]:
        with lock:
            if sum(served.values()) >= 300:
                kill.set()
            if not kill.is_set():
                served.update(texts(request))
        return {**every(request), "after_s": 5.0 if kill.is_set() and not done else 0.05}

    done: list[bool] = []
    script = tmp_path / "run.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom recto.engines import engine\n"
        "from recto.queries import Job, Query\nfrom recto.store.answers import Answers\n"
        "table = {'url': sys.argv[1], 'batch': 50, 'parallel': 3}\n"
        "made = engine('libretranslate', table, Answers(Path(sys.argv[2])))\n"
        "queries = [Query(f'The house number {number} is old.') for number in range(800)]\n"
        "answers = made.translate(queries, Job('en', 'de'))\n"
        "print(sum(bool(answer.text) for answer in answers))\n"
    )
    with provider(slowly) as server:
        words = [sys.executable, str(script), server.url, str(tmp_path / "answers.db")]
        first = subprocess.Popen(words, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
        assert kill.wait(20)
        threading.Event().wait(0.5)  # the answers of what was under way are on their way
        first.send_signal(signal.SIGKILL)
        first.wait()
        before = dict(served)
        kill.clear()
        done.append(True)
        served.clear()
        again = subprocess.run(
            words, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True
        )

    assert again.stdout == "800\n"
    assert len(before) >= 300
    sent_again = [text for request in server.asked for text in texts(request) if text in before]
    assert max(Counter(sent_again).values()) == 1


@pytest.mark.parametrize("count", [1, 7, 40])
def test_shares_add_up(count: int) -> None:
    weights = [number * 7 % 11 + 1 for number in range(count)]

    assert sum(shares(1003, weights)) == 1003
    assert min(shares(1003, weights)) >= 0


# --- what servers ask for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "4000"}, 120.0),
        ({"Date": "Mon, 23 Nov 2026 00:00:10 GMT", "Retry-After": "Mon, 23 Nov 2026 00:00:52 GMT"}, 42.0),
        ({"Retry-After": "soon"}, 5.0),
        ({"Retry-After": "-100"}, 5.0),
        (
            {"Date": "Mon, 23 Nov 2026 00:00:10 GMT", "Retry-After": f"Mon, 23 Nov 2026 0:0:0 +{'9' * 20}"},
            5.0,
        ),
        ({}, 1.0),
    ],
)
def test_an_engine_waits_as_long_as_it_is_asked_to(
    headers: dict[str, str], wait: float, provider: Any, every: Any, quick: Any, waits: Any
) -> None:
    answers = [{"status": 429, "headers": headers}]
    with provider(lambda request: answers.pop() if answers else every(request)) as server:
        (answer,) = quick(libre(server)).translate([Query("A dog.")], JOB)

    assert answer.text == "A dug."
    assert answer.attempts == 2
    assert waits == [wait]


def test_waits_grow_and_a_dead_server_is_given_up_after_five(provider: Any, quick: Any, waits: Any) -> None:
    with provider(lambda request: {"status": 503}) as server, pytest.raises(EngineUnavailable, match="503"):
        quick(libre(server)).translate(sentences(30), JOB)

    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert len(server.asked) == 5


def test_a_server_that_has_answered_before_is_waited_for_longer(
    provider: Any, every: Any, quick: Any, waits: Any
) -> None:
    down = 0

    def flaky(request: Any) -> dict[str, Any]:
        nonlocal down
        down -= 1
        return {"status": 503} if down > 0 else every(request)

    with provider(flaky) as server:
        made = quick(libre(server))
        made.translate(sentences(3), JOB)
        down = 12
        answers = made.translate([Query("A dog."), Query("A cat.")], JOB)

        assert all(answer.text for answer in answers)
        assert waits == [1.0, 2.0, 4.0, 8.0, *[16.0] * 7]
        # The same two texts together at first; then one by itself, to be spared the other.
        assert [len(texts(request)) for request in server.asked[1:]] == [2, 2, *[1] * 10, 1]


def test_five_failures_in_a_row_spare_a_dead_server_the_rest(provider: Any, quick: Any, waits: Any) -> None:
    with provider(lambda request: None) as server, pytest.raises(EngineUnavailable, match="no connection"):
        quick(libre(server, batch=2, parallel=1)).translate(sentences(400), JOB)

    assert len(server.asked) == 5 + 4


@pytest.mark.parametrize("status", [401, 402, 403, 404, 456, 302])
def test_what_will_not_change_ends_the_run_at_once(status: int, provider: Any, quick: Any) -> None:
    there = {"Location": "http://127.0.0.2:1/"}
    with (
        provider(lambda request: {"status": status, "headers": there}) as server,
        pytest.raises(EngineRefused, match=str(status)),
    ):
        quick(libre(server, parallel=1, batch=2)).translate(sentences(100), JOB)

    assert len(server.asked) == 1


def test_what_was_answered_before_a_refusal_is_kept(provider: Any, every: Any, quick: Any) -> None:
    def once(request: Any) -> dict[str, Any]:
        return every(request) if len(server.asked) == 1 else {"status": 456}

    with provider(once) as server:
        answers = quick(libre(server, parallel=1, batch=10)).translate(sentences(30), JOB)

    assert [bool(answer.text) for answer in answers] == [True] * 5 + [False] * 25
    assert all("quota" in str(answer.error) for answer in answers[5:])


@pytest.mark.parametrize(
    "reply", [{"status": 413}, {"status": 400, "body": {"error": "request (9) exceeds text limit (8)"}}]
)
def test_too_long_requests_are_halved(reply: dict[str, Any], provider: Any, every: Any, quick: Any) -> None:
    with provider(lambda request: reply if len(texts(request)) > 8 else every(request)) as server:
        # One after the other: how many were on their way when the limit was learned is chance.
        answers = quick(libre(server, parallel=1)).translate(sentences(90), JOB)

    assert all(answer.text for answer in answers)
    assert len(server.asked) <= 30


def test_one_text_that_a_server_rejects_does_not_cost_the_others(
    provider: Any, every: Any, quick: Any
) -> None:
    queries = [*sentences(20), Query("This is a bad text."), *sentences(40)[20:]]

    def picky(request: Any) -> dict[str, Any]:
        return {"status": 400} if any("bad" in text for text in texts(request)) else every(request)

    with provider(picky) as server:
        answers = quick(libre(server)).translate(queries, JOB)

    assert [row for row, answer in enumerate(answers) if not answer.text] == [20]
    assert "400" in str(answers[20].error)
    assert len(server.asked) <= 16


def test_one_text_on_which_a_server_breaks_does_not_cost_the_others(
    provider: Any, every: Any, quick: Any
) -> None:
    queries = [Query("This one crashes it."), *sentences(40)]

    def fragile(request: Any) -> dict[str, Any]:
        return {"status": 500} if any("crash" in text for text in texts(request)) else every(request)

    with provider(fragile) as server:
        answers = quick(libre(server)).translate(queries, JOB)

    assert [row for row, answer in enumerate(answers) if not answer.text] == [0]


def test_a_pair_that_the_server_does_not_have_costs_few_requests(provider: Any, quick: Any) -> None:
    reply = {"status": 400, "body": {"error": "de is not supported"}}
    with provider(lambda request: reply) as server, pytest.raises(EngineRefused, match="not supported"):
        quick(libre(server, batch=100)).translate(sentences(1000), JOB)

    assert len(server.asked) <= 24


def test_a_server_that_says_it_is_closed_with_status_200_is_left_alone(provider: Any, quick: Any) -> None:
    closed = "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY"
    with (
        provider(lambda request: {"body": {"translatedText": [closed] * len(texts(request))}}) as server,
        pytest.raises(EngineUnavailable, match="text of an error"),
    ):
        quick(libre(server, batch=100)).translate(sentences(1000), JOB)

    assert len(server.asked) <= 40


# --- codes ---------------------------------------------------------------------------------------


def test_lost_codes_are_asked_for_again_and_then_placed(provider: Any, every: Any, quick: Any) -> None:
    def careless(request: Any) -> dict[str, Any]:
        answer = every(request)["body"]["translatedText"]
        return {"body": {"translatedText": [text.replace("</g1>", "") for text in answer]}}

    with provider(careless) as server:
        (answer,) = quick(libre(server)).translate([Query("The <1>old town</1> burned, 1851.")], JOB)

    assert [texts(request)[0] for request in server.asked] == [
        "The <g1>old town</g1> burned, 1851.",
        "The <g1>old town</g1> burned, 1851.",
        "The old town burned, 1851.",
    ]
    assert answer.text == "Thi <1>uld tuwn</1> barnid, 1851."
    assert answer.is_projected
    assert answer.attempts == 3


def test_an_empty_answer_to_the_words_alone_is_asked_for_again(provider: Any, every: Any, quick: Any) -> None:
    def moody(request: Any) -> dict[str, Any]:
        answer = every(request)["body"]["translatedText"]
        cut = [text.replace("<g1>", "") for text in answer]
        return {"body": {"translatedText": [""] if len(server.asked) == 3 else cut}}

    with provider(moody) as server:
        (answer,) = quick(libre(server)).translate([Query("The <1>old</1> town.")], JOB)

    assert (answer.text, answer.attempts) == ("Thi <1>uld</1> tuwn.", 4)


def test_codes_that_came_at_the_second_try_were_not_placed_by_us(
    provider: Any, every: Any, quick: Any
) -> None:
    def once(request: Any) -> dict[str, Any]:
        answer = every(request)["body"]["translatedText"]
        if len(server.asked) == 1:
            answer = [answer[0].replace("<g1>", ""), answer[1]]
        return {"body": {"translatedText": answer}}

    with provider(once) as server:
        first, second = quick(libre(server)).translate([Query("The <1>old</1> town."), Query("A dog.")], JOB)

    assert (first.text, first.is_projected) == ("Thi <1>uld</1> tuwn.", False)
    assert second.attempts == 1
    assert [len(texts(request)) for request in server.asked] == [2, 1]


def test_a_projected_answer_is_found_in_the_cache_as_such(
    provider: Any, every: Any, quick: Any, remembered: Any
) -> None:
    def bare(request: Any) -> dict[str, Any]:
        answer = every(request)["body"]["translatedText"]
        return {"body": {"translatedText": [text.replace("<g1>", "") for text in answer]}}

    with provider(bare) as server:
        query = Query("The <1>old</1> town.")
        (first,) = quick(libre(server), remembered).translate([query], JOB)
        asked = len(server.asked)
        (again,) = quick(libre(server), remembered).translate([query], JOB)

    assert (again.text, again.is_projected, again.is_cached) == (first.text, True, True)
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    ("source", "answer", "result"),
    [
        ("Tom & Jerry are here now.", "Tom &amp; Jerry sind jetzt da.", "Tom & Jerry sind jetzt da."),
        ("Tom & Jerry are here now.", "Tom & Jerry sind jetzt da.", "Tom & Jerry sind jetzt da."),
        (
            "Write &lt;b&gt; for bold text.",
            "Fett heißt &amp;lt;b&amp;gt; dort.",
            "Fett heißt &lt;b&gt; dort.",
        ),
        ("Write &lt;b&gt; for bold text.", "Fett heißt &lt;b&gt; dort.", "Fett heißt &lt;b&gt; dort."),
        (
            "It's the <1>old</1> one.",
            "Es ist &amp;#39;das&lt;g1&gt;alte&lt;/g1&gt;.",
            "Es ist 'das<1>alte</1>.",
        ),
        ("About 20% of them left.", "Etwa 20％ gingen.", "Etwa 20% gingen."),
    ],
)
def test_escapes_come_back_as_the_source_has_them(
    source: str, answer: str, result: str, provider: Any, quick: Any
) -> None:
    with provider(lambda request: {"body": {"translatedText": [answer]}}) as server:
        (found,) = quick(libre(server)).translate([Query(source)], JOB)

    assert found.text == result


def test_a_control_character_is_refused_alone_and_not_sent(provider: Any, every: Any, quick: Any) -> None:
    queries = [Query("A dog."), Query("a\x00b"), Query("lone \ud800 half")]
    with provider(every) as server:
        answers = quick(libre(server)).translate(queries, JOB)

    assert [bool(answer.text) for answer in answers] == [True, False, False]
    assert texts(server.asked[0]) == ["A dog."]


def test_an_estimate_is_what_is_then_asked_and_counted(
    provider: Any, every: Any, keys: str, quick: Any
) -> None:
    queries = [Query("Tom & Jerry live in the old house."), *sentences(240), *sentences(3)]
    with provider(every) as server:
        for name in ("libretranslate", "deepl"):
            made = quick(engine(name, {"url": server.url}))
            estimate = made.estimate(queries, JOB)
            assert server.asked == []
            answers = made.translate(queries, JOB)
            counted = sum(answer.characters for answer in answers)
            sent = sum(len(request.body.get("q") or request.body["text"]) for request in server.asked)
            assert (estimate.requests, sent) == (len(server.asked), 241)
            assert estimate.characters == counted
            # DeepL does not bill tags; this server counts them.
            tags = 240 * len("<g1></g1>") + len("amp;")
            price = made.traits.price.per_million_characters
            assert estimate.dollars == pytest.approx((counted - tags) * price / 1e6)
            server.asked.clear()
