"""The memory index: it finds what comparing with all finds, and always equals one made afresh."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from recto.errors import RectoError
from recto.memory import Remembered, generalise
from recto.store.memory import BrokenIndexError, File, Index, discard
from recto.store.memory_reading import fold

PAIR = "en de"
FILE = File("stamp", "digest")
WORDS = [
    "tea",
    "the",
    "Water",
    "boil",
    "12",
    "7",
    "<1>a</1>",
    "minutes",
    "straße",
    "kettle",
    "水を沸かす",
    "of",
]
SOURCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
UNITS = st.lists(
    st.builds(
        Remembered,
        SOURCES,
        st.sampled_from(["x", "y z", "Ä"]),
        st.sampled_from(["paragraph", "heading"]),
        st.just("a.md"),
        st.sampled_from(["", "mt:x"]),
        st.sampled_from([None, (0, 1), (2**32 - 1, 0)]),
        is_old=st.booleans(),
    ),
    max_size=6,
)


def made(folder: str | Path, files: dict[str, list[Remembered]] | None = None) -> Index:
    index = Index(Path(folder) / "memory.db")
    for name, units in (files or {}).items():
        index.put(name, "a.md", FILE, ((PAIR, unit) for unit in units))
    index.finish()
    return index


def content(index: Index) -> list[Remembered]:
    """Return all units, by looking each up in every way there is."""
    found = index.holding(PAIR, " ", limit=10_000) + index.holding(PAIR, "a", limit=10_000)
    return sorted(set(found + index.holding(PAIR, "水", limit=10_000)), key=repr)


@settings(max_examples=25)
@given(st.lists(SOURCES, min_size=1, max_size=60, unique=True), SOURCES)
def test_the_best_match_is_that_of_comparing_with_all(sources, wanted):
    general = generalise(wanted)
    best = max(fuzz.ratio(general, generalise(source)) for source in sources)
    with TemporaryDirectory() as folder:
        index = made(folder, {"a.po": [Remembered(source, "x") for source in sources]})

        found = index.similar(PAIR, wanted, 70, 1)
        index.close()

    if best >= 70:
        assert fuzz.ratio(general, generalise(found[0].source)) == best
    else:
        assert found == []


@settings(max_examples=40)
@given(st.lists(SOURCES, min_size=1, max_size=60, unique=True), SOURCES)
def test_the_best_match_is_found_by_what_it_shares(sources, wanted):
    general = generalise(wanted)
    best = max(fuzz.ratio(general, generalise(source)) for source in sources)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("recto.store.memory_similar.FEW", 0)
        index = made(folder, {"a.po": [Remembered(source, "x") for source in sources]})

        found = index.similar(PAIR, wanted, 70, 1)
        index.close()

    assert all(fuzz.ratio(general, generalise(unit.source)) >= 70 for unit in found)
    if best >= 70:
        assert fuzz.ratio(general, generalise(found[0].source)) == best


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["a.po", "b.po", "c.po"]), UNITS | st.none()), max_size=8))
def test_an_index_after_any_changes_equals_one_made_afresh(changes):
    files: dict[str, list[Remembered]] = {}
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        index = made(folder)
        for name, units in changes:
            if units is None:
                index.drop([name])
                files.pop(name, None)
            else:
                index.put(name, "a.md", FILE, ((PAIR, unit) for unit in units))
                files[name] = units
        fresh = made(other, files)

        assert content(index) == content(fresh)
        assert index.counts() == fresh.counts()
        for units in files.values():
            for unit in units:
                ours, theirs = index.equal(PAIR, unit.source), fresh.equal(PAIR, unit.source)
                assert sorted(ours, key=repr) == sorted(theirs, key=repr)
                assert unit in index.equal(PAIR, unit.source)
                ours, theirs = (
                    index.similar(PAIR, unit.source, 70, 99),
                    fresh.similar(PAIR, unit.source, 70, 99),
                )
                assert sorted(ours, key=repr) == sorted(theirs, key=repr)
        index.close()
        fresh.close()


@settings(max_examples=25)
@given(
    st.lists(st.text(st.sampled_from("abcÄß é水茶도ا ก็١-'\"*"), min_size=1, max_size=12), max_size=8),
    st.text(st.sampled_from("abÄ é水茶도ا ก็'\"*"), min_size=1, max_size=4),
    st.sampled_from(["source", "target"]),
)
def test_the_concordance_finds_what_reading_all_finds(texts, wanted, side):
    units = [Remembered(text, text[::-1], article="a.md") for text in texts]
    needle = fold(wanted)
    held = [unit for unit in units if needle and needle in fold(getattr(unit, side))]
    with TemporaryDirectory() as folder:
        index = made(folder, {"a.po": units})

        found = index.holding(PAIR, wanted, side)
        index.close()

    assert sorted(found) == sorted(held)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("tea", ["Teapot", "A TEA"]),
        ("Téa", ["Teapot", "A TEA"]),
        ("a t", ["A TEA"]),
        ("茶道", ["日本の茶道です"]),
        ("道", ["日本の茶道です"]),
        ("شاي", ["كوب شاي ساخن"]),
        ("น้ำ", ["ต้มน้ำ"]),
        ("nothing", []),
        ("%", ["100 % tea-free?!"][:1]),
        ("", []),
    ],
)
def test_parts_of_words_are_found_in_any_script(tmp_path, wanted, found):
    texts = ["Teapot", "A TEA", "日本の茶道です", "كوب شاي ساخن", "ต้มน้ำ", "100 % free"]
    index = made(tmp_path, {"a.po": [Remembered(text, "x") for text in texts]})

    expected = ["100 % free"] if wanted == "%" else found
    assert sorted(unit.source for unit in index.holding(PAIR, wanted)) == sorted(expected)


def test_a_very_long_text_is_looked_up(tmp_path):
    text = " ".join(f"word{number}" for number in range(20_000))
    index = made(tmp_path, {"a.po": [Remembered(text, "x"), Remembered("short", "y")]})

    assert [unit.target for unit in index.similar(PAIR, f"{text} more")] == ["x"]
    assert [unit.target for unit in index.holding(PAIR, "word19999")] == ["x"]


@pytest.mark.parametrize(
    "text", ["\x00", "\u2028", "'", '"', "a\x00b", "\U0010ffff", "-", "NOT", "a OR b", "tea*"]
)
def test_odd_texts_break_nothing(tmp_path, text):
    index = made(tmp_path, {"a.po": [Remembered(f"x {text} y", text)]})

    assert [unit.target for unit in index.equal(PAIR, f"x {text} y")] == [text]
    assert [unit.target for unit in index.similar(PAIR, f"x {text} y")] == [text]
    assert index.holding(PAIR, text, whole=True) == index.holding(PAIR, text)


def test_whole_words_are_found_alone_and_in_a_row(tmp_path):
    texts = ["Teapot", "A TEA", "tea time", "time for tea"]
    index = made(tmp_path, {"a.po": [Remembered(text, "x") for text in texts]})

    assert [unit.source for unit in index.holding(PAIR, "tea", whole=True)] == [
        "A TEA",
        "tea time",
        "time for tea",
    ]
    assert [unit.source for unit in index.holding(PAIR, "tea time", whole=True)] == ["tea time"]


def test_pairs_of_locales_are_kept_apart(tmp_path):
    index = made(tmp_path)
    index.put("a", "a", FILE, [("en de", Remembered("tea", "Tee")), ("en fr", Remembered("tea", "thé"))])

    for ask in (
        index.equal("en fr", "tea"),
        index.similar("en fr", "tea"),
        index.holding("en fr", "tea"),
        index.holding("en fr", "the", "target"),
    ):
        assert [unit.target for unit in ask] == ["thé"]
    assert index.counts() == {"en de": 1, "en fr": 1}


def test_a_unit_that_stays_keeps_its_place(tmp_path):
    units = [Remembered(f"unit {word} here", "x", article="a.md") for word in WORDS]
    index = made(tmp_path, {"a.po": units})

    index.put(
        "a.po", "a.md", FILE, ((PAIR, unit) for unit in [*units[1:], Remembered("new", "y", article="a.md")])
    )

    with sqlite3.connect(tmp_path / "memory.db") as connection:
        used = connection.execute("SELECT sum(used) FROM segments").fetchone()[0]
    assert used == len(units) + 1


def test_more_units_than_a_segment_holds_are_all_found(tmp_path, monkeypatch):
    monkeypatch.setattr("recto.store.memory_writing.SEGMENT_UNITS", 3)
    texts = [f"boil the water number {chr(97 + at) * 5}" for at in range(11)]
    index = made(tmp_path, {"a.po": [Remembered(text, "x") for text in texts]})
    index.put("b.po", "b.md", FILE, [(PAIR, Remembered("boil the water number zzzzz", "y"))])

    assert {unit.source for unit in index.similar(PAIR, texts[0], 70, 50)} >= set(texts)
    assert index.similar(PAIR, "boil the water number zzzzx", 70, 1)[0].target == "y"


def test_what_another_process_put_in_or_dropped_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr("recto.store.memory_similar.FEW", 0)
    index = made(tmp_path, {"a.po": [Remembered("boil the water", "x")]})
    assert [unit.target for unit in index.similar(PAIR, "boil the waters")] == ["x"]
    other = Index(tmp_path / "memory.db")

    other.put("b.po", "b.md", FILE, [(PAIR, Remembered("boil the waters", "y"))])
    assert [unit.target for unit in index.similar(PAIR, "boil the waters")] == ["y", "x"]
    other.drop(["a.po"])
    assert [unit.target for unit in index.similar(PAIR, "boil the waters")] == ["y"]


def _torn(units):
    yield from units
    raise RectoError("the file ends here.", "b.tmx")


@pytest.mark.parametrize("count", [1, 5000])
def test_a_file_that_cannot_be_read_to_its_end_leaves_a_new_index_whole(tmp_path, monkeypatch, count):
    # A small cache is written out in the midst of the change that is taken back.
    monkeypatch.setattr("recto.store.memory.CACHE_KB_MAKING", 100)
    monkeypatch.setattr("recto.store.memory_writing.BATCH", 50)
    index = Index(tmp_path / "memory.db")
    index.put("a.tmx", "a.tmx", FILE, [(PAIR, Remembered("boil the water", "x"))])
    torn = ((PAIR, Remembered(f"pour the tea {chr(97 + at % 26) * 9} {at}", "y")) for at in range(count))
    with pytest.raises(RectoError, match="ends here"):
        index.put("b.tmx", "b.tmx", FILE, _torn(torn))
    index.finish()

    with sqlite3.connect(tmp_path / "memory.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert list(index.files()) == ["a.tmx"]
    assert index.counts() == {PAIR: 1}
    assert [unit.target for unit in index.similar(PAIR, "boil the water")] == ["x"]
    assert [unit.target for unit in index.holding(PAIR, "the")] == ["x"]


def test_only_what_is_similar_needs_numpy(tmp_path):
    made(tmp_path, {"a.po": [Remembered("tea", "x")]}).close()
    code = (
        "import sys; from pathlib import Path; from recto.commands import pretranslate, recall;"
        f"from recto.store.memory import Index; index = Index(Path({str(tmp_path / 'memory.db')!r}));"
        f"found = index.equal({PAIR!r}, 'tea'), index.holding({PAIR!r}, 'te'), index.counts();"
        "print('numpy' in sys.modules); index.similar('en de', 'tea'); print('numpy' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (done.stdout.split(), done.stderr) == (["False", "True"], "")


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_damaged_file_is_told_apart(tmp_path, damage):
    file = tmp_path / "memory.db"
    file.write_bytes(damage)

    with pytest.raises(BrokenIndexError):
        Index(file)
    discard(file)
    Index(file).close()


def test_another_version_and_an_unfinished_index_are_told_apart(tmp_path):
    Index(tmp_path / "memory.db").close()

    with pytest.raises(BrokenIndexError, match="another version"):
        Index(tmp_path / "memory.db")


def test_an_index_that_was_deleted_is_not_current(tmp_path):
    index = made(tmp_path)
    assert index.is_current

    discard(tmp_path / "memory.db")

    assert not index.is_current


def test_an_index_most_of_which_is_gone_is_worn(tmp_path, monkeypatch):
    monkeypatch.setattr("recto.store.memory.DEAD", 3)
    index = made(tmp_path, {"a.po": [Remembered(word, "x") for word in WORDS]})
    assert not index.is_worn

    index.drop(["a.po"])

    assert index.is_worn


def _write(folder: str, name: str) -> None:
    index = Index(Path(folder) / "memory.db")
    for at in range(20):
        units = [Remembered(f"{name} boils water {number}", f"{at}") for number in range(at)]
        index.put(name, name, FILE, ((PAIR, unit) for unit in units))
    index.close()


def test_two_processes_write_while_a_third_reads(tmp_path):
    index = made(tmp_path)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(str(tmp_path), name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        for unit in index.similar(PAIR, "a boils water 3"):
            assert unit.article in {"a", "b"}
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert index.counts() == {PAIR: 38}
    assert {unit.target for unit in index.holding(PAIR, "boils")} == {"19"}


def test_a_database_that_cannot_be_written_is_an_error_with_its_reason(tmp_path, monkeypatch):
    index = made(tmp_path)
    with sqlite3.connect(tmp_path / "memory.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr("recto.store.memory.WAIT_S", 0)
        second = Index(tmp_path / "memory.db")
        with pytest.raises(RectoError, match="locked"):
            second.drop(["a"])
        other.rollback()
    index.close()


@settings(max_examples=15)
@given(st.lists(SOURCES, min_size=2, max_size=40, unique=True), st.lists(SOURCES, min_size=1, max_size=4))
def test_segments_that_are_kept_wholly_answer_as_the_file_does(sources, wanted):
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("recto.store.memory_similar.FEW", 0)
        patch.setattr("recto.store.memory_segments.OFTEN", 3)
        index = made(folder, {"a.po": [Remembered(source, "x") for source in sources]})
        first = [index.similar(PAIR, one, 50) for one in wanted]

        for _ in range(3):
            assert [index.similar(PAIR, one, 50) for one in wanted] == first

        index.put("a.po", "a.md", FILE, [(PAIR, Remembered(source, "y")) for source in sources[1:]])
        again = [index.similar(PAIR, one, 50) for one in wanted]
        fresh = Index(Path(folder) / "memory.db")
        assert again == [fresh.similar(PAIR, one, 50) for one in wanted]


@given(st.dictionaries(st.sampled_from(["a.po", "b.po", "c.po"]), UNITS), st.lists(SOURCES, max_size=5))
def test_several_files_at_once_are_as_one_after_the_other(files, wanted):
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        singly, together = made(one, files), made(other)
        together.put_all(
            (name, "a.md", FILE, [(PAIR, unit) for unit in units]) for name, units in files.items()
        )
        asked = [*wanted, *(unit.source for units in files.values() for unit in units)]

        assert content(together) == content(singly)
        assert together.equal_all(PAIR, asked) == {source: singly.equal(PAIR, source) for source in asked}
