"""Checks that a project writes itself, and those that plug-ins bring."""

from __future__ import annotations

import re
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import checks, config
from recto.checks import installed, own
from recto.errors import ConfigError
from recto.model import Finding, State, Unit
from recto.rules import NO_RULES, OwnCheck, Rules

BASE = 'source_locale = "en"\ntarget_locales = ["de", "de-AT", "fr"]\n'


def unit(source: str, target: str) -> Unit:
    return Unit("paragraph", source, target, State.REVIEWED)


def said(one: OwnCheck, source: str, target: str, locale: str = "de") -> list[Finding]:
    return list(own.check(one, unit(source, target), locale))


expressions = st.text("ab(|)*+?[]^$.\\1{2}<>/", max_size=12).filter(lambda text: text and not own.fault(text))


@given(expressions, expressions, st.text("ab <1>/", max_size=30), st.text("ab <1>/", max_size=30))
def test_an_expression_finds_only_places_that_are_there(source, target, text, other):
    for one in said(OwnCheck("own", "No.", source, target, replace="x"), text, other):
        assert one.span is None or 0 <= one.span[0] < one.span[1] <= len(other)
        assert one.fix != other


@given(st.text("ab <1>/", max_size=40), st.sampled_from(["a", "ab", "b+", "a b", "[ab]"]))
def test_what_is_offered_has_no_finding_and_the_same_codes(target, expression):
    one = OwnCheck("own", "No.", target=expression, replace="c")
    for finding in said(one, "", target):
        if finding.fix is not None:
            assert said(one, "", finding.fix) == []
            assert re.findall(r"</?\d+/?>", finding.fix) == re.findall(r"</?\d+/?>", target)


def test_a_target_is_reported_where_it_has_what_it_should_not():
    one = OwnCheck("mail", "Write 'E-Mail'.", target=r"\b[Ee]mail\b", replace="E-Mail")

    first, second = said(one, "Mail.", "Eine Email und eine email.")

    assert (first.span, second.span) == ((5, 10), (20, 25))
    assert first.fix == second.fix == "Eine E-Mail und eine E-Mail."


def test_a_target_is_reported_that_lacks_what_its_source_asks_for():
    one = OwnCheck("vat", "Say 'MwSt.'.", source=r"\bVAT\b", missing="MwSt")

    assert [finding.message for finding in said(one, "With VAT.", "Mit Steuer.")] == ["Say 'MwSt.'."]
    assert said(one, "With VAT.", "Mit MwSt.") == []
    assert said(one, "Without.", "Ohne.") == []
    assert said(one, "With VAT.", "") == []


@pytest.mark.parametrize(
    ("locale", "is_meant"), [("de", True), ("de-AT", True), ("fr", False), ("den", False)]
)
def test_a_language_means_its_regions(locale, is_meant):
    one = OwnCheck("own", "No.", target="x", locales=("de",))

    assert bool(said(one, "x", "x", locale)) is is_meant


def test_an_expression_that_takes_too_long_says_so():
    one = OwnCheck("slow", "No.", target="(?:a|aa)+$")

    (finding,) = said(one, "", "a" * 5000 + "c")

    assert finding.message == own.TOO_LONG


def test_no_codes_are_replaced():
    one = OwnCheck("own", "No.", target="1", replace="2")

    (*_, finding) = said(one, "<1/>", "<1/> 1")

    assert finding.fix is None  # the code still matches: what is right is not certain


# --- what the settings say -----------------------------------------------------------------------


def test_checks_are_turned_off_and_taken_for_less():
    text = unit("Wait for it (now).", "Warten Sie darauf (jetzt")
    names = {one.check: one.severity for one in checks.findings(text, "en", "de")}
    assert names == {"brackets": "warning", "end_punctuation": "warning"}

    rules = Rules(frozenset({"brackets"}), (("end_punctuation", "info"),))

    assert [(one.check, one.severity) for one in checks.findings(text, "en", "de", rules=rules)] == [
        ("end_punctuation", "info")
    ]


def test_an_error_that_compiling_refuses_stays_one():
    rules = Rules(frozenset({"codes"}), (("codes", "info"), ("spaces", "info")))

    found = checks.findings(unit("Use <1>it</1>.", "Nutze\tes."), "en", "de", rules=rules)

    assert {one.check for one in found if one.severity == "error"} == {"codes", "spaces"}


def test_what_the_settings_say_holds_in_a_locale():
    loaded = config.load(
        BASE
        + """
[checks]
off = ["typography"]
severity = { length = "info", mail = "error" }

[checks.de]
off = []
severity = { capitals = "error" }

[checks.mail]
target = "email"
replace = "E-Mail"
message = "Write 'E-Mail'."
locales = ["de"]
"""
    ).checks

    assert loaded.rules("fr") == Rules(frozenset({"typography"}), (("length", "info"), ("mail", "error")))
    german = loaded.rules("de")
    assert german.off == frozenset()
    assert dict(german.severities) == {"length": "info", "mail": "error", "capitals": "error"}
    assert german.own == (
        OwnCheck("mail", "Write 'E-Mail'.", target="email", replace="E-Mail", locales=("de",)),
    )
    assert [one.name for one in loaded.rules("de-AT").own] == ["mail"]


OWN = '[checks.a]\nmessage = "M."\n'
REFUSED = {
    "an unknown check": ('off = ["lenght"]', 4, r"unknown check 'lenght'\. Did you mean 'length'\?"),
    "an unknown severity": ('severity = { length = "low" }', 4, r"'severity': expected \"error\" or"),
    "an unknown check in a locale": ('[checks.de]\noff = ["x1"]', 5, "unknown check 'x1'"),
    "a locale that is none of the project's": ("[checks.it]\noff = []", 4, "'it' is not in 'target_locales'"),
    "a table that is neither": ("[checks.dutch]\noff = []", 4, "'dutch' is not known.+ own has a message"),
    "an expression that is none": (f'{OWN}target = "(b"', 6, r"'target': '\(b' is not a regular"),
    "no such group": (f'{OWN}target = "b"\nreplace = "\\\\2"', 6, "cannot take the place"),
    "no message": ('[checks.a]\ntarget = "b"', 4, "'a' has no message"),
    "nothing to look for": (f'{OWN}source = "b"', 4, "'a' looks for nothing"),
    "both at once": (f'{OWN}target = "b"\nmissing = "c"', 4, "both 'target' and 'missing'"),
    "nothing to replace": (f'{OWN}missing = "b"\nreplace = "c"', 7, "'a' has nothing to replace"),
    "a name that is taken": (OWN.replace("a]", "length]"), 4, "there is a check 'length' already"),
    "a name that is none": (OWN.replace("a]", '"My own"]'), 4, "cannot be the name of a check"),
    "an unknown key": (f'{OWN}traget = "b"', 6, "unknown key 'traget'.+ 'target'"),
    "an expression of 501 characters": (f'{OWN}target = "{"b" * 501}"', 6, "may have 500"),
    "something else": ("off = 1", 4, "'off': expected a list of names"),
}


@pytest.mark.parametrize(("text", "line", "problem"), REFUSED.values(), ids=REFUSED)
def test_settings_that_cannot_be_used_are_refused_with_their_line(text, line, problem):
    with pytest.raises(ConfigError, match=problem) as refused:
        config.load(f"{BASE}[checks]\n{text}" if not text.startswith("[") else f"{BASE}\n{text}")

    assert refused.value.where == f"recto.toml:{line}"


# --- plug-ins ------------------------------------------------------------------------------------


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Install a distribution that brings checks."""
    made = tmp_path / "made-1.2.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: made\nVersion: 1.2\n")
    (tmp_path / "made_checks.py").write_text(
        '''
from recto.model import Finding

def shout(unit, source_locale, target_locale):
    """The target does not shout.

    Nobody likes it.
    """
    if unit.target.endswith("!!"):
        yield Finding("another name", f"Too loud in {target_locale}.", "error", (0, 9999), unit.target[:-1])

def broken(unit, source_locale, target_locale):
    return 1 / 0

def odd(unit, source_locale, target_locale):
    return ["no finding"]

nothing = 3
'''
    )
    (made / "entry_points.txt").write_text(
        "[recto.checks]\nshout = made_checks:shout\nbroken = made_checks:broken\nodd = made_checks:odd\n"
        "missing = made_checks:missing\nnothing = made_checks:nothing\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    installed.names.cache_clear()
    installed._loaded.cache_clear()
    yield
    monkeypatch.undo()
    installed.names.cache_clear()
    installed._loaded.cache_clear()


@pytest.mark.usefixtures("plugin")
def test_an_installed_check_is_asked_under_its_own_name():
    assert isinstance(next(iter(installed.entry_points(group=installed.GROUP))), EntryPoint)

    rules = Rules(installed=("shout",))
    (finding,) = (one for one in checks.findings(unit("Tea!", "Tee!!"), "en", "de", rules=rules)
                  if one.check == "shout")  # fmt: skip

    assert finding == Finding("shout", "Too loud in de.", "error", None, "Tee!")
    assert checks.title("shout") == "The target does not shout."
    assert "shout" in checks.known()


@pytest.mark.usefixtures("plugin")
def test_an_installed_check_can_be_turned_off():
    rules = Rules(frozenset({"shout"}), installed=("shout",))

    assert "shout" not in {
        one.check for one in checks.findings(unit("Tea!", "Tee!!"), "en", "de", rules=rules)
    }
    assert config.load(f'{BASE}[checks]\noff = ["shout"]').checks.table.off == ("shout",)


@pytest.mark.usefixtures("plugin")
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("broken", r"made 1\.2 failed \(ZeroDivisionError: division by zero\)"),
        ("odd", r"made 1\.2 failed \(TypeError: str is not a finding\)"),
        ("missing", r"made 1\.2 cannot be loaded \(AttributeError\)"),
        ("nothing", r"made 1\.2 is not a function"),
    ],
)
def test_what_an_installed_check_does_wrong_is_a_finding(name, problem):
    (finding,) = installed.check(name, unit("Tea.", "Tee."), "en", "de")

    assert re.search(problem, finding.message)
    assert (finding.check, finding.severity) == (name, "warning")


def test_nothing_is_different_without_settings():
    assert config.load(BASE).checks.rules("de") == NO_RULES
