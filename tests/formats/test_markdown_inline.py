"""Inline Markdown: the codes are those that the library renders, and what is typed reads as typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from recto import formats
from recto.compilation import compile_article
from recto.extraction import extract, segments
from recto.inline import visible
from recto.model import Article, Block, Catalog, Code, Options, State, Text, Unit, join, raw

LIBRARY = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BITS = st.sampled_from(
    [
        "a",
        "b c",
        " ",
        "*",
        "**",
        "_",
        "__",
        "***",
        "`",
        "``",
        "[",
        "]",
        "](x)",
        '](x "t")',
        "[r]",
        "![",
        "<b>",
        "</b>",
        "<br>",
        "\\",
        "\\*",
        "&amp;",
        "&#42;",
        "~~",
        "\n",
        "  \n",
        "!",
        "(",
        ")",
        "é",
        ".",
        '"',
        "<https://e.org>",
        "1",
        "|",
    ]
)
INLINE = st.lists(BITS, max_size=14).map("".join)
NAMES = {
    "em_open": "italic",
    "strong_open": "bold",
    "s_open": "struck out",
    "link_open": "link",
    "code_inline": "code",
    "image": "image",
    "hardbreak": "line break",
}


def cut(text):
    return formats.cut(Article("a.md", "en", text), Options())


def codes_of(parts):
    """Yield the kinds of codes in the order in which they open."""
    for part in parts:
        if isinstance(part, Block):
            yield from codes_of(part.pieces)
        elif (
            isinstance(part, Code)
            and part.hint
            and (part.hint.startswith("address") or raw(part.parts)[:1] != "<")
        ):
            kind = next((name for name in NAMES.values() if part.hint.startswith(name)), None)
            yield from (
                ["link" if part.hint.startswith("address") and part.parts else kind]
                if kind or part.parts
                else []
            )
            if not part.hint.startswith("image"):
                yield from codes_of(part.parts)


def library_codes(text):
    for token in LIBRARY.parse(text, {}):
        for child in token.children or []:
            if child.type in NAMES:
                yield NAMES[child.type]


@given(INLINE)
@example("*a **b* c**")
@example("[a](x [b](y)")
@example("![a *b*](x)")
@example("**a\n**b**")
def test_the_codes_are_those_that_the_library_renders(text):
    text = f"x {text}\n\n[r]: /there\n"
    assume(not re.search(r"\\ +\n", text))  # the library takes a blank behind a backslash for escaped
    assume(not re.search(r"\]\([ \n]*\n\n", text))  # and knows no reference in front of a last bracket,
    assume("][[" not in text)  # nor in front of two, nor an image before a bracket that nothing closes
    assume(not re.search(r"!\[[^\]]*\]\([^)]*\n\n", text))

    ours = [code for code in codes_of(cut(text).parts) if code in NAMES.values()]

    assert ours == list(library_codes(text))


@given(st.text(alphabet="ab*_[]()!`<>&;#-+.=~|\\\"' \n\r\t\0\u00a0\u2028:1/x", max_size=60))
def test_a_cut_joins_to_every_text(text):
    try:
        document = cut(text)
    except formats.FormatError:
        return
    assert join(document) == text


SIGNS = st.sampled_from(
    [
        "*",
        "**",
        "_",
        "__",
        "`",
        "``",
        "```",
        "[",
        "]",
        "(",
        ")",
        "<",
        "<b>",
        "</b>",
        "&",
        "&amp;",
        "\\",
        "|",
        "#",
        "-",
        "+",
        "1.",
        "~~",
        "!",
        "{",
        "}",
        ":",
        "word",
        "x",
        "é",
        " ",
        " ",
        "'",
        '"',
        "===",
        "---",
        "<!--",
        "-->",
        "\u00a0",
        "{{",
        "{#id}",
        "[r]",
        "[x]",
        "]:",
        ">",
        "2)",
        "%",
        "://",
        "!!!",
        "???",
        ":::",
        ":",
        "~",
        "[!N]",
        "{.c}",
        "{: .c}",
        ":tada:",
        "^[",
        "${x}",
        "{%",
        "%}",
        "}}",
        "<%",
        "%>",
        "+++",
        "*[",
    ]
)
TYPED = (
    st.lists(SIGNS, min_size=1, max_size=6)
    .map(lambda signs: re.sub(" +", " ", "".join(signs)).strip())
    .filter(lambda text: any(map(str.isalnum, text)) and not re.search(r"</?\d+/?>", text))
)
SOURCES = st.sampled_from(
    [
        "Some words.",
        "> Some words.\n> And more",
        "- Some words.\n- And *more*",
        "# Some words",
        "Some *marked* words.",
        "a __b__ c",
        "[Some](x) words",
        "1. Some `code` here.\n   and more",
        "| a | b |\n|---|---|\n| Some *words* | c |",
        "|aa|bb|\n|-|-|\n|cc|dd|",
        "a b | c\n--- | ---\nd e | f",
        "Some words\\\nand more.",
        "Some  \nwords *here*",
        "![Some](x.png) here",
        "Words & <b>bold</b> ones",
        "Some words\n===",
        '[Some](x "title here") words',
        "[r] here",
        "[r]",
        "![Some][r] and",
        "One. Two *three* four.",
        "A <!-- c --> d *e* f",
        "x ~~del~~ y",
        "[![in](i)](l) foo",
        "| x ![cat](c.png) y | b |\n|-|-|",
        "text\n\n<p>raw <i>html</i></p>",
        "Term {{ x }} here",
        "# Head two #",
        "[^1] a\n\n[^1]: note",
        "Some ^[words *here*] and :tada:",
        "Some words {.lead}",
        "Term\n: Some words",
        "Term\n\n: Some words\n: others",
        "!!! note\n    Some words",
        "> [!NOTE]\n> Some words",
        "::: tip\nSome words\n:::",
        "Some words\n{: .lead}",
        "[Some](x){.c} *words*{.d}",
    ]
)


def reading(document, targets):
    """Return the letters that a reader sees in each role, of a document with these targets."""
    seen = {}
    for block, segment in segments(document, lambda _: ()):
        role = block.role
        text = targets.get((role, segment.unit.text), segment.unit.text) or visible(segment.pieces)
        seen[role] = seen.get(role, "") + "".join(re.sub(r"</?\d+/?>", "", text).split())
    return {role: text for role, text in seen.items() if text}


@given(SOURCES, TYPED, TYPED, st.booleans())
@example("Some words.", "1. b", "x", False)
@example("Some *marked* words.", "a*", "x", True)
@example("# Some words", "a #", "x", False)
@example("[r] here", ":", "x", True)
@example("![Some](x.png) here", "a\\", "x", False)
@example("|aa|bb|\n|-|-|\n|cc|dd|", "a\\", "x", False)
@example("A <!-- c --> d *e* f", "x", "x", True)
def test_what_is_typed_reads_as_typed(source, typed, also, turns):
    article = Article("a.md", "en", f"{source}\n\n[r]: /there\n")
    document = formats.cut(article, Options())
    units = []
    for unit in extract(document, lambda _: ()):
        codes = re.findall(r"<(\d+)>[^<]*</\1>|<(\d+)/>", unit.source)
        marks = [f"<{pair}>{also}</{pair}>" if pair else f"<{single}/>" for pair, single in codes]
        marks = marks[::-1] if turns else marks
        target = " ".join([*marks, typed] if turns else [typed, *marks])
        is_kept = "code" in str(unit.hints) or re.search(r"<\d+><", unit.source)
        units.append(Unit(unit.context, unit.source, unit.source if is_kept else target, State.REVIEWED))

    compiled = compile_article(
        article,
        document,
        Catalog("de", tuple(units)),
        lambda _: (),
        recut=lambda text: formats.cut(Article("a.md", "en", text), Options()),
    )

    if not compiled.refusals:
        again = formats.cut(Article("a.md", "de", compiled.article.text), Options())
        assert reading(again, {}) == reading(document, {unit.key: unit.target for unit in units})


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a *b* c", r"a \*b* c"),
        ("snake_case_name", "snake_case_name"),
        ("[a](b)", r"\[a](b)"),
        ("AT&T and &amp;", r"AT&T and \&amp;"),
        ("1. first", r"1\. first"),
        ("# no heading", r"\# no heading"),
        ("+ no list", r"\+ no list"),
        ("C:\\new", r"C:\new"),
        ("C:\\*", r"C:\\*"),
        ("5 < 6 > 4", "5 < 6 > 4"),
        ("a | b", "a | b"),
        ("{{ x }}", r"\{{ x }}"),
    ],
)
def test_only_what_would_be_markup_is_escaped(typed, written):
    article = Article("a.md", "en", "Some words.\n")
    document = formats.cut(article, Options())

    compiled = compile_article(
        article,
        document,
        Catalog("de", (Unit("paragraph", "Some words.", typed, State.REVIEWED),)),
        lambda _: (),
    )

    assert compiled.article.text == written + "\n"


def test_a_text_with_two_thousand_open_brackets_is_quick_to_cut():
    for text in (
        "[" * 2000,
        "*a **b " * 2000,
        "`" * 3000 + "a",
        "<b>" * 2000 + "</i>" * 2000,
        "![" * 2000 + "](x)" * 2000,
    ):
        assert join(cut(text)) == text


def test_visible_text_of_a_cell_has_no_backslash_before_its_pipe():
    document = cut("| a |\n|---|\n| `x \\| y` and \\| |\n")

    block = [part for part in document.parts if isinstance(part, Block)][-1]
    assert "".join(piece.text for piece in block.pieces if isinstance(piece, Text)) == "x | y and |"
