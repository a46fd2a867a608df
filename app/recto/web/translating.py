"""The desk's own texts in the reader's language: gettext catalogs beside this module.

Texts are English in the code, as ``_("...")`` in templates, modules and scripts. Those of the scripts
travel to the page as a table (``words``), since a page has no script of its own.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request

from recto.messages import Message

LOCALES = ("en", "es", "ru", "ar")
"""Languages in which the desk speaks; the first is that of the code."""
SCRIPT = ".js"


class Texts(NamedTuple):
    """The texts of one language; ``words`` are those of the scripts, English -> translated."""

    catalog: NullTranslations
    words: dict[str, str]


@cache
def texts(locale: str) -> Texts:
    """Return the desk's texts in one of ``LOCALES``."""
    file = files("recto.web") / "translations" / f"{locale}.po"
    if locale == LOCALES[0] or not file.is_file():
        return Texts(NullTranslations(), {})
    catalog = read_po(BytesIO(file.read_bytes()), locale)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    words = {
        message.id: message.string
        for message in catalog
        if isinstance(message.id, str) and isinstance(message.string, str)
        if message.string and not message.fuzzy
        if any(path.endswith(SCRIPT) for path, _line in message.locations)
    }
    return Texts(GNUTranslations(compiled), words)


def reading_locale() -> str:
    """Return the language of the page at hand: the reader's choice, else the browser's, else English."""
    if not has_request_context():
        return LOCALES[0]
    chosen = g.get("reading_locale")
    if chosen not in LOCALES:
        # A long article asks thousands of times.
        chosen = g.reading_locale = request.accept_languages.best_match(LOCALES) or LOCALES[0]
    return str(chosen)


def gettext(text: str, /, **values: object) -> str:
    """Return a text in the reader's language; ``%(name)s`` is replaced where values are given."""
    translated = texts(reading_locale()).catalog.gettext(text)
    return translated % values if values else translated


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form for a number; ``%(num)s`` is the number."""
    translated = texts(reading_locale()).catalog.ngettext(one, many, number)
    return translated % ({"num": number} | values)


def said(text: str) -> str:
    """Return a sentence of the checks in the reader's language; any other text as it is."""
    if not isinstance(text, Message):
        return text
    return gettext(text.pattern, **{name: said(value) if isinstance(value, Message) else value
                                    for name, value in text.values.items()})  # fmt: skip


def N_(text: str) -> str:  # noqa: N802  # gettext's own name: marks a text that is translated where it is shown
    return text


_ = gettext


def install(app: Flask) -> None:
    """Teach templates ``_`` and ``ngettext``; percent signs in a text of a template stand twice."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        reading_locale=reading_locale, said=said, words=lambda: texts(reading_locale()).words
    )
