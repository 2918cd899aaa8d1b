"""The business's SMTP server: sends a message, or checks that it would be accepted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from ssl import SSLContext
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP

from bot.delivery.mail_failures import MailFailed, MailRefused
from bot.telegram.transport import is_loopback
from domain.text import names
from handlers.notices.letterhead import Mailbox

# Seconds for one message, including the wait for a connection, and for each of its steps.
PATIENCE: Final = 20.0
STEP: Final = 10.0
GOODBYE: Final = 2.0
# Mail servers count the connections of one client, and some refuse the fifth.
CONNECTIONS: Final = 4
LONGEST_REPLY: Final = 300  # letters of a server's reply, in a log
SUBMISSION, SUBMISSION_TLS = 587, 465  # RFC 6409, RFC 8314


class Encryption(Enum):
    """How the connection is encrypted: STARTTLS if offered, TLS at once, or not at all."""

    OFFERED = "offered"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. A password is only sent over encryption, or on this machine."""

    host: str
    port: int
    encryption: Encryption
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> "SmtpServer":
        """The server of `smtp[s]://[user:password@]host[:port]`."""
        parts = urlsplit(url)
        encryption = Encryption.OFFERED
        if parts.scheme == "smtps":
            encryption = Encryption.ALWAYS
        elif is_loopback(url):
            # Connections within the machine need no encryption, and certificates do not name such
            # hosts.
            encryption = Encryption.NEVER
        return cls(
            host=parts.hostname or "",
            port=parts.port or (SUBMISSION_TLS if encryption is Encryption.ALWAYS else SUBMISSION),
            encryption=encryption,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password or "") if parts.username else None,
        )


class SmtpClient:
    """Sends messages through one server.

    sender: the From header (`Mailbox.of`). trust: certificates to trust in place of the machine's.
    """

    def __init__(self, server: SmtpServer, sender: str, *, trust: SSLContext | None = None) -> None:
        self.sender = Mailbox.of(sender)
        self._server = server
        self._trust = trust
        self._free = asyncio.Semaphore(CONNECTIONS)

    async def send(self, message: bytes, to: str) -> None:
        """Hand over a whole message. Raises MailFailed, or MailRefused if another try is useless.

        If the server's answer to the whole message is lost, it may have it: then the message is
        sent again with the same Message-ID.
        """
        offered = taken = False
        try:
            async with asyncio.timeout(PATIENCE), self._free, self._connection() as client:
                offered = True
                await client.sendmail(self.sender.address, [to], message)
                taken = True
        except (aiosmtplib.SMTPException, OSError) as error:
            if not taken:
                failure = _failure(error, to)
                response_errors = (
                    aiosmtplib.SMTPResponseException | aiosmtplib.SMTPRecipientsRefused
                )
                failure.maybe_taken = offered and not isinstance(error, response_errors)
                raise failure from None

    async def check(self) -> None:
        """Connect, log in and say NOOP. Raises MailFailed."""
        try:
            async with asyncio.timeout(PATIENCE), self._connection() as client:
                await client.noop()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _failure(error) from None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[SMTP]:
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.encryption is Encryption.ALWAYS,
            start_tls=False if server.encryption is Encryption.NEVER else None,
            tls_context=self._trust,
            timeout=STEP,
        )
        try:
            await client.connect()
            if server.user is not None:
                encrypted = client.get_transport_info("sslcontext") is not None
                if not encrypted and server.encryption is not Encryption.NEVER:
                    raise MailFailed(
                        "offers no encryption, and without it no password is sent: use smtps://"
                    )
                await client.login(server.user, server.password or "")
            yield client
            with suppress(aiosmtplib.SMTPException):
                await client.quit(timeout=GOODBYE)
        finally:
            client.close()


def _failure(error: Exception, recipient: str | None = None) -> MailFailed:
    """What went wrong, without the person's address: it ends up in logs.

    5xx for the recipient or the message is final. For the login or the sender it is about our
    settings, which somebody may fix before the last try.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPResponseException):
        first = names.one_line(error.message.partition("\n")[0], LONGEST_REPLY)
        answer = f"{error.code} {first.replace(recipient, '[address]') if recipient else first}"
        if isinstance(error, aiosmtplib.SMTPAuthenticationError):
            return MailFailed(f"refuses the user or the password ({answer})")
        about_it = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
        if about_it and 500 <= error.code < 600:
            return MailRefused(f"refuses the message ({answer})")
        return MailFailed(f"does not take the message ({answer})")
    if isinstance(error, TimeoutError):
        return MailFailed("gives no answer in time")
    return MailFailed(f"cannot be used ({error})")
