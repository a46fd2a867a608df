"""The address of a link in a locale may change, and not into a trap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import checks
from recto.checks import addresses
from recto.model import LINK, State, Unit

SOURCE = "https://www.example.org/en/tea"


def severities(target: str, source: str = SOURCE, role: str = LINK) -> list[str]:
    unit = Unit(role, source, target, State.REVIEWED)
    return [finding.severity for finding in addresses.check(unit, "en", "de")]


@pytest.mark.parametrize(
    "target",
    [SOURCE, "https://example.org/de/tee", "http://www.example.org/de", "/de/tee", "#tee", "tee.md", "",
     "mailto:tee@example.org", "tel:+49301234", "HTTPS://WWW.EXAMPLE.ORG/de"],
)  # fmt: skip
def test_addresses_of_the_same_site_and_of_mail_pass(target: str) -> None:
    assert severities(target) == []


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)",
     "\x01javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x", "intent:x",
     "https://example.org@evil.example/", "https://exa\u200bmple.org/", "https://example.org/\u202etxt"],
)  # fmt: skip
def test_traps_are_errors(target: str) -> None:
    assert severities(target)[0] == "error"


@pytest.mark.parametrize(
    "target",
    ["https://example.com/", "//evil.example", "\\\\evil.example", "https:\\\\evil.example/x", "http://[::1/",
     "https://ex\u0430mple.org/"],
)  # fmt: skip
def test_another_site_is_shown(target: str) -> None:
    assert severities(target) == ["warning"]


def test_the_host_is_shown_as_it_is_looked_up() -> None:
    unit = Unit(LINK, SOURCE, "https://ex\u0430mple.org/", State.REVIEWED)
    assert "xn--" in next(addresses.check(unit, "en", "de")).message


def test_a_scheme_of_the_source_may_stay() -> None:
    assert severities("ftp://example.org/de", "ftp://example.org/en") == []
    assert severities("javascript:b()", "javascript:a()") == []


def test_text_that_speaks_of_schemes_is_no_address() -> None:
    assert severities("javascript: ist eine Sprache", "javascript is a language", "paragraph") == []


def test_the_check_is_asked() -> None:
    unit = Unit(LINK, SOURCE, "javascript:x", State.REVIEWED)
    assert "addresses" in [finding.check for finding in checks.findings(unit, "en", "de")]


@given(st.text(max_size=80), st.text(max_size=80))
def test_it_never_raises(source: str, target: str) -> None:
    list(addresses.check(Unit(LINK, source, target, State.REVIEWED), "en", "de"))
