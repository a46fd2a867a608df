from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from recto import __version__, cli, commands
from recto.errors import ConfigError, FormatError, NotFoundError, RectoError
from recto.merging import Counts
from recto.plugins import suggest
from recto.terminal import visible

APP = Path(cli.__file__).parents[1]


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process: the exit code, stdout, stderr."""

    def run(*words: str):
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return run


@pytest.fixture
def command(monkeypatch):
    """Put a function in the place of the command ``status``."""

    def put(does):
        module = SimpleNamespace(command=click.Command("status", callback=does))
        monkeypatch.setattr(cli, "import_module", lambda name: module)

    return put


def fail(error):
    def does():
        raise error

    return does


def spawn(*words: str, **options):
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": str(APP)},
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_help_imports_no_room_but_errors():
    done = spawn(
        "-c",
        "import sys; from recto import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: print(sorted(name for name in sys.modules if name.startswith('recto')))\n"
        "print('babel' in sys.modules, 'flask' in sys.modules, 'importlib.metadata' in sys.modules)\n",
    )

    *_, rooms, others = done.stdout.splitlines()
    assert rooms == "['recto', 'recto.cli', 'recto.errors', 'recto.terminal']"
    assert others == "False False False"


def test_help_lists_the_commands_in_the_order_of_the_work(run):
    code, out, _ = run("--help")

    places = [out.index(f"  {name} ") for name in cli.COMMANDS]
    assert code == 0
    assert places == sorted(places)


def test_each_command_stands_in_a_module_and_has_help(run):
    for name, (_, module) in cli.COMMANDS.items():
        if importlib.util.find_spec(module) is None:
            pytest.fail(f"{module} is in the table and not there.")
        code, out, _ = run(name, "--help")
        assert (code, out.startswith(f"Usage: recto {name}")) == (0, True)
        assert f"  Example:\n    recto {name} " in out


def test_version(run):
    assert run("--version") == (0, f"recto {__version__}\n", "")


def test_python_m_is_the_same_door():
    assert spawn("-m", "recto", "--version").stdout == f"recto {__version__}\n"


def test_an_unknown_command_names_the_nearest(run):
    code, out, err = run("exract")

    assert (code, out) == (2, "")
    assert "unknown command 'exract'. Did you mean 'extract'?" in err


@pytest.mark.parametrize("words", [["--nothing"], ["init", "--nothing"], [""]])
def test_wrong_usage_is_exit_2(run, words):
    code, _, err = run(*words)

    assert code == 2
    assert "Usage: recto" in err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("unknown key 'a'.", "recto.toml:3", "Did you mean 'b'?"), 2),
        (FormatError("the fence is never closed.", "sources/tea.md:3"), 1),
        (NotFoundError("there is no such article."), 1),
        (RectoError("no space left on device."), 1),
    ],
)
def test_an_expected_error_is_one_line(run, command, error, code):
    command(fail(error))

    assert run("status") == (code, "", f"recto: {error}\n")


def test_an_error_cannot_steer_the_terminal(run, command):
    command(fail(NotFoundError("no article matches '\x1b[2J\u202e\ud800'.")))

    assert run("status")[2] == "recto: no article matches '\\x1b[2J\\u202e\\ud800'.\n"


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_says_that_what_was_done_is_saved(run, command, stop):
    command(fail(stop))

    code, out, err = run("status")

    assert (code, out) == (130, "")
    assert err.strip() == "recto: stopped; what was done is saved."


def test_a_bug_shows_traceback_and_versions(run, command):
    command(fail(ZeroDivisionError("division by zero")))

    code, _, err = run("status")

    assert code == 70
    assert "Traceback" in err
    assert f"recto {__version__}, Python 3." in err
    assert "this is a bug in Recto" in err


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1), (3, 3)])
def test_a_command_s_number_is_the_exit_code(run, command, returned, code):
    command(lambda: returned)

    assert run("status")[0] == code


def test_ctx_exit_is_the_exit_code(run, command):
    command(lambda: click.get_current_context().exit(3))

    assert run("status")[0] == 3


def test_a_closed_pipe_is_quiet():
    done = spawn(
        "-c",
        "import os, sys; reader, writer = os.pipe(); os.dup2(writer, 1); os.close(reader)\n"
        "from recto import cli; cli.main(['--help'])\n",
    )

    assert (done.returncode, done.stderr) == (1, "")


def test_big_c_says_where_the_project_is(run, command, tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "recto.toml").write_text('source_locale = "en"\ntarget_locales = ["de"]\n')
    command(lambda: commands.say(str(commands.open_project().root)))

    assert run("-C", str(tmp_path / "sources"), "status") == (0, f"{tmp_path}\n", "")


def test_without_a_project_the_hint_is_init(run, command, tmp_path):
    command(commands.open_project)

    code, _, err = run("-C", str(tmp_path), "status")

    assert (code, "Run 'recto init'" in err) == (2, True)


def test_a_folder_that_is_not_there_is_exit_2(run, command, tmp_path):
    command(commands.open_project)

    assert run("-C", str(tmp_path / "none"), "status")[0] == 2


# --- what commands share -------------------------------------------------------------------------


def test_pairs_are_articles_times_their_targets(tmp_path):
    (tmp_path / "sources" / "ru").mkdir(parents=True)
    for name in ("a.md", "ru/b.md"):
        (tmp_path / "sources" / name).write_text("x")
    (tmp_path / "recto.toml").write_text(
        'source_locale = "en"\ntarget_locales = ["de", "ru"]\n[articles."ru/**"]\nsource_locale = "ru"\n'
    )
    project = commands.find(tmp_path)

    assert commands.pairs(project) == [("a.md", "de"), ("a.md", "ru"), ("ru/b.md", "de")]
    assert commands.pairs(project, ["a.md"], ["ru"]) == [("a.md", "ru")]
    with pytest.raises(ConfigError):
        commands.pairs(project, [], ["fr"])


@pytest.mark.parametrize(("total", "lines"), [(0, 0), (3, 3), (10, 10), (1000, 10)])
def test_progress_off_a_terminal_is_at_most_ten_plain_lines(capsys, total, lines):
    seen = list(commands.progress(range(total), "Extracting"))

    said = capsys.readouterr()
    assert seen == list(range(total))
    assert (said.out, len(said.err.splitlines())) == ("", lines)
    assert "\r" not in said.err
    assert "\x1b" not in said.err


def test_progress_on_a_terminal_is_a_bar(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    assert list(commands.progress(["a", "b"], "Extracting")) == ["a", "b"]
    assert "100%" in capsys.readouterr().err


def test_say_json_writes_reports(capsys):
    commands.say_json({"a": (NotFoundError("no.", "x", "y"), {"b": None}), "c": "é", "d": Counts(new=2)})

    assert json.loads(capsys.readouterr().out) == {
        "a": [{"where": "x", "problem": "no.", "hint": "y"}, {"b": None}],
        "c": "é",
        "d": Counts(new=2)._asdict(),
    }


def test_say_errors_says_what_is_the_same_once(capsys):
    commands.say_errors([NotFoundError("no."), NotFoundError("not."), NotFoundError("no.")])

    assert capsys.readouterr().err == "recto: no.\nrecto: not.\n"


def test_say_errors_gives_the_exit_code(capsys):
    assert commands.say_errors([]) == 0
    assert commands.say_errors([NotFoundError("no.")]) == 1
    assert capsys.readouterr().err == "recto: no.\n"


def test_visible_keeps_every_printable_text():
    assert visible("Tee für\nalle 茶 👩") == "Tee für\nalle 茶 👩"
    assert visible("a\tb\r\x1b\u2028") == "a\\tb\\r\\x1b\\u2028"


def test_a_hint_names_twenty_of_many():
    hint = suggest("tea", [f"{number:03}.md" for number in range(500)])

    assert hint.startswith("Known: '000.md', '001.md', ")
    assert hint.endswith(", '019.md' and 480 more.")


def test_an_unknown_extension_names_the_nearest():
    from recto import plugins

    assert plugins.load({"tea": "json"}, "tea", "engine") is json
    with pytest.raises(ConfigError, match=r"unknown engine 'aprtium'\. Did you mean 'apertium'\?"):
        plugins.load({"apertium": "json", "libre": "json"}, "aprtium", "engine")
