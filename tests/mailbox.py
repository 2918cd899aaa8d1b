"""A real SMTP server in the test's process, and what it was given."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

# Of 127.0.0.1, from 2020 to 2120; nothing but these tests knows or trusts it.
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgR95MYiHwBTSjnP4q
6/299uRH++arUgtHfeWD++iCOV+hRANCAASIejhl0AwGGgNFZVSJVqbN59DJIz2f
v31bFqPaKE4YdU5bVj9pEgZ42mm2duehlaS0fprTn/olCBubfX5slbsI
-----END PRIVATE KEY-----
"""
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBbTCCARKgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAkxMjcuMC4w
LjEwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CTEyNy4wLjAuMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIh6OGXQDAYaA0Vl
VIlWps3n0MkjPZ+/fVsWo9ooThh1TltWP2kSBnjaabZ256GVpLR+mtOf+iUIG5t9
fmyVuwijUzBRMA8GA1UdEQQIMAaHBH8AAAEwDwYDVR0TAQH/BAUwAwEB/zAOBgNV
HQ8BAf8EBAMCAoQwHQYDVR0OBBYEFM0MKvBhGERtkSBobm0f5Z2LPEfeMAoGCCqG
SM49BAMCA0kAMEYCIQDCMAPBNeY0R8kdkyVJXS3h2+xvN/3mcKzVMqQyb9EnUwIh
AKqduVCtows9fuOqxDXmcE7iZYMmDm9rUFmMtZsMctKG
-----END CERTIFICATE-----
"""
OK = "250 OK"
USER, PASSWORD = "desk", "p@ss:word/ü"


@dataclass
class Mailbox:
    """What a mail server was given, and what it should answer.

    raw: the mails as they came over the wire. logins: user and password as they came; hidden:
    whether each came over TLS. to_recipients, to_messages: the answer to RCPT and to DATA; None for
    no answer at all.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    open: int = 0
    most_at_once: int = 0
    to_recipients: str | None = OK
    to_messages: str | None = OK
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def letter(self, number: int = 0, *, seconds: float = 30) -> EmailMessage:
        """The mail with this number, from 0, once it has come."""
        async with asyncio.timeout(seconds), self._came:
            await self._came.wait_for(lambda: len(self.letters) > number)
        return self.letters[number]

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        credentials = (data.login.decode(), data.password.decode())
        self.logins.append(credentials)
        assert server.transport is not None
        at_once = server.transport.get_extra_info("sslcontext")
        self.hidden.append(bool(session.ssl or at_once))
        return AuthResult(success=credentials == (USER, PASSWORD), handled=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipients is None:
            await asyncio.Event().wait()
        elif self.to_recipients == OK:
            envelope.rcpt_tos.append(address)
        return self.to_recipients or ""

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.to_messages is None:
            await asyncio.Event().wait()
        elif self.to_messages == OK:
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, policy=default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.raw.append(envelope.content)
            self.recipients += envelope.rcpt_tos
            async with self._came:
                self._came.notify_all()
        return self.to_messages or ""


class _Line(SMTP):
    """One client's connection, counted."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.session is None:  # after STARTTLS it is made once more
            box: Mailbox = self.event_handler
            box.open += 1
            box.most_at_once = max(box.open, box.most_at_once)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open -= 1
        super().connection_lost(error)


@asynccontextmanager
async def mail_server(
    *, starttls: bool = False, tls: bool = False, login: bool = False
) -> AsyncIterator[Mailbox]:
    """A server on 127.0.0.1. starttls: offers it; tls: speaks nothing else; login: requires it."""
    mailbox, covered = Mailbox(), _server_side()

    def open_session() -> SMTP:
        return _Line(
            mailbox,
            hostname="mail.example.org",
            tls_context=covered if starttls else None,
            auth_require_tls=False,
            authenticator=mailbox.authenticate if login else None,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(
        open_session, "127.0.0.1", 0, ssl=covered if tls else None
    )
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()


def trusting() -> ssl.SSLContext:
    """Trusts the server's certificate and no other."""
    return ssl.create_default_context(cadata=CERTIFICATE)


def _server_side() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        both = Path(folder) / "both.pem"
        both.write_text(KEY + CERTIFICATE)
        context.load_cert_chain(both)
    return context
