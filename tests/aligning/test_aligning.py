"""Alignment: an article beside itself, beside a translation that keeps its structure, and beside others."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto import formats
from recto.aligning import Alignment, Side, align
from recto.extraction import segments
from recto.model import Article, Options
from recto.segmentation import boundaries


def cut_side(text: str, locale: str = "en", name: str = "a.md") -> Side:
    document = formats.cut(Article(name, locale, text), Options())
    rows = segments(document, lambda found: [one.offset for one in boundaries(found, locale)])
    return Side(document, tuple(rows), locale)


@pytest.fixture
def cut():
    return cut_side


WORDS = (
    "the old bridge of Lisbon carries a red lantern every night while bakers sing of London harbour".split()
)
LINKS = ["[this page](https://e.org/a)", "**very bold**", "`code --now`", "*some words*"]


@st.composite
def sentences(draw):
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=16))
    if draw(st.booleans()):
        words.insert(1, str(draw(st.integers(13, 99_999))))
    if draw(st.integers(0, 4)) == 0:
        words.insert(2, draw(st.sampled_from(LINKS)))
    return "A" + " ".join(words) + draw(st.sampled_from(["?", ".", ".", "!"]))


@st.composite
def articles(draw):
    """Return Markdown: headings, paragraphs, list items, quotations."""
    parts = []
    for kind in draw(st.lists(st.sampled_from(["# ", "", "", "", "- ", "> "]), min_size=1, max_size=9)):
        count = 1 if kind == "# " else draw(st.integers(1, 4))
        parts.append(kind + " ".join(draw(sentences()) for _ in range(count)))
    return "\n\n".join(parts) + "\n"


def pseudo(text: str) -> str:
    """Return a text with other letters: code, addresses, numbers and the structure are kept."""

    def other(found: re.Match[str]) -> str:
        return found[0] if found[1] else found[0].translate(_OTHER)

    return re.sub(r"(`[^`]*`|\([^)]*\))|[A-Za-z]+", other, text)


_OTHER = str.maketrans({one: chr(ord(one) + 0x350) for one in "abcdefghijklmnop"})


def covered(found: Alignment) -> Counter[str]:
    """Return the sources of an alignment, those left over included."""
    parts = [part for one in found.proposals for part in one.parts or (one.source,)]
    return Counter([*parts, *(one.text for one in found.sources)])


def units(text: str) -> Counter[str]:
    return Counter(part.unit.text for _, part in cut_side(text).rows if part.unit.text)


@settings(max_examples=60)
@given(articles())
def test_an_article_beside_itself_gives_every_unit_its_own_source(text):
    found = align(cut_side(text), cut_side(text))

    assert not found.sources
    assert not found.targets
    assert found.agreement == 1.0
    assert [(one.source, one.parts) for one in found.proposals] == [
        (one.target, ()) for one in found.proposals
    ]


@settings(max_examples=60)
@given(articles())
def test_a_translation_of_the_same_structure_is_aligned_wholly_and_right(text):
    found = align(cut_side(text), cut_side(pseudo(text), "ru"))

    read = [(one.shown.translate(_OTHER), one.source.translate(_OTHER)) for one in found.proposals]
    assert [shown for shown, _ in read] == [source for _, source in read]
    assert covered(found) == units(text)


@settings(max_examples=40)
@given(articles(), articles())
def test_each_sentence_is_aligned_once_or_left(mine, theirs):
    found = align(cut_side(mine), cut_side(theirs, "de"))

    lines = [one.line for one in found.proposals], [one.target_line for one in found.proposals]
    assert covered(found) == units(mine)
    assert all(row == sorted(row) for row in lines)
    assert 0.0 <= found.agreement <= 1.0


@settings(max_examples=20)
@given(articles(), articles())
def test_alignment_is_the_same_each_time(mine, theirs):
    assert align(cut_side(mine), cut_side(theirs, "de")) == align(cut_side(mine), cut_side(theirs, "de"))


def test_a_long_translation_of_the_same_structure_is_sure(cut):
    lengths = random.Random(5)
    text = "\n\n".join(
        "A" + " ".join(lengths.choice(WORDS) for _ in range(lengths.randint(5, 30))) + f" {number}."
        for number in range(100, 220)
    )

    found = align(cut(text), cut(pseudo(text), "ru"))

    assert [one.doubts for one in found.proposals] == [()] * 120


ARTICLE = """\
---
title: How to make tea
---
# How to make tea

Boil **one litre** of water. See [the report](https://e.org/r) of 2019 for details.

```sh
kettle --on
```

- Pour the water over the leaves.
- Never use `kettle --max` here!

## Questions

Is green tea better? That depends on the hour, and on the water that you have at home.
"""

SPANISH = """\
<html lang="es"><head><title>C\u00f3mo hacer t\u00e9</title></head><body>
<h1>C\u00f3mo hacer t\u00e9</h1>
<p>Hierve <b>un litro</b> de agua.
En <a href="https://e.org/r">el informe</a> de 2019 hay m\u00e1s detalles.</p>
<pre>kettle --on</pre>
<ul><li>Echa el agua sobre las hojas.</li>
<li>&iexcl;Aqu\u00ed no uses nunca <code>kettle --max</code>!</li></ul>
<h2>Preguntas</h2>
<p>&iquest;Es mejor el t\u00e9 verde? Eso depende de la hora y del agua que tengas en casa.</p>
</body></html>
"""


def test_an_article_and_its_translation_in_another_format_are_aligned(cut):
    found = align(cut(ARTICLE), cut(SPANISH, "es", "a.html"))

    assert [(one.role, one.target) for one in found.proposals] == [
        ("title", "Cómo hacer té"),
        ("heading", "Cómo hacer té"),
        ("paragraph", "Hierve <1>un litro</1> de agua."),
        ("paragraph", "En <1>el informe</1> de 2019 hay más detalles."),
        ("list item", "Echa el agua sobre las hojas."),
        ("list item", "¡Aquí no uses nunca <1>kettle --max</1>!"),
        ("heading", "Preguntas"),
        ("paragraph", "¿Es mejor el té verde?"),
        ("paragraph", "Eso depende de la hora y del agua que tengas en casa."),
    ]
    assert not any(one.doubts for one in found.proposals)


def test_a_paragraph_that_was_not_translated_is_left_over(cut):
    mine = "Ann Lee came in 1999.\n\nThis was never taken over.\n\nBob Ray left in 2004.\n"

    found = align(cut(mine), cut("Ann Lee kam 1999.\n\nBob Ray ging 2004.\n", "de"))

    assert [one.target for one in found.proposals] == ["Ann Lee kam 1999.", "Bob Ray ging 2004."]
    assert [(one.line, one.text) for one in found.sources] == [(3, "This was never taken over.")]


def test_a_paragraph_that_only_the_translation_has_is_left_over(cut):
    theirs = "Ann Lee kam 1999.\n\nAbonnieren Sie unseren Brief.\n\nBob Ray ging 2004.\n"

    found = align(cut("Ann Lee came in 1999.\n\nBob Ray left in 2004.\n"), cut(theirs, "de"))

    assert [one.target for one in found.proposals] == ["Ann Lee kam 1999.", "Bob Ray ging 2004."]
    assert [(one.line, one.text) for one in found.targets] == [(3, "Abonnieren Sie unseren Brief.")]


def test_two_sentences_translated_by_one_are_one_proposal_and_never_sure(cut):
    found = align(
        cut("Boil the water for a while. Then wait for three minutes."),
        cut("Koch das Wasser eine Weile und warte dann drei Minuten.", "de"),
    )

    (one,) = found.proposals
    assert one.parts == ("Boil the water for a while.", "Then wait for three minutes.")
    assert one.source == "Boil the water for a while. Then wait for three minutes."
    assert one.doubts == ("2 to 1 sentences.",)


def test_one_sentence_translated_by_two_has_both_as_its_target(cut):
    found = align(
        cut("Boil the water for a while and then wait for three minutes."),
        cut("Koch das Wasser eine Weile. Warte dann drei Minuten lang.", "de"),
    )

    (one,) = found.proposals
    assert one.target == "Koch das Wasser eine Weile. Warte dann drei Minuten lang."
    assert one.doubts == ("1 to 2 sentences.",)


@pytest.mark.parametrize(
    ("source", "target", "doubt"),
    [
        ("It took 1,500 people there.", "Es waren 1.600 Menschen da.", "The source has 1,500, the target"),
        ("Is it the best of all teas?", "Es ist der beste aller Tees.", "only one of them is a question."),
        ("This was left as it is.", "This was left as it is.", "it equals the source."),
        ("See *it* now and then.", "Sieh es dann und wann.", "codes of the source are missing."),
        ("See it now and then.", "Sieh *es* dann und wann.", "the codes differ."),
        ("Take `tea --hot` or not.", "Nimm `tee --warm` oder nicht.", "The text of code 1 is kept as it is"),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_said(cut, source, target, doubt):
    (one,) = align(cut(source), cut(target, "de")).proposals

    assert [told for told in one.doubts if doubt in told]


def test_lengths_that_do_not_fit_are_doubted(cut):
    rest = [f"Ann Lee came home in {year}.\n\n" for year in range(1990, 1996)]
    mine = "".join(rest) + "Bob Ray left in 2004, and Lisbon was told of it by letter only.\n"
    theirs = "".join(rest) + "Bob Ray: Lisbon 2004.\n"

    found = align(cut(mine), cut(theirs, "de"))

    assert [("the lengths differ much." in one.doubts) for one in found.proposals] == [False] * 6 + [True]


@pytest.mark.parametrize(
    ("source", "target", "shown"),
    [
        ("See [a](x.md) and [b](y.md).", "Sieh [B](y.md) und [A](x.md).", "Sieh <2>B</2> und <1>A</1>."),
        ("Go *there* **now**.", "Geh **jetzt** *dorthin*.", "Geh <2>jetzt</2> <1>dorthin</1>."),
        ("Go *there* now.", "Geh **dorthin** jetzt.", ""),
        ("Use `po4a` here.", "Hier po4a nehmen.", "Hier <1>po4a</1> nehmen."),
        ("Use `po4a` here.", "Hier po4a und po4a nehmen.", ""),
        ("Use `a` here.", "Hier das nehmen.", ""),
        ("See [a][r].\n\n[r]: https://e.org/en/r", "Sieh [A](https://e.org/de/r/).", "Sieh <1>A</1>."),
        ("One  \ntwo three.", "Eins<br>zwei drei.", "Eins<1/>zwei drei."),
        ("Tom &amp; Jerry \\* run.", "Tom & Jerry * laufen.", "Tom & Jerry * laufen."),
    ],
)
def test_the_codes_of_a_translation_get_the_numbers_of_the_source(cut, source, target, shown):
    (one,) = align(cut(source), cut(target, "de")).proposals

    assert one.target == shown


@pytest.mark.parametrize(("mine", "theirs"), [("", ""), ("Tea.", ""), ("", "Tee."), ("```\na\n```", "- \n")])
def test_an_article_without_text_has_nothing_to_align(cut, mine, theirs):
    found = align(cut(mine), cut(theirs, "de"))

    assert not found.proposals
    assert len(found.sources) == bool(mine and "Tea" in mine)
    assert len(found.targets) == bool(theirs and "Tee" in theirs)


def test_chinese_beside_english_is_aligned(cut):
    mine = "Ann Lee came home in 1999. She never left again.\n\nIs that all? It is what we know of her."
    theirs = "Ann Lee于1999年回家。她再也没有离开过。\n\n就这些吗？这就是我们所知道的她。"

    found = align(cut(mine), cut(theirs, "zh-Hans"))

    assert [one.target for one in found.proposals] == [
        "Ann Lee于1999年回家。",
        "她再也没有离开过。",
        "就这些吗？",
        "这就是我们所知道的她。",
    ]
