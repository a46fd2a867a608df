"""The preview: what readers will see, each segment found again, and nothing of an article at work in it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.commands.previewing import ANY_MARK, Shown, preview
from recto.model import State, Unit
from recto.web.preview import FRAME_POLICY
from recto.web.rendering import ATTRIBUTES, TAGS, rendered

TEXT = "/a/{}/de/preview/text"

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a href='javascript:alert(1)'>x</a></svg>after",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'><embed src=//evil.example/x></object>",
    "<a href='&#x6A;avascript:alert(1)' onclick=alert(1) target=_top>click</a>",
    "<form action=//evil.example><input name=a autofocus onfocus=alert(1)><button>go</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'><base href='//evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>*{background:url(//evil.example)}</style>",
    "<p style='background:url(//evil.example)' id=main class=segment data-unit=u0 onclick=x()>styled</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template><video><source onerror=alert(1)></video>",
    "<textarea></textarea><script>alert(1)</script><title><script>alert(1)</script></title>",
    "<!--><img src=x onerror=alert(1)>--><![CDATA[<img src=x onerror=alert(1)>]]><?x <b onclick=alert(1)>?>",
    "<b onclick=alert(1)<i>unclosed <details open ontoggle=alert(1)>",
    "\ufdd0\ufdd2\ufdd2\ufdd2\ufdd2\ufdd3 stray \ufdd1\ufdd1 marks \ufdd0",
    "<plaintext><script>alert(1)</script>",
]

MARKDOWN = [
    "[x](javascript:alert(1)) [y](data:text/html,x) ![z](https://evil.example/p.png) <https://evil.example>",
    "[ref][1]\n\n[1]: javascript:alert(1)",
    "A note[^1].\n\n[^1]: <img src=x onerror=alert(1)>",
    "Term\n: <script>alert(1)</script>",
    "| a | b |\n|---|---|\n| <svg onload=alert(1)> | ok |",
    "> " * 300 + "deep",
    "* " * 150 + "deep",
    "`<script>` and\n\n    <script>alert(1)</script>\n",
]


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def put(desk, path, text, targets=()):
    desk.put_article(path, text)
    extract(desk.project, [path], ["de"])
    if targets:
        desk.put_catalog(path, "de", targets)


def only_ours(page):
    """Fail where the page holds anything that the preview does not write."""
    for tag in page.body.find_all(True):
        assert tag.name in TAGS | {"a", "span", "main", "header"}
        allowed = ATTRIBUTES | (
            {"class", "title", "role"} if tag.name in ("span", "h1", "p", "header") else set()
        )
        if tag.name == "a":
            allowed = {"class", "id", "data-unit", "href", "target", "lang", "dir"}
            assert tag["href"].startswith("/a/")
            assert "segment" in tag["class"]
        assert set(tag.attrs) <= allowed, tag
    assert [link["href"].rpartition("/")[2] for link in page.find_all("link")] == ["preview.css"]
    assert not page.find_all(["script", "style", "base", "img", "iframe"])


def test_a_markdown_article_is_shown_with_its_drafts_each_segment_a_link(desk, client):
    page = soup(client.get(TEXT.format("tea.md")))

    segment = page.find(id=desk.codes.id)
    assert segment.name == "a"
    assert segment["href"] == f"/a/tea.md/de/u/{desk.codes.id}"
    assert segment["target"] == "_parent"
    assert segment.get_text() == "Kochen Sie das Wasser, sagt der Bericht."
    assert segment.find("em").get_text() == "Wasser"
    assert segment.find("span", "link")["title"] == "https://example.org/report"
    assert page.find("h1").get_text() == "Tee für zwei"
    assert "kettle --on" in page.find("pre").get_text()
    assert [item.get_text() for item in page.select("li")] == ["A pot", "Two cups"]
    assert page.find(id=desk.empty.id)["lang"] == "en"
    assert {unit.id for unit in desk.units} == {tag["data-unit"] for tag in page.select("[data-unit]")}
    only_ours(page)


def test_only_reviewed_texts_stand_in_what_would_be_published(desk, client):
    page = soup(client.get(TEXT.format("tea.md") + "?state=reviewed"))

    assert page.find("h1").get_text() == "Tee für zwei"
    assert page.find(id=desk.codes.id).get_text() == "Boil the water, says the report."


def test_the_readers_unsaved_text_is_seen_by_the_reader(desk, client):
    token = soup(client.get("/a/tea.md/de")).find("meta", {"name": "csrf-token"})["content"]
    place = f"/api/v1/a/tea.md/de/u/{desk.empty.id}/draft"
    body = {"target": "Eingießen & <b>warten</b>.", "version": desk.empty.version}
    client.put(place, json=body, headers={"X-CSRFToken": token})

    page = soup(client.get(TEXT.format("tea.md")))

    assert page.find(id=desk.empty.id).get_text() == "Eingießen & <b>warten</b>."
    assert (
        soup(client.get(TEXT.format("tea.md") + "?state=reviewed")).find(id=desk.empty.id).get_text()
        == "Pour."
    )
    assert desk.on_disk(desk.empty).target == ""


def test_html_keeps_its_structure_and_loses_what_works(desk, client):
    put(
        desk,
        "tea.html",
        "<html><head><title>Tea</title><script>alert(1)</script></head><body onload='alert(1)'>"
        "<h1 id=x class=y>Tea</h1><p>Boil <b>water</b>.<br>Wait &amp; pour.</p>"
        "<table><tr><td colspan=2>Cup</td></tr></table>"
        "<img src='cup.png' alt='A cup'></body></html>",
    )

    page = soup(client.get(TEXT.format("tea.html")))

    only_ours(page)
    assert page.select_one("main h1").get_text() == "Tea"
    assert page.select_one("header h1").get_text() == "Tea"
    assert page.find("td")["colspan"] == "2"
    assert "Wait & pour." in page.get_text()
    assert page.find("span", "picture").get_text() == "A cup"


def test_plain_text_keeps_its_lines(desk, client):
    put(desk, "tea.txt", "Tea for two\n\nBoil <b>water</b>.\n\tIndented & odd\n")

    page = soup(client.get(TEXT.format("tea.txt")))

    only_ours(page)
    assert "Boil <b>water</b>." in page.find("pre").get_text()
    assert len(page.select("[data-unit]")) == 3


def test_a_word_document_is_shown_by_its_structure(desk, client):
    made = WordDocument()
    made.add_heading("Tea for two", 1)
    made.add_paragraph("Boil the water. Wait <script>.")
    content = BytesIO()
    made.save(content)
    (desk.root / "sources" / "tea.docx").write_bytes(content.getvalue())
    extract(desk.project, ["tea.docx"], ["de"])

    page = soup(client.get(TEXT.format("tea.docx")))

    only_ours(page)
    assert page.find("h1").get_text() == "Tea for two"
    assert "Wait <script>." in page.get_text()


def test_front_matter_stands_above_the_article(desk, client):
    put(desk, "front.md", "---\ntitle: Tea & more\nsummary: All about it\n---\n\nBoil.\n")

    page = soup(client.get(TEXT.format("front.md")))

    assert page.select_one("header h1").get_text() == "Tea & more"
    assert page.select_one("header .summary").get_text() == "All about it"
    assert "title:" not in page.get_text()
    assert page.select_one("main").get_text(strip=True) == "Boil."


@pytest.mark.parametrize("ending", [".md", ".html", ".txt"])
def test_nothing_of_an_article_is_at_work(desk, client, ending):
    for number, attack in enumerate(ATTACKS):
        desk.put_article(f"attack{number}{ending}", f"Before it.\n\n{attack}\n\nBehind it: {attack}\n")
    extract(desk.project, [], ["de"])

    for number in range(len(ATTACKS)):
        page = soup(client.get(TEXT.format(f"attack{number}{ending}")))
        only_ours(page)
        assert "Before it." in page.get_text()


def test_nothing_of_a_translation_is_at_work(desk, client):
    for attack in ATTACKS:
        bad = replace(desk.empty, target=attack, state=State.DRAFT)
        desk.put_catalog("tea.md", "de", [bad if unit.id == bad.id else unit for unit in desk.units])

        only_ours(soup(client.get(TEXT.format("tea.md"))))


def test_markdown_of_all_kinds_is_only_shown(desk, client):
    for number, text in enumerate(MARKDOWN):
        desk.put_article(f"kind{number}.md", f"{text}\n")
    extract(desk.project, [], ["de"])

    for number in range(len(MARKDOWN)):
        only_ours(soup(client.get(TEXT.format(f"kind{number}.md"))))


def test_the_frame_may_not_run_load_or_send_anything(desk, client):
    policy = client.get(TEXT.format("tea.md")).headers["Content-Security-Policy"]
    page = soup(client.get("/a/tea.md/de/preview"))

    assert policy == FRAME_POLICY
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert page.find("iframe")["sandbox"] == ["allow-same-origin", "allow-top-navigation-by-user-activation"]


@pytest.mark.parametrize("path", ["../recto.toml", "none.md", ".git/config"])
def test_what_is_no_article_has_no_preview(client, path):
    assert client.get(TEXT.format(path)).status_code == 404
    assert client.get(f"/a/{path}/de/preview").status_code == 404


def test_marks_change_nothing_but_themselves(desk):
    """Without its marks the preview's text is what ``recto compile`` writes."""
    shown = preview(desk.project, "tea.md", "de")
    compile_articles(desk.project, ["tea.md"], ["de"], state=State.DRAFT)

    written = (desk.root / "build" / "de" / "tea.md").read_text(encoding="utf-8")
    assert ANY_MARK.sub("", shown.text) == written


HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b>", "<a href=x>", "</a>", "<table><tr><td>", "</table>", "<svg>", "</svg>",
         "<script>", "</script>", "<!--", "-->", "text ", "&lt;", "<", ">", '"', "'", "<img onerror=x>", "<i",
         "\ufdd0\ufdd2\ufdd2\ufdd2\ufdd2\ufdd2", "\ufdd1", "<style>", "</style>", "<li>", "</li>", "<br/>"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=150)
@given(HTML, st.sampled_from(["x.html", "x.md"]))
def test_any_soup_of_tags_becomes_a_page_of_ours(text, path):
    unit = Unit("paragraph", "text", "Text", State.REVIEWED)
    shown = Shown(path, "de", "en", text, (unit,), State.DRAFT, ())

    page = rendered(shown, lambda unit, _first: Markup('<a class="segment" href="/a/x">'))

    written = str(page.body)
    parsed = BeautifulSoup(written, "html.parser")
    assert {tag.name for tag in parsed.find_all(True)} <= TAGS | {"a", "span"}
    assert all(
        set(tag.attrs) <= ATTRIBUTES | {"class", "title", "role", "href"} for tag in parsed.find_all(True)
    )
    assert written.count("<a ") == written.count("</a>")
    assert "\ufdd0" not in written
