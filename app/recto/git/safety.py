"""What git is told so that a repository cannot make it run anything (reliability: hooks, filters, drivers).

A folder that came from elsewhere may hold a ``.git/config`` and a ``.gitattributes`` of anybody's. The
user's own settings (``~/.gitconfig``) are trusted, those of the repository are not: programs that it
names are replaced one by one, through the environment, which git reads last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

KEPT = frozenset(
    """GIT_CONFIG_GLOBAL GIT_SSH GIT_SSH_COMMAND GIT_SSH_VARIANT GIT_EXEC_PATH GIT_SSL_CAINFO GIT_SSL_CAPATH
    GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
    GIT_COMMITTER_DATE""".split()
)
"""Of the variables that begin with ``GIT_``, those that do not point git at other files."""
FIXED = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
    "GIT_EDITOR": "true",
    "GIT_PAGER": "cat",
    # Neither ext:: nor a helper that remote.<name>.vcs names, nor git://, which knows no login.
    "GIT_ALLOW_PROTOCOL": "file:http:https:ssh",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "",
}
ALWAYS = (
    ("core.hooksPath", "/dev/null"),
    ("core.fsmonitor", "false"),
    ("core.alternateRefsCommand", ""),
    ("protocol.ext.allow", "never"),
    ("submodule.recurse", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("push.recurseSubmodules", "no"),
    ("push.gpgSign", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("rerere.enabled", "false"),
    # Leaves our version and says that there is a conflict: catalogs are merged by ``three_way``.
    ("merge.recto.driver", "false"),
)
LINES = "git merge-file %A %O %B"
"""What git does by itself, in the place of a merge driver that the repository names."""
REPLACED = (
    (re.compile(r"filter\..*\.(clean|smudge|process)", re.DOTALL), ""),
    (re.compile(r"filter\..*\.required", re.DOTALL), "false"),
    (re.compile(r"merge\.(?!recto\.driver$).*\.driver", re.DOTALL), LINES),
    (re.compile(r"merge\.default"), "text"),
    (re.compile(r"remote\..*\.uploadpack", re.DOTALL), "git-upload-pack"),
    (re.compile(r"remote\..*\.receivepack", re.DOTALL), "git-receive-pack"),
)
"""Settings of a repository that name programs, and what stands in their place."""
HELPER = re.compile(r"credential\.(.*\.)?helper", re.DOTALL)
OWN_SCOPES = frozenset({"local", "worktree"})
USERINFO = re.compile(r"(?<=://)[^\s'\"]*@")


class Setting(NamedTuple):
    """``scope``: ``global``, ``local``, ``worktree`` ...; ``key`` as git spells it, in lower case."""

    scope: str
    key: str
    value: str


def settings(listed: str) -> list[Setting]:
    """Read what ``git config --list --show-scope -z`` writes."""
    parts = listed.split("\0")
    found = []
    for scope, pair in zip(parts[0:-1:2], parts[1::2], strict=False):
        key, _, value = pair.partition("\n")
        found.append(Setting(scope, key, value))
    return found


def environment(outer: Mapping[str, str], known: Sequence[Setting]) -> dict[str, str]:
    """Return the environment in which git runs, for a repository with these settings.

    The overriding settings come as variables: in ``-c key=value`` a key that holds ``=`` would be
    another key.
    """
    inner = {name: value for name, value in outer.items() if not name.startswith("GIT_") or name in KEPT}
    inner |= FIXED
    own = [setting.value for setting in known if _is(setting, "core.sshcommand")]
    if not {"GIT_SSH", "GIT_SSH_COMMAND"} & set(outer):
        inner["GIT_SSH_COMMAND"] = f"{own[-1] if own else 'ssh'} -o BatchMode=yes"
    pairs = [*ALWAYS, *_replaced(known)]
    inner["GIT_CONFIG_COUNT"] = str(len(pairs))
    for number, (key, value) in enumerate(pairs):
        inner |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return inner


def redacted(text: str) -> str:
    """Return a message of git's without names and passwords in addresses.

    >>> redacted("unable to access 'https://anna:secret@example.org/tea/'")
    "unable to access 'https://example.org/tea/'"
    """
    return USERINFO.sub("", text)


def _is(setting: Setting, key: str) -> bool:
    return setting.key == key and setting.scope not in OWN_SCOPES


def _replaced(known: Sequence[Setting]) -> Iterator[tuple[str, str]]:
    own = [setting.key for setting in known if setting.scope in OWN_SCOPES]
    for key in own:
        for pattern, value in REPLACED:
            # In these keys only the middle part keeps its capitals.
            if pattern.fullmatch(key):
                yield key, value
    if any(HELPER.fullmatch(key) for key in own):
        yield "credential.helper", ""  # forgets all that were named before
        for setting in known:
            if setting.scope not in OWN_SCOPES and HELPER.fullmatch(setting.key):
                yield setting.key, setting.value
