"""The laws of a cut on one text, for the fuzzer and for what it once found."""

from __future__ import annotations

import re

from recto import formats
from recto.compilation import Compiled, compile_article
from recto.errors import FormatError
from recto.extraction import extract
from recto.model import Article, Catalog, Document, Options, State, Unit, blocks, join
from recto.segmentation import boundaries

DOT = "\u0323"
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
    dotted = tuple(_accepted(unit, _dotted(unit.source)) for unit in units)
    compiled = _compiled(article, document, options, dotted)
    if compiled.refusals:
        return
    again = formats.cut(Article(article.path, "de", compiled.article.text), options)
    assert _roles(again) == _roles(document), "other targets changed the structure"
    said = {unit.source.replace(DOT, "") for unit in extract(again, _ends)}
    lost = {unit.source.replace(DOT, "") for unit in units} - said
    assert not lost or len(said) != len(units), f"a target was read back differently: {lost}"


def _ends(text: str) -> list[int]:
    return [boundary.offset for boundary in boundaries(text, "en")]


def _accepted(unit: Unit, target: str) -> Unit:
    return Unit(unit.context, unit.source, target, State.REVIEWED)


def _dotted(source: str) -> str:
    """Return a source with a dot below each vowel outside of codes and of what stands in pairs."""
    parts = re.split(r"(<(\d+)>.*?</\2>|</?\d+/?>)", source)
    return "".join(
        re.sub("[aeiou]", rf"\g<0>{DOT}", part) if number % 3 == 0 else part
        for number, part in enumerate(parts)
        if part is not None and number % 3 != 2
    )


def _compiled(article: Article, document: Document, options: Options, units: tuple[Unit, ...]) -> Compiled:
    is_shaped = article.path.rpartition(".")[2] in {ending[1:] for ending in formats.SHAPED}
    return compile_article(
        article,
        document,
        Catalog("de", units),
        _ends,
        recut=(lambda text: formats.cut(Article(article.path, "en", text), options)) if is_shaped else None,
    )


def _roles(document: Document) -> list[tuple[str, int]]:
    return [(block.role, block.level) for block in blocks(document.parts)]
