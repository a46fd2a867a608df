"""The main job, end to end, with the programs that people have: the command line, a browser, gettext."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

SENTENCE = "They are all at breakfast."


def recto(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "recto", "-C", str(folder), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    recto(tmp_path, "demo", str(folder))
    recto(folder, "extract")
    return folder


@pytest.fixture
def address(project: Path) -> Iterator[str]:
    """The address that ``recto review`` prints; it is stopped as a person stops it."""
    words = [sys.executable, "-u", "-m", "recto", "-C", str(project), "review", "--port", "0"]
    desk = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert desk.stdout is not None
    lines = iter(desk.stdout.readline, "")
    yield next(found.group() for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
    desk.send_signal(signal.SIGINT)
    desk.communicate(timeout=20)
    assert desk.returncode in (0, 130)


@pytest.mark.ui
@pytest.mark.gettext
def test_what_is_confirmed_in_the_browser_is_in_the_catalog_the_mo_file_and_the_article(
    project: Path, address: str, page: Page
):
    page.goto(f"{address}a/features/night-train.html/ar")
    row = page.get_by_role("listitem").filter(has_text=SENTENCE)
    row.locator(".target > .text").click()
    row.locator("textarea").fill("جميعهم يتناولون الإفطار.")
    page.keyboard.press("Control+Enter")
    expect(row.locator(".state")).to_have_text("Reviewed")

    recto(project, "compile", "--locale", "ar")

    catalog = project / "locales/ar/LC_MESSAGES/features/night-train.html.po"
    assert f'msgid "{SENTENCE}"\nmsgstr "جميعهم يتناولون الإفطار."' in catalog.read_text(encoding="utf-8")
    listed = subprocess.run(
        ["msgunfmt", catalog.with_suffix(".mo")], capture_output=True, check=True
    ).stdout.decode()
    assert f'msgid "{SENTENCE}"\nmsgstr "جميعهم يتناولون الإفطار."' in listed
    article = (project / "build/ar/features/night-train.html").read_text(encoding="utf-8")
    assert "جميعهم يتناولون الإفطار." in article
    assert SENTENCE not in article


@pytest.mark.apertium
def test_apertium_drafts_the_samples_with_every_code_intact(project: Path):
    shutil.rmtree(project / "locales" / "es")
    recto(project, "extract")

    recto(project, "pretranslate", "--engine", "apertium", "--locale", "es")

    # Apertium knows no "tren nocturno", for which the glossary asks, and leaves "1,500" as it is in English.
    assert "0 errors, 6 warnings" in recto(project, "check", "--locale", "es", code=1)
    recto(project, "compile", "--locale", "es", "--state", "draft")
    article = (project / "build/es/guides/rain-garden.md").read_text(encoding="utf-8")
    assert "(https://utility.example/site-plan" in article
    assert "`=B2*0.2`" in article
    assert recto(project, "compile", "--locale", "es", "--state", "draft", "--check")
