"""The laws that every format keeps: Recto's own, those of installed plug-ins, and the one of the docs."""

from __future__ import annotations

import io
import re
import sys
import tomllib
import zipfile
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from recto import formats
from recto.compilation import compile_article
from recto.errors import FormatError
from recto.extraction import extract, segments
from recto.formats.installed import GROUP, installed
from recto.formats.plain_blocks import WRAP
from recto.inline import protected_pairs, renumber
from recto.model import LINK, Article, Block, Catalog, Code, Options, State, join, raw

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-format.md").read_text(encoding="utf-8")
MODULE, PYPROJECT = (re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)[1] for kind in ("python", "toml"))
EXAMPLE = f".{next(iter(tomllib.loads(PYPROJECT)['project']['entry-points'][GROUP]))}"

ENDINGS = sorted(
    {*formats.FORMATS, EXAMPLE, *(f".{entry.name.lower()}" for entry in entry_points(group=GROUP))}
)
LONG = "Every second Sunday the members of the society meet at the"
ANYWHERE = [
    "Tea Times ",
    "ignored",
    "\r",
    "\u2028",
    "\ufeff",
    "\0",
    "@ana",
    "https://example.org/a?b=c",
    "<1>",
    "</2/>",
]
MARKDOWN = [
    "# One\n", "Two\n---\n", "- three\n  four\n", "  1) five\n", "> six\n", "> > - seven\n",
    "| a | b \\| c |\n|---|---|\n", "*eight*", "__nine__", "`ten`", "[eleven](a.md \"twelve\")",
    "![cat][it]", "\n[it]: a.md 'Why'\n", "```\ncode\n```\n", "<div>raw *x*</div>\n", "a&amp;b", "\\*",
    "  \n", "\\\n", "<!-- recto: off -->\n", "<!-- recto: on -->\n", "<!-- recto: note Ships. -->\n",
    "---\ntitle: 'It''s'\n---\n", "+++\ntitle = \"T\"\n+++\n", "[^1]", "[^1]: Note\n", "~~x~~",
    ":::note\n", "!!! note\n", "    indented\n", "{{< x \"y\" >}}", "{% x %}", "Term\n: Definition\n",
    "## H {#id}\n", "\t",
]  # fmt: skip
HTML = [
    "<p>", "</p>", "<b>", "</b>", "<br>", "<td>", "<li>", "<img alt='a cat' src=x>",
    "<a href='u' title=\"Why\">", "</a>", "&amp;", "&nbsp;", "&", "<", "<!-- c -->", "<!-- recto: off -->",
    "<!-- recto: on -->", "<!-- recto: note Ships. -->", "<pre>", "</pre>", "<title>", "</title>",
    "<script>", "</script>", "<svg><text>x</text></svg>", "<div translate=no>", "</div>",
    "<meta name=description content='Text'>", "{{ x }}", "<?php echo 1 ?>", "<textarea>",
    "<p lang=de dir=rtl>",
]  # fmt: skip
FRAGMENTS = {
    ".md": MARKDOWN,
    ".mdx": [*MARKDOWN, "<Card title=\"Hello\">\n", "</Card>\n", "{props.x}", "import A from 'a'\n\n"],
    ".html": HTML,
    ".txt": [
        "- three\n", "  - four\n", "1. five\n2. six\n", "a) seven\n", "> eight\n", ">> nine\n",
        "\tcaption\n", "Ten\n=====\n", "---\n", f"{LONG}\nold harbour hall.\n",
        f"  {LONG}\n  old harbour hall.\n", f"* {LONG}\n  old hall.\n", "\f", f"> {LONG}\n> old hall.\n",
        "\u2022eleven\r\n", "caption\n", "\u00a0",
    ],
    EXAMPLE: [
        "1\n00:00:01,000 --> 00:00:04,000\n", "00:01 --> 00:02\r\n", "two\n", "<i>three</i>\r\n", "\n\n",
        " \n", "\r\n\r\n",
    ],
}  # fmt: skip
FRAGMENTS |= {".markdown": MARKDOWN, ".htm": HTML}
WORD = [
    "<w:p>", "</w:p>", "<w:p><w:r><w:t>Words here</w:t></w:r></w:p>",
    "<w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r>",
    "<w:p><w:r><w:t>Tea</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t> Times</w:t></w:r></w:p>",
    "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b &amp; c</w:t><w:tab/></w:r></w:p>", "<w:tbl><w:tr><w:tc>",
    "</w:tc></w:tr></w:tbl>",
    "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>Heading</w:t></w:r></w:p>",
    "<w:p><w:r><w:t>&lt;1&gt;</w:t></w:r></w:p>",
]  # fmt: skip
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
WORD_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
VOWELS = str.maketrans("aeiou", "äëïöü")
SETTINGS = [
    Options(),
    Options(
        ignore=("ignored.*",),
        protect=("Tea Times", "x*", "ana"),
        links=True,
        roles=(("c.pt..n", "byline"),),
    ),
]


@pytest.fixture(scope="module", autouse=True)
def example(tmp_path_factory):
    """Install the plug-in of the docs page, as pip would."""
    folder = tmp_path_factory.mktemp("site-packages")
    install(folder, PYPROJECT, {"recto_srt.py": MODULE})
    sys.path.insert(0, str(folder))
    installed.cache_clear()
    yield
    sys.path.remove(str(folder))
    sys.modules.pop("recto_srt", None)
    installed.cache_clear()


def install(folder, pyproject, modules):
    project = tomllib.loads(pyproject)["project"]
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    info.joinpath("METADATA").write_text(metadata)
    lines = [f"{name} = {value}" for name, value in project["entry-points"][GROUP].items()]
    info.joinpath("entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines]) + "\n")
    for name, text in modules.items():
        folder.joinpath(name).write_text(text)


def texts(ending):
    """Texts of a format: its own constructs, in any order, between texts of any kind."""
    if ending == ".docx":
        return st.lists(st.sampled_from(WORD), max_size=6).map(
            lambda parts: unpacked(word_file("".join(parts)))
        )
    parts = st.sampled_from([*FRAGMENTS.get(ending, ()), *ANYWHERE, "Words. ", " ", "\n", "\n\n"])
    return st.lists(parts | st.text(max_size=12), max_size=10).map("".join)


def word_file(body):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        archive.writestr(
            "word/document.xml", f"<w:document {WORD_NAMES}><w:body>{body}</w:body></w:document>"
        )
    return content.getvalue()


def unpacked(content):
    package = formats.package("a.docx")
    text = package.unpack(content)
    assert package.pack(text, content) == content
    return text


def read(ending, text, options):
    """Cut a text; what a format refuses it refuses with the place, and is no case."""
    try:
        return formats.cut(Article(f"a{ending}", "en", text), options)
    except FormatError as error:
        assert error.where.startswith(f"a{ending}")
        assume(False)


def compiled(ending, text, options, units, document):
    article = Article(f"a{ending}", "en", text)
    recut = (lambda new: read(ending, new, options)) if formats.is_shaped(article.path) else None
    return compile_article(article, document, Catalog("de", tuple(units)), whole, recut=recut)


def whole(_):
    return ()


def units_of(document):
    return extract(document, whole)


def every_block(parts, line_ends=""):
    """Yield each block, those inside codes too, with the text in front of it."""
    before = [line_ends]
    for part in parts:
        if isinstance(part, Block):
            yield part, "".join(before)
            yield from every_block(part.pieces, "".join(before))
        elif isinstance(part, Code):
            yield from every_block(part.parts, "".join(before))
        before.append(part if isinstance(part, str) else raw([part]))


def pseudo(unit):
    """Return the unit with a target of the same length; codes and what is protected stay."""
    if unit.role == LINK:
        return replace(unit, target=unit.source, state=State.REVIEWED)
    kept = re.compile("|".join([*(rf"<{n}>.*?</{n}>" for n in protected_pairs(unit.hints)), r"</?\d+/?>"]))
    parts = re.split(f"({kept.pattern})", unit.source)
    target = "".join(part if number % 2 else part.translate(VOWELS) for number, part in enumerate(parts))
    return replace(unit, target=target, state=State.REVIEWED)


CASES = pytest.mark.parametrize(
    ("ending", "options"),
    [
        pytest.param(e, o, id=f"{e[1:]}-{n}")
        for e in ENDINGS
        for n, o in zip(("default", "set"), SETTINGS, strict=True)
    ],
)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@CASES
@MANY
@given(data=st.data())
def test_the_parts_join_to_the_text_and_a_second_cut_is_the_same(ending, options, data):
    text = data.draw(texts(ending))

    document = read(ending, text, options)

    assert join(document) == text
    assert document == read(ending, text, options)
    assert units_of(document) == units_of(read(ending, text, options))


@CASES
@MANY
@given(data=st.data())
def test_without_translations_and_with_the_sources_as_such_the_text_comes_back(ending, options, data):
    text = data.draw(texts(ending))
    document = read(ending, text, options)
    same = [replace(unit, target=unit.source, state=State.REVIEWED) for unit in units_of(document)]

    assert compiled(ending, text, options, (), document).article.text == text
    assert compiled(ending, text, options, same, document).article.text == text


@CASES
@MANY
@given(data=st.data())
def test_blocks_are_written_as_their_bytes_and_know_their_line(ending, options, data):
    text = data.draw(texts(ending))
    document = read(ending, text, options)

    for block, before in every_block(document.parts):
        assert block.spell(block.pieces) == raw(block.pieces)
        assert block.line == 1 + len(re.findall(r"\r\n?|\n", before))


@CASES
@MANY
@given(data=st.data())
def test_translations_come_out_as_typed_in_the_same_blocks(ending, options, data):
    text = data.draw(texts(ending))
    # In plain text a translation is one line: what was seen to be wrapped is so no longer.
    assume(ending != ".txt" or all(len(line) < WRAP for line in re.split("[\r\n]", text)))

    assert_translated(ending, text, options)


@pytest.mark.parametrize(("ending", "text"), [(".md", "o\t  \n0"), (".md", "<1>o"), (".html", "<p>&lt;1>o")])
def test_what_hypothesis_found_stays_right(ending, text):
    assert_translated(ending, text, Options())


def assert_translated(ending, text, options):
    document = read(ending, text, options)
    units = {unit.key: pseudo(unit) for unit in units_of(document)}

    result = compiled(ending, text, options, units.values(), document)

    refused = {refusal.unit.key for refusal in result.refusals}
    expected = [
        (block.role, renumber(segment.unit.text if key in refused else units[key].target))
        for block, segment in segments(document, whole)
        if segment.unit.text and (key := (block.role, segment.unit.text))
    ]
    again = read(ending, result.article.text, options)
    assert [(b.role, s.unit.text) for b, s in segments(again, whole) if s.unit.text] == expected
