"""A translated page is the same page: the laws on tag soup, and a browser's opinion of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recto.compilation import compile_article
from recto.extraction import extract
from recto.formats.html import cut
from recto.model import Article, Catalog, Options, State, Text, Unit, blocks, join

TAGS = """
    p div b i em span a ul ol li dl dt dd table tr td th caption h1 h2 blockquote select option button label
    figure figcaption br hr img pre code svg title template noscript ruby rt details summary x-y object
    textarea script style body html
"""
ATTRIBUTES = (
    "",
    "",
    ' title="Why so?"',
    " alt=an",
    " alt='a &amp; b'",
    " class=notranslate",
    " translate=yes",
    ' href="{{ url }}"',
    ' {% if x %}class="a"{% endif %} title="See {{ it }} now"',
    " a='>' A=b",
    " =",
    ' "',
    " a b=c\n d",
    "/",
)
WORDS = """
    One two. Three &amp; &lt;b> &nbsp; &copy &#233; & < {{name}} {%if_a%} ${x} {# #} <!--c--> <!> <?x> <%=y%>
    <!--recto:off--> <!--recto:on--> <!--recto:note--> {{ }} <1> www.e.org/a @ana <![CDATA[c]]> &
"""
tag = st.builds("<{}{}>".format, st.sampled_from(TAGS.split()), st.sampled_from(ATTRIBUTES))
end = st.sampled_from(TAGS.split()).map("</{}>".format)
SOUP = st.lists(tag | end | st.sampled_from([*WORDS.split(), " ", "\n", "\r\n", "\x00"]), max_size=40).map(
    "".join
)
EVERY = Options(
    attributes=("alt", "title", "a@b", "label"),
    json_ld=("headline",),
    links=True,
    meta=("description", "keywords"),
    kept_classes=("notranslate", "kept"),
)
SETTINGS: dict[str, Options] = {"usual": Options(), "every": EVERY}

_CODE = re.compile(r"(</?\d+/?>)")
_STRANGE = str.maketrans("aeiou", "áéíóú")
_HOME = str.maketrans("áéíóú", "aeiou")


def strange(text: str) -> str:
    """Return a translation of a unit, of the same letters but for their accents."""
    return "".join(part if _CODE.fullmatch(part) else part.translate(_STRANGE) for part in _CODE.split(text))


def units(text: str, options: Options) -> list[Unit]:
    return list(extract(cut(text, options), lambda _: ()))


def compiled(text: str, options: Options, translate: Any) -> str:
    targets = [
        replace(unit, target=translate(unit.source), state=State.REVIEWED) for unit in units(text, options)
    ]
    article = Article("a.html", "en", text)
    done = compile_article(article, cut(text, options), Catalog("de", tuple(targets)), lambda _: ())
    assert not done.refusals
    return done.article.text


@pytest.mark.parametrize("options", SETTINGS.values(), ids=SETTINGS)
@given(text=SOUP)
@example(text="{{" * 9 + "<p a" + "<!--recto:off-->")
def test_every_soup_is_joined_again(options: Options, text: str) -> None:
    assert join(cut(text, options)) == text
    assert compiled(text, options, lambda source: source) == text
    assert compiled(text, options, lambda _: "") == text


@pytest.mark.parametrize("options", SETTINGS.values(), ids=SETTINGS)
@given(text=SOUP)
@settings(max_examples=200)
def test_a_translated_page_has_the_same_units(options: Options, text: str) -> None:
    page = compiled(text, options, strange)

    found = [(unit.role, unit.source.translate(_HOME)) for unit in units(page, options)]

    assert found == [(unit.role, unit.source.translate(_HOME)) for unit in units(text, options)]


class Page(HTMLParser):
    """What another reader of HTML finds: tags, values and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.values: dict[str, str | None] = {}
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values.update(attrs)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


SIGNS = "< > </ & \" ' = <!-- --> <script> </script> <b &amp; &lt &#60; {{ }} {% %} ${ } \\ / a é 語 \\u003c"
TYPED = (
    st.lists(
        st.sampled_from([*SIGNS.split(), " ", "\xa0"]) | st.text("abc<>&\"'{}$\\/", max_size=3), min_size=1
    )
    .map("".join)
    .map(lambda text: " ".join(text.split(" ")).strip())
    .filter(lambda text: text.strip() and not _CODE.search(text))
)
PLACE = """<head><script type="application/ld+json">{"headline": "Words"}</script></head>
<p>Words</p><img alt="Words" title='Words'>"""


@given(TYPED)
@example('</script><script>x("&amp;")</script>')
@example("<!-- <script>")
def test_what_is_typed_is_what_another_reader_finds(typed: str) -> None:
    typed = re.sub(" +", " ", typed)

    page = Page(compiled(PLACE, Options(json_ld=("headline",)), lambda _: typed))

    assert page.tags == ["head", "script", "p", "img"]
    assert (page.values["alt"], page.values["title"]) == (typed, typed)
    data, _, words = "".join(page.texts).partition("\n")
    assert json.loads(data) == {"headline": typed}
    assert words == typed


@given(
    st.sampled_from(["http://e.org/?a=1&b", "b.html#c", "JavaScript:x()", "&#106;avascript:x()", " data:x"])
)
def test_an_address_that_would_run_is_refused_and_any_other_taken(typed: str) -> None:
    source = Article("a.html", "en", '<p>See <a href="a.html">it</a>.')
    options = Options(links=True)
    target = Unit("link", "a.html", typed, State.REVIEWED)

    done = compile_article(source, cut(source.text, options), Catalog("de", (target,)), lambda _: ())

    runs = typed.lstrip().lower().startswith(("javascript:", "data:"))
    assert [str(refusal.error) for refusal in done.refusals] == (
        ["the address would run as a script. Give the address of a page."] if runs else []
    )
    assert Page(done.article.text).values["href"] == ("a.html" if runs else typed)


SEEN = """(pages) => pages.map(page => {
  const kept = new Set("SCRIPT STYLE TEXTAREA SVG MATH TEMPLATE PRE CODE IFRAME XMP".split(" "));
  const words = [];
  const walk = (node, isKept) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3 && !isKept) words.push(...(child.data.match(/w[0-9]+/g) || []));
      if (child.nodeType === 1) walk(child, isKept || kept.has(child.tagName.toUpperCase()));
    }
  };
  walk(new DOMParser().parseFromString(page, "text/html"), false);
  return words;
})"""
PLAIN_TAGS = sorted(set(TAGS.split()) - {"code", "pre", "select", "svg", "template"})
"""Without what is kept, what is never closed without an end tag, and where a browser drops tags."""


def plain_soup(random: Random) -> str:
    """Return tags, open and closed anyhow, and words of which no two are the same."""
    out = []
    for number in range(random.randint(5, 30)):
        name = random.choice(PLAIN_TAGS)
        word = f"w{number} " + random.choice(["", "&amp;", "< ", "&lt", "<!-- w -->", "<!>", "</>", "<?x>"])
        attribute = random.choice(["", "", ' a="<w>"', " a='>'", " b=c/", ' "'])
        out.append(random.choice([word, word, f"<{name}{attribute}>", f"</{name}>", f"<{name.upper()}>"]))
    return "".join(out)


def test_a_browser_shows_the_words_that_are_in_blocks(page: Any) -> None:
    random = Random(1)
    pages = [plain_soup(random) for _ in range(400)]

    shown = page.evaluate(SEEN, pages)

    for text, words in zip(pages, shown, strict=True):
        found = "".join(
            piece.text if isinstance(piece, Text) else " "
            for block in blocks(cut(text, Options(attributes=())).parts)
            for piece in (*block.pieces, Text(" ", " "))
        )
        assert sorted(re.findall("w[0-9]+", found)) == sorted(set(words)), text
