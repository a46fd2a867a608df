"""The worked examples of what stands in a unit, one test each: source bytes, units, target, output."""

from __future__ import annotations

import pytest

from recto import formats
from recto.compilation import Compiled, compile_article
from recto.extraction import extract
from recto.inline import Known
from recto.model import Article, Catalog, Document, Options, State, Unit, join
from recto.segmentation import boundaries

NBSP = "\u00a0"


def ends(text: str) -> list[int]:
    return [boundary.offset for boundary in boundaries(text, "en")]


def units_of(text: str, ending: str = ".md", known: Known | None = None) -> list[tuple[str, str]]:
    document = formats.cut(Article(f"a{ending}", "en", text), Options())
    assert join(document) == text
    return [unit.key for unit in extract(document, ends, known or Known())]


def compiled(article: Article, document: Document, units: tuple[Unit, ...]) -> Compiled:
    """Compile as ``recto compile`` does, with a second look at the result."""
    return compile_article(
        article,
        document,
        Catalog("de", units),
        ends,
        recut=lambda text: formats.cut(Article(article.path, "en", text), Options()),
    )


def localized(text: str, targets: dict[str, str], ending: str = ".md") -> str:
    """Compile with targets by source; every target has to be used."""
    article = Article(f"a{ending}", "en", text)
    document = formats.cut(article, Options())
    units = tuple(
        Unit(unit.context, unit.source, targets[unit.source], State.REVIEWED)
        for unit in extract(document, ends)
        if unit.source in targets
    )
    assert {unit.source for unit in units} == set(targets)
    result = compiled(article, document, units)
    assert not result.refusals, result.refusals
    return result.article.text


MARKDOWN = [
    (
        "Boil *water* now.",
        [("paragraph", "Boil <1>water</1> now.")],
        ["Koche <1>Wasser</1>."],
        "Koche *Wasser*.",
    ),
    (
        "Boil __water__ now.",
        [("paragraph", "Boil <1>water</1> now.")],
        ["Koche <1>Wasser</1>."],
        "Koche __Wasser__.",
    ),
    (
        '[All of it](https://e.org "Why")',
        [("paragraph", "All of it"), ("link title", "Why")],
        ["Alles", "Warum"],
        '[Alles](https://e.org "Warum")',
    ),
    (
        "See [it](a.md), he said.",
        [("paragraph", "See <1>it</1>, he said.")],
        ["<1>Das</1> ist es."],
        "[Das](a.md) ist es.",
    ),
    (
        "Use `po4a` here.",
        [("paragraph", "Use <1>po4a</1> here.")],
        ["Hier <1>po4a</1> nehmen."],
        "Hier `po4a` nehmen.",
    ),
    ("**One. Two.**", [("paragraph", "One."), ("paragraph", "Two.")], ["Eins.", "Zwei."], "**Eins. Zwei.**"),
    (
        "**One. Two.** Three.",
        [("paragraph", "One."), ("paragraph", "Two."), ("paragraph", "Three.")],
        ["Eins.", "Zwei.", "Drei."],
        "**Eins. Zwei.** Drei.",
    ),
    (
        "He said **yes. Then no** and left.",
        [("paragraph", "He said <1>yes. Then no</1> and left.")],
        ["Er sagte <1>ja. Dann nein</1> und ging."],
        "Er sagte **ja. Dann nein** und ging.",
    ),
    (r"2 \* 3 is six", [("paragraph", "2 * 3 is six")], ["2 * 3 ist sechs"], r"2 \* 3 ist sechs"),
    ("Boil the\nwater.", [("paragraph", "Boil the water.")], ["Boil the water."], "Boil the\nwater."),
    ("Boil the\nwater.", [("paragraph", "Boil the water.")], ["Wasser kochen."], "Wasser kochen."),
    ("one  \ntwo", [("paragraph", "one<1/>two")], ["eins<1/>zwei"], "eins  \nzwei"),
    ("![A cat](cat.png)", [("alt text", "A cat")], ["Eine Katze"], "![Eine Katze](cat.png)"),
    (
        "Click ![icon](x.png) now.",
        [("paragraph", "Click <1/> now."), ("alt text", "icon")],
        ["Jetzt <1/>.", "Symbol"],
        "Jetzt ![Symbol](x.png).",
    ),
    (
        "See https://e.org now.",
        [("paragraph", "See <1>https://e.org</1> now.")],
        ["Jetzt <1>https://e.org</1> ansehen."],
        "Jetzt https://e.org ansehen.",
    ),
    (
        "A claim[^1].\n\n[^1]: Where.",
        [("paragraph", "A claim<1/>."), ("footnote", "Where.")],
        ["Eine Behauptung<1/>.", "Wo."],
        "Eine Behauptung[^1].\n\n[^1]: Wo.",
    ),
    (
        "| head |\n|---|\n| a \\| b |",
        [("table cell", "head"), ("table cell", "a | b")],
        ["Kopf", "x | y | z"],
        "| Kopf |\n|---|\n| x \\| y \\| z |",
    ),
    (
        '---\ntitle: "He said: \\"no\\""\n---\n',
        [("title", 'He said: "no"')],
        ['Er sagte: "nein"'],
        '---\ntitle: "Er sagte: \\"nein\\""\n---\n',
    ),
    (
        "---\ntitle: Plain words\n---\n",
        [("title", "Plain words")],
        ["Ja: nein"],
        '---\ntitle: "Ja: nein"\n---\n',
    ),
    ("Text here", [("paragraph", "Text here")], ["<script>x</script>"], r"\<script>x\</script>"),
    (
        "See [it].\n\n[it]: a.md",
        [("paragraph", "See <1>it</1>.")],
        ["<1>Das</1> da."],
        "[Das][it] da.\n\n[it]: a.md",
    ),
    (
        "See [it][].\n\n[it]: a.md",
        [("paragraph", "See <1>it</1>.")],
        ["<1>Das</1> da."],
        "[Das][it] da.\n\n[it]: a.md",
    ),
    (
        "`po4a` is a tool.",
        [("paragraph", "<1>po4a</1> is a tool.")],
        ["Ein Werkzeug ist <1>po4a</1>."],
        "Ein Werkzeug ist `po4a`.",
    ),
    ("a __b__ c", [("paragraph", "a <1>b</1> c")], ["x<1>y</1>z"], "x**y**z"),
    (
        "`cmd` `other`\n\n—\n\nhttps://e.org\n\n2026",
        [("paragraph", "2026")],
        ["2027"],
        "`cmd` `other`\n\n—\n\nhttps://e.org\n\n2027",
    ),
    (
        "a ![x](1.png)![y](2.png) b",
        [("paragraph", "a <1/> b"), ("alt text", "x"), ("alt text", "y")],
        ["c <1/> d", "x", "y"],
        "c ![x](1.png)![y](2.png) d",
    ),
    ("Use `<1>` here", [("paragraph", "Use <1/> here")], ["Hier <1/> nehmen"], "Hier `<1>` nehmen"),
    (
        "so ***both*** here",
        [("paragraph", "so <1>both</1> here")],
        ["so <1>beides</1> hier"],
        "so ***beides*** hier",
    ),
    (
        "so **`code`** here",
        [("paragraph", "so <1><2>code</2></1> here")],
        ["hier <1><2>code</2></1> so"],
        "hier **`code`** so",
    ),
]


MARKDOWN += [
    (
        "[All of it]\n\n[all of it]: a.md",
        [("paragraph", "All of it")],
        ["Alles"],
        "[Alles][All of it]\n\n[all of it]: a.md",
    ),
    (
        "**[One. Two.][]**\n\n[One. Two.]: a.md",
        [("paragraph", "One."), ("paragraph", "Two.")],
        ["One.", "Zwei."],
        "**[One. Zwei.][One. Two.]**\n\n[One. Two.]: a.md",
    ),
    (
        "See [it] now.\n\n[it]: a.md",
        [("paragraph", "See <1>it</1> now.")],
        ["Jetzt <1>it</1>."],
        "Jetzt [it].\n\n[it]: a.md",
    ),
]


@pytest.mark.parametrize(("text", "units", "targets", "output"), MARKDOWN)
def test_markdown_example(text, units, targets, output):
    assert units_of(text) == units
    assert localized(text, dict(zip([source for _, source in units], targets, strict=True))) == output


HTML = [
    (
        "<p>Tom &amp; Jerry&nbsp;– &quot;ok&quot;</p>",
        [("paragraph", f'Tom & Jerry{NBSP}– "ok"')],
        [f'Tom & Jerry{NBSP}– "gut"'],
        "<p>Tom &amp; Jerry&nbsp;– &quot;gut&quot;</p>",
    ),
    (
        "<p>Hello <b><i>big</i></b> world</p>",
        [("paragraph", "Hello <1>big</1> world")],
        ["<1>Große</1> Welt"],
        "<p><b><i>Große</i></b> Welt</p>",
    ),
    ('<p><a id="x"></a>Text</p>', [("paragraph", "Text")], ["Wort"], '<p><a id="x"></a>Wort</p>'),
    ("<p>A<br>B</p>", [("paragraph", "A<1/>B")], ["C<1/>D"], "<p>C<br>D</p>"),
    (
        "<p>Text here</p>",
        [("paragraph", "Text here")],
        ["<script>x</script>"],
        "<p>&lt;script>x&lt;/script></p>",
    ),
]


@pytest.mark.parametrize(("text", "units", "targets", "output"), HTML)
def test_html_example(text, units, targets, output):
    assert units_of(text, ".html") == units
    assert (
        localized(text, dict(zip([source for _, source in units], targets, strict=True)), ".html") == output
    )


def test_a_literal_that_looks_like_a_code_is_a_code():
    assert units_of("A title\n\nPress <1> to go.", ".txt")[1] == ("paragraph", "Press <1/> to go.")
    assert localized("Press <1> to go", {"Press <1/> to go": "Drücke <1/>"}, ".txt") == "Drücke <1>"


def test_a_literal_stays_in_the_unit_at_an_edge():
    assert units_of("<1> is a mark.", ".txt") == [("paragraph", "<1/> is a mark.")]


def test_a_repeated_caption_is_one_unit():
    text = "\t\t\tStill from video\nStill from video"

    assert units_of(text, ".txt") == [("caption", "Still from video")]
    assert (
        localized(text, {"Still from video": "Кадр из видео"}, ".txt") == "\t\t\tКадр из видео\nКадр из видео"
    )


def test_white_space_of_any_kind_at_an_edge_is_kept():
    text = f"Title\n\nHe has supporting roles.{NBSP}"

    assert units_of(text, ".txt")[1] == ("paragraph", "He has supporting roles.")
    assert localized(text, {"He has supporting roles.": "Rollen."}, ".txt") == f"Title\n\nRollen.{NBSP}"


def test_typed_markup_is_text_in_plain_text():
    assert localized("Text here", {"Text here": "<script>x</script>"}, ".txt") == "<script>x</script>"


def test_a_target_that_loses_a_code_is_refused_and_the_source_stands():
    article = Article("a.md", "en", "a_b is *not* c")
    document = formats.cut(article, Options())
    unit = Unit("paragraph", "a_b is <1>not</1> c", "a_b ist * nicht", State.REVIEWED)

    result = compiled(article, document, (unit,))

    assert result.article.text == article.text
    assert "missing codes: 1 (italic)" in str(result.refusals[0].error)


def test_a_target_whose_codes_do_not_hold_counts_as_source_and_spares_what_stands_inside():
    article = Article("a.md", "en", "See ![cat](c.png) *here* now.\n")
    document = formats.cut(article, Options())
    units = (
        Unit("paragraph", "See <1/> <2>here</2> now.", "Da<1/>a<2> da </2>z.", State.REVIEWED),
        Unit("alt text", "cat", "Katze", State.REVIEWED),
    )

    result = compiled(article, document, units)

    assert result.article.text == "See ![Katze](c.png) *here* now.\n"
    assert [refusal.unit for refusal in result.refusals] == [units[0]]
    assert result.article.coverage == pytest.approx(1 / 4)


@pytest.mark.parametrize(
    ("text", "ending", "output"),
    [
        ("One.\n\nTwo here.\n\nThree.\n", ".md", "One.\n\nThree.\n"),
        ("- One.\n- Two here.\n- Three.\n", ".md", "- One.\n- Three.\n"),
        ("<p>One.</p><p>Two here.</p><p>Three.</p>", ".html", "<p>One.</p><p>Three.</p>"),
        ("- Two here.\n  - Three.\n", ".md", "- \n  - Three.\n"),
        ("# Two here.\n\nThree.\n", ".md", "# \n\nThree.\n"),
        ("> Two here.\n\nThree.\n", ".md", "> \n\nThree.\n"),
        ("| Two here. | b |\n|---|---|\n| c | d |\n", ".md", "|  | b |\n|---|---|\n| c | d |\n"),
    ],
)
def test_a_deliberately_empty_block_is_left_out_with_its_markup(text, ending, output):
    assert localized(text, {"Two here.": "<0/>"}, ending) == output


def test_an_occurrence_may_have_a_translation_of_its_own():
    article = Article("a.md", "en", "Yes.\n\nNo.\n\nYes.\n")
    document = formats.cut(article, Options())
    units = (
        Unit("paragraph", "Yes.", "Ja.", State.REVIEWED),
        Unit("paragraph#2", "Yes.", "Doch.", State.REVIEWED),
    )

    result = compiled(article, document, units)

    assert result.article.text == "Ja.\n\nNo.\n\nDoch.\n"


KNOWN = [
    # A cut that crosses that of the rules, as older rules or a person made it.
    (["One", "more. Two.", "Three."], "One more. Two. Three.", ["One", "more. Two.", "Three."]),
    (["One more. Two", "is new."], "One more. Two is new. Three.", ["One more. Two", "is new.", "Three."]),
    (["One. Two."], "One. Two. Three.", ["One. Two.", "Three."]),
    (["One, two.", "and three, four."], "One, two. and three, four.", ["One, two.", "and three, four."]),
    (["I saw", "the cat."], "I saw the cat. Then I left.", ["I saw", "the cat.", "Then I left."]),
    (["One.", "Two.", "One. Two."], "One. Two.", ["One. Two."]),
    (["I <1>saw</1>", "the <1>cat</1>."], "I *saw* the *cat*.", ["I <1>saw</1>", "the <1>cat</1>."]),
    (["I saw", "a dog."], "I saw the cat.", ["I saw the cat."]),
]


@pytest.mark.parametrize(("known", "text", "sources"), KNOWN)
def test_the_catalog_remembers_the_cut(known, text, sources):
    memory = Known([Unit("paragraph", source, "x", State.REVIEWED) for source in known])

    assert [source for _, source in units_of(text, known=memory)] == sources


def test_a_persons_decision_comes_before_the_fewest_units():
    memory = Known(
        [
            Unit("paragraph", "One. Two.", "x"),
            *(Unit("paragraph", s, marks=(("cut", "kept"),)) for s in ("One.", "Two.")),
        ]
    )

    assert [source for _, source in units_of("One. Two.", known=memory)] == ["One.", "Two."]


def test_units_without_target_or_decision_are_not_remembered():
    memory = Known([Unit("paragraph", "One. Two.")])

    assert [source for _, source in units_of("One. Two.", known=memory)] == ["One.", "Two."]
