"""What a coach is told about a group session that the team changed in their place."""

from datetime import datetime

from domain.messages.notices import NoticeKind
from domain.services.display_zones import display_zones
from domain.services.meeting import Meeting
from handlers.buttons.coach_links import ShowGroup
from handlers.buttons.screen import Key
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording import sessions
from handlers.wording.pens import RichPen
from handlers.wording.rich import join_rich
from handlers.wording.words import Words


def _group_decision(facts: Facts, words: Words, zone: str | None) -> Notice:
    """What was done, to which session, and how full it is."""
    venue, starts = str(facts["zone"]), datetime.fromisoformat(facts["starts_at"])
    taken, capacity = facts["filled"]
    pen, on = RichPen(words), display_zones(Meeting(facts["meeting"]), venue, zone)
    lines = [
        words.rich("group_session.what", service=facts["service"]),
        *sessions.when(pen, starts, on),
        words.rich("group_session.filled", taken=taken, capacity=capacity),
    ]
    parts = [join_rich(lines, "\n")]
    if facts["was"]:
        was = datetime.fromisoformat(facts["was"])
        parts.append(words.rich("move.from", when=words.at(was, on.lead)))
    if facts["reason"]:
        parts.append(words.rich("card.reason", reason=facts["reason"]))
    show = Key(words.label("desk.group"), ShowGroup(facts["session"]))
    title = heading(words.rich(f"notice.group_{facts['what']}"))
    return Notice(NoticeKind.GROUP_DECIDED, title, tuple(parts), ((show,),))


NOTICES: Composers = {NoticeKind.GROUP_DECIDED: _group_decision}
