from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from recto import cli
from recto.commands import demo, init
from recto.config import template
from recto.errors import ConfigError
from recto.project import find


def files(root: Path) -> dict[str, bytes]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()
    }


def test_init_makes_a_project_that_can_be_used(tmp_path):
    started = init.start(tmp_path, "en", ["de", "pt_br"])

    project = find(tmp_path)
    assert started.made == ("recto.toml", "sources/", "locales/", ".gitignore", ".gitattributes")
    assert project.config.target_locales == ("de", "pt-BR")
    assert project.config.project == tmp_path.name
    assert project.articles() == []
    assert (tmp_path / ".gitattributes").read_text() == "*.po text eol=lf\n"
    assert (tmp_path / ".gitignore").read_text().splitlines() == ["/.recto/", "/build/", "*.mo"]


def test_init_twice_changes_nothing(tmp_path):
    init.start(tmp_path, "en", ["de"])
    before = files(tmp_path)

    started = init.start(tmp_path, "fr", ["es"])

    assert started == init.Started((), had_settings=True)
    assert files(tmp_path) == before


def test_init_keeps_what_is_there_and_adds_to_git_s_rules(tmp_path):
    (tmp_path / ".gitignore").write_bytes(b"*.pyc\r\n/.recto/\n/mine")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "tea.md").write_text("# Tea\n")
    (tmp_path / "recto.toml").write_text(
        template("", "en", ["de"]).replace('# output = "build"', 'output = "site"')
    )
    before = files(tmp_path)

    init.start(tmp_path, "en", ["de"])

    after = files(tmp_path)
    assert after.pop(".gitignore") == before.pop(".gitignore") + b"\n/site/\n*.mo\n"
    assert after.pop(".gitattributes")
    assert after == before


@pytest.mark.parametrize(
    ("source", "targets", "said"),
    [
        ("en", ["germ"], "Did you mean 'de'"),
        ("../x", ["de"], "is not known"),
        ("de", ["de"], "both source and"),
    ],
)
def test_init_refuses_and_writes_nothing(tmp_path, source, targets, said):
    with pytest.raises(ConfigError, match=said):
        init.start(tmp_path, source, targets)

    assert files(tmp_path) == {}


def test_init_is_a_command_that_asks_nothing(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["-C", str(tmp_path), "init", "--target", "ja", "--target", "pt-br"])

    assert left.value.code == 0
    assert find(tmp_path).config.target_locales == ("ja", "pt-BR")
    assert "wrote recto.toml\n" in capsys.readouterr().out


def test_git_takes_the_rules(tmp_path):
    init.start(tmp_path, "en", ["de"])
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    project = find(tmp_path)
    project.write(project.catalog_file("tea.md", "de"), b"x\n")
    project.write(project.mo_file("tea.md", "de"), b"x\n")
    project.write(project.output_file("tea.md", "de"), b"x\n")
    with project.lock("tea.md", "de"):
        pass

    done = subprocess.run(
        ["git", "-C", str(tmp_path), "ls-files", "-o", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.split() == [
        ".gitattributes",
        ".gitignore",
        "locales/de/LC_MESSAGES/tea.md.po",
        "recto.toml",
    ]


@pytest.fixture
def samples(tmp_path, monkeypatch):
    """A package with a sample project, in the place of ours."""
    package = tmp_path / "package"
    (package / "samples" / "sources" / "world").mkdir(parents=True)
    (package / "samples" / "recto.toml").write_text(template("demo", "en", ["de"]))
    (package / "samples" / "sources" / "world" / "tea.md").write_bytes(b"# Tea\r\n")
    monkeypatch.setattr(demo, "files", lambda name: package)
    return package


def test_demo_copies_the_samples_byte_for_byte(samples, tmp_path):
    made = demo.copy(tmp_path / "new" / "demo")

    assert made == ("recto.toml", "sources/world/tea.md")
    assert (tmp_path / "new/demo/sources/world/tea.md").read_bytes() == b"# Tea\r\n"
    assert find(tmp_path / "new" / "demo").articles() == ["world/tea.md"]


def test_demo_takes_an_empty_folder_and_refuses_any_other(samples, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    (tmp_path / "empty").mkdir()

    assert demo.copy(tmp_path / "empty")
    with pytest.raises(ConfigError, match=r"this folder is not empty\. Name a new folder\."):
        demo.copy(tmp_path / "full")
    with pytest.raises(ConfigError, match="this is a file"):
        demo.copy(tmp_path / "full" / "mine")
    assert files(tmp_path / "full") == {"mine": b"mine"}


def test_the_packaged_samples_are_a_project(tmp_path):
    demo.copy(tmp_path / "demo")

    project = find(tmp_path / "demo")
    assert project.articles()
    assert project.article_findings() == []


def test_demo_from_the_command_line_is_relative_to_big_c(samples, tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["-C", str(tmp_path), "demo", "play"])

    assert left.value.code == 0
    assert (tmp_path / "play" / "recto.toml").is_file()
    assert "recto -C" in capsys.readouterr().out
