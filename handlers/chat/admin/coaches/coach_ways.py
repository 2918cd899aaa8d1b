"""What a coach's card says about how they are reached, and what can be done about that.

Not being on Telegram is no fault: the team gets what they would get, and answers for them.
"""

from domain.messages.channels import APPS
from domain.messages.notices import Channel
from domain.messages.reach import Reach
from domain.roles import Permission
from domain.services.catalogue import Coach
from handlers.buttons.invite_links import BookingLink, EditContacts, InviteCoach
from handlers.buttons.screen import Key, Row
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import coaches


async def lines(turn: Turn, coach: Coach, reach: Reach | None) -> list[str]:
    """What is wrong with how they are reached; nothing as long as the chat reaches them."""
    if reach is None or reach.away_since is None:
        return []
    words = turn.words
    if reach.chat:
        sentences = [
            words.text(
                "coach.blocked_us" if reach.met else "coach.never_met",
                coach=coach.name,
                link=turn.context.link(),
            )
        ]
        if way := _other_way(turn, reach):
            sentences.append(words.text(f"coach.by_{way}"))
        return sentences
    way = _other_way(turn, reach)
    sentences = [words.text(f"coach.no_chat_{way}" if way else "coach.no_chat", coach=coach.name)]
    if contacts := await coaches.contacts(turn.database, coach, actor=turn.actor):
        sentences.append(words.text("coach.contacts", contacts=", ".join(contacts)))
    return sentences


def _other_way(turn: Turn, reach: Reach) -> str | None:
    """By what they are written to besides: `app` or `mail`. None for nothing but text messages,
    which say only what cannot wait."""
    ways = reach.ways.open(turn.context.available_channels)
    if not APPS.isdisjoint(ways):
        return "app"
    return "mail" if Channel.MAIL in ways else None


def keys(turn: Turn, coach: Coach, reach: Reach | None) -> tuple[Row, ...]:
    """The link for customers; for a coach without Telegram, also the way to invite them."""
    words, rows = turn.words, list[Row]()
    if reach is not None and not reach.chat:
        row = [Key(words.label("coach.contacts_key"), EditContacts(coach.id))]
        if turn.actor.may(Permission.HIRE):
            row.insert(0, Key(words.label("coach.bring_in"), InviteCoach(coach.id)))
        rows.append(tuple(row))
    rows.append((Key(words.label("link.key"), BookingLink(coach.id)),))
    return tuple(rows)
