"""Jobs from beginning to end: real workers, killed, stopped, cancelled; the desk closed and opened again."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections import Counter
from dataclasses import replace

import pytest
from tests.jobs.conftest import UNITS

from recto.commands import compiling as compile_verbs
from recto.commands import jobs as verbs
from recto.commands.conducting import Conductor
from recto.commands.course import Pace, Watch
from recto.exchange import po
from recto.jobs import Desk, Sign
from recto.model import Catalog, State
from recto.project import find
from recto.store import Stand


def log(record) -> str:
    return "\n".join(record.lines)


def test_a_worker_fills_the_catalog(room, translator, hire):
    hire(room.root)
    with room.conducted():
        record = room.over(room.start())

    assert (record.stand, record.done, record.total, record.filled) == (Stand.DONE, 24, 24, 24), log(record)
    vowels = str.maketrans("aeiou", "eioua")
    assert [unit.target for unit in room.units()] == [unit.source.translate(vowels) for unit in room.units()]
    assert {unit.origin for unit in room.units()} == {"mt:libretranslate"}
    assert Counter(translator.asked).most_common(1)[0][1] == 1


@pytest.mark.redis
def test_a_worker_elsewhere_needs_settings_and_the_key_but_no_article(
    room, translator, hire, redis_url, password, tmp_path_factory, monkeypatch
):
    room.set(translator.url, f'embedded = false\nurl = "{redis_url}"')
    monkeypatch.setenv("RECTO_JOBS_PASSWORD", password)
    monkeypatch.setenv("RECTO_JOBS_KEY", "k" * 40)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(room.root / "recto.toml", elsewhere)
    worker = hire(elsewhere)
    with room.conducted():
        record = room.over(room.start())
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=20)

    assert record.stand is Stand.DONE, log(record)
    assert room.filled() == 24
    assert worker.returncode == 0
    assert password not in said + log(record)
    assert not (elsewhere / "sources").exists()


def test_a_worker_with_another_key_reads_nothing_and_goes_on(room, translator, hire, wait):
    stranger = hire(room.root, RECTO_JOBS_KEY="x" * 40)
    assert "takes tasks from .recto/queue.db" in stranger.stdout.readline()
    with room.conducted():
        record = room.start()
        wait(lambda: room.now(record).stand is Stand.RUNNING)
        # Another name of the queue: it does not even see the task.
        wait(lambda: "No worker has begun it yet." in log(room.now(record)), most_s=15.0)
    stranger.send_signal(signal.SIGINT)
    said, _ = stranger.communicate(timeout=20)

    assert stranger.returncode == 0, said
    assert translator.asked == []
    assert room.now(record).stand is Stand.QUEUED


def test_a_task_that_somebody_forged_is_thrown_away_and_told(room, employ):
    queue = verbs.opened(find(room.root))
    queue.huey.storage.enqueue(b"\x80\x05cos\nsystem\n(S'true'\ntR.")
    told = employ(room)
    with room.conducted():
        assert room.over(room.start()).stand is Stand.DONE

    assert [line for line in told if "another signature than this project's" in line]


@pytest.mark.parametrize("kept", ["by its folder", pytest.param("by the queue", marks=pytest.mark.redis)])
def test_what_a_killed_worker_had_paid_for_is_not_paid_again(
    room, translator, hire, wait, kept, request, monkeypatch, tmp_path_factory, password
):
    places = [room.root, room.root]
    if kept == "by the queue":
        redis_url = request.getfixturevalue("redis_url")
        room.set(translator.url, f'embedded = false\nurl = "{redis_url}"')
        monkeypatch.setenv("RECTO_JOBS_PASSWORD", password)
        monkeypatch.setenv("RECTO_JOBS_KEY", os.urandom(20).hex())
        places = [tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")]
        for place in places:
            shutil.copy(room.root / "recto.toml", place)
    translator.most = 6
    first = hire(places[0])
    with room.conducted():
        record = room.start()
        wait(lambda: len(translator.asked) > 6)
        first.kill()
        first.wait()
        translator.most = 10**6
        translator.free.set()
        hire(places[1])
        record = room.over(record)

    assert record.stand is Stand.DONE, log(record)
    assert room.filled() == 24
    assert "gives no sign of life; the task is sent once more" in log(record)
    known = translator.asked[:6]
    assert [text for text in known if translator.asked.count(text) > 1] == []


def test_a_task_that_loses_every_worker_is_told_and_can_be_tried_again(room, employ, wait):
    queue = verbs.opened(find(room.root))
    with room.conducted(Pace(look_s=0.03, lost_s=0.4)):
        record = room.start()
        for beat in range(3):  # one worker after the other takes it, gives a sign, and is gone
            wait(lambda: queue.huey.dequeue() is not None)
            queue.tell(f"{record.id}.1", Sign(beat + 1, 0, "w"))
        record = room.over(record)
        assert record.stand is Stand.INTERRUPTED, log(record)
        assert "try it again" in record.problem
        assert log(record).count("the task is sent once more") == 2

        verbs.again(room.jobs, record.id)
        employ(room)
        record = room.over(record)

    assert record.stand is Stand.DONE, log(record)
    assert room.filled() == 24


def test_a_worker_that_is_told_to_stop_puts_its_task_back(room, translator, hire, wait):
    translator.most = 0
    first = hire(room.root)
    with room.conducted(replace(Pace(look_s=0.03), lost_s=60.0)):
        record = room.start()
        wait(lambda: len(translator.asked) > 0)
        first.send_signal(signal.SIGTERM)
        said, _ = first.communicate(timeout=30)
        assert first.returncode == 0
        assert f"{record.id}.1: put back" in said
        translator.most = 10**6
        translator.free.set()
        hire(room.root)
        record = room.over(record)

    assert record.stand is Stand.DONE, log(record)


def test_cancelling_takes_effect_between_batches_and_keeps_what_is_paid_for(room, translator, employ, wait):
    translator.most = 12
    employ(room)
    with room.conducted():
        record = room.start()
        wait(lambda: len(translator.asked) > 12)
        verbs.cancel(room.jobs, record.id)
        translator.free.set()
        record = room.over(record)

    assert record.stand is Stand.CANCELLED, log(record)
    assert 0 < room.filled() < 24
    assert room.filled() == record.filled == len(translator.asked)


def test_a_job_that_waits_for_a_worker_is_cancelled_at_once_and_never_done(room, translator, employ, wait):
    with room.conducted():
        record = room.start()
        wait(lambda: room.now(record).request != "")
        verbs.cancel(room.jobs, record.id)
        assert room.over(record).stand is Stand.CANCELLED
        employ(room)
        room.put(room.units()[:1])
        again = room.over(room.start())  # behind it in the queue

    assert again.stand is Stand.DONE
    assert len(translator.asked) == 1


def test_what_was_answered_while_the_desk_was_closed_is_brought_in(room, translator, hire, wait):
    with room.conducted():
        record = room.start()
        wait(lambda: room.now(record).request != "")
    assert room.now(record).stand is Stand.QUEUED
    worker = hire(room.root)
    queue = verbs.opened(find(room.root))
    try:
        wait(lambda: queue.look(room.now(record).task).reply is not None)
    except AssertionError as error:
        worker.kill()
        said, _ = worker.communicate()
        raise AssertionError(f"{room.now(record)} {queue.look(room.now(record).task)} {said}") from error
    worker.kill()
    asked = len(translator.asked)
    assert asked > 0

    with room.conducted():
        wait(lambda: room.filled() >= asked)
        hire(room.root)
        record = room.over(record)

    assert record.stand is Stand.DONE, log(record)
    assert (room.filled(), record.filled) == (24, 24)
    assert len(translator.asked) == 24


def test_what_a_person_wrote_meanwhile_stays(room, translator, employ, wait):
    translator.most = 0
    employ(room)
    with room.conducted():
        record = room.start()
        wait(lambda: len(translator.asked) > 0)
        mine = replace(room.units()[0], target="Mía.", state=State.REVIEWED)
        other = replace(room.units()[1], source="Another source.")
        room.put((mine, other, *room.units()[2:]))
        translator.free.set()
        record = room.over(record)

    assert room.units()[0] == mine
    assert room.units()[1].target == ""
    assert all(unit.target for unit in room.units()[2:])


def test_an_embargoed_article_never_comes_near_the_queue(room, translator, employ):
    room.article.write_text("---\nembargo: true\n---\n" + room.article.read_text(encoding="utf-8"))
    employ(room)
    with room.conducted():
        record = room.over(room.start())

    assert record.stand is Stand.DONE, log(record)
    assert room.filled() == 24
    assert "the desk does it itself" in log(record)
    held = b"".join(file.read_bytes() for file in (room.root / ".recto").glob("queue.db*"))
    assert b"kettle" not in held
    assert record.task == ""


def test_an_embargoed_article_is_sent_to_no_engine_elsewhere(room, employ, monkeypatch):
    room.set("https://translate.example.org", "embedded = false")
    room.article.write_text("---\nembargo: true\n---\n" + room.article.read_text(encoding="utf-8"))
    employ(room)
    with room.conducted():
        record = room.over(room.start())

    assert room.filled() == 0
    assert "the article is embargoed" in log(record)


def test_what_is_in_the_way_for_a_time_is_tried_again_and_then_told(room, translator, employ):
    translator.status = 401
    employ(room)
    with room.conducted():
        record = room.over(room.start())
        assert record.stand is Stand.FAILED, log(record)
        assert "libretranslate" in record.problem
        translator.status = 200
        verbs.again(room.jobs, record.id)
        assert room.over(record).stand is Stand.DONE


def test_a_desk_database_that_cannot_be_used_for_a_time_stops_no_job(room, translator, employ, wait):
    told: list[str] = []
    employ(room)
    translator.most = 4
    with Conductor(room.root, told.append, Pace(0.03, 0.3, (0.1, 0.1))).running():
        record = room.start()
        wait(lambda: len(translator.asked) > 4)
        with sqlite3.connect(room.root / ".recto" / "desk.db", isolation_level=None) as other:
            other.execute("ALTER TABLE jobs RENAME TO elsewhere")  # fails at once, as a full disk does
            translator.free.set()
            wait(lambda: len(told) > 1)
            other.execute("ALTER TABLE elsewhere RENAME TO jobs")
        other.close()
        record = room.over(record)

    assert (record.stand, room.filled()) == (Stand.DONE, 24), log(record)
    assert "the desk database cannot be used now" in told[0]


def test_a_queue_that_cannot_be_reached_takes_no_order_back(room):
    desk = Desk(verbs.opened(find(room.root)), "job.1", "w", lambda: False)
    with sqlite3.connect(room.root / ".recto" / "queue.db") as other:
        other.execute("DROP TABLE kv")
    other.close()

    assert desk.is_wanted()


def test_a_clock_that_was_set_back_holds_no_job_up(room, employ):
    employ(room)
    record = room.start()
    room.jobs.note(record.id, after=4e9)  # noted in the year 2096
    with room.conducted():
        assert room.over(record).stand is Stand.DONE


def test_the_key_is_for_its_owner_only_and_git_ignores_it(room):
    key = verbs.place(find(room.root)).key

    file = room.root / ".recto" / "jobs.key"
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (key, 0o600)
    assert (room.root / ".recto" / ".gitignore").read_text() == "*\n"


def test_the_same_job_is_not_begun_twice(room):
    assert room.start() == room.start()


def test_another_desk_waits_for_its_turn(room, translator, employ, wait):
    employ(room)
    with room.conducted():
        wait((room.root / ".recto" / "locks" / "jobs.lock").exists)
        with room.conducted():
            record = room.over(room.start())

    assert record.tries == 1
    assert len(translator.asked) == 24


def test_a_watch_hears_who_is_lost_whatever_their_clock_says():
    now = [0.0]
    watch = Watch(Pace(lost_s=10.0, unseen_s=5.0), lambda: now[0])

    def is_lost(at: float, sign: Sign | None, *, is_waiting: bool = False) -> bool:
        now[0] = at
        return watch.is_lost(sign, is_waiting=is_waiting)

    assert not is_lost(30, None, is_waiting=True)
    assert watch.is_unseen()
    assert not watch.is_unseen()
    assert not is_lost(35, Sign(1))
    assert not is_lost(44, Sign(1))
    assert is_lost(46, Sign(1))
    assert not is_lost(50, Sign(1))
    assert is_lost(57, Sign(1))
    assert watch.lost == 2


# --- compiling -----------------------------------------------------------------------------------


def compiling(room, paths=("tea.md",), policy="draft"):
    """Note jobs as the desk does; return the first."""
    return compile_verbs.start(room.jobs, "ana", [(path, "es") for path in paths], policy)[0]


def more_articles(room, number):
    """Write articles whose only segment is translated."""
    unit = replace(UNITS[0], target="Reviewed.", state=State.REVIEWED)
    paths = [f"{one:03}.md" for one in range(number)]
    for path in paths:
        (room.root / "sources" / path).write_text(f"{unit.source}\n", encoding="utf-8")
        header = po.create_header("tea-times", "es", path)
        (room.catalog.parent / f"{path}.po").write_bytes(po.dump(Catalog("es", (unit,), header=header)))
    return paths


def test_articles_are_compiled_and_counted_and_one_that_is_gone_is_left_out(room):
    paths = more_articles(room, 3)
    record = compiling(room, [*paths, "gone.md"], "source")
    with room.conducted():
        record = room.over(record)

    assert (record.stand, record.done, record.total, record.filled) == (Stand.DONE, 3, 3, 3), log(record)
    assert all((room.root / "build/es" / path).read_text() == "Reviewed.\n" for path in paths)

    room.jobs.again(record.id)
    with room.conducted():
        assert room.over(record).filled == 0  # nothing differs any more


def test_what_the_policy_keeps_back_and_what_cannot_be_compiled_is_told(room):
    paths = more_articles(room, 2)
    (room.root / "sources" / paths[1]).write_bytes(b"\xff\xfe broken")
    with room.conducted():
        record = room.over(compiling(room, ["tea.md", *paths], "block"))

    assert (record.stand, record.done, record.filled) == (Stand.DONE, 3, 1), log(record)
    assert "es/tea.md: held back" in log(record)
    assert paths[1] in log(record)
    assert not (room.root / "build/es/tea.md").exists()
    assert record.problem


def test_compiling_stops_when_it_is_cancelled_and_goes_on_after_the_desk_was_closed(room, wait):
    paths = more_articles(room, 60)
    record = compiling(room, paths, "source")
    with room.conducted():
        wait(lambda: room.now(record).done > 2)
    closed = room.now(record)
    assert closed.stand in (Stand.QUEUED, Stand.DONE)
    with room.conducted():
        assert room.over(record).done == 60

    cancelled = compiling(room, paths[:50], "source")
    room.jobs.cancel(cancelled.id)
    with room.conducted():
        assert room.over(cancelled).stand is Stand.CANCELLED


def test_compiling_and_pretranslating_one_article_do_not_stand_in_for_each_other(room):
    records = [room.start(), compiling(room), compiling(room, policy="source")]

    assert len({record.id for record in records}) == 3
    assert compiling(room) == records[1]
