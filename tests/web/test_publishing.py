"""Sign-off, facts, export, import and work on the desk."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from markupsafe import escape

from recto.commands import notifying, reasons, why
from recto.commands.facts_sheet import VERDICTS
from recto.comparing import NOTES
from recto.exchange import po, signoff
from recto.model import State, Unit
from recto.store.comments import Comment
from recto.store.notices import Kind
from recto.web import factsheet, publishing, signing, work
from recto.web.compiling import AT_ONCE
from recto.web.publishing import Post

REVIEWED = tuple(
    Unit(one.context, one.source, target, State.REVIEWED, hints=one.hints, notes=one.notes)
    for one, target in zip(
        (
            Unit("heading", "Tea for two"),
            Unit("paragraph", "Boil the <1>water</1>, says <2>the report</2>.",
                 hints=("<1> italic", "<2> link https://example.org/report")),
            Unit("paragraph", "Wait four minutes."),
            Unit("paragraph", "Pour."),
            Unit("heading", "What you need"),
            Unit("list item", "A pot"),
            Unit("list item", "Two cups"),
        ),
        ("Tee für zwei", "Kochen Sie das <1>Wasser</1>, sagt <2>der Bericht</2>.", "Warten Sie fünf Minuten.",
         "Gießen.", "Was man braucht", "Eine Kanne", "Zwei Tassen"),
        strict=True,
    )
)  # fmt: skip
HERE = "/a/tea.md/de"


def token_of(client, address="/work"):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)[1]


@pytest.fixture
def send(client):
    """Send a form as the desk's own pages do."""

    def post(address, **values):
        return client.post(address, data={"csrf_token": token_of(client), **values})

    return post


@pytest.fixture
def call(client):
    """Send JSON as the desk's own scripts do."""

    def ask(method, address, body=None):
        headers = {
            "X-CSRFToken": re.search(r'name="csrf-token" content="([^"]+)"', client.get("/work").text)[1]
        }
        return client.open(f"/api/v1{address}", method=method, json=body, headers=headers)

    return ask


@pytest.fixture
def ready(desk):
    """The article in German, all of it reviewed."""
    desk.put_catalog("tea.md", "de", REVIEWED)
    return desk


def header(desk):
    content = (desk.root / "locales/de/LC_MESSAGES/tea.md.po").read_bytes()
    return dict(po.load(content, "tea.md", "de").header).get(signoff.HEADER, "")


# --- words ---------------------------------------------------------------------------------------


def test_the_desk_says_what_the_command_line_says():
    assert dict(reasons.TEXTS) == publishing.REASONS
    assert dict(why.WORDS) == signing.UNIT_REASONS
    assert dict(notifying.SAID) == work.SAID
    assert dict(NOTES) == factsheet.NOTES
    assert set(VERDICTS) == set(factsheet.VERDICTS) == set(factsheet.GLYPHS)


# --- sign-off ------------------------------------------------------------------------------------


def test_an_article_is_signed_off_and_withdrawn(ready, client, send):
    page = client.get(f"{HERE}/why").text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]

    answer = send(f"{HERE}/sign-off", seen=seen, action="sign")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}/why")
    assert header(ready) == f"ana {seen}"
    assert "Signed off by ana." in client.get(f"{HERE}/why").text
    assert send(f"{HERE}/sign-off", action="withdraw").status_code == 303
    assert header(ready) == ""


def test_what_is_not_ready_is_refused_with_reasons(desk, client, send):
    page = client.get(f"{HERE}/why").text
    assert 'value="sign"' not in page

    answer = send(f"{HERE}/sign-off", action="sign")

    assert answer.status_code == 422
    assert "Not translated: 3." in answer.text
    assert header(desk) == ""


def test_a_page_that_is_behind_does_not_sign(ready, client, send):
    answer = send(f"{HERE}/sign-off", seen="000000000000", action="sign")

    assert answer.status_code == 412
    assert header(ready) == ""


def test_programs_sign_off_with_the_seal_that_they_saw(ready, call):
    assert call("PUT", f"{HERE}/sign-off", {}).status_code == 428
    assert call("PUT", f"{HERE}/sign-off", {"seal": "0" * 12}).status_code == 412
    seal = call("GET", f"{HERE}/sign-off").json["seal"]

    assert call("PUT", f"{HERE}/sign-off", {"seal": seal}).json["is_valid"]
    assert call("DELETE", f"{HERE}/sign-off").json["name"] == ""


def test_expired_is_told_with_the_number(ready, client, send, call):
    seal = call("GET", f"{HERE}/sign-off").json["seal"]
    send(f"{HERE}/sign-off", seen=seal, action="sign")
    changed = [*REVIEWED]
    changed[3] = Unit("paragraph", "Pour.", "Eingießen.", State.REVIEWED)
    content = (ready.root / "locales/de/LC_MESSAGES/tea.md.po").read_text()
    (ready.root / "locales/de/LC_MESSAGES/tea.md.po").write_text(content.replace('"Gießen."', '"Eingießen."'))

    assert changed[3].target in (ready.root / "locales/de/LC_MESSAGES/tea.md.po").read_text()
    assert "Changed since ana signed it off: 1." in client.get(f"{HERE}/why").text
    assert call("GET", f"{HERE}/sign-off").json["changed"] == 1


# --- why, facts ----------------------------------------------------------------------------------


def test_why_is_told_for_the_article_and_each_segment(desk, client, call):
    page = client.get(f"{HERE}/why").text

    assert "It was never compiled." in page
    assert page.count("A machine draft that nobody has reviewed.") == 1
    told = call("GET", f"{HERE}/why").json
    assert [one["reason"] for one in told["reasons"]] == [
        "wrong-now",
        "empty",
        "machine",
        "draft",
        "changed",
        "never-compiled",
    ]
    assert [one["reason"] for one in told["units"]] == [
        "machine",
        "changed",
        "empty",
        "draft",
        "empty",
        "empty",
    ]


def test_errors_of_the_whole_article_are_told_to_who_signs_it_off(desk, client, call):
    desk.put_article("note.txt", "Tea\n\nWait a while.\n")
    # In plain text nothing can be escaped: this makes an item of a list out of a paragraph.
    units = [Unit("title", "Tea", "Tee"), Unit("paragraph", "Wait a while.", "- Warten.")]
    desk.put_catalog("note.txt", "de", [replace(unit, state=State.REVIEWED) for unit in units])

    page = client.get("/a/note.txt/de/why").text
    told = call("GET", "/a/note.txt/de/why").json

    assert {(one["check"], one["severity"]) for one in told["findings"]} == {("lists", "error")}
    assert str(escape(told["findings"][0]["text"])) in page
    assert page.count("Errors of the compiled article as a whole: 2.") == 2
    against = call("GET", "/a/note.txt/de/sign-off").json["against"]
    assert [(one["reason"], one["blocks"]) for one in against] == [("article-errors", False)]
    assert 'value="sign"' in page


def test_the_fact_sheet_shows_problems_first(ready, client, call):
    page = client.get(f"{HERE}/facts").text

    assert "Differs" in page
    assert re.search(r'<p class="value">four minutes</p>|<p class="value">four</p>', page)
    assert "https://example.org/report" not in page
    assert "https://example.org/report" in client.get(f"{HERE}/facts?show=all").text
    sheet = call("GET", f"{HERE}/facts").json
    assert sheet["facts"][0]["verdict"] == "other"
    assert sheet["problems"] == sum(one["verdict"] != "found" for one in sheet["facts"])


def test_facts_of_a_hostile_text_are_text(desk, client):
    evil = '<script>alert(7)</script> 12 "x" onload=1'
    desk.put_article("tea.md", f"# {evil}\n")
    desk.put_catalog("tea.md", "de", [Unit("heading", evil, evil.replace("12", "13"), State.DRAFT)])

    page = client.get(f"{HERE}/facts?show=all").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("place", ["/a/tea.md/fr", "/a/no.md/de", "/a/../recto.toml/de", "/a/.git/config/de"])
@pytest.mark.parametrize("page", ["why", "facts", "export"])
def test_what_the_project_does_not_have_has_no_pages(desk, client, place, page):
    assert client.get(f"{place}/{page}").status_code == 404


# --- export --------------------------------------------------------------------------------------

ALL = {"article": "tea.md", "locale": "de"}


def test_one_article_is_downloaded_under_its_name(ready, send):
    answer = send("/export", **ALL, form="article", action="download")

    assert answer.headers["Content-Disposition"] == "attachment; filename=tea.md"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.mimetype == "application/octet-stream"
    assert "# Tee für zwei" in answer.get_data(as_text=True)


def test_a_name_of_any_script_is_sent_as_rfc_6266_has_it(desk, client, send):
    desk.put_article("чай «два».md", "# Tea\n")
    desk.put_catalog("чай «два».md", "de", [Unit("heading", "Tea", "Tee", State.REVIEWED)])

    answer = send("/export", article="чай «два».md", locale="de", action="download")

    told = answer.headers["Content-Disposition"]
    assert told.isascii()
    assert "filename*=UTF-8''%D1%87%D0%B0%D0%B9" in told


@pytest.mark.parametrize(
    ("form", "holds"),
    [("po", b"X-Recto-Source: tea.md"), ("xliff", b"<xliff"), ("xliff2", b"urn:oasis"), ("tmx", b"<tmx"),
     ("csv", b"source"), ("html", b"<h1>Tee f\xc3\xbcr zwei</h1>")],
)  # fmt: skip
def test_each_format_is_made(ready, send, form, holds):
    answer = send("/export", **ALL, form=form, action="download")

    assert answer.status_code == 200
    assert holds in answer.get_data()


def test_several_come_as_an_archive_with_the_same_bytes_each_time(ready, send):
    ready.put_article("world/cup.md", "# Cup\n")
    ready.put_catalog("world/cup.md", "de", [Unit("heading", "Cup", "Tasse", State.REVIEWED)])
    values = {"article": ["tea.md", "world/cup.md"], "locale": "de", "action": "download"}

    answer = send("/export", **values)

    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        assert archive.namelist() == ["de/tea.md", "de/world/cup.md"]
        assert archive.read("de/world/cup.md") == b"# Tasse\n"
    assert send("/export", **values).get_data() == answer.get_data()


def test_the_policy_decides_about_what_nobody_reviewed(desk, send, call):
    source = send("/export", **ALL, policy="source", action="download").get_data(as_text=True)
    draft = send("/export", **ALL, policy="draft", action="download").get_data(as_text=True)
    blocked = send("/export", **ALL, policy="block", action="download")

    assert "Boil the" in source
    assert "Kochen Sie das" in draft
    assert blocked.status_code == 422
    (told,) = call("POST", "/export", {"articles": ["tea.md"], "locales": ["de"], "policy": "block"}).json[
        "files"
    ]
    assert (told["is_made"], told["open"]) == (False, 6)


def test_a_look_shows_the_difference_from_the_last_build_and_writing_ends_it(ready, send):
    assert "not built before" in send("/export", **ALL, action="look").text
    assert not (ready.root / "build").exists()

    assert send("/export", **ALL, action="write").status_code == 303
    assert "as the last build" in send("/export", **ALL, action="look").text
    file = ready.root / "build/de/tea.md"
    file.write_text(file.read_text().replace("Tee für zwei", "Tee"))

    assert re.search(r'<span class="del">-# Tee</span>\n<span class="ins">\+# Tee für zwei</span>',
                     send("/export", **ALL, action="look").text)  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [{"article": "../recto.toml", "locale": "de"}, {"article": "tea.md", "locale": "../de"},
     {"article": "tea.md"}, {**ALL, "form": "exe"}, {**ALL, "policy": "all"}, {}],
)  # fmt: skip
def test_what_cannot_be_exported_is_refused(ready, send, values):
    answer = send("/export", **values, action="download")

    assert answer.status_code == 422
    assert "Content-Disposition" not in answer.headers


def test_many_files_are_compiled_as_a_job_and_the_policy_goes_with_it(ready, send, call, app):
    for number in range(AT_ONCE + 1):
        ready.put_article(f"{number:02}.md", "Pour.\n")

    answer = send(
        "/export", every=["articles"], locale=["de"], form="article", policy="draft", action="write"
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/jobs")
    (job,) = call("GET", "/jobs").json["jobs"]
    assert (job["kind"], job["article"], job["locale"], job["total"]) == ("compile", "", "de", AT_ONCE + 2)
    assert json.loads(app.extensions["recto.jobs"].find(job["id"]).wanted)["policy"] == "draft"
    assert not (ready.root / "build").exists()
    page = send(f"/jobs/{job['id']}/cancel").headers["Location"]
    assert page.endswith(job["id"])
    answer = call("POST", "/compile", {})
    assert (answer.status_code, len(answer.json["jobs"])) == (202, 2)
    assert call("POST", "/compile", {"articles": ["tea.md"]}).json["outputs"][0]["is_changed"]


def test_the_page_of_jobs_shows_each_kind(ready, client, call):
    call("POST", "/compile", {})
    assert "No jobs yet" in client.get("/jobs").text
    for number in range(AT_ONCE):
        ready.put_article(f"{number:02}.md", "Pour.\n")
    call("POST", "/compile", {})

    page = client.get("/jobs").text

    assert f"{AT_ONCE + 1} articles" in page
    assert "Compile ·" in page


# --- work and notices ----------------------------------------------------------------------------


@pytest.fixture
def post(app):
    return Post(app.extensions["recto.publishing"])


def test_work_is_given_done_and_taken_back(ready, client, send, app):
    send("/work", article="tea.md", locale="de", person="ana", due="2020-01-31", priority="1", note="Now.")
    page = client.get("/work").text
    assert "urgent" in page
    assert "late" in page
    assert 'value="done">Done, please review' in client.get(HERE).text

    send(f"{HERE}/assignment", action="done")
    assert "Done, waits for review" in client.get("/work").text
    assert "Done, please review" not in client.get(HERE).text
    send(f"{HERE}/assignment", action="unassign")

    assert "Nothing is assigned to you" in client.get("/work").text


def test_work_on_an_article_that_is_gone_is_shown_and_can_be_taken_back(ready, client, send, app):
    send("/work", article="tea.md", locale="de", person="ana")
    (ready.root / "sources/tea.md").unlink()

    assert "tea.md" in client.get("/work").text
    assert send(f"{HERE}/assignment", action="done").status_code == 404
    assert send(f"{HERE}/assignment", action="unassign").status_code == 303
    assert app.extensions["recto.publishing"].work.assignments() == []


@pytest.mark.parametrize(
    "values",
    [{"person": "eve"}, {"person": ""}, {"due": "soon"}, {"due": "2027-02-30"}, {"priority": "9"},
     {"priority": "x"}, {"note": "x" * 501}],
)  # fmt: skip
def test_an_assignment_that_is_none_is_refused(ready, send, app, values):
    wanted = {"article": "tea.md", "locale": "de", "person": "ana"}

    assert send("/work", **{**wanted, **values}).status_code == 422
    assert app.extensions["recto.publishing"].work.assignments() == []


def test_a_mention_is_told_once_and_leads_to_its_segment(ready, client, send, app):
    unit = REVIEWED[2]
    comments = app.extensions["recto.publishing"].comments
    comments.add(Comment("bo", "tea.md", "de", unit.id, unit.source, "Look, @ana <b>!"), ["ana", "bo"])

    client.get("/notifications")
    page = client.get("/notifications").text

    assert page.count("bo mentioned you in a comment on tea.md (de).") == 2  # the text, and the button's name
    assert "@ana &lt;b&gt;!" in page
    assert '<span class="count" aria-hidden="true">1</span>' in client.get("/").text
    (notice,) = app.extensions["recto.publishing"].notices.of("ana")
    assert client.get(f"/notifications/{notice.id}").headers["Location"] == f"{HERE}/u/{unit.id}"
    send("/notifications")
    assert 'class="count"' not in client.get("/").text
    assert app.extensions["recto.publishing"].notices.of("bo") == []


def test_an_expired_sign_off_and_an_edited_fact_are_told_once(ready, send, call, app, post):
    rooms = app.extensions["recto.publishing"]
    send("/export", **ALL, action="write")
    seal = call("GET", f"{HERE}/sign-off").json["seal"]
    send(f"{HERE}/sign-off", seen=seal, action="sign")
    post.round()
    assert rooms.notices.of("ana") == []

    content = (ready.root / "locales/de/LC_MESSAGES/tea.md.po").read_text()
    (ready.root / "locales/de/LC_MESSAGES/tea.md.po").write_text(
        content.replace(
            'msgctxt "paragraph"\nmsgid "Wait four',
            '# recto: edit=fact was=reviewed\n#, fuzzy\n#| msgid "Wait three minutes."\n'
            'msgctxt "paragraph"\nmsgid "Wait four',
        ).replace('"Gießen."', '"Eingießen."')
    )
    post.round()
    post.round()

    assert [one.kind for one in rooms.notices.of("ana")] == [Kind.FACT, Kind.EXPIRED]
    assert rooms.notices.of("ana")[0].text == "Wait four minutes."
    rooms.notices.read("ana")
    post.round()
    assert len(rooms.notices.of("ana")) == 2


def test_programs_see_work_and_notices(ready, call):
    given = {"person": "ana", "due": "2030-01-31", "priority": 1}
    assert call("PUT", f"{HERE}/assignment", given).json["due"] == "2030-01-31"
    assert call("PUT", f"{HERE}/assignment", {**given, "due": "x"}).status_code == 422
    assert [one["article"] for one in call("GET", "/work").json["assignments"]] == ["tea.md"]
    assert call("POST", f"{HERE}/assignment", {"action": "done"}).json["assignment"]["stage"] == "done"
    assert call("POST", f"{HERE}/assignment", {"action": "burn"}).status_code == 404
    assert call("POST", "/notifications", {}).json == {"unread": 0}
    assert json.loads(call("GET", "/notifications").data)["notices"] == []
