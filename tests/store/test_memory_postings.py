"""Postings, packed: nothing is lost, each stands once and in order."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from recto.store.memory_postings import bucket_of, merged, packed, unpacked

POSTINGS = st.lists(
    st.integers(0, 2**48 - 1) | st.builds(lambda part, place: part << 16 | place, *[st.integers(0, 3)] * 2)
)


@given(st.lists(POSTINGS, max_size=4))
@example([[], [0, 2**48 - 1, 2**48 - 1]])
def test_what_was_packed_comes_back_once_and_in_order(postings):
    rows = packed(merged([np.array(some, np.uint64) for some in postings]))
    found = [posting for row in rows for posting in unpacked(row).tolist()]

    assert found == sorted({posting for some in postings for posting in some})


@given(POSTINGS)
def test_a_row_holds_the_parts_of_one_bucket(postings):
    rows = packed(merged([np.array(postings, np.uint64)]))

    for row in rows:
        assert set(bucket_of(unpacked(row) >> np.uint64(16)).tolist()) == {row.bucket}
    assert len({row.bucket for row in rows}) == len(rows)
