"""A catalog that was cut off is known, wherever it was cut, and put back; whoever changes one is let."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recto import records
from recto.cli import cli
from recto.commands.drafting import opened, save
from recto.commands.extract import extract
from recto.commands.recover import recover
from recto.commands.status import status
from recto.errors import CatalogError, NotFoundError
from recto.model import Catalog, State
from recto.pretranslation import Draft

TEA = "# Tea\n\nBoil the *water*. Wait two minutes.\n\n- Serve hot.\n"


@pytest.fixture
def tea(desk):
    """A project whose catalogs Recto wrote with targets in them."""
    desk.write("tea.md", TEA)
    extract(desk.project)
    fill(desk)
    return desk


def fill(desk, path="tea.md", locale="de"):
    """Write a draft into each empty unit, as pretranslation saves it."""
    desk.translate(path, str.upper, State.DRAFT, locale)
    filled = desk.catalog(path, locale).units
    desk.translate(path, lambda _: "", State.EMPTY, locale)
    origins = opened(desk.project)
    save(desk.project, path, locale, [Draft(unit) for unit in filled], origins)
    origins.close()
    assert all(unit.target for unit in desk.catalog(path, locale).units)


def git(root, *words):
    quiet = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": str(root)}
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@e.org", "GIT_COMMITTER_NAME": "a"}
    mail = {"GIT_COMMITTER_EMAIL": "a@e.org"}
    subprocess.run(
        ["git", "-C", root, *words], check=True, capture_output=True, env=os.environ | quiet | who | mail
    )


def is_refused(desk, path="tea.md", locale="de"):
    try:
        desk.project.read_catalog(path, locale)
    except CatalogError:
        return True
    return False


def test_a_catalog_cut_off_at_any_byte_is_refused(tea):
    whole = tea.po("tea.md").read_bytes()

    missed = []
    for end in range(len(whole)):
        tea.po("tea.md").write_bytes(whole[:end])
        missed += [] if is_refused(tea) else [end]

    assert missed == []
    tea.po("tea.md").write_bytes(whole)
    assert not is_refused(tea)


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_record_knows_every_start_of_every_catalog(tmp_path, data):
    content = data.draw(st.binary(max_size=60).filter(lambda found: b"\0" not in found))
    whole = b'msgid "a"\nmsgstr "b"\n' + content
    records.keep(tmp_path / "record", whole, b"before")

    found = records.cut_off(tmp_path / "record", whole[: data.draw(st.integers(0, len(whole) - 1))], tmp_path)

    assert found is not None
    assert found.kept == whole


@pytest.mark.parametrize("tail", [b"\0", b"\0" * 5000])
def test_nul_bytes_at_the_end_are_a_cut_too(tea, tail):
    whole = tea.po("tea.md").read_bytes()
    for end in (0, 100, len(whole)):
        tea.po("tea.md").write_bytes(whole[:end] + tail)

        assert is_refused(tea)


def test_the_refusal_says_how_much_is_there_and_what_to_do(tea):
    whole = tea.po("tea.md").read_bytes()
    tea.po("tea.md").write_bytes(whole[:300])

    with pytest.raises(CatalogError) as caught:
        tea.project.read_catalog("tea.md", "de")

    assert str(caught.value) == (
        f"locales/de/LC_MESSAGES/tea.md.po: this ends where 300 of {len(whole):,} bytes were; Recto wrote"
        " more. Put it back with 'recto recover tea.md', or, if it is meant to end there, add --keep."
    )


def test_no_command_works_on_a_catalog_that_is_cut_off(tea):
    whole = tea.po("tea.md").read_bytes()
    end = whole.index(b"\n\n", whole.index(b"BOIL")) + 1
    tea.po("tea.md").write_bytes(whole[:end])
    tea.write("tea.md", TEA + "\nMore.\n")

    for words in ("extract", "status", "check", "compile", "pretranslate"):
        arguments = ["-C", str(tea.root), words, "--locale", "de"]
        shown = CliRunner().invoke(cli, arguments, standalone_mode=False)
        assert (words, shown.return_value) == (words, 1)
        assert "recto recover tea.md" in shown.stderr

    assert tea.po("tea.md").read_bytes() == whole[:end]


def test_recover_puts_back_every_byte(tea):
    whole = tea.po("tea.md").read_bytes()
    tea.po("tea.md").write_bytes(whole[: len(whole) // 2])

    tried = recover(tea.project, dry_run=True)
    assert tea.po("tea.md").read_bytes() == whole[: len(whole) // 2]
    done = recover(tea.project, ["sources/tea.md"], ["de"])

    assert tried == done
    assert [(one.article, one.locale, one.bytes_written) for one in done.catalogs] == [
        ("tea.md", "de", len(whole))
    ]
    assert tea.po("tea.md").read_bytes() == whole
    assert recover(tea.project).catalogs == ()


def test_recover_keeps_what_is_meant_to_be_short(tea):
    whole = tea.po("tea.md").read_bytes()
    start = whole[: whole.rindex(b"\n\n") + 1]
    tea.po("tea.md").write_bytes(start)

    shown = CliRunner().invoke(cli, ["-C", str(tea.root), "recover", "--keep"])

    assert shown.exit_code == 0
    assert "kept as it is" in shown.stdout
    assert tea.po("tea.md").read_bytes() == start
    assert not is_refused(tea)
    tea.po("tea.md").write_bytes(start[:-9])
    assert is_refused(tea)


def test_recover_says_that_nothing_is_cut_off_and_knows_its_catalogs(tea):
    shown = CliRunner().invoke(cli, ["-C", str(tea.root), "recover"])
    as_json = CliRunner().invoke(cli, ["-C", str(tea.root), "recover", "--json"])

    assert shown.stdout == "No catalog is cut off.\n"
    assert json.loads(as_json.stdout) == {"catalogs": [], "errors": []}
    with pytest.raises(NotFoundError, match="there is no catalog of this article"):
        recover(tea.project, ["coffee.md"])


def test_a_person_s_change_is_no_cut(tea):
    whole = tea.po("tea.md").read_text()
    tea.po("tea.md").write_text(whole.replace("WAIT TWO MINUTES.", "WARTEN"))
    assert not is_refused(tea)

    entries = whole.split("\n\n")
    tea.po("tea.md").write_text("\n\n".join(entries[:1] + entries[2:]))
    assert not is_refused(tea)


def test_a_catalog_that_git_puts_in_place_is_no_cut(tea):
    git(tea.root, "init", "-q")
    git(tea.root, "add", "-A")
    git(tea.root, "commit", "-qm", "first")
    first = tea.po("tea.md").read_bytes()
    tea.write("tea.md", TEA + "\nMore.\n")
    extract(tea.project)
    assert tea.po("tea.md").read_bytes().startswith(first[:-1])

    git(tea.root, "checkout", "-q", "--", "locales")

    assert tea.po("tea.md").read_bytes() == first
    assert not is_refused(tea)
    tea.po("tea.md").write_bytes(first[:-1])
    assert is_refused(tea)


def test_a_crash_between_record_and_catalog_is_no_cut(tea):
    before = tea.po("tea.md").read_bytes()
    after = before + b'\nmsgctxt "paragraph"\nmsgid "More."\nmsgstr "MEHR"\n'
    name = tea.project.name(tea.po("tea.md"))

    records.keep(records.record(tea.project.state_folder, name), after, before)

    assert not is_refused(tea)
    tea.po("tea.md").write_bytes(after[:-30])
    assert is_refused(tea)


def test_a_torn_record_stops_nobody(tea):
    (record,) = (tea.project.state_folder / records.FOLDER).iterdir()
    record.write_bytes(record.read_bytes()[:-40])
    tea.po("tea.md").write_bytes(tea.po("tea.md").read_bytes()[:400])

    assert not is_refused(tea)


def test_a_catalog_without_targets_gets_no_record(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)

    assert not (desk.root / ".recto" / records.FOLDER).exists()
    assert status(desk.project).errors == ()


def test_extracting_takes_note_of_what_another_tool_wrote(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    extract(desk.project)

    desk.po("tea.md").write_bytes(desk.po("tea.md").read_bytes()[:-1])

    assert is_refused(desk)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'msgid ""\nmsgstr ""\n"Language: de\\n"\n\nmsgid "a"\nmsgstr ""\n', False),
        (b'msgid "a"\nmsgstr "b"\n', True),
        (b'#~ msgid "a"\n#~ msgstr "b"\n', True),
        (b'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\n', True),
        (b'msgid ""\nmsgstr ""\n"x: y\\n"\n\nmsgid ""\n"long "\n"text"\nmsgstr ""\n"lang "\n"er"\n', True),
        (b'msgid "say \\"msgstr \\"x\\""\nmsgstr ""\n', False),
        (b"", False),
    ],
)
def test_targets_are_seen_in_the_bytes(content, expected):
    assert records.has_targets(content) is expected


def test_a_full_disk_at_the_record_leaves_the_catalog_as_it_is(tea, monkeypatch):
    before = tea.po("tea.md").read_bytes()
    whole = before + b'\nmsgctxt "paragraph"\nmsgid "More."\nmsgstr "MEHR"\n'
    (tea.root / ".recto" / records.FOLDER).rename(tea.root / ".recto" / "elsewhere")
    (tea.root / ".recto" / records.FOLDER).write_bytes(b"")

    with pytest.raises(Exception, match="The text is not saved"):
        tea.project.write(tea.po("tea.md"), whole)

    assert tea.po("tea.md").read_bytes() == before
    assert isinstance(tea.catalog("tea.md"), Catalog)
