"""Sends outbox rows by mail, to people whom Telegram does not reach or who never had it."""

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2s

from bot.delivery.compose_protocol import Compose
from bot.delivery.mail_failures import MailRefused
from bot.delivery.smtp import SmtpClient
from domain.text import names
from handlers.notices.letterhead import Mailbox, mailbox_header, own_header
from handlers.notices.mail import compose_email
from handlers.notices.notice import Notice
from handlers.pictures.drawing import draw_picture
from handlers.wording.legal import legal_lines
from handlers.wording.words import Words, words_for
from storage.messages.outgoing import ClaimedMessage
from storage.services import business as stored_business
from storage.transactions import Database


class MailChannel:
    """Writes and mails rows. language: the business's. chat: where a browser opens our chat."""

    def __init__(
        self,
        smtp: SmtpClient,
        database: Database,
        compose: Compose,
        *,
        clock: Callable[[], datetime],
        language: str,
        chat: Callable[[], str],
    ) -> None:
        self._smtp = smtp
        self._database = database
        self._compose = compose
        self._clock = clock
        self._language = language
        self._chat = chat

    async def check(self) -> None:
        """Whether the server would accept a message. Raises MailFailed."""
        await self._smtp.check()

    async def send(self, row: ClaimedMessage, address: str) -> None:
        """Mail a row to its recipient. Raises as `SmtpClient.send` and composing do."""
        recipient = _mailbox(address)
        words = words_for(row.language, self._language)
        notice = self._compose(row.kind, row.facts, words, row.zone, self._clock())
        await self._post(notice, words, recipient, f"{row.id} {row.key}", _why(row))

    async def write(self, address: str, notice: Notice, words: Words, name: str) -> None:
        """Mail a notice to an address. name: tells it from others. Raises as above."""
        await self._post(notice, words, _mailbox(address), name, "mail.why_address")

    async def _post(
        self, notice: Notice, words: Words, recipient: Mailbox, mail_name: str, why: str
    ) -> None:
        async with self._database.read() as reader:
            business = await stored_business.load(reader)
        now, chat = self._clock(), self._chat()
        sender = self._smtp.sender
        name = names.one_line(sender.name) or words.user_text("business", business.name)
        # The same for each try, so that a message that arrives twice is shown once.
        digest = blake2s(f"{chat} {mail_name}".encode(), digest_size=16).hexdigest()
        legal = legal_lines(words, business.texts, words_for(self._language).language)
        picture = None
        if notice.picture:
            picture = await draw_picture(notice.picture.template, notice.picture.facts)
        mail = compose_email(
            notice, words, chat=chat, now=now, legal=legal, picture=picture, why=why
        )
        message = mail.as_bytes(
            mailbox_header("From", Mailbox(sender.address, name)),
            mailbox_header("To", recipient),
            own_header("Date", format_datetime(now)),
            own_header("Message-ID", f"<{digest}@{sender.domain}>"),
        )
        await self._smtp.send(message, recipient.address)


def _why(row: ClaimedMessage) -> str:
    """The sentence that says why it comes by mail."""
    if row.facts.get("to"):
        return "mail.why_address"
    return "mail.why_no_chat" if row.telegram_id is None else "mail.why"


def _mailbox(address: str) -> Mailbox:
    try:
        return Mailbox(address)
    except ValueError:
        raise MailRefused("cannot be given the message: its address is none") from None
