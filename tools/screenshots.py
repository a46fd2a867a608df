"""Take pictures of the review desk on a fresh demo project.

``docs/images`` gets the two that the documentation shows, ``build/screenshots`` all others: light and
dark, a locale written from right to left, a telephone's width.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
RECTO = str(Path(sys.executable).with_name("recto"))
DEMO = ROOT / "build" / "screenshots" / "demo"
IMAGES = ROOT / "docs" / "images"
MORE = ROOT / "build" / "screenshots"


class Shot(NamedTuple):
    file: Path
    locale: str
    """Of the article's page; empty: the dashboard."""
    scheme: Literal["light", "dark"] = "light"
    width: int = 1280
    height: int = 800


SHOTS = [
    Shot(IMAGES / "dashboard.png", ""),
    Shot(IMAGES / "article.png", "es"),
    Shot(MORE / "dashboard-dark.png", "", "dark"),
    Shot(MORE / "dashboard-390.png", "", width=390, height=844),
    Shot(MORE / "article-dark.png", "es", "dark"),
    Shot(MORE / "article-arabic.png", "ar"),
    Shot(MORE / "article-arabic-390.png", "ar", width=390, height=844),
    Shot(MORE / "article-390.png", "es", width=390, height=844),
]


def recto(*words: str) -> None:
    subprocess.run([RECTO, *words], cwd=DEMO, check=True)


def make_demo() -> None:
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([RECTO, "demo", str(DEMO)], check=True)
    recto("extract")
    engine = "apertium" if shutil.which("apertium") else "pseudo"
    recto("pretranslate", "--locale", "es", "--engine", engine)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def desk() -> Iterator[str]:
    """Run the desk on a free port of this machine and give its address."""
    address = f"http://127.0.0.1:{free_port()}"
    process = subprocess.Popen([RECTO, "review", "--port", address.rpartition(":")[2]], cwd=DEMO)
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except urllib.error.URLError:
                if process.poll() is not None:
                    sys.exit("recto review ended before it answered.")
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def take(browser: Browser, address: str, shot: Shot) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme, device_scale_factor=1
    )
    page = context.new_page()
    page.goto(f"{address}/{article_path(shot.locale) if shot.locale else ''}")
    if shot.locale:
        # The first unit that somebody still has to look at, with its editor open.
        page.locator(".row:not(:has-text('Reviewed')) .target > .text").first.click()
        page.locator("textarea").first.wait_for()
    page.wait_for_load_state("networkidle")
    shot.file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=shot.file)
    context.close()
    print(f"wrote {shot.file.relative_to(ROOT)}")


def article_path(locale: str) -> str:
    """Return the address of the first article that has a catalog in the locale."""
    folder = DEMO / "locales" / locale / "LC_MESSAGES"
    first = min(folder.rglob("*.po"))
    return f"a/{quote(first.relative_to(folder).with_suffix('').as_posix())}/{locale}"


def chromium() -> str:
    """Return the path of a Chromium, or end with what to do."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    sys.exit("No Chromium found. Install chromium or set CHROMIUM to its path.")


def main() -> None:
    browser_path = chromium()
    make_demo()
    with desk() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        for shot in SHOTS:
            take(browser, address, shot)
        browser.close()


if __name__ == "__main__":
    main()
