"""Bad input, as a person meets it on the command line: what is said, with which exit code, and what stays.

Each room tests its own refusals; here is that they come through whole: where, what, what next.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recto import cli, saving

APP = Path(cli.__file__).parents[1]
TEA = "# Tea\n\nBoil the water. Wait.\n"
PO = "locales/de/LC_MESSAGES/tea.md.po"
SETTINGS = 'source_locale = "en"\ntarget_locales = ["de", "es"]\n'


@pytest.fixture
def recto(desk, capsys):
    """Run the command line in the project: the exit code, stdout, stderr without progress."""

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(["-C", str(desk.root), *words])
        said = capsys.readouterr()
        progress = r"^[a-z]+: \d+ of \d+ .*\n"
        return left.value.code, said.out, re.sub(progress, "", said.err, flags=re.MULTILINE)

    return run


def files(root: Path) -> dict[str, bytes]:
    """Return every file that people keep, and everything half-written."""
    found = (file for file in root.rglob("*") if file.is_file())
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in found
        if ".recto" not in file.relative_to(root).parts or file.name.endswith(saving.MARK)
    }


# --- articles ------------------------------------------------------------------------------------

ARTICLES = {
    "front matter that is not YAML": (
        "bad.md",
        b"---\ntitle: [one\ndate: 1\n---\nText.\n",
        r"sources/bad\.md:3: the front matter is not YAML \(.+\)\. Quote the value, or .+\.",
    ),
    "a fence without end": (
        "bad.md",
        b"Text.\n\n```py\ncode\n",
        r"sources/bad\.md:3: the code fence opened here is never closed; .+ Close it with ```\.",
    ),
    "a byte that is not UTF-8": (
        "bad.md",
        b"Tea\n\ncaf\xe9\n",
        r"sources/bad\.md:3: byte 0xE9 at offset 8 \('é' in Windows-1252\) is not UTF-8\. Save .+ UTF-8\.",
    ),
    "UTF-16": ("bad.md", "Tea".encode("utf-16"), r"sources/bad\.md: this is UTF-16, not UTF-8\. Save .+\."),
    "UTF-16 without its mark": (
        "bad.txt",
        "Tea für zwei".encode("utf-16-be"),
        r"sources/bad\.txt: this is UTF-16, not UTF-8\. Save the file as UTF-8\.",
    ),
    "an unknown format": (
        "bad.odt",
        b"x",
        r"sources/bad\.odt: no format reads '\.odt' files\. Name it \.docx, .+, or exclude it .+\.",
    ),
    "the name of a device": (
        "aux.md",
        b"x",
        r"sources/aux\.md: the path is refused: 'aux\.md' is the name of a device .+\. Rename it, .+\.",
    ),
}


@pytest.mark.parametrize(("path", "content", "said"), ARTICLES.values(), ids=ARTICLES)
def test_a_bad_article_is_told_once_and_the_others_go_on(desk, recto, path, content, said):
    (desk.root / "recto.toml").write_text(SETTINGS + 'include = ["**/*.md", "**/*.txt", "**/*.odt"]\n')
    desk.write("tea.md", TEA)
    (desk.root / "sources" / path).write_bytes(content)

    code, _, err = recto("extract")

    assert code == 1
    assert re.fullmatch(rf"recto: {said}\n", err)
    assert desk.po("tea.md").exists()


def test_a_link_out_of_the_folder_is_told_and_not_read(desk, recto, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    secret.write_text("Secret.\n")
    (desk.root / "sources" / "tea.md").symlink_to(secret)

    code, _, err = recto("extract")

    assert (code, files(desk.root).keys() & {PO}) == (1, set())
    assert "sources/tea.md: the path is refused: it is a link that leaves the sources folder. Rename" in err


@pytest.mark.parametrize("path", ["../../etc/hosts", "/etc/passwd", "nothing", ""])
def test_a_path_outside_matches_no_article(desk, recto, path):
    desk.write("tea.md", TEA)

    code, _, err = recto("extract", path)

    assert (code, err) == (1, f"recto: no article matches {path!r}. Known: 'tea.md'.\n")


def test_a_file_that_the_settings_leave_out_is_told_as_such(desk, recto):
    desk.write("notes.odt", "x")

    code, _, err = recto("extract", "sources/notes.odt")

    assert code == 1
    assert err == (
        "recto: sources/notes.odt: the settings do not count this among the articles."
        " See 'include' and 'exclude' in recto.toml.\n"
    )


def test_a_collision_is_told_and_no_catalog_counts_as_left_over(desk, recto):
    desk.write("tea.md", TEA)
    recto("extract")
    desk.write("TEA.md", TEA)
    before = files(desk.root)

    code, out, err = recto("extract")

    assert code == 1
    assert "sources/TEA.md: the path is refused: some systems cannot tell it from 'tea.md'. Rename it" in err
    assert "sources/tea.md: the path is refused" in err
    assert "its article is gone" not in out
    assert files(desk.root) == before


# --- catalogs ------------------------------------------------------------------------------------

CATALOGS = {
    "cut off inside a text": (lambda old: old[:-12], r":20: a quoted text is not closed\. .+\."),
    "not a PO file": (lambda _: b"hello world\n", r":1: 'hello' is not a keyword of PO files\. .+\."),
    "not UTF-8": (
        lambda old: old.replace(b"Wait", b"W\xe4it"),
        r":20: byte 0xE4 is not UTF-8\. Convert it with .+\.",
    ),
    "an unfinished merge": (
        lambda old: old + b"<<<<<<< ours\n",
        r":22: two versions were merged here .+\. Keep one .+\.",
    ),
}


@pytest.mark.parametrize("command", ["extract", "pretranslate", "check", "status", "compile", "gate"])
@pytest.mark.parametrize(("damage", "said"), CATALOGS.values(), ids=CATALOGS)
def test_a_broken_catalog_is_told_with_its_line_and_left_as_it_is(desk, recto, command, damage, said):
    desk.write("tea.md", TEA)
    recto("extract")
    file = desk.root / PO
    file.write_bytes(damage(file.read_bytes()))
    broken = file.read_bytes()

    code, _, err = recto(command, "--locale", "de")

    assert code == 1
    assert re.fullmatch(rf"recto: {re.escape(PO)}{said}\n", err)
    assert file.read_bytes() == broken


def test_a_link_in_place_of_a_catalog_is_not_followed(desk, recto):
    desk.write("tea.md", TEA)
    recto("extract")
    (desk.root / PO).unlink()
    (desk.root / PO).symlink_to(desk.root / "recto.toml")

    code, _, err = recto("extract", "--locale", "de")

    assert (code, err) == (1, f"recto: {PO}: it is a symbolic link, which is not followed.\n")


# --- locales, settings, words --------------------------------------------------------------------


@pytest.mark.parametrize("command", ["extract", "pretranslate", "check", "status", "compile", "gate"])
@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("deutsch", "the locale 'deutsch' is not known. Did you mean 'de'?"),
        ("fr", "recto.toml: 'fr' is not among the target locales. Known: 'de', 'es'."),
    ],
)
def test_a_wrong_locale_offers_the_nearest(desk, recto, command, tag, said):
    desk.write("tea.md", TEA)

    code, out, err = recto(command, "--locale", tag)

    assert (code, out) == (2, "")
    assert err.startswith(f"recto: {said}")


LINES = {
    'target_locale = ["de"]\n': "recto.toml:3: unknown key 'target_locale'. Did you mean 'target_locales'?",
    "fuzy = 80\n": "recto.toml:3: unknown key 'fuzy'. Did you mean 'fuzzy'? It belongs in [pretranslate].",
    '[publish]\ntarget_locale = ["fr"]\n': (
        "recto.toml:4: unknown key 'target_locale' in [publish]. Did you mean 'target_locales'?"
        " It belongs at the top, before the first [table]."
    ),
    "x = = 1\n": "recto.toml:3: this is not TOML, column 5",
}


@pytest.mark.parametrize(("line", "said"), LINES.items())
def test_wrong_settings_are_told_with_line_and_nearest(desk, recto, line, said):
    (desk.root / "recto.toml").write_text(SETTINGS + line)

    code, _, err = recto("status")

    assert code == 2
    assert err.startswith(f"recto: {said}")


@pytest.mark.parametrize(
    ("lines", "where"),
    [('[pretranslate]\nchain = ["gogle"]\n', "[pretranslate]"), ("[engines.gogle]\n", "[engines.gogle]")],
)
def test_an_engine_in_the_settings_that_is_none_is_told(desk, recto, lines, where):
    (desk.root / "recto.toml").write_text(SETTINGS + lines)

    code, _, err = recto("pretranslate")

    assert (code, err) == (
        2,
        f"recto: recto.toml: {where}: unknown engine 'gogle'. Did you mean 'google'?\n",
    )


MORE = {
    "correction": ["tea.md"],
    "glossary": ["check"],
    "import": ["from-agency.xliff"],
    "memory": ["status"],
    "sign-off": ["tea.md"],
    "people": ["list"],
    "report": ["site", "--output", "status"],
}
"""What some commands have to be told beside their name."""


@pytest.mark.parametrize("command", sorted(cli.COMMANDS.keys() - {"init", "demo", "segment", "merge-driver"}))
def test_without_settings_every_command_says_how_to_start(desk, recto, command):
    (desk.root / "recto.toml").unlink()

    code, _, err = recto(command, *MORE.get(command, ()))

    assert code == 2
    assert re.search(r"there is no recto\.toml in this folder or above it\. Run 'recto init' .+\.\n$", err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["stauts"], "unknown command 'stauts'. Did you mean 'status'? See 'recto --help'."),
        (["status", "--jsn"], "no such option '--jsn'. Did you mean '--json'? See 'recto status --help'."),
        (["compile", "--state", "x"], "'--state': 'x' is not one of 'draft', 'reviewed', 'final'. See"),
        (["demo"], "missing argument 'DIR'. See 'recto demo --help'."),
        (["pretranslate", "--max-cost", "nan"], "'--max-cost': nan is no number. See"),
        (["gate", "--format", "xml"], "'--format': 'xml' is not one of 'text', 'json', 'junit', 'sarif',"),
        (["report", "site"], "missing option '--output'. See 'recto report site --help'."),
        (["watch", "--port", "x"], "'--port': 'x' is not a valid integer range. See"),
        (["init", "x"], "got unexpected extra argument (x). See 'recto init --help'."),
    ],
)
def test_wrong_words_are_told_as_any_other_error(recto, words, said):
    code, _, err = recto(*words)

    assert code == 2
    assert f"\nrecto: {said}" in err
    assert not re.search("invalid|please|error:", err, re.IGNORECASE)


def test_a_taken_port_is_an_expected_error(recto):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code, out, err = recto("review", "--port", str(port))

    assert (code, out) == (1, "")
    assert err == (
        f"recto: port {port} of 127.0.0.1 is taken. Name another with --port; --port 0 picks a free one.\n"
    )


# --- engines -------------------------------------------------------------------------------------

ENGINES = {
    "times out": ("sleep 20", r"recto: apertium: no answer within 0\.5 s\. Raise timeout_s .+\n"),
    "ends with an error": ("exit 3", r"recto: apertium: the command ended with code 3: .*\n"),
    "returns nothing": ("cat >/dev/null", ""),
    "returns too little": ("""sed 's/>[^<]*</>x</'""", ""),
    "returns garbage": ("cat >/dev/null; head -c 3000 /dev/urandom", ""),
    "returns the text of an error": ("""sed 's/>[^<]*</>Error 500 (Server Error)</'""", ""),
}


@pytest.mark.parametrize(("does", "said"), ENGINES.values(), ids=ENGINES)
def test_an_engine_that_fails_leaves_the_catalog_as_it_is(desk, recto, does, said):
    engine = desk.root / "engine"
    engine.write_text(f'#!/bin/bash\nif [ "$1" = -l ]; then echo eng-deu; exit; fi\n{does}\n')
    engine.chmod(0o755)
    (desk.root / "recto.toml").write_text(
        f'{SETTINGS}[engines.apertium]\ncommand = "{engine}"\ntimeout_s = 0.5\n'
    )
    desk.write("tea.md", "Boil all of the water that is in the kettle.\n")
    recto("extract")
    before = files(desk.root)

    code, out, err = recto("pretranslate", "--locale", "de", "--engine", "apertium")

    assert code == 1
    assert re.fullmatch(said, err)
    assert said or "left empty: 'Boil all of the water that is in the kettle.': apertium: the answer" in out
    assert files(desk.root) == before


# --- the disk, the terminal ----------------------------------------------------------------------


@pytest.mark.parametrize("command", ["extract", "compile"])
@pytest.mark.parametrize(
    ("number", "said"),
    [(28, "no space left on device. Recto has to write there"), (30, "read-only file system. Recto has to")],
)
def test_where_no_lock_can_be_made_nothing_is_written(desk, recto, monkeypatch, command, number, said):
    desk.write("tea.md", TEA)
    recto("extract")
    desk.write("tea.md", TEA + "\nMore.\n")
    before = files(desk.root)
    real = os.open

    def opened(file, *words, **named):
        if str(file).endswith(".lock"):
            raise OSError(number, os.strerror(number), file)
        return real(file, *words, **named)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", opened)
        code, _, err = recto(command)

    assert code == 1
    assert err.startswith(f"recto: .recto/locks: {said}")
    assert err.count("\n") == 1
    assert files(desk.root) == before


def spawn(desk, *words: str, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "recto", *words],
        cwd=desk.root,
        env={**os.environ, "PYTHONPATH": str(APP)},
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_output_that_does_not_fit_is_no_bug_of_ours(desk):
    with Path("/dev/full").open("w") as full:
        done = spawn(desk, "check", "--json", stdout=full)
        _, err = done.communicate(timeout=60)

    assert (done.returncode, err) == (
        1,
        "recto: no space left on device. The output is cut off; what was done is saved.\n",
    )


def test_a_closed_output_is_quiet(desk):
    done = spawn(desk, "check", preexec_fn=lambda: os.close(1))

    _, err = done.communicate(timeout=60)

    assert (done.returncode, err) == (0, "")


def test_ctrl_c_in_the_middle_leaves_whole_catalogs_and_the_next_run_finishes(desk, recto):
    for number in range(300):
        desk.write(
            f"{number:03}.md", "\n\n".join(f"Sentence {number}.{line} stands here." for line in range(40))
        )
    running = spawn(
        desk, "extract", stdout=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    while not list(desk.root.glob("locales/**/*.po")) and running.poll() is None:
        time.sleep(0.01)

    os.killpg(running.pid, signal.SIGINT)

    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert err.endswith("recto: stopped; what was done is saved.\n")
    assert "Traceback" not in err
    some = list(desk.root.glob("locales/**/*.po"))
    assert 0 < len(some) < 600
    assert recto("extract")[0] == 0
    assert {len(desk.catalog(f"{number:03}.md").units) for number in range(300)} == {40}
    assert not [name for name in files(desk.root) if name.endswith(saving.MARK)]
