"""Long segments: what is found in them does not depend on how much stands around it."""

from __future__ import annotations

from dataclasses import replace

from recto.compilation import compile_article
from recto.extraction import extract
from recto.formats import cut
from recto.inline import mask, unmask
from recto.model import CLOSE, OPEN, Article, Catalog, Code, Options, Piece, State, Text, Typed
from recto.segmentation import boundaries


def protected(number: int) -> list[Piece]:
    word = f"c{number}"
    return [
        Text("w ", "w "),
        Code(OPEN, ("`",), number, "code", protected=True),
        Text(word, word),
        Code(CLOSE, ("`",), number, protected=True),
        Text(" ", " "),
    ]


def test_unmask_gives_each_of_many_protected_pairs_its_own_content():
    pieces = [piece for number in range(1, 301) for piece in protected(number)]
    source = mask(pieces)

    found = unmask(source.text.replace("w ", "W "), source)

    kept = [piece for piece in found if not isinstance(piece, Typed)]
    assert kept == [piece for number in range(1, 301) for piece in protected(number)[1:4]]


def test_the_sentences_of_a_long_line_are_its_units_and_join_to_it():
    sentences = [f"This is sentence {number} of many." for number in range(500)]
    text = " ".join(sentences)
    document = cut(Article("a.txt", "en", text), Options(roles=((".*", "paragraph"),)))

    found = extract(document, lambda words: [end.offset for end in boundaries(words, "en")])

    assert [unit.source for unit in found] == sentences


def test_a_label_is_given_to_each_reference_whose_words_changed_and_to_no_other():
    text = " ".join(f"See [it{number}] now," for number in range(50)) + " x.\n\n"
    text += "".join(f"[it{number}]: a{number}.md\n" for number in range(50))
    document = cut(Article("a.md", "en", text), Options())
    (unit,) = (one for one in extract(document, lambda _: ()) if one.context == "paragraph")

    target = unit.source.replace(">it7<", ">es7<").replace("x.", "y.")
    catalog = Catalog("de", (replace(unit, target=target, state=State.REVIEWED),))
    compiled = compile_article(Article("a.md", "en", text), document, catalog, lambda _: ()).article.text

    assert compiled == text.replace("[it7] now", "[es7][it7] now").replace(" x.", " y.")
