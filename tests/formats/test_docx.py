"""A Word document is cut as its reader sees it; what nobody translated keeps its bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from xml.dom import minidom

import docx as python_docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recto.compilation import Compiled, compile_article
from recto.errors import FormatError
from recto.extraction import extract
from recto.formats.docx import cut
from recto.formats.docx_package import MARK, pack, unpack
from recto.formats.docx_xml import parse
from recto.inline import mask
from recto.model import Article, Block, Catalog, Code, Document, Field, Options, State, Unit, blocks, join

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NAMES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = (
    f'<Relationship Id="rId9" Type="{RELATIONS}/hyperlink" Target="https://example.org/a?b=1&amp;c"'
    ' TargetMode="External"/>'
)
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Untertitel"><w:name w:val="Subtitle"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="My heading"/>
<w:basedOn w:val="berschrift2"/></w:style>
<w:style w:type="paragraph" w:styleId="Level"><w:name w:val="Level"/>
<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Dots"><w:name w:val="Dots"/>
<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Code"><w:name w:val="notranslate"/></w:style>
<w:style w:type="character" w:styleId="Marke"><w:name w:val="notranslate"/></w:style>
<w:style w:type="character" w:styleId="Hervor"><w:name w:val="Emphasis"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
</w:styles>"""


def package(body: str, parts: dict[str, str] | None = None, links: str = LINK) -> bytes:
    """Return a small .docx of XML for the body, and of other parts by their names."""
    parts = {"styles.xml": STYLES, **(parts or {})}
    kinds = {"styles": "styles", "foot": "footnotes", "end": "endnotes", "head": "header", "core": "core"}
    related = "".join(
        f'<Relationship Id="p{n}" Type="{RELATIONS}/'
        f'{next(kind for start, kind in kinds.items() if name.startswith(start))}" Target="{name}"/>'
        for n, name in enumerate(parts)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        xmlns = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f"<Relationships {xmlns}><Relationship Id='a' Type='{RELATIONS}/officeDocument'"
            " Target='word/document.xml'/></Relationships>",
        )
        archive.writestr(
            "word/document.xml", f"<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>"
        )
        archive.writestr(
            "word/_rels/document.xml.rels", f"<Relationships {xmlns}>{related}{links}</Relationships>"
        )
        for name, text in parts.items():
            archive.writestr(f"word/{name}", text)
    return out.getvalue()


def every_block(document: Document) -> list[Block]:
    out: list[Block] = []

    def walk(block: Block) -> None:
        out.append(block)
        for piece in block.pieces:
            if isinstance(piece, Code):
                for inner in blocks(piece.parts):
                    walk(inner)

    for block in blocks(document.parts):
        walk(block)
    return out


def sentence_ends(text: str) -> list[int]:
    return [match.end() for match in re.finditer(r"[.!] ", text)]


def compiled(content: bytes, say: Callable[[Unit], str], options: Options = Options()) -> Compiled:  # noqa: B008
    article = Article("a.docx", "en", unpack(content))
    document = cut(article.text, options)
    units = extract(document, sentence_ends)
    targets = tuple(replace(unit, target=say(unit), state=State.REVIEWED) for unit in units)
    return compile_article(article, document, Catalog("de", targets), sentence_ends)


def translated(content: bytes, say: Callable[[Unit], str], options: Options = Options()) -> bytes:  # noqa: B008
    """Return the document with every unit translated; none may be refused."""
    result = compiled(content, say, options)
    assert result.refusals == ()
    return pack(result.article.text, content)


def texts(content: bytes, options: Options = Options()) -> list[tuple[str, str]]:  # noqa: B008
    return [(unit.context, unit.source) for unit in extract(cut(unpack(content), options), sentence_ends)]


def body_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("word/document.xml").decode()
    minidom.parseString(xml)
    return xml.partition("<w:body>")[2].rpartition("<w:sectPr/>")[0]


def p(inside: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{text}</w:t></w:r>'


SIGN = "\u2713"


def pseudo(unit: Unit) -> str:
    """Shout, and add a word at the end; codes stay as they are."""
    return re.sub(r"(</?\d+/?>)|([a-z])", lambda m: m[1] or m[2].upper(), unit.source) + " YES."


# --- laws ----------------------------------------------------------------------------------------

SNIPPETS = [
    r("One. "),
    r("two"),
    r(" three "),
    r("bold", "<w:b/>"),
    r("bold too", "<w:b/>"),
    r(" ", "<w:b/>"),
    r("under ", '<w:u w:val="single"/>'),
    r("&lt;1&gt; &amp; &#8217;"),
    r("https://example.org/a now"),
    '<w:r w:rsidR="00A1"><w:t>bare</w:t></w:r>',
    "<w:proofErr w:type='spellStart'/>",
    "<w:r/>",
    "<w:r><w:t/></w:r>",
    "<w:r><w:tab/></w:r>",
    "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>",
    "<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t></w:r>",
    "<w:bookmarkStart w:id='1' w:name='x'/>",
    "<w:bookmarkEnd w:id='1'/>",
    "<!-- a > comment -->",
    "<?pi x?>",
    f"<w:hyperlink r:id='rId9' w:tooltip='A tip'>{r('link', '<w:i/>')}</w:hyperlink>",
    f"<w:ins w:id='4' w:author='a>b'>{r('added')}</w:ins>",
    "<w:del w:id='5'><w:r><w:delText>gone</w:delText></w:r></w:del>",
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r>",
    "<w:r><w:instrText> PAGE </w:instrText></w:r>",
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r>",
    "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
    f"<w:fldSimple w:instr='DATE'>{r('today')}</w:fldSimple>",
    "<w:r><w:t><![CDATA[a & b]]></w:t></w:r>",
    "<w:r><w:t><![CDATA[<1>]]></w:t></w:r>",
    "<w:r><w:t>x<!-- no -->y\u0085z</w:t></w:r>",
    r("hidden", "<w:vanish/>"),
    r("&lt;"),
    r("1"),
    r("&gt;"),
    r("語。"),
    r("name", '<w:rStyle w:val="Marke"/>'),
    "<w:sdt><w:sdtPr><w:alias w:val='Who'/></w:sdtPr><w:sdtContent>"
    + r("somebody")
    + "</w:sdtContent></w:sdt>",
    "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
    "<w:r><w:footnoteReference w:id='2'/></w:r>",
    f"<w:r><w:pict><v:shape alt='A cat'><v:textbox><w:txbxContent>{p(r('In a box.'))}</w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r>",
]
PARAGRAPH = st.lists(st.sampled_from(SNIPPETS), max_size=9).map("".join).map(p)
BODY = st.lists(PARAGRAPH, max_size=4).map("".join)


@given(st.text() | st.lists(st.sampled_from([MARK, "a\n", "<w:p>", "</w:p>", "<x/>"])).map("".join))
def test_any_text_joins_or_is_refused(text: str) -> None:
    try:
        document = cut(text, Options())
    except FormatError:
        return
    assert join(document) == text


@given(BODY)
def test_an_untranslated_document_and_targets_that_are_sources_give_the_very_bytes(body: str) -> None:
    content = package(body)

    assert join(cut(unpack(content), Options())) == unpack(content)
    assert translated(content, lambda unit: "") == content
    assert translated(content, lambda unit: unit.source) == content


def shown(content: bytes) -> list[str]:
    """Return the visible text of each block that has a letter, blanks and codes left out."""
    found = (mask(block.pieces).text for block in every_block(cut(unpack(content), Options())))
    return ["".join(re.sub(r"</?\d+/?>", "", text).split()) for text in found if re.search(r"[^\W_]", text)]


@given(BODY)
@example(p(r("bold", "<w:b/>") + r("1") + r("&gt;")))
def test_the_compiled_document_reads_as_translated(body: str) -> None:
    content = package(body)

    result = translated(content, lambda unit: f"{unit.source}{SIGN}")

    body_of(result)
    assert [text.replace(SIGN, "") for text in shown(result)] == shown(content)


@given(BODY.filter(lambda body: "&lt;</w:t>" not in body), st.integers(0, 3))
def test_what_is_not_text_survives_translation(body: str, turn: int) -> None:
    content = package(body)

    # Some units are left out on purpose, some are not translated at all.
    result = body_of(compiled_bytes(content, turn))

    for sign in ("bookmarkStart", "bookmarkEnd", "<w:delText>", "w:vanish"):
        assert result.count(sign) == body.count(sign)


def compiled_bytes(content: bytes, turn: int) -> bytes:
    numbers = iter(range(turn, 1000))
    return pack(
        compiled(content, lambda unit: ["", "<0/>", pseudo(unit)][next(numbers) % 3]).article.text, content
    )


WORDS = st.text(st.sampled_from("abz é語<&>\"' .\u00a0"), max_size=12)
STYLE_NAMES = ["Normal", "Heading 1", "Title", "Quote", "List Bullet", "List Number 2", "Caption", "Subtitle"]


@st.composite
def word_documents(draw: st.DrawFn) -> bytes:
    document = python_docx.Document()
    for _ in range(draw(st.integers(0, 5))):
        fill(draw, document.add_paragraph(style=draw(st.sampled_from(STYLE_NAMES))))
    if draw(st.booleans()):
        for cell in document.add_table(2, 2)._cells:
            fill(draw, cell.paragraphs[0])
    fill(draw, document.sections[0].header.paragraphs[0])
    return saved(document)


def fill(draw: st.DrawFn, paragraph: object) -> None:
    for _ in range(draw(st.integers(0, 4))):
        run = paragraph.add_run(draw(WORDS))  # type: ignore[attr-defined]
        run.bold, run.italic = draw(st.sampled_from([None, True, False])), draw(st.sampled_from([None, True]))
        if draw(st.booleans()):
            run.add_break(draw(st.sampled_from([WD_BREAK.LINE, WD_BREAK.PAGE])))
            run.add_text(draw(WORDS))


def saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opened(content: bytes) -> WordDocument:
    return python_docx.Document(io.BytesIO(content))


def structure(content: bytes) -> tuple[list[str], int, int]:
    document = opened(content)
    return [one.style.name for one in document.paragraphs], len(document.tables), len(document.sections)


@settings(max_examples=60)
@given(word_documents())
def test_documents_of_another_library_come_back_and_keep_their_structure(content: bytes) -> None:
    assert translated(content, lambda unit: unit.source) == content
    result = translated(content, pseudo)

    assert structure(result) == structure(content)
    assert "".join(one.text for one in opened(result).paragraphs).count("YES.") >= sum(
        any(char.isalnum() for char in one.text) for one in opened(content).paragraphs
    )


# --- what is a block, and of which role ----------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "role", "level"),
    [
        ("", "paragraph", 0),
        ('<w:pStyle w:val="Titel"/>', "title", 0),
        ('<w:pStyle w:val="Untertitel"/>', "summary", 0),
        ('<w:pStyle w:val="berschrift2"/>', "heading", 2),
        ('<w:pStyle w:val="Own"/>', "heading", 2),
        ('<w:pStyle w:val="Level"/>', "heading", 3),
        ('<w:outlineLvl w:val="0"/>', "heading", 1),
        ('<w:outlineLvl w:val="9"/>', "paragraph", 0),
        ('<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>', "list item", 2),
        ('<w:pStyle w:val="Dots"/>', "list item", 1),
        ('<w:pStyle w:val="Dots"/><w:numPr><w:numId w:val="0"/></w:numPr>', "paragraph", 0),
        ('<w:pStyle w:val="Zitat"/>', "quote", 0),
        ('<w:pStyle w:val="Beschriftung"/>', "caption", 0),
        ('<w:pStyle w:val="Heading3"/>', "heading", 3),
        ('<w:pStyle w:val="Loop"/>', "paragraph", 0),
        ('<w:pPrChange><w:pPr><w:pStyle w:val="Titel"/></w:pPr></w:pPrChange>', "paragraph", 0),
    ],
)
def test_the_role_of_a_paragraph_is_that_of_its_style(properties, role, level):
    (block,) = blocks(cut(unpack(package(p(r("Text"), properties))), Options()).parts)

    assert (block.role, block.level) == (role, level)


def test_blocks_come_in_reading_order_from_all_parts_with_prose():
    point = p(r("Point"), '<w:outlineLvl w:val="0"/>')
    table = f"<w:tbl><w:tr><w:tc>{p(r('Cell'))}{point}</w:tc></w:tr></w:tbl>"
    content = package(
        p(r("Body")) + table,
        {
            "header10.xml": f"<w:hdr {W}>{p(r('Tenth'))}</w:hdr>",
            "header2.xml": f"<w:hdr {W}>{p(r('Second'))}</w:hdr>",
            "endnotes.xml": f"<w:endnotes {W}><w:endnote>{p(r('Last'))}</w:endnote></w:endnotes>",
            "footnotes.xml": f"<w:footnotes {W}><w:footnote>{p(r('Note'))}</w:footnote></w:footnotes>",
        },
    )

    assert texts(content) == [
        ("paragraph", "Body"),
        ("table cell", "Cell"),
        ("heading", "Point"),
        ("footnote", "Note"),
        ("footnote", "Last"),
        ("paragraph", "Second"),
        ("paragraph", "Tenth"),
    ]


@pytest.mark.parametrize(
    ("inside", "units"),
    [
        (r("One ") + r("two", '<w:lang w:val="de"/><w:noProof/>'), ["One two"]),
        (r("Spe") + "<w:proofErr w:type='spellStart'/>" + "<w:r w:rsidR='01'><w:t>ll</w:t></w:r>", ["Spell"]),
        (r("Boil ") + r("water", "<w:b/>") + r(" now."), ["Boil <1>water</1> now."]),
        (r("All bold. ", "<w:b/>") + r("Yes.", "<w:b/>"), ["All bold.", "Yes."]),
        (r("b", "<w:b/>") + r(" ") + r("c", "<w:b/>") + r(" and more"), ["<1>b c</1> and more"]),
        (r("a") + "<w:r><w:tab/><w:t>b</w:t></w:r>", ["a<1/>b"]),
        (r("a") + "<w:r><w:br/></w:r>" + r("b"), ["a<1/>b"]),
        (r("A claim") + "<w:r><w:footnoteReference w:id='2'/></w:r>" + r("."), ["A claim<1/>."]),
        ("<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t></w:r>", ["non\u2011stop"]),
        ("<w:r><w:t> edges are not shown </w:t></w:r>" + r("here"), ["edges are not shownhere"]),
        (r("Tom &amp; Jerry &#8211; &lt;b&gt;"), ["Tom & Jerry \u2013 <b>"]),
        (r("Press &lt;1&gt; now"), ["Press <1/> now"]),
        (r("At ") + r("me", '<w:rStyle w:val="Marke"/>') + r(" again"), ["At <1>me</1> again"]),
        (r("2026"), ["2026"]),
        (r("\u2014"), []),
        (
            f"{r('See ')}<w:hyperlink r:id='rId9'>{r('it', '<w:u/>')}</w:hyperlink>{r('.')}",
            ["See <1>it</1>."],
        ),
        (
            f"<w:ins w:id='1'>{r('new')}</w:ins>"
            "<w:del w:id='2'><w:r><w:delText>old</w:delText></w:r></w:del>",
            ["new"],
        ),
        (r("seen") + r("not", "<w:vanish/>"), ["seen"]),
        (r("a") + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>" + r("b"), ["a<1/>b"]),
        (
            r("a", "<w:rFonts w:cs='x'/>") + "<w:smartTag>" + r("b") + "</w:smartTag>" + r("c"),
            ["a<1>b</1><2>c</2>"],
        ),
    ],
)
def test_a_paragraph_reads_as_its_reader_sees_it(inside, units):
    assert [text for _, text in texts(package(p(inside)))] == units


def field(instruction: str, result: str) -> str:
    signs = [f"<w:r><w:fldChar w:fldCharType='{sign}'/></w:r>" for sign in ("begin", "separate", "end")]
    return f"{signs[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{signs[1]}{result}{signs[2]}"


def test_the_result_of_a_field_is_shown_and_kept_and_that_of_a_link_is_translated():
    content = package(
        p(r("See ") + field(" REF _x ", r("Figure 2")) + r("."))
        + p(r("Go ") + field('HYPERLINK "https://e.org"', r("there")) + r("."))
    )
    units = extract(cut(unpack(content), Options()), sentence_ends)

    assert [(unit.source, unit.hints) for unit in units] == [
        ("See <1>Figure 2</1>.", ("<1> kept field REF _x",)),
        ("Go <1>there</1>.", ("<1> link https://e.org",)),
    ]
    result = body_of(translated(content, lambda unit: f"<1>Bild</1> {unit.source[:2]}"))
    assert field(" REF _x ", r("Figure 2")) in result
    assert "Bild" in result
    assert result.count("Bild") == 1


def test_nested_and_unfinished_fields_are_kept():
    nested = (
        field("IF " + "", r("x"))
        .replace("IF ", "IF")
        .replace("</w:instrText></w:r>", "</w:instrText></w:r>" + field("PAGE", r("secret")), 1)
    )
    unfinished = "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>"

    assert texts(package(p(r("a ") + nested + r(" b")))) == [("paragraph", "a <1>x</1> b")]
    assert texts(package(p(unfinished + r("Entry")))) == [("paragraph", "Entry")]


BOX = "<w:txbxContent>" + p(r("In the ") + r("box", "<w:i/>")) + "</w:txbxContent>"
DRAWING = (
    "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
    "<wp:docPr id='1' name='x' descr='A &quot;cat&quot;'/>"
    f"{BOX}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape alt='A &quot;cat&quot;'><v:textbox>{BOX}"
    "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
)


def test_text_boxes_and_alternative_texts_are_translated_in_both_forms_that_a_document_has():
    content = package(p(r("Look ") + f"<w:r>{DRAWING}</w:r>" + r("here.")) + p(f"<w:r>{DRAWING}</w:r>"))

    assert texts(content) == [
        ("paragraph", "Look <1/>here."),
        ("alt text", 'A "cat"'),
        ("paragraph", "In the <1>box</1>"),
    ]
    result = body_of(
        translated(content, lambda unit: unit.source.replace("box", "Kasten").replace("cat", "'Kater'"))
    )
    assert result.count(">Kasten<") == 4
    assert result.count("descr='A &quot;&apos;Kater&apos;&quot;'") == 2
    assert result.count("alt='A &quot;&apos;Kater&apos;&quot;'") == 2


def test_hints_say_what_codes_are():
    inside = (
        r("A ")
        + r("b", "<w:b/>")
        + r("c")
        + r("d", '<w:rStyle w:val="Hervor"/>')
        + f"<w:hyperlink r:id='rId9'>{r('e')}</w:hyperlink>"
        + r("f", '<w:vertAlign w:val="superscript"/>')
        + r("g.")
        + "<w:r><w:tab/></w:r>"
        + r("end")
    )
    (unit,) = extract(cut(unpack(package(p(inside))), Options()), sentence_ends)

    assert unit.hints == (
        "<1> bold",
        "<2> style Emphasis",
        "<3> link https://example.org/a?b=1&c",
        "<4> superscript",
        "<5/> tab",
    )


def test_addresses_of_links_are_units_on_request():
    content = package(p(f"<w:hyperlink r:id='rId9'>{r('all of it')}</w:hyperlink>"))
    options = Options(links=True)

    assert ("link", "https://example.org/a?b=1&c") in texts(content, options)
    result = translated(content, lambda unit: f"{unit.source}&d" if unit.context == "link" else "", options)
    assert 'Target="https://example.org/a?b=1&amp;c&amp;d"' in unpack(result)


def test_the_title_among_the_properties_is_a_unit_where_the_settings_name_it():
    core = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:d="http://purl.org/dc/elements/1.1/"><d:title> Tea &amp; more </d:title>'
        "<d:creator>Ana</d:creator>"
        "</c:coreProperties>"
    )
    text = f"{MARK}docProps/core.xml\n{core}"

    def found(*fields: Field) -> list[tuple[str, int]]:
        parts = blocks(cut(text, Options(front_matter=fields)).parts)
        return [(f"{block.role}: {mask(block.pieces).text}", block.limit) for block in parts]

    assert found(Field("title", limit=60), Field("creator")) == [("title: Tea & more", 60)]
    assert found(Field("summary")) == []


def test_styles_that_the_settings_keep_are_not_translated():
    content = package(p(r("secret code"), '<w:pStyle w:val="Code"/>') + p(r("seen")))

    assert texts(content) == [("paragraph", "seen")]
    assert texts(content, Options(kept_classes=())) == [("paragraph", "secret code"), ("paragraph", "seen")]


# --- what comes out ------------------------------------------------------------------------------


def out(inside: str, *targets: str) -> str:
    """Return the inside of a paragraph after its units got these targets."""
    answers = iter(targets)
    body = body_of(translated(package(p(inside)), lambda unit: next(answers)))
    return body.removeprefix("<w:p>").removesuffix("</w:p>")


def test_text_goes_into_the_run_that_was_there():
    inside = '<w:r w:rsidR="01"><w:rPr><w:sz w:val="20"/></w:rPr><w:t>One.</w:t></w:r>'

    assert out(inside, "Eins & <b>") == inside.replace("One.", "Eins &amp; &lt;b>")


def test_moved_codes_take_their_looks_along():
    assert out(r("Boil ") + r("water", "<w:b/>") + r(" now."), "Jetzt <1>Wasser</1>") == (
        r("Jetzt ") + r("Wasser", "<w:b/>")
    )
    assert out(r("Boil ") + r("water", "<w:b/>") + r(" now."), "<1>Wasser</1>") == r("Wasser", "<w:b/>")


def test_a_tab_stays_where_its_code_is_and_blanks_at_edges_are_kept():
    assert out("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "b <1/> a") == (
        '<w:r><w:t xml:space="preserve">b </w:t><w:tab/><w:t xml:space="preserve"> a</w:t></w:r>'
    )


def test_characters_keep_the_spelling_of_the_source():
    assert out(r("It&#8217;s ") + r("a", "<w:b/>") + r(" &gt; b"), "Das&#x <1>’</1> >") == (
        r("Das&amp;#x ") + r("&#8217;", "<w:b/>") + r(" &gt;")
    )
    assert out("<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t></w:r>", "E\u2011Mail") == (
        '<w:r><w:t xml:space="preserve">E</w:t><w:noBreakHyphen/><w:t xml:space="preserve">Mail</w:t></w:r>'
    )
    assert out(r("a ]]"), "]]>") == r("]]&gt;")


def test_bookmarks_and_comments_stay_around_the_text():
    start, end = '<w:bookmarkStart w:id="1" w:name="_Ref1"/>', '<w:bookmarkEnd w:id="1"/>'
    inside = r("See ") + start + r("figure") + end + r(" now.")

    assert out(inside, "Bild jetzt.") == f"{start}{r('Bild jetzt.')}{end}"
    assert out(f"{start}{r('All.')}{end}", "Alles.") == f"{start}{r('Alles.')}{end}"


def test_what_is_left_out_on_purpose_goes_with_its_paragraph():
    content = package(p(r("One")) + p(r("Two")) + p(r("Three") + "<w:r><w:drawing/></w:r>"))

    result = body_of(translated(content, lambda unit: "" if unit.source == "One" else "<0/>"))

    assert result == p(r("One")) + p("<w:r><w:drawing/></w:r>")


def test_the_text_of_a_cell_that_is_left_out_leaves_its_paragraph():
    content = package(f"<w:tbl><w:tr><w:tc>{p(r('Cell'))}</w:tc></w:tr></w:tbl>")

    assert body_of(translated(content, lambda unit: "<0/>")).count("<w:p>") == 1


@pytest.mark.parametrize("char", ["\ufffe", "\uffff", "\ud800"])
def test_a_character_that_xml_cannot_hold_is_refused(char):
    result = compiled(package(p(r("One") + r("two", "<w:b/>"))), lambda unit: f"{unit.source}{char}")

    (refusal,) = result.refusals
    assert f"U+{ord(char):04X}, which XML cannot hold" in refusal.error.problem
    assert pack(result.article.text, package(p(r("One") + r("two", "<w:b/>"))))


def test_other_prefixes_and_the_strict_form_are_read_and_kept():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    xml = (
        f"<document xmlns='{strict}'><body><p><r><t>One </t></r><r><rPr><b/></rPr><t>two</t></r>"
        f"<z:r xmlns:z='{strict}'><z:t>!</z:t></z:r></p></body></document>"
    )
    text = f"{MARK}word/document.xml\n{xml}"
    (block,) = blocks(cut(text, Options()).parts)

    assert mask(block.pieces).text == "One<1>two</1>!"


def test_right_to_left_and_east_asian_text_keep_their_properties():
    rtl = r("شاي", "<w:rtl/>") + r("茶", '<w:rFonts w:hint="eastAsia"/>')

    assert out(rtl, "قهوة<1>咖啡</1>") == r("قهوة", "<w:rtl/>") + r("咖啡", '<w:rFonts w:hint="eastAsia"/>')


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<a><b></a>", "not well-formed XML: mismatched tag"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares a document type"),
        ("<a>&b;</a>", "not well-formed XML: undefined entity"),
        ("<a>" * 300 + "</a>" * 300, "more than 200 deep"),
    ],
)
def test_xml_that_no_office_program_writes_is_refused(xml, said):
    with pytest.raises(FormatError, match=said) as caught:
        cut(f"{MARK}word/document.xml\n{xml}", Options())

    assert caught.value.where.startswith("word/document.xml")


def test_what_is_not_read_is_told():
    chart = f'<Relationship Id="c" Type="{RELATIONS}/chart" Target="charts/chart1.xml"/>'
    document = cut(unpack(package(p(r("a")), links=chart)), Options())

    assert [told for _, told in document.remarks] == [
        "word/document.xml has a chart, charts/chart1.xml; its text stays as it is."
    ]


NASTY_XML = st.lists(
    st.sampled_from(
        [
            "<a>",
            "</a>",
            "<a b='>'>",
            "<!-- <a> -->",
            "<![CDATA[</a>]]>",
            "<?x >?>",
            "<c/>",
            "x",
            "&lt;",
            "<w:rPr>",
            "</w:rPr>",
            "<w:rPr/>",
            f"<w:p {W}>",
            "</w:p>",
        ]
    ),
    max_size=12,
).map("".join)


@given(NASTY_XML)
def test_places_are_those_that_expat_sees(inside: str) -> None:
    text = f"<w:r {W}>é{inside}</w:r>"
    try:
        root = parse(text)
    except FormatError:
        return
    dom = minidom.parseString(text.encode())
    assert len(dom.getElementsByTagName("c")) == len(list(root.every("?:c"))) + sum(
        text.count("<c/>", node.inner, node.close) for node in root.every("w:rPr")
    )
    assert text[root.inner : root.close] == f"é{inside}"
