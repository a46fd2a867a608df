from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import paths, saving
from recto.errors import CatalogError, ConfigError, FormatError, NotFoundError, RectoError
from recto.model import Article
from recto.project import Project, find

SETTINGS = 'source_locale = "en"\ntarget_locales = ["de", "pt-BR", "ru"]\n'
APP = Path(saving.__file__).parents[1]


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "tea"
    (root / "sources").mkdir(parents=True)
    (root / "recto.toml").write_text(SETTINGS)
    return root


@pytest.fixture
def project(folder):
    return find(folder)


def add(project: Project, *names: str) -> None:
    for name in names:
        file = project.root / "sources" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}\n", encoding="utf-8", errors="surrogatepass")


def left_behind(project: Project) -> list[Path]:
    return [file for file in project.root.rglob("*") if file.name.endswith(saving.MARK)]


# --- finding the project -------------------------------------------------------------------------


def test_find_looks_upwards(folder):
    (folder / "sources" / "world").mkdir()

    assert find(folder / "sources" / "world").root == folder


def test_a_project_without_a_name_has_that_of_its_folder(project):
    assert project.config.project == "tea"


def test_find_names_the_command_that_makes_a_project(tmp_path):
    with pytest.raises(ConfigError, match=r"there is no recto\.toml .* Run 'recto init' to make one\."):
        find(tmp_path)


def test_find_refuses_settings_that_are_not_utf_8(folder):
    (folder / "recto.toml").write_bytes(b'project = "caf\xe9"\n')

    with pytest.raises(ConfigError, match=r"^recto\.toml:1: byte 0xE9 at offset 14"):
        find(folder)


# --- listing -------------------------------------------------------------------------------------


def test_articles_are_sorted_paths_with_slashes(project):
    add(project, "tea.md", "world/tea.md", "world/чай.html", "b.txt", "cat.png", ".hidden/x.md")

    assert project.articles() == ["b.txt", "tea.md", "world/tea.md", "world/чай.html"]
    assert project.article_findings() == []


def test_include_and_exclude_choose(folder):
    (folder / "recto.toml").write_text(SETTINGS + 'include = ["**/*.md"]\nexclude = ["drafts/", "R*.md"]\n')
    project = find(folder)
    add(project, "tea.md", "tea.txt", "drafts/a/b.md", "README.md")

    assert project.articles() == ["tea.md"]


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("tea.md", ["tea.md"]),
        ("sources/tea.md", ["tea.md"]),
        ("./sources/world/", ["world/a.md", "world/b.md"]),
        ("world", ["world/a.md", "world/b.md"]),
        ("world/*", ["world/a.md", "world/b.md"]),
        ("**/a.md", ["world/a.md"]),
        ("sources", ["tea.md", "world/a.md", "world/b.md"]),
        (".", ["tea.md", "world/a.md", "world/b.md"]),
    ],
)
def test_globs_choose_articles(project, glob, expected):
    add(project, "tea.md", "world/a.md", "world/b.md")

    assert project.articles([glob]) == expected


def test_a_glob_without_articles_names_the_nearest(project):
    add(project, "tea.md", "coffee.md")

    with pytest.raises(NotFoundError, match=r"no article matches 'tae\.md'\. Did you mean 'tea\.md'\?"):
        project.articles(["coffee.md", "tae.md"])


def test_a_missing_sources_folder_is_a_settings_error(project):
    (project.root / "sources").rmdir()

    with pytest.raises(ConfigError, match="there is no folder 'sources'"):
        project.articles()


def test_two_thousand_articles_are_listed_folder_by_folder_and_not_opened(project, monkeypatch):
    add(project, *(f"{number % 40}/article-{number}.md" for number in range(2000)))
    opened = []
    scanned = []
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda place: (scanned.append(place), real(place))[1])
    monkeypatch.setattr(os, "open", lambda *args, **_: opened.append(args))

    assert len(project.articles()) == 2000
    assert len(scanned) == 41
    assert opened == []


# --- paths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    """
    ../etc/passwd|/etc/passwd|C:\\x|a/../../b|.git/config|.GIT/config|.git./config|.gitmodules|-rf|-|.|..
    a\0.md|a\rb.md|a\tb.md|a.md |CON|con.md|sub/NUL|COM1|com¹.txt|nul .md|lpt9.tar.gz|aux.|a//b|a/|/|
    \u202egpj.md|nai\u0308ve.md|\ufeffa.md|a\u2066b.md|a\u200eb.md|a\u2028b.md|\x7f|\x9b31m.md|a/-b|a/.b/c
    """.strip("\n ")
    .replace("\n    ", "|")
    .split("|"),
)
def test_a_dangerous_path_is_refused_everywhere(project, path):
    assert paths.refusal(path)
    for reach in (
        project.catalog_file,
        project.output_file,
        project.mo_file,
        project.read_catalog,
        project.lock,
    ):
        with pytest.raises(NotFoundError, match="is refused: "):
            reach(path, "de")
    with pytest.raises(NotFoundError, match="is refused: "):
        project.read_article(path)


@pytest.mark.parametrize(
    "path", ["a" * 300 + ".md", "/".join("a" * 600), "\ud800.md", "e" + "\u0301" * 20_000]
)
def test_a_path_that_no_system_takes_is_refused(path):
    assert paths.refusal(path)


@pytest.mark.parametrize(
    "path",
    [
        "tea.md",
        "Tee für alle.md",
        "чай/чай.md",
        "お茶.html",
        "شای\u200cها.md",
        "a.b.c.txt",
        "context.md",
        "nulls/console.md",
        "What is tea?.md",
        "~root/x",
        "${x}",
        "1",
        "a--b_c (2).md",
    ],
)
def test_a_path_of_letters_of_any_script_is_taken(path):
    assert paths.refusal(path) == ""


@given(st.text(max_size=20))
def test_a_path_that_is_taken_stays_below_the_folder(path):
    if not paths.refusal(path):
        assert os.path.normpath(f"/x/{path}") == f"/x/{path}"
        assert unicodedata.is_normalized("NFC", path)


def test_twins_are_refused_both(project):
    add(project, "tea.md", "Tea.md", "stra\u00dfe.md", "STRASSE.md", "caf\u00e9.md", "cafe\u0301.md", "x.md")

    problems = {
        finding.where.removeprefix("sources/"): finding.problem for finding in project.article_findings()
    }

    assert project.articles() == ["x.md"]
    assert len(problems) == 6
    assert problems["tea.md"] == "the path is refused: some systems cannot tell it from 'Tea.md'."


def test_a_refused_path_is_a_finding_that_says_what_to_do(project):
    add(project, "aux.md", "tea.md")

    (finding,) = project.article_findings()

    assert str(finding) == (
        "sources/aux.md: the path is refused: 'aux.md' is the name of a device on some systems."
        " Rename it, or list it under 'exclude' in recto.toml."
    )
    assert project.articles() == ["tea.md"]
    with pytest.raises(NotFoundError, match="device"):
        project.articles(["aux.md"])


def test_names_that_are_no_text_are_refused_and_printable(project):
    (project.root / "sources" / os.fsdecode(b"caf\xe9\x1b.md")).write_text("x")

    (finding,) = project.article_findings()

    assert str(finding).isprintable()


def test_a_link_that_leaves_the_sources_is_refused(project, tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    add(project, "tea.md")
    sources = project.root / "sources"
    (sources / "out.md").symlink_to(tmp_path / "secret.md")
    (sources / "dir").symlink_to(tmp_path)
    (sources / "loop").symlink_to(sources)
    (sources / "none.md").symlink_to(sources / "nothing.md")
    (sources / "twin.md").symlink_to(sources / "tea.md")

    reasons = {finding.where: finding.problem for finding in project.article_findings()}

    assert project.articles() == ["tea.md", "twin.md"]
    assert reasons == {
        "sources/dir": "the path is refused: it is a link to a folder.",
        "sources/loop": "the path is refused: it is a link to a folder.",
        "sources/none.md": "the path is refused: it is a link to no file.",
        "sources/out.md": "the path is refused: it is a link that leaves the sources folder.",
    }
    for path in ("out.md", "dir/secret.md"):
        with pytest.raises(NotFoundError, match="leaves the sources folder"):
            project.read_article(path)
    assert project.read_article("twin.md").text == "# tea.md\n"


def test_a_named_pipe_is_not_waited_for(project):
    os.mkfifo(project.root / "sources" / "pipe.md")

    assert project.articles() == []
    with pytest.raises(RectoError, match="it is not a file"):
        project.read_article("pipe.md")


# --- reading -------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_characters="\0"), max_size=50))
def test_an_article_is_its_file_s_text(text):
    content = text.encode("utf-8", "ignore")
    from recto.decoding import decoded

    assert decoded(content, "x").encode() == content


def test_read_article_keeps_mark_and_line_ends(folder):
    (folder / "recto.toml").write_text(SETTINGS + '[articles."ru/**"]\nsource_locale = "ru"\n')
    project = find(folder)
    add(project, "ru/tea.md")
    (folder / "sources/ru/tea.md").write_bytes(b"\xef\xbb\xbfa\r\nb\rc\0")

    assert project.read_article("ru/tea.md") == Article("ru/tea.md", "ru", "\ufeffa\r\nb\rc\0")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b"Tea\n\nCaf\xe9 au lait\n",
            "sources/tea.md:3: byte 0xE9 at offset 8 ('é' in Windows-1252) is not UTF-8.",
        ),
        (b"ok \xed\xa0\x80", "sources/tea.md:1: byte 0xED at offset 3 ('í' in Windows-1252) is not UTF-8."),
        (b"cut \xe2\x82", "sources/tea.md:1: byte 0xE2 at offset 4 ('â' in Windows-1252) is not UTF-8."),
        (b"\x80", "sources/tea.md:1: byte 0x80 at offset 0 is not UTF-8."),
        ("Tee".encode("utf-16"), "sources/tea.md: this is UTF-16, not UTF-8. Save the file as UTF-8."),
        ("Grüner Tee".encode("utf-16-le"), "sources/tea.md: this is UTF-16, not UTF-8."),
        ("Tee".encode("utf-16-be"), "sources/tea.md: this is UTF-16, not UTF-8."),
        ("Tee".encode("utf-32"), "sources/tea.md: this is UTF-32, not UTF-8."),
        (b"x" * 16_000_001, "sources/tea.md: this has 16.0 MB; an article may have 16 MB."),
    ],
)
def test_read_article_refuses(project, content, expected):
    add(project, "tea.md")
    (project.root / "sources/tea.md").write_bytes(content)

    with pytest.raises(FormatError) as caught:
        project.read_article("tea.md")

    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize("path", ["nothing.md", "tea.md/x.md", "key.pem"])
def test_read_article_does_not_find(project, path):
    add(project, "tea.md", "key.pem")

    with pytest.raises(NotFoundError):
        project.read_article(path)


def test_target_locales_leave_out_the_article_s_own(folder):
    (folder / "recto.toml").write_text(SETTINGS + '[articles."ru/**"]\nsource_locale = "ru"\n')
    project = find(folder)

    assert project.target_locales("tea.md") == ["de", "pt-BR", "ru"]
    assert project.target_locales("ru/tea.md") == ["de", "pt-BR"]
    assert project.target_locales("ru/tea.md", ["ru", "pt_br"]) == ["pt-BR"]


@pytest.mark.parametrize(
    ("tag", "hint"), [("pt", "Did you mean 'pt-BR'"), ("../x", "is not known"), ("fr", "Known")]
)
def test_an_unknown_wanted_locale_is_a_settings_error(project, tag, hint):
    with pytest.raises(ConfigError, match=hint):
        project.target_locales("tea.md", [tag])


def test_files_of_an_article(project):
    files = [
        reach("world/tea.md", "pt-BR")
        for reach in (project.catalog_file, project.mo_file, project.output_file)
    ]

    assert [project.name(file) for file in files] == [
        "locales/pt_BR/LC_MESSAGES/world/tea.md.po",
        "locales/pt_BR/LC_MESSAGES/world/tea.md.mo",
        "build/pt-BR/world/tea.md",
    ]


def test_catalogs_are_those_that_are_there(project):
    for path in ("tea.md", "world/tea.md"):
        project.write(project.catalog_file(path, "pt-BR"), b"x")
    project.write(project.mo_file("tea.md", "pt-BR"), b"x")

    assert project.catalogs("pt-BR") == ["tea.md", "world/tea.md"]
    assert project.catalogs("de") == []
    assert project.read_catalog("tea.md", "pt-BR") == b"x"
    assert project.read_catalog("tea.md", "de") is None


def test_a_catalog_behind_a_link_is_refused(project, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "tea.md.po").write_text("secret")
    folder = project.root / "locales" / "de"
    folder.mkdir(parents=True)
    (folder / "LC_MESSAGES").symlink_to(tmp_path / "out")

    with pytest.raises(CatalogError, match="leaves the project folder"):
        project.read_catalog("tea.md", "de")
    with pytest.raises(ConfigError, match="outside the project folder"):
        project.write(project.catalog_file("tea.md", "de"), b"x")
    assert (tmp_path / "out" / "tea.md.po").read_text() == "secret"


# --- saving --------------------------------------------------------------------------------------


def test_write_makes_folders_and_tells_whether_anything_changed(project):
    file = project.catalog_file("world/tea.md", "de")

    assert project.write(file, b"one") is True
    before = file.stat()
    assert project.write(file, b"one") is False
    assert file.stat().st_ino == before.st_ino
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert project.write(file, b"two") is True
    assert file.read_bytes() == b"two"
    assert left_behind(project) == []


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o444])
def test_write_keeps_the_mode(project, mode):
    file = project.catalog_file("tea.md", "de")
    project.write(file, b"one")
    file.chmod(mode)

    project.write(file, b"two")

    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.parametrize(
    "name",
    ["../out.po", "sources/tea.md", ".git/config", ".GIT/x", "locales/.gitattributes", "build/../../x"],
)
def test_write_refuses_places_that_are_not_its_own(project, name):
    with pytest.raises(ConfigError, match="does not write there"):
        project.write(project.root / name, b"x")


def test_write_refuses_to_replace_what_is_no_file(project):
    folder = project.output_file("tea.md", "de")
    folder.mkdir(parents=True)
    link = project.output_file("link.md", "de")
    link.symlink_to(project.root / "recto.toml")

    with pytest.raises(RectoError, match=r"^build/de/tea\.md: it is not a file\."):
        project.write(folder, b"x")
    with pytest.raises(RectoError, match="symbolic link"):
        project.write(link, b"x")
    assert (project.root / "recto.toml").read_text() == SETTINGS
    assert left_behind(project) == []


def test_write_into_a_file_used_as_a_folder_is_refused(project):
    project.write(project.output_file("tea", "de"), b"x")

    with pytest.raises(RectoError, match=r"^build/de/tea/x\.md: "):
        project.write(project.output_file("tea/x.md", "de"), b"x")


def without_rights(work):
    """Return what ``work`` returns in a process that is not root's; nothing is read-only for root."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            answer = work()
        except BaseException as error:  # noqa: BLE001  # the answer of a child is all that its parent sees
            answer = f"{type(error).__name__}: {error}"
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode()
    os.waitpid(child, 0)
    return answer


def test_a_read_only_folder_is_a_clear_error():
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "recto.toml").write_text('project = "p"\nsource_locale = "en"\ntarget_locales = ["de"]\n')
        project = find(root)
        file = project.catalog_file("tea.md", "de")
        project.write(file, b"one")
        file.parent.chmod(0o555)

        answer = without_rights(lambda: str(project.write(file, b"two")))

        assert answer.startswith("RectoError: locales/de/LC_MESSAGES/tea.md.po: ")
        assert "permission denied" in answer
        assert file.read_bytes() == b"one"
        file.parent.chmod(0o755)


CALLS = ("open", "fchmod", "write", "fsync")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("number", range(4))
def test_whichever_system_call_fails_the_old_file_stands(project, monkeypatch, call, number):
    file = project.catalog_file("tea.md", "de")
    project.write(file, b"old")
    real, count = getattr(os, call), iter(range(100))

    def failing(*args, **named):
        if next(count) == number:
            raise OSError(5, "Input/output error")
        return real(*args, **named)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, failing)
        try:
            project.write(file, b"new")
        except RectoError as error:
            text = str(error)
        else:
            text = ""

    assert file.read_bytes() in ({b"old", b"new"} if text else {b"new"})
    assert left_behind(project) == []
    assert project.write(file, b"later")


def run(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "PYTHONPATH": str(APP)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_full_disk_leaves_the_old_file_and_nothing_else(project):
    file = project.catalog_file("tea.md", "de")
    project.write(file, b"old" * 1000)

    done = run(
        "import resource, sys; from pathlib import Path; from recto.project import find\n"
        "from recto.errors import RectoError\n"
        "project = find(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: project.write(project.catalog_file('tea.md', 'de'), b'new' * 100_000)\n"
        "except RectoError as error: print(error)\n",
        str(project.root),
    )

    assert done.stdout == (
        "locales/de/LC_MESSAGES/tea.md.po: file too large."
        " The text is not saved. Make room for 300,000 bytes.\n"
    )
    assert file.read_bytes() == b"old" * 1000
    assert left_behind(project) == []


LOOP = (
    "import sys; from pathlib import Path; from recto.project import find\n"
    "project = find(Path(sys.argv[1])); file = project.catalog_file('tea.md', 'de')\n"
    "print('go', flush=True)\n"
    "while True:\n"
    "    for letter in b'ab':\n"
    "        with project.lock('tea.md', 'de'): project.write(file, bytes([letter]) * 300_000)\n"
)


def test_kill_9_leaves_the_old_file_or_the_new_one(project):
    file = project.catalog_file("tea.md", "de")
    project.write(file, b"a" * 300_000)
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    for trial in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", LOOP, str(project.root)], env=environment, stdout=subprocess.PIPE
        ) as running:
            assert running.stdout
            running.stdout.readline()
            # Not a clock: lets the loop run for a different while in each trial.
            for _ in range(trial * 3):
                file.read_bytes()
            running.send_signal(signal.SIGKILL)

        content = file.read_bytes()
        assert content in {b"a" * 300_000, b"b" * 300_000}

    with project.lock("tea.md", "de"):
        assert left_behind(project) == []


def test_what_a_killed_process_left_is_removed_and_never_used(project):
    file = project.catalog_file("tea.md", "de")
    file.parent.mkdir(parents=True)
    saving.temporary(file).write_text("half of a catal")

    assert project.write(file, b"new")

    assert file.read_bytes() == b"new"
    assert left_behind(project) == []


def test_a_planted_link_is_not_written_through(project, tmp_path):
    (tmp_path / "victim").write_text("mine")
    file = project.catalog_file("tea.md", "de")
    file.parent.mkdir(parents=True)
    saving.temporary(file).symlink_to(tmp_path / "victim")

    project.write(file, b"new")

    assert (tmp_path / "victim").read_text() == "mine"
    assert file.read_bytes() == b"new"
    assert not file.is_symlink()


def test_a_temporary_file_in_use_is_not_collected(project):
    file = project.catalog_file("tea.md", "de")
    file.parent.mkdir(parents=True)
    opened = saving._claim(saving.temporary(file))

    with project.lock("tea.md", "de"):
        assert left_behind(project) != []

    os.close(opened)
    with project.lock("tea.md", "de"):
        assert left_behind(project) == []


def test_saves_reach_the_disk_in_order(project, monkeypatch):
    file = project.catalog_file("tea.md", "de")
    project.write(file, b"old")
    order = []
    for call in ("write", "fsync"):
        real = getattr(os, call)
        monkeypatch.setattr(
            os, call, lambda *args, real=real, call=call: (order.append(call), real(*args))[1]
        )
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda *args: (order.append("rename"), replace(*args))[1])

    project.write(file, b"new")

    assert order == ["write", "fsync", "rename", "fsync"]


# --- locks ---------------------------------------------------------------------------------------


COUNT = (
    "import sys; from pathlib import Path; from recto.project import find\n"
    "project = find(Path(sys.argv[1])); file = project.catalog_file('tea.md', 'de')\n"
    "for _ in range(60):\n"
    "    with project.lock('tea.md', 'de'):\n"
    "        project.write(file, str(int(file.read_bytes()) + 1).encode())\n"
)


def test_two_processes_lose_no_change(project):
    file = project.catalog_file("tea.md", "de")
    project.write(file, b"0")
    environment = {**os.environ, "PYTHONPATH": str(APP)}

    running = [
        subprocess.Popen([sys.executable, "-c", COUNT, str(project.root)], env=environment) for _ in range(2)
    ]

    assert [one.wait() for one in running] == [0, 0]
    assert file.read_bytes() == b"120"


def test_threads_lose_no_change(project):
    file = project.catalog_file("tea.md", "de")
    project.write(file, b"0")

    def count() -> None:
        for _ in range(20):
            with project.lock("tea.md", "de"):
                project.write(file, str(int(file.read_bytes()) + 1).encode())

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert file.read_bytes() == b"80"


def test_unlocked_writers_leave_one_of_the_contents(project):
    file = project.output_file("tea.md", "de")
    contents = [bytes([letter]) * 50_000 for letter in b"abcd"]

    def save(content: bytes) -> None:
        for _ in range(10):
            project.write(file, content)

    threads = [threading.Thread(target=save, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert file.read_bytes() in contents
    assert left_behind(project) == []


def test_a_lock_inside_itself_does_not_wait(project):
    with project.lock("tea.md", "de"), project.lock("tea.md", "de"):
        pass
    with project.lock("tea.md", "de"):
        pass


def test_locks_are_apart_from_the_catalogs_and_ignored_by_git(project):
    with project.lock("tea.md", "de"), project.lock("tea.md", "ru"):
        names = sorted(file.name for file in (project.root / ".recto/locks").iterdir())

    assert len(names) == 2
    assert (project.root / ".recto/.gitignore").read_text() == "*\n"
    assert not (project.root / "locales").exists()


def test_a_state_folder_that_leaves_the_project_is_refused(project, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (project.root / ".recto").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ConfigError, match="outside the project folder"):
        project.lock("tea.md", "de")
    assert list((tmp_path / "elsewhere").iterdir()) == []
