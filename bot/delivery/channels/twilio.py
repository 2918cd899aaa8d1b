"""Text messages, by Twilio's API: https://www.twilio.com/docs/messaging/api/message-resource"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from aiohttp import ClientSession, encode_basic_auth

from bot.delivery.channels.adapter import FAULTS, DeliveryFailed, DeliveryRefused, Parcel, wait_of
from bot.settings.channel_settings import Twilio
from domain.messages import text_messages
from domain.messages.notices import Channel
from domain.roles import SYSTEM
from handlers.actions.messages.delivery_feedback import opt_out
from handlers.http import lenient_json, receipt_paths
from handlers.notices import short
from handlers.notices.notice import Notice
from handlers.wording.words import Words
from storage.messages import sms_tallies
from storage.people import contact_ways
from storage.transactions import Database

# https://www.twilio.com/docs/api/errors: there is no such number, or it takes no text messages.
_NOT_TO_THEM: Final = frozenset({21211, 21214, 21217, 21612, 21614, 21635})
_STOPPED: Final = 21610  # the person with this number has answered STOP
_TRIES_AGAIN: Final = frozenset({401, 403, 404, 408, 429})  # our settings, or too many at once


class _OptOut(DeliveryRefused):
    """They have sent STOP."""


class TwilioChannel:
    """Sends text messages. public_url: for Twilio's reports on them; None for no reports."""

    def __init__(
        self,
        session: ClientSession,
        database: Database,
        account: Twilio,
        *,
        public_url: str | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._session = session
        self._database = database
        self._messages = f"{account.url}/2010-04-01/Accounts/{account.account}/Messages.json"
        self._login = {"Authorization": encode_basic_auth(account.account, account.token)}
        service = account.sender.startswith("MG")
        self._sender = {"MessagingServiceSid" if service else "From": account.sender}
        self._public_url = public_url
        self._clock = clock

    async def send(self, parcel: Parcel) -> str | None:
        """Send within the caps of the business, which are checked and counted first."""
        row, now = parcel.row, self._clock()
        number = row.facts.get("to") or await self._number(row.recipient_id)
        if not isinstance(number, str):
            raise DeliveryRefused("has no number that is shown to be theirs")
        text = short.text_message(parcel.notice, parcel.business_name, parcel.link)
        parts = text_messages.parts(text)
        cap = await self._database.write(
            lambda writer: sms_tallies.take(writer, row.recipient_id, parts, now)
        )
        if cap is not None:
            raise DeliveryRefused(f"is beyond the cap of the {cap}")
        try:
            return await self._post(number, text, row.id)
        except DeliveryFailed as failure:
            person, day = row.recipient_id, now.date()
            if not failure.maybe_taken:
                await self._database.write(
                    lambda writer: sms_tallies.give_back(writer, person, parts, day)
                )
            if isinstance(failure, _OptOut):
                await opt_out(self._database, person, Channel.SMS, actor=SYSTEM, now=now)
            raise

    async def write(self, number: str, notice: Notice, words: Words, name: str) -> None:
        """Send a code to a number, whoever reads it. The caller checks the caps, and its outcome is
        not tracked. Raises DeliveryFailed, DeliveryRefused."""
        await self._post(number, short.in_one_part(notice), None)

    async def _post(self, number: str, text: str, message_id: int | None) -> str | None:
        form = {"To": number, "Body": text, **self._sender}
        if self._public_url is not None and message_id is not None:
            form["StatusCallback"] = self._public_url + receipt_paths.twilio(message_id)
        try:
            async with self._session.post(
                self._messages, data=form, headers=self._login, allow_redirects=False
            ) as answer:
                status, body = answer.status, await answer.read()
                wait = wait_of(answer.headers.get("Retry-After"), self._clock())
        except FAULTS as fault:
            raise DeliveryFailed(
                f"cannot be asked ({type(fault).__name__})", maybe_taken=True
            ) from None
        reply = _read(body)
        if status in (200, 201):
            sid = reply.get("sid")
            return sid if isinstance(sid, str) else None
        code = reply.get("code")
        why = f"refuses the message ({status}, code {code})"
        if code == _STOPPED:
            raise _OptOut(why)
        if (400 <= status < 500 and status not in _TRIES_AGAIN) or code in _NOT_TO_THEM:
            raise DeliveryRefused(why)
        raise DeliveryFailed(why, wait=wait, maybe_taken=status >= 500)

    async def _number(self, person_id: int) -> str | None:
        async with self._database.read() as reader:
            contact = await contact_ways.of_person(reader, person_id)
        return contact.number if contact else None


def _read(body: bytes) -> dict[str, Any]:
    try:
        reply = lenient_json.loads(body)
    except ValueError:
        return {}
    return reply if isinstance(reply, dict) else {}
