"""A site of 200 pages in six locales, compiled and served: every link resolves, every page is HTML."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import pytest
import sample_site
from tests.localizing.serving import served
from tinyhtml5.parser import HTMLParser

from recto.commands.compile import Report, compile_articles

PAGES = 200
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module", params=["folder", "suffix"])
def compiled(request, tmp_path_factory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("site")
    project = sample_site.make(folder, PAGES if request.param == "folder" else 30, request.param)
    return folder / "build", compile_articles(project)


@pytest.fixture(scope="module")
def crawled(compiled) -> Iterator[dict[str, Element | None]]:
    """Path on the server -> the page, or nothing for what is no page; of all that can be reached."""
    with served(compiled[0]) as address:
        yield _crawl(urlsplit(address).netloc, compiled[0])


def _crawl(host: str, folder: Path) -> dict[str, Element | None]:
    wire = http.client.HTTPConnection(host)
    found: dict[str, Element | None] = {}
    waiting = [f"/{file.relative_to(folder).as_posix()}" for file in folder.rglob("index*.html")]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        wire.request("GET", path)
        answer = wire.getresponse()
        content = answer.read()
        assert answer.status == 200, path
        found[path] = None
        if answer.headers["Content-Type"] == "text/html":
            parser = HTMLParser()
            found[path] = page = parser.parse(content)
            assert not parser.errors, (path, parser.errors[:3])
            waiting += {target(path, link) for _, link in links(page)}
    wire.close()
    return found


def links(page: Element) -> Iterator[tuple[Element, str]]:
    for element in page.iter():
        for name in ("href", "src"):
            if element.get(name) is not None:
                yield element, str(element.get(name))


def target(path: str, link: str) -> str:
    """Return the path on the server that a link means."""
    bare = unquote(urlsplit(link).path)
    whole = normpath(join(dirname(path), bare)) if bare else path
    return whole + "/" * (bare.endswith("/") and whole != "/")


def alternates(path: str, page: Element) -> dict[str, str]:
    return {
        str(one.get("hreflang")): target(path, str(one.get("href")))
        for one in page.iter(f"{HTML}link")
        if one.get("rel") == "alternate"
    }


def test_every_page_is_there_and_can_be_reached(compiled, crawled):
    files = {f"/{file.relative_to(compiled[0]).as_posix()}" for file in compiled[0].rglob("*.html")}
    published = {path for path, page in crawled.items() if page is not None}
    reached = {path if path.endswith(".html") else f"{path}index.html" for path in published}

    assert not compiled[1].errors
    assert (
        len(files) == len(compiled[1].outputs) == 7 * len({output.article for output in compiled[1].outputs})
    )
    assert reached <= files
    assert len(reached) > len(files) * 0.8  # those in which nothing is translated are linked from nowhere


def test_every_fragment_is_a_place_in_its_page(crawled):
    fragments = [
        (target(path, link), urlsplit(link).fragment)
        for path, page in crawled.items()
        if page is not None
        for _, link in links(page)
        if "#" in link
    ]

    assert len(fragments) > 100
    for there, fragment in fragments:
        page = crawled[there]
        assert page is not None
        assert any(one.get("id") == fragment for one in page.iter()), (there, fragment)


def test_translations_point_at_each_other_and_at_themselves(crawled):
    pages = {path: page for path, page in crawled.items() if page is not None and path.endswith(".html")}
    seen = 0
    for path, page in pages.items():
        own = alternates(path, page)
        html = page if page.tag == f"{HTML}html" else next(page.iter(f"{HTML}html"))
        assert own[str(html.get("lang"))] == path
        assert own["x-default"] == own["en"]
        assert html.get("dir") == ("rtl" if html.get("lang") in {"ar", "he"} else "ltr")
        for other in own.values():
            assert alternates(other, pages[other]) == own
            seen += 1

    assert seen > 100


def test_a_link_goes_to_its_own_language_where_there_is_a_page(crawled):
    for path, page in crawled.items():
        if page is None:
            continue
        lang = next(page.iter(f"{HTML}html")).get("lang")
        for link in page.iter(f"{HTML}a"):
            there = crawled.get(target(path, str(link.get("href"))))
            if there is not None:
                other = next(there.iter(f"{HTML}html")).get("lang")
                assert link.get("hreflang", lang) == other
                assert other == lang or lang not in alternates(target(path, str(link.get("href"))), there)


def test_what_is_compiled_again_is_the_same(compiled):
    from recto.project import find

    again = compile_articles(find(compiled[0].parent), ["section1/**"], check=True)

    assert not any(output.is_changed for output in again.outputs)
