"""What all tests share: which Chromium to use, what a missing program means, how Hypothesis searches.

On a desk a test whose program is missing is skipped and says so. In CI (``CI`` is set) a skipped test
fails the run: what was not tried is not known to work.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

TOOLKIT = Path(__file__).parents[1] / "build" / "peers" / "toolkit" / "bin" / "python"
"""translate-toolkit in an environment of its own: it is under the GPL, and no part of Recto."""
MKDOCS = TOOLKIT.parents[2] / "mkdocs" / "bin" / "mkdocs"
"""MkDocs and its plug-in for several languages, in an environment of their own."""
SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")

IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false", "no")

settings.register_profile(
    "dev",
    deadline=None,
    database=DirectoryBasedExampleDatabase(Path(__file__).parents[1] / ".hypothesis" / "examples"),
)
settings.register_profile(
    "ci",
    deadline=None,
    database=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if IN_CI else "dev")


@cache
def chromium() -> str:
    """Return the path of a Chromium, or an empty text."""
    named = os.environ.get("CHROMIUM", "")
    found = (shutil.which(name) for name in (named, "chromium", "chromium-browser", "google-chrome") if name)
    return next((path for path in found if path), "")


PROGRAMS = ("ui", "gettext", "apertium", "office", "omegat", "redis", "toolkit", "mkdocs", "schemas")
"""Markers of tests that need a program."""


@cache
def missing(marker: str) -> str:
    """Return why a test with this marker cannot run, or an empty text."""
    if marker == "ui" and not chromium():
        return "no Chromium found; install chromium or set CHROMIUM to its path"
    if marker == "gettext" and not all(map(shutil.which, ("msgfmt", "msgcat", "msgmerge"))):
        return "the gettext tools are not installed"
    if marker == "office" and not all(map(shutil.which, ("soffice", "pdftotext"))):
        return "LibreOffice Writer or pdftotext is not installed"
    if marker == "redis" and not shutil.which("redis-server"):
        return "redis-server is not installed"
    if marker == "omegat" and not shutil.which("omegat"):
        return "OmegaT is not installed"
    if marker == "toolkit" and not TOOLKIT.is_file():
        return "translate-toolkit is not in build/peers/toolkit; run make test"
    if marker == "mkdocs" and not MKDOCS.is_file():
        return "MkDocs is not in build/peers/mkdocs; run make test"
    if marker == "schemas" and not SCHEMAS.is_dir():
        return "the schemas of XLIFF are not installed (Debian: php-symfony-translation)"
    if marker == "apertium":
        if not shutil.which("apertium"):
            return "apertium is not installed"
        listed = subprocess.run(["apertium", "-l"], capture_output=True, text=True, check=False)
        if "eng-spa" not in listed.stdout.split():
            return "apertium has no pair eng-spa; install apertium-eng-spa"
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for test in items:
        if "page" in getattr(test, "fixturenames", ()) and not test.get_closest_marker("ui"):
            test.add_marker("ui")
        for marker in (
            "ui",
            "gettext",
            "apertium",
            "office",
            "omegat",
            "redis",
            "toolkit",
            "mkdocs",
            "schemas",
        ):
            if test.get_closest_marker(marker) and (reason := missing(marker)):
                test.add_marker(pytest.mark.skip(reason=reason))
    # Files that drive programs take longest. Where two processes share the files, those come first, or one
    # process would wait at the end for the other.
    slow = {test.path for test in items if any(map(test.get_closest_marker, PROGRAMS))}
    items.sort(key=lambda test: test.path not in slow)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium instead of one that Playwright downloads."""
    return browser_type_launch_args | ({"executable_path": chromium()} if chromium() else {})


@pytest.fixture(scope="session")
def toolkit() -> Path:
    """The Python that has translate-toolkit; for tests marked ``toolkit``."""
    return TOOLKIT


@pytest.fixture(scope="session")
def mkdocs() -> Path:
    """The program of MkDocs; for tests marked ``mkdocs``."""
    return MKDOCS


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder of the official schemas of XLIFF; for tests marked ``schemas``."""
    return SCHEMAS


def skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", ())) if reporter else 0


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if IN_CI and skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if IN_CI and (count := skipped(config)):
        terminalreporter.write_sep("=", "a skipped test fails in CI", red=True, bold=True)
        terminalreporter.write_line(f"{count} skipped; the reasons stand below. Install what is missing.")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Let the programs that tests start be stopped with Ctrl-C, also from a shell's background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
