"""Why a message of the outbox must no longer be sent."""

from datetime import datetime

from domain.messages.notices import Lane, NoticeKind
from domain.services import reminders
from storage.messages import outbox
from storage.messages.outgoing import ClaimedMessage


def drop_reason(row: ClaimedMessage, now: datetime, *, by_telegram: bool = True) -> str | None:
    """Why to drop a row; None to send it. by_telegram: whether it would go by Telegram."""
    if by_telegram and (row.unreachable or row.telegram_id is None):
        return outbox.UNREACHABLE
    if not row.holds:
        return "changed"
    if row.lane is Lane.REMINDER:
        return overtaken(row, now)
    if row.kind == NoticeKind.WAIT_OFFER and datetime.fromisoformat(row.facts["until"]) <= now:
        return "lapsed"
    return None


def overtaken(row: ClaimedMessage, now: datetime) -> str | None:
    """Why a late reminder is pointless: the session has begun, or a later reminder is also due."""
    starts_at = datetime.fromisoformat(row.facts["starts_at"])
    if starts_at <= now:
        return "begun"
    times = row.facts.get("reminders", reminders.USUAL)  # earlier rows do not say
    return "overtaken" if reminders.overtaken(starts_at, row.due_at, now, times) else None
