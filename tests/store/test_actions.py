"""Who changed how many accepted texts in how short a time, beside a count by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, insert

from recto.store import Desk
from recto.store.actions import Actions
from recto.store.schema import ACTIVITY

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECONDS = 600
changes = st.lists(st.tuples(st.sampled_from(["ana", "ben"]), st.integers(-2000, 2000)), max_size=25)


def row(person: str, second: int) -> dict[str, object]:
    at = (NOON + timedelta(seconds=second)).isoformat(timespec="seconds")
    return {
        "stage": "applied", "made_at": at, "person": person, "article": "tea.md", "locale": "de",
        "unit_id": "u1", "context": "paragraph", "source": "Tea",
        "old_target": "Tee", "old_state": "reviewed",
        "new_target": "Tees", "new_state": "reviewed",
    }  # fmt: skip


def by_hand(made: list[tuple[str, int]]) -> dict[str, int]:
    since = [(person, second) for person, second in made if second >= 0]
    return {
        person: max(
            sum(last - SECONDS <= second <= last for who, second in since if who == person)
            for who, last in since
            if who == person
        )
        for person, _ in since
    }


def test_most_changes_within_a_time_are_counted_for_each_person(tmp_path):
    desk = Desk(tmp_path / "desk.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'desk.db'}")

    @settings(max_examples=60)
    @given(changes)
    def holds(made: list[tuple[str, int]]) -> None:
        with engine.begin() as connection:
            connection.execute(delete(ACTIVITY))
            for person, second in made:
                connection.execute(insert(ACTIVITY).values(row(person, second)))
        found = Actions(desk).most_overwritten(NOON.isoformat(timespec="seconds"), SECONDS)
        assert found == by_hand(made)

    holds()
    engine.dispose()
    desk.close()
