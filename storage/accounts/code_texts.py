"""Account codes sent by text message, and how many were.

Counted when a replica takes one on, so that all together stay below the caps.
"""

from datetime import datetime
from typing import Final

from domain.accounts.account_codes import CodeRequest
from domain.accounts.code_texts import STRANGERS, WITHIN, TextCounts, Withheld, withheld
from storage.transactions import Reader, Writer

# Senders take turns, so that each sees what the others sent.
_TURN: Final = 7_001_005  # any number that no other program on this database uses
_HOLD: Final = f"SELECT pg_advisory_xact_lock({_TURN})"
_SPENT: Final = """
SELECT coalesce(sum(texts) FILTER (WHERE kind = 'phone' AND value = $2), 0),
    coalesce(sum(texts) FILTER (WHERE address = (
        SELECT address FROM account_codes WHERE id = $1)), 0),
    coalesce(sum(texts) FILTER (WHERE (purpose = ANY ($3::text[])) = $4), 0),
    (SELECT sms_codes_per_day FROM business),
    (SELECT texts FROM account_codes WHERE id = $1)
FROM account_codes WHERE texted_at > $5
"""
_TAKE: Final = "UPDATE account_codes SET texts = texts + 1, texted_at = $2 WHERE id = $1"
_WITHHOLD: Final = "UPDATE account_codes SET state = 'withheld' WHERE id = $1"
# Only of people who have been here: anybody can type another's number, or prove one of their own.
# One for each four further digits, which distinguish countries that share a prefix.
_CUSTOMERS: Final = """
SELECT DISTINCT ON (left(i.value, $2 + 4)) i.value FROM identities i
WHERE i.kind = 'phone' AND i.verified_at IS NOT NULL AND left(i.value, $2) = $1
    AND EXISTS (SELECT FROM appointments a
        WHERE a.customer_id = i.person_id AND a.status = 'completed')
LIMIT 1000
"""
_BEEN_HERE: Final = """
SELECT EXISTS (SELECT FROM appointments WHERE customer_id = $1 AND status = 'completed')
"""


async def take(writer: Writer, one: CodeRequest, now: datetime) -> Withheld | None:
    """Counts a text for this code; or returns the cap it would exceed, and it is never sent."""
    await writer.fetch(_HOLD)
    strangers = sorted(map(str, STRANGERS))
    [[to_number, from_place, of_kind, per_day, tries]] = await writer.fetch(
        _SPENT, one.id, one.identity.value, strangers, one.purpose in STRANGERS, now - WITHIN
    )
    reason = withheld(TextCounts(int(to_number), int(from_place), int(of_kind)), per_day, tries)
    if reason is None:
        await writer.fetch(_TAKE, one.id, now)
    else:
        await withhold(writer, one.id)
    return reason


async def withhold(writer: Writer, code_id: int) -> None:
    """No text is ever sent with this code."""
    await writer.fetch(_WITHHOLD, code_id)


async def of_customers(reader: Reader, beginning: str) -> list[str]:
    """Some numbers with this prefix, of people who have had a session: one per country."""
    rows = await reader.fetch(_CUSTOMERS, beginning, len(beginning))
    return [row[0] for row in rows]


async def has_been_here(reader: Reader, person_id: int) -> bool:
    """Whether somebody has had a session."""
    [[been]] = await reader.fetch(_BEEN_HERE, person_id)
    return bool(been)
