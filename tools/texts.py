"""Bring the texts of the desk and the checks into its catalogs: ``make texts``, after one has changed.

Uses Babel's extractors: Python, Jinja templates, JavaScript. Translations of texts that are still there stay.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

APP = Path(__file__).parents[1] / "app" / "recto"
WEB = APP / "web"
SAYING = ("checks", "inline", "commands")
"""Rooms whose sentences come to people's eyes on the desk; they make them with ``message``."""
METHODS = [
    ("**.py", "python"),
    ("templates/**.html", "jinja2.ext.babel_extract"),
    ("static/**.js", "javascript"),
]
OPTIONS = {
    "templates/**.html": {"trimmed": "true"},
    "static/**.js": {"parse_template_string": "true"},
}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
LOCALES = ("es", "ru", "ar")


def found() -> Catalog:
    """Return all texts of the code."""
    texts = Catalog(project="Recto", charset="utf-8")
    for file, line, text, comments, context in extract_from_dir(
        WEB, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        texts.add(text, None, [(Path(file).as_posix(), line)], auto_comments=comments, context=context)
    for room in SAYING:
        for file, line, text, comments, context in extract_from_dir(
            APP / room, method_map=METHODS[:1], keywords={"message": None}
        ):
            place = Path(room, file).as_posix()
            texts.add(text, None, [(place, line)], auto_comments=comments, context=context)
    return texts


def _forms(target: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return a target's texts: one, or one for each plural form; a new text has none."""
    return (target,) if isinstance(target, str) else tuple(target or ())


def main() -> None:
    template = found()
    for locale in LOCALES:
        file = WEB / "translations" / f"{locale}.po"
        old = read_po(BytesIO(file.read_bytes()), locale) if file.is_file() else Catalog(locale)
        old.update(template, no_fuzzy_matching=True)
        file.parent.mkdir(exist_ok=True)
        old.header_comment = (
            f"# The desk's own texts in {old.locale.english_name}. `make texts` brings new ones in."
        )
        old.fuzzy = False
        out = BytesIO()
        # No lines and dates: they change with every edit and say nothing.
        write_po(out, old, sort_output=True, include_lineno=False, ignore_obsolete=True, omit_header=False)
        kept = [row for row in out.getvalue().splitlines(keepends=True) if b"-Date: " not in row]
        file.write_bytes(b"".join(kept))
        missing = sum(1 for message in old if message.id and not any(_forms(message.string)))
        print(f"{file.name}: {len(old)} texts, {missing} to translate")


if __name__ == "__main__":
    main()
