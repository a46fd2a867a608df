"""Compiling: one bad target never takes others with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import formats
from recto.compilation import compile_article
from recto.extraction import extract
from recto.model import Article, Catalog, Options, State, Unit

LINKS = Options(links=True)


def cut(text, options=LINKS):
    return formats.cut(Article("a.md", "en", text), options)


def compiled(text, targets, options=LINKS):
    """Return the result and the sources that were refused; ``targets`` by source."""
    units = tuple(
        Unit(unit.context, unit.source, targets[unit.source], State.REVIEWED)
        for unit in extract(cut(text, options), lambda _text: ())
        if unit.source in targets
    )
    result = compile_article(
        Article("a.md", "en", text),
        cut(text, options),
        Catalog("de", units),
        lambda _text: (),
        recut=lambda new: cut(new, options),
    )
    return result.article.text, [refusal.unit.source for refusal in result.refusals]


def test_an_address_that_needs_angle_brackets_is_no_change_of_structure():
    text = "One.\n\nSee [it].\n\n[it]: https://e.org/it\n"

    output, refused = compiled(text, {"https://e.org/it": "a b", "One.": "Eins | zwei."})

    assert not refused
    assert output == "Eins | zwei.\n\nSee [it].\n\n[it]: <a b>\n"


def test_a_target_that_is_refused_takes_no_others_with_it():
    names = [f"Paragraph {number}." for number in range(20)]
    text = "\n\n".join(names) + "\n\nSee [it].\n\n[it]: https://e.org/it\n"
    targets = {name: name.replace("Paragraph", "Absatz") for name in names}

    output, refused = compiled(text, {**targets, "https://e.org/it": "<a> | y"})

    assert set(refused) <= {"https://e.org/it"}
    assert "Absatz 7." in output


@given(st.lists(st.sampled_from(["<0/>", "x", "| a |", "> q"]), min_size=1, max_size=12))
def test_whatever_is_refused_the_rest_is_used_and_the_shape_stays(targets):
    """A list item that is left out takes its bullet along; next to indented text that changes more."""
    text = "".join(f"- item {number}\n\n      code {number}\n\n" for number in range(len(targets)))
    wanted = {f"item {number}": target for number, target in enumerate(targets)}

    output, refused = compiled(text, wanted)

    for number, target in enumerate(targets):
        assert f"item {number}" in refused or target == "<0/>" or target.lstrip("> ") in output


def test_a_paragraph_of_two_lines_above_a_colon_stays_a_paragraph():
    output, refused = compiled("One\ntwo\n\n: three\n", {"One two": "eins zwei"})

    assert refused == ["One two"]
    assert output == "One\ntwo\n\n: three\n"


@pytest.mark.parametrize("target", [" ", "\u00a0"])
def test_a_target_of_blanks_does_not_delete_the_text(target):
    output, _ = compiled("One.\n\nTwo.\n", {"One.": target})

    assert output == "One.\n\nTwo.\n"


@pytest.mark.parametrize(
    "kept", ["<!-- recto: off --><img src=i.png><!-- recto: on -->", "<code><img src=i.png></code>"]
)
def test_what_is_kept_without_text_stays_in_a_translated_sentence(kept):
    article = Article("a.html", "en", f"<p>x {kept}a</p>")
    units = (Unit("paragraph", "x <1/>a", "x <1/>A", State.REVIEWED),)

    result = compile_article(article, formats.cut(article, Options()), Catalog("de", units), lambda _text: ())

    assert result.article.text == f"<p>x {kept}A</p>"
