"""Passwords: what is taken, and that only the one that was chosen fits."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.store.passwords import NOBODYS, fits, hashed, is_outdated, refusal

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(max_examples=15, deadline=None)
@given(WORDS, WORDS)
def test_the_password_that_was_chosen_fits_and_no_other(password, other):
    kept = hashed(password)

    assert fits(kept, password)
    same = unicodedata.normalize("NFKC", password) == unicodedata.normalize("NFKC", other)
    assert fits(kept, other) is same


def test_keyboards_that_compose_letters_in_another_way_fit():
    assert fits(hashed("caf\u00e9 at the corner"), "cafe\u0301 at the corner")


@pytest.mark.parametrize("kept", ["", NOBODYS, "x", "$argon2id$v=19$"])
def test_nothing_fits_where_no_password_is_kept(kept):
    for password in ("", "password", kept):
        assert not fits(kept, password)


def test_two_people_with_one_password_keep_different_things():
    assert hashed("seven lamps") != hashed("seven lamps")


def test_a_weaker_way_of_keeping_is_known():
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("seven lamps")

    assert fits(weak, "seven lamps")
    assert is_outdated(weak)
    assert not is_outdated(hashed("seven lamps"))
    assert not is_outdated(NOBODYS)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "eleven char",
        "x" * 129,
        "aaaaaaaaaaaaaaaa",
        "123456789012",
        "password1234!",
        "Password-Password",
        "qwertyuiop123",
        "Ana-Example-2026",
        "tea-times-tea-times",
        "recto-admin-2026",
    ],
)
def test_what_is_easily_guessed_is_refused(password):
    assert refusal(password, "Ana", "ana@example.org", "tea-times")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "seven lamps under the stairs",
        "8f3kd9d0sk3j",
        "пять ламп под лестницей",
        "五盏灯在楼梯下面没有人看见它们",
        "x" * 8 + "abcdefgh-lamps",
        "a b c d e f g h i j",
    ],
)
def test_what_is_long_enough_needs_no_special_characters(password):
    assert refusal(password, "Ana", "tea-times") == ""


@given(st.text(max_size=200))
def test_a_password_is_judged_whatever_it_holds(password):
    problem = refusal(password, "Ana")

    assert isinstance(problem, str)
    assert (12 <= len(password) <= 128) or problem
