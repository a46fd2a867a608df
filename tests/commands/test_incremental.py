"""``recto compile`` makes only what changed, and the result is that of making everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.commands.conftest import SETTINGS, Desk

from recto import looking
from recto.cli import cli
from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.model import State

ARTICLES = {
    "tea.md": "---\ntitle: Tea\n---\n# Tea\n\nBoil the *water*. Wait.\n",
    "world/milk.md": "# Milk\n\nSee [tea](../tea.md#tea).\n",
    "note.html": "<html><head><title>Note</title></head><body>"
    '<p>Short <img src="a.png">.</p></body></html>\n',
}
VARIANTS = (
    "",
    'localize = ["links", "lang", "assets", "notice"]\n',
    '[publish]\nmanifest = true\nincomplete = "mark"\n',
    'localize = ["links"]\n[publish]\nincomplete = "keep-last-good"\nrequired = ["title"]\n',
    '[site]\nlayout = "suffix"\n',
)


def recto(desk, *words):
    return CliRunner().invoke(cli, ["-C", str(desk.root), *words], standalone_mode=False)


def changed(report):
    return [(one.article, one.locale) for one in report.outputs if one.is_changed]


def outputs(root: Path) -> dict[str, bytes]:
    """Return what was compiled: all of the output folder, and the catalogs' binary forms."""
    files = [*root.glob("build/**/*"), *root.glob("build/.recto/**/*"), *root.glob("locales/**/*.mo")]
    return {str(file.relative_to(root)): file.read_bytes() for file in files if file.is_file()}


def is_quick(desk, state=""):
    return looking.unchanged(desk.root, state) is not None


@pytest.fixture
def tea(desk):
    for path, text in ARTICLES.items():
        desk.write(path, text)
    extract(desk.project)
    for path in ARTICLES:
        desk.translate(path, str.upper)
    compile_articles(desk.project)
    return desk


@pytest.fixture
def pressed(monkeypatch):
    """What is compiled, and not only looked at."""
    seen = []

    def noted(project, article, document, catalog, state, **rest):
        seen.append((article.path, catalog.locale))
        return own(project, article, document, catalog, state, **rest)

    own = compile_articles.__globals__["localize"]
    monkeypatch.setitem(compile_articles.__globals__, "localize", noted)
    return seen


class Newsroom(RuleBasedStateMachine):
    """People at work on three articles in two locales; now and then somebody compiles."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk = Desk(Path(self.folder.name))
        (self.desk.root / "sources" / "a.png").write_bytes(b"picture")
        for path, text in ARTICLES.items():
            self.desk.write(path, text)
        extract(self.desk.project)

    @rule(path=st.sampled_from(sorted(ARTICLES)), word=st.sampled_from(["Stir.", "Drink.", ""]))
    def write(self, path, word):
        self.desk.write(path, ARTICLES[path].replace("Wait.", word).replace("Short", word or "Long"))
        extract(self.desk.project)

    @rule(path=st.sampled_from(sorted(ARTICLES)))
    def withdraw(self, path):
        (self.desk.root / "sources" / path).unlink(missing_ok=True)

    @rule(
        path=st.sampled_from(sorted(ARTICLES)),
        locale=st.sampled_from(["de", "es"]),
        state=st.sampled_from([State.DRAFT, State.REVIEWED]),
        say=st.sampled_from([str.upper, str.title, lambda text: "", lambda text: text.replace("1", "")]),
    )
    def translate(self, path, locale, state, say):
        if self.desk.po(path, locale).exists():
            self.desk.translate(path, say, state, locale)

    @rule(path=st.sampled_from(sorted(ARTICLES)))
    def lose_catalog(self, path):
        self.desk.po(path).unlink(missing_ok=True)

    @rule(number=st.integers(0, 30), what=st.sampled_from(["remove", "shorten", "spoil", "touch"]))
    def meddle(self, number, what):
        found = sorted(outputs(self.desk.root))
        if not found:
            return
        file = self.desk.root / found[number % len(found)]
        if what == "remove":
            file.unlink()
        elif what == "touch":
            os.utime(file, (1, 1))
        else:
            content = file.read_bytes()
            file.write_bytes(content[:-1] if what == "shorten" else bytes(reversed(content)))

    @rule(tail=st.sampled_from(VARIANTS))
    def settle(self, tail):
        (self.desk.root / "recto.toml").write_text(SETTINGS + tail, "utf-8")

    @rule(content=st.sampled_from([b"picture", b"another"]))
    def paint(self, content):
        (self.desk.root / "sources" / "a.png").write_bytes(content)

    @rule(path=st.sampled_from(sorted(ARTICLES)), state=st.sampled_from([None, State.DRAFT]))
    def compile_one(self, path, state):
        if (self.desk.root / "sources" / path).exists():
            compile_articles(self.desk.project, [path], state=state)

    @rule(state=st.sampled_from([None, State.DRAFT]), locale=st.sampled_from([(), ("de",)]))
    def compile_all(self, state, locale):
        compile_articles(self.desk.project, (), locale, state=state)

    @rule()
    def forget(self):
        shutil.rmtree(self.desk.root / ".recto", ignore_errors=True)

    @rule()
    def the_result_is_that_of_making_everything(self):
        report = compile_articles(self.desk.project)
        before = outputs(self.desk.root)
        with tempfile.TemporaryDirectory() as place:
            again = Path(place) / "project"
            shutil.copytree(self.desk.root, again, symlinks=True)
            shutil.rmtree(again / ".recto")
            forced = compile_articles(
                Desk(again, (again / "recto.toml").read_text("utf-8")).project, force=True
            )
            assert outputs(again) == before
            assert changed(forced) == []
            assert [str(one) for one in forced.errors] == [str(one) for one in report.errors]
            shutil.rmtree(again / "build", ignore_errors=True)
            fresh = compile_articles(
                Desk(again, (again / "recto.toml").read_text("utf-8")).project, force=True
            )
            assert [replace(one, is_changed=False) for one in fresh.outputs] == [
                replace(one, is_changed=False) for one in report.outputs
            ]
            published = {one.file for one in fresh.outputs if not one.is_held_back}
            assert {file: before[file] for file in published} == {
                file: content for file, content in outputs(again).items() if file in published
            }

    @invariant()
    def a_quick_look_is_right(self):
        if is_quick(self.desk):
            assert changed(compile_articles(self.desk.project, check=True)) == []

    def teardown(self):
        self.the_result_is_that_of_making_everything()
        self.folder.cleanup()


Newsroom.TestCase.settings = settings(max_examples=20, stateful_step_count=12, deadline=None)
test_any_sequence_of_edits_gives_what_making_everything_gives = Newsroom.TestCase


def test_with_nothing_to_do_nothing_is_loaded_or_compiled(tea, pressed):
    assert is_quick(tea)
    assert recto(tea, "compile").stdout == "0 written, 6 unchanged.\n"
    assert recto(tea, "compile", "--check").stdout == "0 would change, 6 unchanged.\n"
    assert pressed == []


def test_one_edit_compiles_one_article_in_one_locale(tea, pressed):
    tea.translate("tea.md", str.title)

    assert changed(compile_articles(tea.project)) == [("tea.md", "de")]
    assert pressed == [("tea.md", "de")]
    assert is_quick(tea)


def test_an_edited_source_is_compiled_into_all_its_locales(tea, pressed):
    tea.write("tea.md", ARTICLES["tea.md"] + "\nMore.\n")

    assert changed(compile_articles(tea.project)) == [("tea.md", "de"), ("tea.md", "es")]
    assert len(pressed) == 2


def test_a_file_that_was_only_touched_is_not_compiled(tea, pressed):
    for file in (tea.po("tea.md"), tea.root / "sources" / "tea.md", tea.root / "build" / "de" / "tea.md"):
        os.utime(file)

    assert not is_quick(tea)
    assert changed(compile_articles(tea.project)) == []
    assert pressed == []
    assert is_quick(tea)


def test_an_edit_that_keeps_size_and_time_is_seen(tea):
    file = tea.root / "build" / "de" / "tea.md"
    before, status = file.read_bytes(), file.stat()
    file.write_bytes(before.swapcase())
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert not is_quick(tea)
    assert changed(compile_articles(tea.project)) == [("tea.md", "de")]
    assert file.read_bytes() == before


@pytest.mark.parametrize("where", ["build/de/tea.md", "locales/de/LC_MESSAGES/tea.md.mo"])
@pytest.mark.parametrize("by_hand", [Path.unlink, lambda file: file.write_text("mine")])
def test_outputs_that_somebody_changed_are_made_again(tea, where, by_hand):
    before = outputs(tea.root)
    by_hand(tea.root / where)

    assert not is_quick(tea)
    assert changed(compile_articles(tea.project, check=True)) == [("tea.md", "de")]
    assert changed(compile_articles(tea.project)) == [("tea.md", "de")]
    assert outputs(tea.root) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: (desk.root / "recto.toml").write_text(SETTINGS + "[publish]\nmanifest = true\n"),
        lambda desk: (desk.root / "mkdocs.yml").write_text("site_name: Tea\n"),
        lambda desk: (desk.root / ".recto" / "cache" / "compiled.json").write_text('{"format": 1}\n'),
        lambda desk: (desk.root / ".recto" / "cache" / "compiled.json").unlink(),
        lambda desk: desk.write("new.md", "New.\n"),
    ],
    ids=["settings", "generator", "spoiled record", "no record", "new article"],
)
def test_what_the_result_depends_on_is_looked_at(tea, change):
    change(tea)

    assert not is_quick(tea)
    compile_articles(tea.project)
    assert is_quick(tea)


def test_another_version_of_recto_makes_everything_anew(tea, pressed, monkeypatch):
    monkeypatch.setattr(looking, "tools", lambda: "another")

    assert not is_quick(tea)
    assert changed(compile_articles(tea.project)) == []
    assert len(pressed) == 6


def test_what_a_plug_in_reads_is_made_anew_with_its_next_version(tea, pressed, monkeypatch):
    monkeypatch.setattr("recto.formats.maker", lambda path: "plug-in 1.0" if path == "tea.md" else "")
    compile_articles(tea.project)
    pressed.clear()
    compile_articles(tea.project)
    assert pressed == []

    monkeypatch.setattr("recto.formats.maker", lambda path: "plug-in 1.1" if path == "tea.md" else "")
    assert not is_quick(tea)
    compile_articles(tea.project)
    assert pressed == [("tea.md", "de"), ("tea.md", "es")]


def test_drafts_as_asked_for_do_not_stay(tea):
    tea.translate("tea.md", str.upper, State.DRAFT)
    compile_articles(tea.project)
    before = outputs(tea.root)
    compile_articles(tea.project, ["tea.md"], state=State.DRAFT)

    assert not is_quick(tea)
    assert changed(compile_articles(tea.project)) == [("tea.md", "de")]
    assert outputs(tea.root) == before


def test_a_target_that_is_refused_is_told_each_time(tea):
    tea.translate("tea.md", lambda text: text.replace("<1>", "").replace("</1>", ""))

    assert [recto(tea, "compile").return_value for _ in range(3)] == [1, 1, 1]


def test_a_page_follows_the_answers_it_was_given(tea, pressed):
    (tea.root / "recto.toml").write_text(SETTINGS + 'localize = ["links"]\n')
    compile_articles(tea.project)
    assert "(tea.md#tea)" not in tea.output("world/milk.md")
    pressed.clear()

    # The heading that milk.md leads to is another one now.
    tea.translate("tea.md", lambda text: "Tee" if text == "Tea" else text.upper())
    report = compile_articles(tea.project)

    assert changed(report) == [("tea.md", "de"), ("world/milk.md", "de")]
    assert ("note.html", "de") not in pressed
    assert "(../tea.md#tee)" in tea.output("world/milk.md")


def test_a_page_whose_neighbour_changed_without_another_answer_is_not_compiled(tea, pressed):
    (tea.root / "recto.toml").write_text(SETTINGS + 'localize = ["links"]\n')
    compile_articles(tea.project)
    pressed.clear()
    tea.translate("tea.md", lambda text: text.upper() + ("!" if text == "Wait." else ""))

    assert changed(compile_articles(tea.project)) == [("tea.md", "de")]
    assert ("world/milk.md", "de") not in pressed[:1]


def test_outputs_of_articles_that_are_gone_are_told_and_removed_when_asked(tea):
    (tea.root / "sources" / "world" / "milk.md").unlink()
    gone = ["build/de/world/milk.md", "build/es/world/milk.md"]
    (tea.root / "build" / "es" / "world" / "milk.md").write_text("mine")

    first = recto(tea, "compile")
    assert all(f"{file}  There is no article for it any more." in first.stdout for file in gone)
    assert all((tea.root / file).exists() for file in gone)

    report = compile_articles(tea.project, prune=True)
    assert report.removed == (
        "build/de/world/milk.md",
        "locales/de/LC_MESSAGES/world/milk.md.mo",
        "locales/es/LC_MESSAGES/world/milk.md.mo",
    )
    assert report.gone == ("build/es/world/milk.md",)
    assert not (tea.root / "build" / "de" / "world").exists()
    assert tea.po("world/milk.md").exists()


def test_another_layout_leaves_the_old_places_to_prune(tea):
    (tea.root / "recto.toml").write_text(SETTINGS + '[site]\nlayout = "suffix"\n')

    report = compile_articles(tea.project)
    assert "build/de/tea.md" in report.gone

    compile_articles(tea.project, prune=True)
    assert sorted(file.name for file in (tea.root / "build").glob("*.md")) == ["tea.de.md", "tea.es.md"]
    assert not (tea.root / "build" / "de").exists()
    assert is_quick(tea)


def test_a_project_that_cannot_be_written_to_can_be_checked(tea):
    shutil.rmtree(tea.root / ".recto")

    assert changed(compile_articles(tea.project, check=True)) == []
    assert not (tea.root / ".recto").exists()


def test_stopped_in_between_the_rest_is_made_next_time(tea, monkeypatch, pressed):
    (tea.root / "recto.toml").write_text(SETTINGS + "[publish]\nmanifest = true\n")
    own = compile_articles.__globals__["localize"]

    def localize(project, article, *rest, **more):
        if article.path == "world/milk.md":
            raise KeyboardInterrupt
        return own(project, article, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setitem(compile_articles.__globals__, "localize", localize)
        with pytest.raises(KeyboardInterrupt):
            compile_articles(tea.project)
    pressed.clear()
    compile_articles(tea.project)

    assert {path for path, _ in pressed} == {"world/milk.md"}


def test_what_is_compiled_on_two_machines_is_the_same(tea, tmp_path_factory):
    found = []
    for number in range(2):
        place = tmp_path_factory.mktemp(f"machine{number}") / f"clone{number}"
        shutil.copytree(tea.root, place, ignore=shutil.ignore_patterns(".recto", "build", "*.mo"))
        (place / "recto.toml").write_text(SETTINGS + "[publish]\nmanifest = true\nincomplete = 'mark'\n")
        rooms = {"PYTHONHASHSEED": str(number), "TZ": ("UTC", "Asia/Tokyo")[number]}
        rooms |= {"LC_ALL": ("C", "C.UTF-8")[number]}
        run_elsewhere(place, rooms, umask=(0o022, 0o077)[number])
        found.append(outputs(place))

    assert found[0] == found[1]
    assert len(found[0]) == 18


def run_elsewhere(place, rooms, umask):
    subprocess.run(
        [sys.executable, "-m", "recto", "-C", str(place), "compile"],
        env=os.environ | rooms,
        umask=umask,
        check=True,
        capture_output=True,
    )
