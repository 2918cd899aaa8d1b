"""Sends the codes for addresses; the first replica to claim one writes it, with a fresh code.

By mail, or by text message for people who sign in by telephone; separately, so that a slow one does
not hold up the other.

No row holds a readable code, and none is logged. What could not be sent is tried again, with
another code, for as long as a code is valid; each code that may have arrived is accepted.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.delivery.channels.adapter import DeliveryFailed, DeliveryRefused
from bot.delivery.mail_failures import MailFailed, MailRefused
from domain.accounts.account_codes import (
    CODELESS,
    LENGTH,
    LETTERS,
    VALID,
    CodePurpose,
    CodeRequest,
    code_digest,
    format_code,
)
from domain.accounts.identity import IdentityKind
from domain.messages.notices import NoticeKind
from handlers.notices.notice import Notice
from handlers.notices.rendering import compose
from handlers.wording.words import Words, words_for
from storage.accounts import account_codes
from storage.accounts.account_codes import LEASE
from storage.services import business as stored_business
from storage.transactions import Database, Writer

log = structlog.get_logger(__name__)

AGAIN: Final = timedelta(seconds=10)
KINDS: Final = {
    CodePurpose.KNOWN: NoticeKind.HAS_ACCOUNT,
    CodePurpose.MOVED: NoticeKind.CONTACT_MOVED,
}

# Brings a notice to an address. name: of the message, the same if it comes twice. Raises MailFailed
# or DeliveryFailed, or MailRefused or DeliveryRefused if it never will arrive.
Way = Callable[[str, Notice, Words, str], Awaitable[None]]
# Whether a code may be sent at all, asked in the transaction that claims it: None, or why not.
May = Callable[[Writer, CodeRequest, datetime], Awaitable[str | None]]


class CodeSender:
    """What one process sends to one kind of address. way: sends it. language: if none was chosen.
    may: asked before each code is sent."""

    def __init__(
        self,
        database: Database,
        kind: IdentityKind,
        way: Way,
        clock: Callable[[], datetime],
        language: str,
        may: May | None = None,
    ) -> None:
        self._database = database
        self._kind = kind
        self._way = way
        self._clock = clock
        self._language = language
        self._may = may

    async def look(self) -> None:
        """Send everything that waits. Raises DatabaseAway."""
        while claim := await self._database.write(self._take):
            one, code = claim
            if code is not None:
                await self._send(one, code)

    async def _take(self, writer: Writer) -> tuple[CodeRequest, str | None] | None:
        """Claim the oldest for as long as a server may take, with a code for it; with none if it
        may not go."""
        now = self._clock()
        one = await account_codes.due(writer, self._kind, now)
        if one is None:
            return None
        if self._may is not None and (reason := await self._may(writer, one, now)):
            log.warning("codes.withheld", request=one.id, purpose=one.purpose, reason=reason)
            return one, None
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        digest = None if one.purpose in CODELESS else code_digest(one.request, code)
        await account_codes.mark_sending(writer, one.id, digest, now + LEASE)
        return one, code

    async def _send(self, one: CodeRequest, code: str) -> None:
        words = words_for(one.language, self._language)
        async with self._database.autocommit() as autocommit:
            business = await stored_business.load(autocommit)
            facts: dict[str, Any] = {"house": business.name, "at": self._clock().isoformat()}
            facts |= {"for": one.purpose.value, "code": format_code(code), "zone": business.zone}
            facts["to_kind"] = one.identity.kind.value
            facts["minutes"] = int(VALID.total_seconds()) // 60
            kind = KINDS.get(one.purpose, NoticeKind.ACCOUNT_CODE)
            notice = compose(kind, facts, words, None)
            try:
                await self._way(one.identity.value, notice, words, f"{kind}:{one.id}")
            except (MailRefused, DeliveryRefused) as refusal:
                await account_codes.mark_sent(autocommit, one.id)
                log.warning("codes.refused", request=one.id, reason=str(refusal))
            except (MailFailed, DeliveryFailed) as failure:
                await account_codes.retry_at(autocommit, one.id, self._clock() + AGAIN)
                log.warning("codes.failed", request=one.id, reason=str(failure))
            else:
                await account_codes.mark_sent(autocommit, one.id)
                log.info("codes.sent", request=one.id, purpose=one.purpose)
