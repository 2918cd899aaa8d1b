"""What is wrong with the bot itself: admins hear of each trouble once, and once when it is over.

Any replica may find it; whichever does locks the row, so that the others find it reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.business.troubles import (
    BY_WAY,
    MANY_FAILED,
    MANY_MAILS,
    SLOW,
    Incident,
    News,
    Trouble,
    backup_due,
    dead_letters_again,
    look,
)
from domain.messages.notices import NoticeKind
from domain.roles import Actor, Permission
from handlers.actions.alarms import tell_team
from storage.business import dead_letters, troubles
from storage.business.troubles import TroubleSigns
from storage.services import business as stored_business
from storage.transactions import Database, Reader, Writer

TOLD: Final = {News.WRONG: NoticeKind.TROUBLE, News.OVER: NoticeKind.TROUBLE_OVER}


@dataclass(frozen=True, slots=True)
class ProbeResults:
    """What a process finds besides what the database shows. answer: seconds the database took for
    the plainest query. mail_taken: whether the mail server would accept a message, None if nobody
    asked it."""

    answer: float
    mail_taken: bool | None = None


async def dead_letter_kept(writer: Writer, now: datetime) -> None:
    """One more update failed: report it at most once an hour, with how many wait."""
    await troubles.hold(writer)
    before = (await troubles.incidents(writer)).get(Trouble.DEAD_LETTERS)
    if not dead_letters_again(before, now):
        return
    after = Incident(before.since if before else now, now)
    await troubles.keep(writer, Trouble.DEAD_LETTERS, after)
    facts = {"waiting": await dead_letters.count(writer)}
    # As a replica of the previous version, which reports by the hour, has it.
    kind = NoticeKind.DEAD_LETTERS
    key = f"{kind}:{now:%Y-%m-%dT%H}"
    await tell_team(writer, kind, key, facts, now, who=Permission.STATUS)


async def asks_mail(reader: Reader, now: datetime) -> bool:
    """Whether to check the mail server: it has failed, or had when last checked."""
    return Trouble.MAIL in await troubles.incidents(reader) or (
        (await troubles.signs(reader, now)).mails > 0
    )


async def find(database: Database, results: ProbeResults, *, actor: Actor, now: datetime) -> int:
    """Report what has begun to be wrong, and what is over; how much. Idempotent.

    Nothing is written if nothing has changed. Raises NotAllowed.
    """
    actor.require(Permission.TIME)
    async with database.read() as reader:
        signs = await troubles.signs(reader, now)
        if not _changes(await troubles.incidents(reader), wrong(signs, results, now), now):
            return 0

    async def work(writer: Writer) -> int:
        await troubles.hold(writer)
        signs = await troubles.signs(writer, now)
        incidents = await troubles.incidents(writer)
        changes = _changes(incidents, wrong(signs, results, now), now)
        news = 0
        for trouble, (incident, event) in changes.items():
            await troubles.keep(writer, trouble, incident)
            if event is not None:
                since = (incidents.get(trouble) or Incident(now)).since
                await _tell(writer, trouble, event, since, _facts(signs, results), now)
                news += 1
        return news

    return await database.write(work)


def wrong(signs: TroubleSigns, results: ProbeResults, now: datetime) -> Mapping[Trouble, bool]:
    """For each trouble, whether it is there now; left out if that cannot be known."""
    due = backup_due(signs.backups)
    verdicts = {
        Trouble.DATABASE: results.answer >= SLOW,
        Trouble.REMINDERS: signs.late.n > 0,
        Trouble.BACKUP: due is not None and due <= now,
        **{one: signs.failed.get(way, 0) >= MANY_FAILED for way, one in BY_WAY.items()},
    }
    if signs.dead_letters == 0:  # `dead_letter_kept` reports those that wait
        verdicts[Trouble.DEAD_LETTERS] = False
    if results.mail_taken is not None:
        verdicts[Trouble.MAIL] = not results.mail_taken or signs.mails >= MANY_MAILS
    return verdicts


def _changes(
    incidents: Mapping[Trouble, Incident], wrong: Mapping[Trouble, bool], now: datetime
) -> dict[Trouble, tuple[Incident | None, News | None]]:
    looked = {one: look(one, incidents.get(one), is_wrong, now) for one, is_wrong in wrong.items()}
    return {
        one: (incident, event)
        for one, (incident, event) in looked.items()
        if incident != incidents.get(one)
    }


async def _tell(
    writer: Writer,
    trouble: Trouble,
    news: News,
    since: datetime,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    kind = TOLD[news]
    business = await stored_business.load(writer)
    about = {"of": trouble, "since": since.isoformat(), "zone": business.zone, **facts}
    key = f"{kind}:{trouble}:{since.isoformat()}"
    await tell_team(writer, kind, key, about, now, who=Permission.STATUS)


def _facts(signs: TroubleSigns, results: ProbeResults) -> dict[str, Any]:
    return {
        "late": signs.late.n,
        "answer": round(results.answer, 1),
        "backup": signs.backups[0].isoformat() if signs.backups else None,
    }
