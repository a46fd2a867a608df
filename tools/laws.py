"""The laws of a cut on one text, for the fuzzer and for what it once found."""

from __future__ import annotations

import re

from recto import formats
from recto.compilation import Compiled, compile_article
from recto.errors import FormatError
from recto.extraction import extract
from recto.formats.markdown import UNCLOSED
from recto.model import Article, Catalog, Document, Options, State, Unit, blocks, join
from recto.segmentation import boundaries

OTHER = str.maketrans("aeiou", "äëïöü")
SAME = str.maketrans("äëïöü", "aeiou")
OPTIONS = (Options(), Options(links=True, protect=("Recto",), json_ld=("headline",), kept_classes=("x",)))


def hold(ending: str, text: str, options: Options = OPTIONS[0]) -> None:
    """Cut a text, extract its units, compile it with none, equal and changed targets.

    A text that the format refuses keeps the laws.

    :raises AssertionError: one of them is broken.
    """
    article = Article(f"a{ending}", "en", text)
    try:
        document = formats.cut(article, options)
    except FormatError:
        return
    assert join(document) == text, "the parts do not join to the text"
    units = extract(document, _ends)
    assert units == extract(document, _ends), "extraction is not deterministic"
    assert _compiled(article, document, options, ()).article.text == text, "an empty catalog changed the text"
    same = tuple(_accepted(unit, unit.source) for unit in units)
    assert _compiled(article, document, options, same).article.text == text, "equal targets changed the text"
    other = tuple(_accepted(unit, _other(unit.source)) for unit in units)
    compiled = _compiled(article, document, options, other)
    # The lines of a wrapped paragraph of plain text become one, which its neighbours may be read by.
    if compiled.refusals or (ending == ".txt" and any(len(line) > 30 for line in re.split("[\r\n]", text))):
        return
    again = formats.cut(Article(article.path, "de", compiled.article.text), options)
    if any(told == UNCLOSED for _, told in document.remarks):  # how much of it is read as MDX is not said
        return
    if ending == ".docx":  # elements where no word processor puts them need not be read back alike
        return
    assert _roles(again) == _roles(document), "other targets changed the structure"
    lost = _texts(document) - _texts(again)
    assert not lost, f"a target was read back differently: {lost}"


def _ends(text: str) -> list[int]:
    return [boundary.offset for boundary in boundaries(text, "en")]


def _accepted(unit: Unit, target: str) -> Unit:
    return Unit(unit.context, unit.source, target, State.REVIEWED)


def _other(source: str) -> str:
    """Return a source with other vowels outside of codes and of what stands in pairs."""
    parts = re.split(r"(<(\d+)>.*?</\2>|</?\d+/?>)", source)
    return "".join(
        part.translate(OTHER) if number % 3 == 0 else part
        for number, part in enumerate(parts)
        if part is not None and number % 3 != 2
    )


def _compiled(article: Article, document: Document, options: Options, units: tuple[Unit, ...]) -> Compiled:
    return compile_article(
        article,
        document,
        Catalog("de", units),
        _ends,
        recut=(lambda text: formats.cut(Article(article.path, "en", text), options))
        if formats.is_shaped(article.path)
        else None,
    )


def _texts(document: Document) -> set[str]:
    """Return the texts of whole blocks, vowels made alike."""
    return {unit.source.translate(SAME) for unit in extract(document, lambda _text: ())}


def _roles(document: Document) -> list[tuple[str, int]]:
    return [(block.role, block.level) for block in blocks(document.parts)]
