"""What is said about a check beforehand is what its module does."""

from __future__ import annotations

import ast
import inspect
import sys

import pytest

from recto import checks
from recto.checks.about import ABOUT

SEVERITIES = {"error", "warning", "info"}
OWN = {**checks.CHECKS, **checks.TERM_CHECKS, **checks.MANY_CHECKS}


def made(check: str) -> list[ast.Call]:
    """Return the findings that a check's module makes."""
    tree = ast.parse(inspect.getsource(sys.modules[OWN[check].__module__]))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    ]


def severity(call: ast.Call) -> set[str]:
    named = [one.value for one in call.keywords if one.arg == "severity"] + call.args[2:3]
    if not named:
        return {"warning"}
    return {node.value for node in ast.walk(named[0]) if isinstance(node, ast.Constant)} & SEVERITIES or {
        "error",
        "warning",
    }


def has_fix(call: ast.Call) -> bool:
    fixes = [one.value for one in call.keywords if one.arg == "fix"] + call.args[4:5]
    return any(not (isinstance(one, ast.Constant) and one.value is None) for one in fixes)


def test_every_check_is_described():
    assert list(ABOUT) == list(OWN)


@pytest.mark.parametrize("check", OWN)
def test_a_check_is_as_it_is_said_to_be(check):
    calls = made(check)

    assert calls
    assert set(ABOUT[check].severities) == set().union(*map(severity, calls))
    assert ABOUT[check].has_fix == any(map(has_fix, calls))


@pytest.mark.parametrize("check", OWN)
def test_a_check_has_a_title_and_help(check):
    title, about = checks.described(check)

    assert title.endswith(".")
    assert len(about) > 40
