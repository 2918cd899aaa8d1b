"""Which account codes may go by text message: to which countries, and how many."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from domain.accounts.account_codes import CodeRequest
from domain.accounts.code_texts import STRANGERS, Withheld
from domain.messages.notices import NoticeKind
from domain.roles import Permission
from domain.services.catalogue import Business
from handlers.actions import alarms
from handlers.queries.accounts import code_numbers
from handlers.typing.phones import mobile_country
from storage.accounts import code_texts
from storage.services import business as stored_business
from storage.transactions import Reader, Writer

REMEMBERED: Final = timedelta(minutes=10)
"""How long to cache whether we have customers in a country: finding out reads many rows."""


class CodeCaps:
    """Checks each code before it goes, and counts it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._there: dict[str, tuple[bool, datetime]] = {}

    async def may(self, writer: Writer, one: CodeRequest, now: datetime) -> str | None:
        """Why this code must not go; None if it may, which also counts it."""
        business = await stored_business.load(writer)
        country = mobile_country(one.identity.value)
        if country is None or not await self._goes_to(
            writer, country, one.identity.value, business
        ):
            await code_texts.withhold(writer, one.id)
            return Withheld.COUNTRY
        reason = await code_texts.take(writer, one, now)
        if reason is Withheld.DAY:
            await self._tell_team(writer, one, business.sms_codes_per_day, now)
        return reason

    async def _goes_to(self, reader: Reader, country: str, number: str, business: Business) -> bool:
        listed = code_numbers.in_countries(business, country)
        return await self._has_customers(reader, country, number) if listed is None else listed

    async def _has_customers(self, reader: Reader, country: str, number: str) -> bool:
        now = self._clock()
        cached = self._there.get(country)
        if cached is not None and now < cached[1]:
            return cached[0]
        there = await code_numbers.has_customers(reader, country, number)
        self._there[country] = there, now + REMEMBERED
        return there

    async def _tell_team(
        self, writer: Writer, one: CodeRequest, per_day: int, now: datetime
    ) -> None:
        """Tell the team, once a day: somebody may be pumping text messages for money."""
        strangers = one.purpose in STRANGERS
        kind = NoticeKind.CODES_WITHHELD
        key = f"{kind}:{now.date()}:{int(strangers)}"
        facts = {"number": per_day, "strangers": strangers}
        await alarms.tell_team(writer, kind, key, facts, now, who=Permission.BUSINESS)
