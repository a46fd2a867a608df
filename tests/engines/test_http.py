"""One request: limits, redirects, and keys that stand nowhere but in a header."""

from __future__ import annotations

import json
import logging
import traceback
from pathlib import Path
from typing import Any

import pytest

from recto.engines import engine, http
from recto.engines.http import Busy, Client, Rejected, Service, TooMuch
from recto.errors import ConfigError, EngineError, EngineRefused
from recto.queries import Job, Query
from recto.store.answers import Answers

KEYED = ("anthropic", "deepl", "deep-translator:microsoft", "libretranslate", "openai")


def client(server: Any, **limits: float) -> Client:
    return Client(Service("test", server.url, **limits))


@pytest.mark.parametrize(
    ("reply", "error", "problem"),
    [
        ({"status": 413}, TooMuch, "413"),
        ({"status": 400, "body": {"error": {"message": "maximum context length is 8192"}}}, TooMuch, "8192"),
        ({"status": 400, "body": {"error": "de is not supported"}}, Rejected, "not supported"),
        ({"status": 422}, Rejected, "422"),
        ({"status": 401}, EngineRefused, "key"),
        ({"status": 403, "body": {"error": "User Rate Limit Exceeded"}}, Busy, "403"),
        ({"status": 429, "body": {"error": "exceeded your current quota"}}, EngineRefused, "quota"),
        ({"status": 529}, Busy, "529"),
        ({"status": 500, "body": "<html>"}, Busy, "500"),
        ({"body": "<html>"}, Busy, "no JSON"),
        ({"body": "[" * 100_000}, Busy, "no JSON"),
        ({"body": '{"a": 1}', "length": 50}, Busy, "no connection"),
        ({"status": 307, "headers": {"Location": "https://example.org/"}}, EngineRefused, "elsewhere"),
        ({"status": 302, "headers": {"Location": "http://[::1"}}, EngineRefused, "elsewhere"),
        ({"body": {"error": {"message": "the model is gone"}}}, Busy, "200: the model is gone"),
        ({"body": {"error": "insufficient_quota"}}, EngineRefused, "quota is used up"),
    ],
)  # fmt: skip
def test_what_went_wrong_is_said_by_its_consequence(
    reply: dict[str, Any], error: type[EngineError], problem: str, provider: Any
) -> None:
    with provider(lambda request: reply) as server, pytest.raises(error, match=problem) as caught:
        client(server).post("/", {})

    assert type(caught.value) is error


def test_a_redirect_is_not_followed_even_on_the_same_host(provider: Any) -> None:
    with provider(lambda request: {"status": 308, "headers": {"Location": "/other"}}) as server:
        with pytest.raises(EngineRefused, match="308"):
            client(server).post("/", {})

        assert [request.path for request in server.asked] == ["/"]


def test_an_answer_that_is_too_large_is_not_read_to_its_end(provider: Any) -> None:
    with provider(lambda request: {"body": "x" * (http.MAX_BYTES + 1)}) as server, pytest.raises(Busy):
        client(server).post("/", {})


def test_a_redirect_that_is_too_large_is_not_read_to_its_end_either(provider: Any) -> None:
    reply = {"status": 302, "headers": {"Location": "/"}, "body": "x" * (http.MAX_BYTES + 1)}
    with provider(lambda request: reply) as server, pytest.raises(Busy):
        client(server).post("/", {})


def test_an_answer_that_drips_ends_with_its_time(provider: Any) -> None:
    drip = {"body": "x" * 1000, "step": 1, "drip_s": 0.02}
    with provider(lambda request: drip) as server, pytest.raises(Busy, match="no answer"):
        client(server, read_s=5.0, total_s=0.1).post("/", {})


def test_a_pause_that_is_too_long_ends_the_answer(provider: Any) -> None:
    with provider(lambda request: {"after_s": 1.0}) as server, pytest.raises(Busy, match=r"within 0\.1 s"):
        client(server, read_s=0.1).post("/", {})


def test_a_connection_is_used_again(provider: Any) -> None:
    with provider(lambda request: {"body": {}}) as server:
        one = client(server)
        for _ in range(5):
            one.post("/", {})

    assert len(one._idle) == 1


@pytest.mark.parametrize(
    "url", ["http://example.org", "ftp://127.0.0.1", "nonsense", "https://", "https://example.org:port"]
)
def test_an_address_is_https_or_on_this_machine(url: str) -> None:
    with pytest.raises(ConfigError, match="https"):
        http.checked_url("test", url)


@pytest.mark.parametrize("url", ["https://me:planted@example.org", "https://example.org/?key=planted"])
def test_an_address_with_a_key_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(ConfigError, match="Keys belong in the environment") as caught:
        http.checked_url("test", url)

    assert "planted" not in str(caught.value)


# --- keys ----------------------------------------------------------------------------------------


def test_a_key_comes_from_the_environment_or_from_a_file_of_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    file.write_text("from-file\n")
    file.chmod(0o600)
    monkeypatch.delenv("DEEPL_AUTH_KEY", raising=False)

    assert http.key("deepl", "DEEPL_AUTH_KEY", str(file)) == "from-file"
    monkeypatch.setenv("DEEPL_AUTH_KEY", "from-environment")
    assert http.key("deepl", "DEEPL_AUTH_KEY", str(file)) == "from-environment"


@pytest.mark.parametrize("setting", ["key_file", "key_variable"])
def test_a_key_in_the_place_of_its_name_is_not_shown(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError, match=setting) as caught:
        engine("openai", {"model": "m", setting: "sk-planted"})

    assert "planted" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_may_read_is_refused(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("planted")
    file.chmod(mode)

    with pytest.raises(ConfigError, match="chmod 600") as caught:
        http.key("deepl", "NO_SUCH_VARIABLE", str(file))
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize("content", ["two words", "line\nbreak", "schlüssel"])
def test_what_cannot_be_a_key_is_refused_and_not_shown(content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPL_AUTH_KEY", content)

    with pytest.raises(ConfigError, match="holds no key") as caught:
        http.key("deepl", "DEEPL_AUTH_KEY")
    assert content not in str(caught.value)


FAULTS: dict[str, Any] = {
    "none": lambda key: {},
    "refused": lambda key: {"status": 403, "body": {"error": {"message": f"Invalid key {key}, sorry"}}},
    "cut in the message": lambda key: {"status": 401, "body": {"message": "x" * 190 + key}},
    "echoed": lambda key: {"body": {"error": key}},
    "dropped": lambda key: None,
    "redirected": lambda key: {"status": 302, "headers": {"Location": f"http://127.0.0.2:1/?key={key}"}},
    "html": lambda key: {"body": f"<html>{key}"},
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", KEYED)
def test_a_planted_key_is_found_in_no_text_log_address_or_file(
    name: str, fault: str, provider: Any, every: Any, table: Any, keys: str, waits: Any, tmp_path: Path,
    caplog: pytest.LogCaptureFixture, quick: Any,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    cache = Answers(tmp_path / "answers.db")
    told: list[str] = []
    with provider(
        lambda request: FAULTS[fault](keys) or (every(request) if fault == "none" else None)
    ) as server:
        made = engine(name, table(name, server.url))
        try:
            answers = quick(made, cache).translate([Query("The old dog."), Query("A cat.")], Job("en", "es"))
            told += [repr(answer) + str(answer.error) for answer in answers]
        except EngineError as error:
            told += [str(error), repr(error), "".join(traceback.format_exception(error))]
    cache.close()

    assert server.asked
    assert any(keys in json.dumps([request.headers, request.body]) for request in server.asked)
    assert [request.path for request in server.asked if keys in request.path] == []
    assert [text for text in told if keys in text or keys[:8] in text] == []
    assert keys not in caplog.text
    assert [file.name for file in tmp_path.iterdir() if keys.encode() in file.read_bytes()] == []
