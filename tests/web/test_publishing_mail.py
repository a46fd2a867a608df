"""Letters about notices, over a real wire to a real mail server."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from recto.commands import mailing, notifying
from recto.errors import ConfigError, RectoError
from recto.project import find
from recto.store.notices import MAX_TRIES, Kind, Notice, Way
from recto.web import create_app
from recto.web.publishing import Post


class Box:
    """A mail server's letters; it refuses whom it is told to."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        self.refuses: dict[str, str] = {}
        self.is_locked = True
        self.has_come = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  # aiosmtpd's name
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's name
        self.is_locked = self.is_locked and session.ssl is not None
        self.letters.append((envelope.rcpt_tos, envelope.content))
        self.has_come.set()
        return "250 OK"

    def messages(self):
        return [message_from_bytes(content, policy=default) for _, content in self.letters]


class MailServer(Controller):
    """A server on a free port, which it knows as soon as it listens."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Path:
    """A certificate for localhost, and its key, in one file."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(file), "-out", str(file.with_suffix(".crt"))],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + file.with_suffix(".crt").read_bytes())
    return file


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box, certificate) -> Iterator[Callable[..., MailServer]]:
    running = []

    def start(**options) -> MailServer:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        controller = MailServer(box, hostname="127.0.0.1", port=0, tls_context=context, **options)
        controller.start()
        running.append(controller)
        return controller

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def rooms(desk, server, certificate, monkeypatch):
    """The desk of somebody who gets mail at once, through a server with STARTTLS."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    return settled(desk, server(require_starttls=True).port)


def settled(desk, number: int, **more: str):
    settings = {"smtp_host": "localhost", "smtp_sender": "desk@example.org",
                "base_url": "http://localhost:8080", **more}  # fmt: skip
    lines = "".join(f'{key} = "{value}"\n' for key, value in settings.items())
    text = (desk.root / "recto.toml").read_text(encoding="utf-8").partition("[desk]")[0]
    (desk.root / "recto.toml").write_text(f"{text}[desk]\nsmtp_port = {number}\n{lines}", encoding="utf-8")
    rooms = create_app(find(desk.root), "ana").extensions["recto.publishing"]
    notifying.choose(rooms.notices, "ana", "ana@example.org", Way.ONCE)
    return rooms


def told(rooms, *texts: str, kind: Kind = Kind.MENTION) -> None:
    rooms.notices.tell(
        [Notice("ana", kind, "bo", "tea.md", "de", "u000000000000", text, number)
         for number, text in enumerate(texts, rooms.notices.last(kind) + 1)]
    )  # fmt: skip


def test_a_letter_goes_over_tls_and_says_what_and_where(rooms, box):
    told(rooms, "Look at this, @ana: „drei“")

    Post(rooms).round()

    (message,) = box.messages()
    assert box.is_locked
    assert box.letters[0][0] == ["ana@example.org"]
    assert message["Subject"] == "[tea-times] bo mentioned you in a comment on tea.md (de)."
    assert (message["From"], message["To"]) == ("desk@example.org", "ana@example.org")
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Look at this, @ana: „drei“" in message.get_content()
    assert "http://localhost:8080/a/tea.md/de/u/u000000000000" in message.get_content()
    Post(rooms).round()
    assert len(box.letters) == 1
    assert rooms.notices.letters() == []


def test_once_a_day_is_one_letter_of_what_is_not_read(rooms, box):
    notifying.choose(rooms.notices, "ana", "ana@example.org", Way.DAILY)
    told(rooms, "one", "two", "three")
    rooms.notices.read("ana", rooms.notices.of("ana")[0].id)

    for today in ("2030-01-01", "2030-01-01"):
        notifying.write_letters(rooms, today)
        notifying.send_letters(rooms)
    told(rooms, "four")
    notifying.write_letters(rooms, "2030-01-01")
    assert notifying.send_letters(rooms) == []

    assert [message["Subject"] for message in box.messages()] == ["[tea-times] 2 notifications"]
    notifying.write_letters(rooms, "2030-01-02")
    notifying.send_letters(rooms)
    assert "four" in box.messages()[1].get_content()


def test_who_wants_none_gets_none(rooms, box):
    notifying.choose(rooms.notices, "ana", "", Way.NEVER)
    told(rooms, "one")

    Post(rooms).round()

    assert box.letters == []
    assert rooms.notices.unposted() == []
    assert len(rooms.notices.of("ana")) == 1


def test_a_server_that_is_away_is_asked_again_and_not_for_ever(rooms, box, desk, server):
    told(rooms, "one")
    notifying.write_letters(rooms, "2030-01-01")
    away = rooms._replace(project=settled(desk, 1).project)

    (error,) = notifying.send_letters(away)
    assert "cannot be reached" in str(error)
    (letter,) = rooms.notices.letters()
    assert (letter.tries, letter.problem) == (1, str(error))
    assert notifying.send_letters(rooms) == []
    assert len(box.letters) == 1

    told(rooms, "two")
    notifying.write_letters(rooms, "2030-01-01")
    for _ in range(MAX_TRIES):
        notifying.send_letters(away)
    assert rooms.notices.letters() == []
    assert [letter.tries for letter in rooms.notices.letters("failed")] == [MAX_TRIES]


@pytest.mark.parametrize(("answer", "stage"), [("550 unknown", "failed"), ("450 later", "waiting")])
def test_a_refusal_for_good_is_not_tried_again(rooms, box, answer, stage):
    box.refuses["ana@example.org"] = answer
    told(rooms, "one")
    notifying.write_letters(rooms, "2030-01-01")

    assert len(notifying.send_letters(rooms)) == 1

    assert [letter.tries for letter in rooms.notices.letters(stage)] == [1]


def test_what_a_crash_left_half_sent_is_sent(rooms, box):
    told(rooms, "one")
    notifying.write_letters(rooms, "2030-01-01")
    assert rooms.notices.claim(rooms.notices.letters()[0])
    assert notifying.send_letters(rooms) == []
    assert box.letters == []

    rooms.notices.take_up()
    notifying.send_letters(rooms)

    assert len(box.letters) == 1


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org\nBcc: all@example.org",
        "a@b\r\nx",
        "Ana <ana@example.org>",
        "a@b, c@d",
        "ana",
        "@",
        "a@b c",
        "",
    ],
)
def test_an_address_that_is_more_than_one_is_refused(rooms, address):
    with pytest.raises(ConfigError):
        notifying.choose(rooms.notices, "ana", address or "x", Way.ONCE)


def test_no_name_and_no_text_makes_a_header(rooms, box):
    evil = "x\r\nBcc: all@example.org\r\n\r\nhello"
    rooms.notices.tell([Notice("ana", Kind.MENTION, evil, "tea.md", "de", text=f"{evil}\n.\n", about=1)])

    Post(rooms).round()

    (message,) = box.messages()
    assert box.letters[0][0] == ["ana@example.org"]
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


def test_a_certificate_that_nobody_knows_is_refused(rooms, box, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    told(rooms, "one")

    Post(rooms).round()

    assert box.letters == []
    assert "SSLCertVerificationError" in rooms.notices.letters()[0].problem


def test_a_server_without_tls_is_not_spoken_to_in_the_clear(desk, box):
    controller = MailServer(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        rooms = settled(desk, controller.port)
        told(rooms, "one")
        Post(rooms).round()
    finally:
        controller.stop()

    assert box.letters == []
    assert rooms.notices.letters()[0].tries == 1


def test_the_password_comes_from_the_environment_or_a_file_of_ones_own(
    desk, box, server, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    seen = []

    def check(_server, _session, _envelope, _way, data):
        seen.append(data)
        return AuthResult(success=data == LoginPassword(b"desk", b"s3cret !"), handled=False)

    controller = server(authenticator=check, auth_required=True)
    rooms = settled(desk, controller.port, smtp_user="desk")
    with pytest.raises(ConfigError, match="password of the mail server is missing"):
        mailing.server(rooms.project)
    file = desk.root / ".recto" / "smtp-password"
    file.write_text("s3cret !\n", encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        mailing.server(rooms.project)
    file.chmod(0o600)
    monkeypatch.setenv("RECTO_SMTP_PASSWORD", "geheimnisträger")
    with pytest.raises(ConfigError, match="beyond ASCII"):
        mailing.server(rooms.project)
    monkeypatch.delenv("RECTO_SMTP_PASSWORD")
    told(rooms, "one")
    Post(rooms).round()
    assert len(box.letters) == 1

    monkeypatch.setenv("RECTO_SMTP_PASSWORD", "wr0ng-canary")
    told(rooms, "two")
    Post(rooms).round()

    assert len(box.letters) == 1
    (letter,) = rooms.notices.letters("failed")
    assert "535" in letter.problem
    assert "canary" not in letter.problem + repr(mailing.server(rooms.project))
    assert seen


def test_a_password_does_not_go_over_an_open_wire(desk, monkeypatch):
    monkeypatch.setenv("RECTO_SMTP_PASSWORD", "x")
    rooms = settled(desk, 25, smtp_user="desk", smtp_security="none", smtp_host="mail.example.org")

    with pytest.raises(ConfigError, match="for all to read"):
        mailing.server(rooms.project)


def test_a_bad_sender_is_told_and_the_letters_wait(desk):
    rooms = settled(desk, 25, smtp_sender="desk")
    told(rooms, "one")
    notifying.write_letters(rooms, "2030-01-01")

    (error,) = notifying.send_letters(rooms)

    assert isinstance(error, RectoError)
    assert len(rooms.notices.letters()) == 1


def test_the_thread_looks_at_once_and_ends_with_the_desk(rooms, box):
    told(rooms, "one")
    post = Post(rooms)

    with post.every(0.05):
        assert box.has_come.wait(60)

    assert len(box.letters) == 1
