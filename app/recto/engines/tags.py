"""Locales by the names that providers have for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from recto.errors import ConfigError, EngineRefused
from recto.locales import script

CHINESE = {
    "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant",
}  # fmt: skip
"""Regions that write in a script of their own."""


def nearest(engine: str, locale: str, table: Mapping[str, str], known: Collection[str] | None = None) -> str:
    """Return a provider's name for a locale, or for it without region: the longest that there is.

    ``table`` names the locales that it calls otherwise, ``known`` its names for all others (None: it may
    have any language by its BCP 47 tag). A locale is not sent under the name of its language where that
    is written in another script.

    :raises EngineRefused: there is none.
    """
    parts = locale.split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        if length < len(parts) and _script(tag) != _script(locale):
            break
        for name in (tag, CHINESE.get(tag, tag)):
            if name in table:
                return table[name]
            if known is not None and name in known:
                return name
        if known is None and length == 1:
            return tag
    raise EngineRefused(f"it does not translate {locale}.", engine, "Choose another engine for this locale.")


def _script(locale: str) -> str:
    try:
        return script(locale)
    except ConfigError:  # no locale at all: it will be refused as one that nobody has
        return ""
