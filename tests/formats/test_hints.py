"""Every code tells people what it is."""

# ruff: noqa: E501  (samples: a line end is white space in them)

from __future__ import annotations

import io
import zipfile

import pytest

from recto import formats
from recto.model import Article, Block, Code, CodeKind, Options, raw

MARKDOWN = """---
title: Ask @ana of <1> at https://example.org
---

# A *heading* with `code` {#id}

Words __bold__ _italic_ ***both*** ~~gone~~ `code` ``co`de`` [link](a.md "Why") [ref][it] [it][] [it] <https://example.org>
![image](cat.png "A cat") ![it] [![cat](c.png)](d.md) note[^1] a hard  \\
break and a spaced  \nbreak, <b>tag</b> <br> <img src="x.png" alt="a cat"> <span class="notranslate">kept</span>,
<!-- comment --> &amp; \\* www.example.org ana@example.org @ana <ana@example.org> <1> </2/> \u2028 https://e.org/x.
<kbd>Ctrl</kbd> <a href="u" title="Why">a</a> {{< shortcode "x" >}} {{% x %}} {% tag %} {{ value }} <?php echo ?> x.
<mark>m</mark> <sub>2</sub> <u>u</u> <custom-tag>x</custom-tag> <a name="x"></a> x \x07 x <![CDATA[x]]> y <!DOCTYPE z> z.

- [ ] a task with *words*
- item[^2]

| a *b* | `c` |
|---|---|
| d \\| [e](f) | g<br>h |

[it]: a.md 'The title'
[^1]: Note with *words* and [a link](b.md).
[^2]: More.

> [!NOTE]
> Quoted *words*.

Term
: Definition with `code`.

<div>Raw <b>html</b> with <i>words</i> and <br> a break</div>
"""
MDX = """import A from 'a'

# Hello {props.name} there

Words <Badge label="Hi">new</Badge> and {value} and <Icon name="x" /> end, <>fragment</> end.

<Card title="Hello">Inside *words*.</Card>
"""
HTML = """<!DOCTYPE html><title>Tea &amp; <1> @ana</title><meta name="description" content="About @ana">
<p>Words <b>bold</b> <i>i</i> <em>e</em> <strong>s</strong> <a href="a.html" title="Why">link</a> <a name="x">n</a> x
<br> y <wbr> z <img src="cat.png" alt="A cat"> <img src="x.png"> <code>code</code> <kbd>K</kbd> <samp>s</samp> <var>v</var>
<span class="notranslate">kept</span> <span translate="no">kept</span> <span lang="de">Wort</span> <sup>2</sup> <u>u</u>
<!-- comment --> <!--[if IE]> x <![endif]--> <?php echo 1 ?> {{ value }} {% tag %} <button aria-label="Go">go</button> x
<svg><text>x</text></svg> <math><mi>x</mi></math> <input placeholder="Name"> <select><option>o</select> <bdo dir="rtl">r</bdo>
<script>s()</script> <style>s</style> <object>o</object> <video src="v"></video> <audio></audio> <iframe></iframe> end
&lt;1&gt; \u2028 www.example.org ana@example.org @ana https://example.org <custom-tag>x</custom-tag> <ruby>a<rt>b</rt></ruby>
<noscript>n</noscript> <template>t</template> <q>q</q> <time>t</time> <mark>m</mark> <del>d</del> <ins>i</ins> end.</p>"""
PLAIN = "Ask @ana or ana@example.org\n\n- <1> \u2028 \x07 https://example.org word\n> </2/> word\n"
WORD = """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>
<w:r><w:t>a </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>italic</w:t></w:r>
<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>under</w:t></w:r><w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t>red</w:t></w:r>
<w:r><w:t>b</w:t><w:br/><w:t>c</w:t><w:tab/><w:t>d</w:t><w:footnoteReference w:id="2"/><w:t>e</w:t><w:noBreakHyphen/><w:t>f</w:t>
<w:sym w:font="Wingdings" w:char="F04A"/><w:t>g</w:t></w:r><w:bookmarkStart w:id="0" w:name="x"/><w:bookmarkEnd w:id="0"/>
<w:hyperlink w:anchor="top"><w:r><w:t>link</w:t></w:r></w:hyperlink><w:commentRangeStart w:id="1"/><w:r><w:t>h</w:t></w:r>
<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r><w:ins w:id="3"><w:r><w:t>new</w:t></w:r></w:ins>
<w:del w:id="4"><w:r><w:delText>old</w:delText></w:r></w:del><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>
<w:r><w:t>&lt;1&gt; @ana end</w:t></w:r></w:p></w:body></w:document>"""
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="d.xml"/>'
    "</Relationships>"
)


def word():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        archive.writestr("d.xml", WORD)
    return formats.package("a.docx").unpack(content.getvalue())


def codes(parts):
    """Yield every code, those in the values of codes too."""
    for part in parts:
        if isinstance(part, Code):
            yield part
            yield from codes(part.parts)
        elif isinstance(part, Block):
            yield from codes(part.pieces)


@pytest.mark.parametrize(
    "options", [Options(), Options(links=True, protect=("[Ww]ord",))], ids=["default", "set"]
)
@pytest.mark.parametrize(
    ("path", "text", "least"),
    [
        ("a.md", MARKDOWN, 60),
        ("a.mdx", MDX, 6),
        ("a.html", HTML, 50),
        ("a.txt", PLAIN, 6),
        ("a.docx", word(), 10),
    ],
    ids=["md", "mdx", "html", "txt", "docx"],
)
def test_every_code_has_a_hint(path, text, least, options):
    found = list(codes(formats.cut(Article(path, "en", text), options).parts))

    assert len(found) >= least
    assert [raw([code]) for code in found if code.kind is not CodeKind.CLOSE and not code.hint] == []
