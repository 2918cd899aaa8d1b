"""The last check before a message goes: is it still true, and still ours?"""

from dataclasses import replace

from bot.delivery.drop_reasons import drop_reason
from bot.delivery.leases import Leases
from bot.delivery.outcomes import OutcomeRecorder, RowOutcome
from domain.messages.notices import Channel
from storage.faults import DatabaseAway
from storage.messages import outgoing
from storage.messages.outgoing import ClaimedMessage
from storage.transactions import Database


class LastCheck:
    """Checks, and notes that a call begins."""

    def __init__(self, database: Database, leases: Leases, recorder: OutcomeRecorder) -> None:
        self._database = database
        self._leases = leases
        self._recorder = recorder

    async def begins(self, outcome: RowOutcome) -> bool:
        """Note that its call comes next; if it must not go, False and why."""
        row = outcome.row
        try:
            async with self._database.autocommit() as autocommit:
                holds = await outgoing.begin_call(autocommit, self._recorder.owner, row.id)
        except DatabaseAway:
            await outcome.give_back()
            return False
        if holds is None or not self._leases.sure(row.id):
            await outcome.give_back()
            return False
        if reason := self.drop_reason(outcome, replace(row, holds=holds)):
            await outcome.drop(reason)
            return False
        return True

    def drop_reason(self, outcome: RowOutcome, row: ClaimedMessage) -> str | None:
        """Why it must no longer go; None if it may."""
        by_telegram = outcome.channel is Channel.TELEGRAM
        return drop_reason(row, self._recorder.clock(), by_telegram=by_telegram)
