"""What is brought to the desk: first shown, then taken, and never anywhere else."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from recto.exchange import po
from recto.model import State
from recto.store.work import Upload


@pytest.fixture
def token(client):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/import").text)[1]


@pytest.fixture
def bring(client, token):
    """Send a file; gives the address of its second step, and what that shows."""

    def send(content, name="tea.md", kind="articles", **values):
        fields = {"csrf_token": token, "kind": kind, **values, "file": (io.BytesIO(content), name)}
        answer = client.post("/import", data=fields, content_type="multipart/form-data")
        if answer.status_code != 303:
            return "", answer
        return answer.headers["Location"], client.get(answer.headers["Location"])

    return send


@pytest.fixture
def take(client, token):
    def send(address, page, *paths, **values):
        seen = dict(re.findall(r'name="(seen:[^"]+)" value="(\w*)"', page.text))
        fields = {"csrf_token": token, "action": "take", "path": list(paths), **seen, **values}
        return client.post(address, data=fields)

    return send


def tree(root: Path) -> dict[str, bytes]:
    """Return every file of a folder but those of the desk's own state."""
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in root.rglob("*")
        if file.is_file() and ".recto" not in file.parts
    }


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_an_article_is_shown_first_then_written_and_extracted(desk, bring, take):
    before = tree(desk.root)
    address, page = bring(b"# Cup\n\nWash it.\n", "cup.md", folder="world")
    assert "New" in page.text
    assert "2 segments" in page.text
    assert tree(desk.root) == before

    done = take(address, page, "world/cup.md")

    assert "Articles written: 1" in done.text
    assert (desk.root / "sources/world/cup.md").read_bytes() == b"# Cup\n\nWash it.\n"
    assert (desk.root / "locales/de/LC_MESSAGES/world/cup.md.po").exists()
    assert take(address, page, "world/cup.md").status_code == 404  # it is taken once


def test_what_stands_there_is_not_written_over_without_its_difference_and_a_yes(desk, bring, take):
    old = (desk.root / "sources/tea.md").read_bytes()
    new = old.replace(b"Pour.", b"Stir.")
    address, page = bring(new)
    assert "Another text stands there" in page.text
    assert re.search(r'class="del">-.*Pour.*\n.*class="ins">\+.*Stir', page.text)

    assert "No article was written" in take(address, page).text
    assert (desk.root / "sources/tea.md").read_bytes() == old
    address, page = bring(new)
    (desk.root / "sources/tea.md").write_bytes(old + b"\nMore.\n")
    assert "changed meanwhile" in take(address, page, "tea.md").text
    assert (desk.root / "sources/tea.md").read_bytes() == old + b"\nMore.\n"
    address, page = bring(new)
    take(address, page, "tea.md")

    assert (desk.root / "sources/tea.md").read_bytes() == new


NAMES = [
    "../x.md", "/etc/x.md", "a/../../x.md", ".git/config.md", ".hidden.md", "-rf.md", "con.md", "CON.md",
    "aux.md", "nul.txt", "a\\b.md", "..\\x.md", "C:\\x.md", "a//b.md", "a/./b.md", " x.md", "x.md ", "x.md.",
    "TEA.md", "te\u0301a.md", "a\u202eb.md", "a\u200bb.md", "x" * 240 + ".md", "x.exe", "x.php", "recto.toml",
    "x.md/y.md/", "tea.md/x.md", "a\x7fb.md", "x.md\x00.png",
]  # fmt: skip


@pytest.mark.parametrize("how", ["file", "zip", "api", "folder"])
def test_no_name_leads_anywhere_else(desk, bring, take, client, token, how):
    (desk.root / "outside.md").write_text("mine")
    before = tree(desk.root)
    for name in NAMES:
        if how == "file":
            if name != name.strip():
                continue  # blanks around a typed name are nobody's wish
            data = {"csrf_token": token, "kind": "articles", "name": name, "pasted": "# X\n"}
            answer = client.post("/import", data=data)
            address = answer.headers.get("Location", "")
            page = client.get(address) if address else answer
        elif how == "folder":
            address, page = bring(b"# X\n", "x.md", folder=name.rpartition("/")[0] or name)
            if "refused" not in page.text and "Refused" not in page.text:
                continue  # the folder alone is harmless
        elif how == "zip":
            if "\x00" in name or name.endswith("/"):
                continue  # no archive can hold these
            address, page = bring(packed(**{name: b"# X\n"}), "all.zip")
        else:
            answer = client.post(
                "/api/v1/import",
                query_string={"kind": "articles", "name": name, "apply": "1", "overwrite": "1"},
                data=b"# X\n", headers={"X-CSRFToken": token},
            )  # fmt: skip
            assert answer.status_code == 422 or [one["status"] for one in answer.json["articles"]] == [
                "refused"
            ], name
            continue
        if address:
            assert "Refused" in page.text, name
            take(address, page, name, "x.md", *re.findall(r'aria-label="([^"]+)"', page.text))

    after = {path: content for path, content in tree(desk.root).items() if path not in before}
    assert after == {}
    assert all(tree(desk.root)[path] == content for path, content in before.items())


def test_no_link_is_followed(desk, bring, take, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret.md").write_text("mine")
    (desk.root / "sources/out").symlink_to(elsewhere)
    (desk.root / "sources/one.md").symlink_to(elsewhere / "secret.md")

    for name, folder in (("new.md", "out"), ("one.md", "")):
        address, page = bring(b"# X\n", name, folder=folder)
        assert "Refused" in page.text
        take(address, page, f"{folder}/{name}".lstrip("/"))

    assert {file.name: file.read_text() for file in elsewhere.iterdir()} == {"secret.md": "mine"}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe# \x00T",
        b"# \xff\n",
        packed(**{"tea.zip": packed(**{"x.md": b"# X\n"})}),
        packed(),
        b"PK\x03\x04",
    ],
)
def test_what_is_no_article_is_refused(desk, bring, take, content):
    before = tree(desk.root)

    address, page = bring(content, "new.md" if not content.startswith(b"PK") else "all.zip")

    assert re.search(r"Refused|UTF-8|UTF-16|damaged|empty", page.text)
    if address:
        take(address, page, "new.md", "all.zip", "tea.zip")
    assert tree(desk.root) == before


def test_a_pasted_text_keeps_its_line_breaks(desk, client, token):
    data = {"csrf_token": token, "kind": "articles", "name": "cup.txt", "pasted": "One.\r\n\r\nTwo.\r\n"}
    address = client.post("/import", data=data).headers["Location"]

    client.post(address, data={"csrf_token": token, "path": "cup.txt", "seen:cup.txt": ""})

    assert (desk.root / "sources/cup.txt").read_bytes() == b"One.\n\nTwo.\n"


def test_translations_are_shown_and_then_taken_and_newer_work_stays(desk, bring, take, client, token):
    changed = desk.changed
    catalog = f"""msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Recto-Source: tea.md\\n"

msgctxt "paragraph"
msgid "Pour."
msgstr "Gießen."

msgctxt "paragraph"
msgid "{changed.source}"
msgstr "Vier Minuten warten."
""".encode()
    before = tree(desk.root)
    address, page = bring(catalog, "tea.po", "translations")
    assert "Would be taken: 1." in page.text
    assert "Both are kept; somebody has to choose" in page.text
    assert tree(desk.root) == before

    done = take(address, page)

    assert "Taken: 1." in done.text
    assert (desk.on_disk(desk.empty).target, desk.on_disk(desk.empty).state) == ("Gießen.", State.REVIEWED)
    assert desk.on_disk(changed).target == changed.target
    assert desk.on_disk(changed).others == ("Vier Minuten warten.",)
    (entry,) = client.get("/api/v1/activity").json["entries"]
    assert (entry["verb"], entry["unit"], entry["new"]["target"]) == ("import", desk.empty.id, "Gießen.")
    assert "imported 1 segment from tea.po" in client.get("/activity").text
    assert "Gießen." in str(client.get(f"/api/v1/a/tea.md/de/u/{desk.empty.id}/panel").json["history"])

    assert client.post(f"/actions/{entry['action']}/undo", data={"csrf_token": token}).status_code == 200
    assert desk.on_disk(desk.empty) == desk.empty


def test_our_own_catalog_brought_back_changes_nothing(desk, bring, take, client):
    file = desk.root / "locales/de/LC_MESSAGES/tea.md.po"
    content = file.read_bytes()

    address, page = bring(content, "tea.md.po", "translations")
    take(address, page)

    assert po.load(file.read_bytes(), "x", "de").units == po.load(content, "x", "de").units
    assert client.get("/api/v1/activity").json["entries"] == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"<!DOCTYPE x [<!ENTITY a 'b'>]><xliff>&a;</xliff>", "translations"), (b"hello", "translations"),
     (b"<tbx><!DOCTYPE x></tbx>", "terms"), (b"\x00\x01", "terms"), (b'msgid "a', "translations")],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused(desk, bring, take, content, kind):
    before = tree(desk.root)

    address, page = bring(content, "x", kind)
    take(address, page)

    assert 'class="notice error"' in page.text or 'class="error"' in page.text
    assert tree(desk.root) == before


def test_terms_are_added_and_told(desk, bring, take):
    address, page = bring(b"term,translation,locale\ncup,Tasse,de\ncup,tasse,sv\n", "terms.csv", "terms")
    assert "Terms that would be added: 1." in page.text, page.text
    assert not (desk.root / "glossary.csv").exists()

    take(address, page)

    assert "cup" in (desk.root / "glossary.csv").read_text()


def test_a_file_is_for_whoever_sent_it_and_can_be_forgotten(desk, bring, take, client, app, token):
    work = app.extensions["recto.publishing"].work
    work.keep(Upload("theirs", "bo", "articles", "x.md", b"# X\n"), "")

    assert client.get("/import/theirs").status_code == 404
    address, _page = bring(b"# X\n", "x.md")
    client.post(address, data={"csrf_token": token, "action": "forget"})
    assert client.get(address).status_code == 404
    assert not (desk.root / "sources/x.md").exists()


@pytest.mark.parametrize("values", [{"kind": "virus"}, {"name": ""}, {"name": "a\nb.md"}, {"pasted": ""}])
def test_what_says_too_little_is_refused_and_given_back(client, token, values):
    data = {"csrf_token": token, "kind": "articles", "name": "x.md", "pasted": "# My text\n", **values}

    answer = client.post("/import", data=data)

    assert answer.status_code == 422
    assert data["pasted"] in answer.text


def test_compiling_is_an_action(desk, client, token):
    answer = client.post("/compile", data={"csrf_token": token, "article": "tea.md", "locale": "de"})

    assert answer.headers["Location"] == "/a/tea.md/de/why"
    assert (desk.root / "build/de/tea.md").is_file()
    assert client.post("/compile", data={"csrf_token": token, "article": "../x"}).status_code == 404
    assert client.post("/compile", data={"article": "tea.md"}).status_code == 400
