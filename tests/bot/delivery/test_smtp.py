"""Mail, against a real SMTP server."""

import asyncio
import socket
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.delivery import smtp
from bot.delivery.mail_failures import MailFailed, MailRefused
from bot.delivery.smtp import Encryption, SmtpClient, SmtpServer
from tests.mailbox import PASSWORD, USER, Mailbox, mail_server, trusting

DESK, MIA = "Northside <desk@example.org>", "mia@example.org"


def message(text: str = "Hello") -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = DESK, MIA, "Grüße"
    letter.set_content(text)
    return letter.as_bytes(policy=SMTP)


def mail(
    box: Mailbox,
    encryption: Encryption = Encryption.NEVER,
    *,
    login: bool = False,
    password: str = PASSWORD,
) -> SmtpClient:
    user = (USER, password) if login else (None, None)
    return SmtpClient(SmtpServer("127.0.0.1", box.port, encryption, *user), DESK, trust=trusting())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://desk:p%40ss%3Aword%2F%C3%BC@mail.example.org:2525",
            SmtpServer("mail.example.org", 2525, Encryption.OFFERED, USER, PASSWORD),
        ),
        ("smtp://mail.example.org", SmtpServer("mail.example.org", 587, Encryption.OFFERED)),
        ("smtps://mail.example.org", SmtpServer("mail.example.org", 465, Encryption.ALWAYS)),
        ("smtps://localhost", SmtpServer("localhost", 465, Encryption.ALWAYS)),
        ("smtp://localhost:25", SmtpServer("localhost", 25, Encryption.NEVER)),
        ("smtp://[::1]:25", SmtpServer("::1", 25, Encryption.NEVER)),
        ("smtp://desk@mail:25", SmtpServer("mail", 25, Encryption.OFFERED, "desk", "")),
    ],
)
def test_a_url_says_where_and_how_covered(url: str, server: SmtpServer) -> None:
    assert SmtpServer.at(url) == server


def test_a_password_is_no_part_of_what_a_server_looks_like() -> None:
    assert "secret" not in repr(SmtpServer.at("smtp://me:secret@mail.example.org"))


async def test_a_message_arrives_as_it_was_written() -> None:
    async with mail_server() as box:
        await mail(box).send(message("Grüße\n.\nund mehr\n"), MIA)
    [letter] = box.letters
    assert letter["Subject"] == "Grüße"
    assert letter.get_content().splitlines() == ["Grüße", ".", "und mehr"]
    assert box.recipients == [MIA]


@pytest.mark.parametrize("cover", [Encryption.OFFERED, Encryption.ALWAYS])
async def test_a_password_goes_over_a_covered_line(cover: Encryption) -> None:
    at_once = cover is Encryption.ALWAYS
    async with mail_server(starttls=not at_once, tls=at_once, login=True) as box:
        await mail(box, cover, login=True).send(message(), MIA)
    assert len(box.letters) == 1
    assert box.logins == [(USER, PASSWORD)]
    assert box.hidden == [True]


async def test_a_password_is_not_sent_where_everybody_could_read_it() -> None:
    async with mail_server(login=True) as box:
        with pytest.raises(MailFailed, match="offers no encryption"):
            await mail(box, Encryption.OFFERED, login=True).send(message(), MIA)
    assert box.logins == []


async def test_a_server_that_nobody_vouches_for_gets_nothing() -> None:
    async with mail_server(starttls=True, login=True) as box:
        server = SmtpServer("127.0.0.1", box.port, Encryption.OFFERED, USER, PASSWORD)
        with pytest.raises(MailFailed, match=r"(?i)certificate"):
            await SmtpClient(server, DESK).send(message(), MIA)
    assert box.logins == []
    assert box.letters == []


async def test_a_wrong_password_is_told_and_not_repeated() -> None:
    async with mail_server(login=True) as box:
        with pytest.raises(MailFailed, match=r"refuses the user or the password \(535") as failure:
            await mail(box, login=True, password="wrong-secret").send(message(), MIA)
    assert not isinstance(failure.value, MailRefused)
    assert "wrong-secret" not in repr(failure.value)


@pytest.mark.parametrize("answer", ["550 5.1.1 <mia@example.org> is unknown", "552 Mailbox full"])
async def test_a_recipient_that_is_refused_for_good(answer: str) -> None:
    async with mail_server() as box:
        box.to_recipients = answer
        with pytest.raises(MailRefused, match=answer[:3]) as refusal:
            await mail(box).send(message(), MIA)
    assert MIA not in str(refusal.value)


async def test_a_message_that_is_refused_for_good() -> None:
    async with mail_server() as box:
        box.to_messages = "554 5.7.1 Looks like spam"
        with pytest.raises(MailRefused, match=r"554 5\.7\.1 Looks like spam"):
            await mail(box).send(message(), MIA)


@pytest.mark.parametrize("part", ["to_recipients", "to_messages"])
async def test_what_is_refused_for_now_may_be_tried_again(part: str) -> None:
    async with mail_server() as box:
        setattr(box, part, "451 4.7.1 Greylisted")
        with pytest.raises(MailFailed, match="451") as failure:
            await mail(box).send(message(), MIA)
        assert not isinstance(failure.value, MailRefused)
        assert not failure.value.maybe_taken
        setattr(box, part, "250 OK")
        await mail(box).send(message(), MIA)
    assert len(box.letters) == 1


async def test_a_server_that_is_away_may_come_back() -> None:
    nowhere = SmtpClient(SmtpServer("127.0.0.1", free_port(), Encryption.NEVER), DESK)
    with pytest.raises(MailFailed, match="cannot be used") as failure:
        await nowhere.send(message(), MIA)
    assert not failure.value.maybe_taken


async def test_a_server_that_falls_silent_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = smtp.PATIENCE
    # Long enough to come as far as the message, also where much else is to be done.
    monkeypatch.setattr(smtp, "PATIENCE", 2.0)
    async with mail_server() as box:
        box.to_messages = None
        begun = asyncio.get_running_loop().time()
        with pytest.raises(MailFailed, match="no answer in time") as failure:
            await mail(box).send(message(), MIA)
        assert failure.value.maybe_taken
        assert asyncio.get_running_loop().time() - begun < usual / 2


async def test_few_connections_are_open_at_once_and_all_messages_arrive() -> None:
    async with mail_server() as box:
        sender = mail(box)
        await asyncio.gather(*(sender.send(message(f"{n}"), MIA) for n in range(30)))
    assert len(box.letters) == 30
    assert box.most_at_once <= smtp.CONNECTIONS


async def test_the_check_logs_in_and_sends_nothing() -> None:
    async with mail_server(login=True) as box:
        await mail(box, login=True).check()
        with pytest.raises(MailFailed, match="535"):
            await mail(box, login=True, password="wrong").check()
    assert box.letters == []
