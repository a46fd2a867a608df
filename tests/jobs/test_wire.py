"""What goes over the queue: everything comes back as it was, and nothing is read that is not signed."""

from __future__ import annotations

import json
import os
import pickle
import stat
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import ConfigError, EngineRefused, EngineUnavailable
from recto.jobs import Place, Queue, QueueError, Reply, Request, Sign, read_request, request
from recto.jobs.values import read_reply
from recto.jobs.wire import Signed, WireError
from recto.queries import Answer, Example, Job, Query, Wording

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(0, 10**9)
QUERIES = st.builds(
    Query, TEXTS, st.frozensets(st.integers(1, 99), max_size=3), TEXTS, TEXTS, NUMBERS,
    st.lists(st.builds(Wording, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    st.lists(st.builds(Example, TEXTS, TEXTS, NUMBERS), max_size=2).map(tuple), NUMBERS,
)  # fmt: skip
JOBS = st.builds(
    Job, TEXTS, TEXTS, TEXTS, TEXTS, st.lists(TEXTS, max_size=3).map(tuple), TEXTS, TEXTS
)  # fmt: skip
ANSWERS = st.builds(
    Answer,
    TEXTS,
    st.none(),
    TEXTS,
    TEXTS,
    TEXTS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.booleans(),
    st.booleans(),
)
ERRORS = st.builds(
    lambda kind, *words: kind(*words),
    st.sampled_from([EngineRefused, EngineUnavailable]),
    TEXTS,
    TEXTS,
    TEXTS,
)
KEY = b"k" * 32


def plain(answer: Answer) -> tuple[object, ...]:
    error = answer.error
    return replace(answer, error=None), type(error), error.args if error else ()


@given(TEXTS, st.lists(QUERIES, max_size=3).map(tuple), JOBS)
def test_a_request_comes_back_as_it_was(engine, queries, job):
    asked = Request(engine, queries, job)

    assert read_request(json.loads(json.dumps(request(asked)))) == asked


@given(
    st.lists(st.builds(lambda answer, error: replace(answer, error=error), ANSWERS, st.none() | ERRORS)),
    ERRORS,
)
def test_a_reply_comes_back_as_it_was(answers, failure):
    reply = Reply("a.1", tuple(answers), failure, worker="w 1")

    back = read_reply(json.loads(json.dumps(reply.document())), "a.1")

    assert list(map(plain, back.answers)) == list(map(plain, answers))
    assert (type(back.failure), back.failure.args) == (type(failure), failure.args)


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"version": 2}, {"version": 1, "engine": "x", "queries": [{"txt": ""}], "job": {}},
     {"version": 1, "engine": "x", "queries": [{"text": 5}], "job": {"source": "en", "target": "de"}},
    {"version": 1, "engine": "", "queries": [{"text": "", "limit": ""}], "job": {"source": "", "target": ""}},
     ],
)  # fmt: skip
def test_a_request_of_another_shape_is_refused(document):
    with pytest.raises(EngineRefused, match="different versions of Recto"):
        read_request(document)


def test_a_reply_to_another_task_is_refused():
    with pytest.raises(EngineRefused, match="another version"):
        read_reply(Reply("a.1").document(), "a.2")


@given(
    st.recursive(st.none() | st.booleans() | TEXTS, lambda one: st.lists(one) | st.dictionaries(TEXTS, one))
)
def test_a_value_comes_back_and_no_other_key_reads_it(value):
    document = Signed(KEY).serialize(value)

    assert Signed(KEY).deserialize(document) == value
    with pytest.raises(WireError, match="another signature"):
        Signed(b"o" * 32).deserialize(document)


@given(st.data())
def test_a_document_with_any_byte_changed_is_refused(data):
    document = bytearray(Signed(KEY).serialize({"a": [1, "x"]}))
    document[data.draw(st.integers(0, len(document) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(WireError):
        Signed(KEY).deserialize(bytes(document))


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("exploded",)


def test_a_pickle_is_never_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    signed = Signed(KEY)
    raw = pickle.dumps(Bomb())

    for document in (raw, signed._signature(raw) + raw):
        with pytest.raises((WireError, ValueError)):
            signed.deserialize(document)
    assert not (tmp_path / "exploded").exists()


def test_what_huey_notes_of_an_exception_is_left_out():
    from huey.utils import Error

    document = Signed(KEY).serialize(Error({"error": "key=sk-12345", "traceback": "sk-12345"}))

    assert b"sk-12345" not in document
    assert isinstance(Signed(KEY).deserialize(document), Error)


# --- the queue, in a file and in Redis -----------------------------------------------------------

ASKED = Request("pseudo", (Query("Tea."),), Job("en", "es"))


def test_a_task_waits_is_taken_and_answered(queue):
    queue.send("a.1", ASKED)
    assert queue.look("a.1").is_waiting

    task = queue.huey.dequeue()
    assert (task.id, read_request(task.args[0])) == ("a.1", ASKED)
    assert not queue.look("a.1").is_waiting

    queue.tell("a.1", Sign(1, 3, "w"))
    assert queue.look("a.1").sign == Sign(1, 3, "w")
    queue.reply(Reply("a.1", (Answer("Té."),), worker="w"))
    assert queue.look("a.1").reply.answers == (Answer("Té."),)


def test_a_task_is_wanted_until_it_is_cancelled_and_awaited_until_it_is_forgotten(queue):
    queue.send("a.1", ASKED)
    assert (queue.is_wanted("a.1"), queue.is_awaited("a.1")) == (True, True)
    queue.cancel("a.1")
    assert (queue.is_wanted("a.1"), queue.is_awaited("a.1")) == (False, True)
    queue.forget("a.1")
    assert (queue.is_wanted("a.1"), queue.is_awaited("a.1")) == (False, False)


def test_only_what_belongs_to_open_jobs_is_kept(queue):
    for job in ("old", "new"):
        queue.tell(f"{job}.1", Sign(1, 0, "w"))
        queue.keep(f"{job}.1", {"k": "v"})

    queue.sweep({"new"})

    assert queue.paid("old.1") == {}
    assert queue.paid("new.1") == {"k": "v"}
    assert queue.look("old.1").sign is None


def test_a_reply_that_somebody_forged_is_refused_and_thrown_away(queue):
    queue.huey.storage.put_data(
        "a.1", Signed(b"x" * 32).serialize(Reply("a.1", (Answer("Evil."),)).document())
    )

    with pytest.raises(EngineRefused, match="another signature"):
        queue.look("a.1")
    assert queue.look("a.1").reply is None


def test_the_file_is_for_its_owner_only(tmp_path):
    Queue(Place(tmp_path / "queue.db", KEY)).send("a.1", ASKED)

    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis://:hunter2@host/0", "holds a password.*RECTO_JOBS_PASSWORD"),
        ("redis://host/0?password=hunter2", "holds a password"),
        ("http://hunter2.example", "begins with 'http'. Possible are redis"),
        ("redis://host:hunter2/0", "is no address"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_what_is_secret(tmp_path, url, told):
    with pytest.raises(ConfigError, match=told) as caught:
        Queue(Place(tmp_path / "queue.db", KEY, url))

    assert "hunter2" not in str(caught.value)


def test_a_short_key_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="too short"):
        Queue(Place(tmp_path / "queue.db", b"short"))


def test_a_redis_that_is_not_there_is_told_without_the_password(tmp_path):
    queue = Queue(Place(tmp_path / "queue.db", KEY, "redis://127.0.0.1:1/0", "hunter2"))

    with pytest.raises(QueueError, match=r"redis://127\.0\.0\.1:1: the queue cannot be reached") as caught:
        queue.send("a.1", ASKED)
    assert "hunter2" not in str(caught.value)


@pytest.mark.redis
def test_a_wrong_password_is_told_without_it(tmp_path, redis_url):
    queue = Queue(Place(tmp_path / "queue.db", KEY, redis_url, "hunter2"))

    with pytest.raises(QueueError, match="AuthenticationError") as caught:
        queue.send("a.1", ASKED)
    assert "hunter2" not in str(caught.value)
