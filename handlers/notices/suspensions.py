"""What a coach is told about their suspension."""

from datetime import datetime

from domain.coaches.suspension import Suspension
from domain.messages.notices import NoticeKind
from handlers.buttons.press import Home
from handlers.buttons.rescue_links import ShowRescue
from handlers.buttons.screen import Key
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording.rich import Rich
from handlers.wording.words import Words, zone_info


def _coach_suspended(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Until when, why, what becomes of their sessions, and what they may still do."""
    until = facts["until"] and datetime.fromisoformat(facts["until"])
    last = Suspension(until, until).last_day(zone_info(facts["zone"])) if until else None
    title = (
        words.rich("suspended.until", day=words.day(last))
        if last
        else words.rich("suspended.open_end")
    )
    lines: list[Rich] = []
    if facts["reason"]:
        lines.append(words.rich("suspended.reason", reason=facts["reason"]))
    if facts["number"]:
        lines.append(words.rich_plural("notice.rescue_made_number", facts["number"]))
    lines.append(words.rich("suspended.may"))
    ways = [Key(words.label("key.menu"), Home())]
    if facts["rescue"]:
        ways.insert(0, Key(words.label("rescue.show"), ShowRescue(facts["rescue"])))
    return Notice(NoticeKind.COACH_SUSPENDED, heading(title), tuple(lines), (tuple(ways),))


def _over(facts: Facts, words: Words, zone: str | None) -> Notice:
    """They can be booked again."""
    title = heading(words.rich("notice.suspension_over"))
    menu = ((Key(words.label("key.menu"), Home()),),)
    how = words.rich("notice.suspension_over_how")
    return Notice(NoticeKind.SUSPENSION_OVER, title, (how,), menu)


NOTICES: Composers = {
    NoticeKind.COACH_SUSPENDED: _coach_suspended,
    NoticeKind.SUSPENSION_OVER: _over,
}
