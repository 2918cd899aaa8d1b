"""What a coach's card says of a suspension, where it leads from there, and days on buttons."""

from datetime import date

from domain.coaches.suspension import LONGEST
from domain.refusals import BadInput
from domain.services.catalogue import Coach
from handlers.buttons.press import Press, button, pack_day, unpack_day
from handlers.buttons.screen import DANGER, SUCCESS, Key, Row
from handlers.buttons.suspension_links import AskSuspend
from handlers.chat.frame.turn import Turn


@button("ksl")
class LiftSuspension(Press):
    """They can be booked again."""

    coach: int


def lines(turn: Turn, coach: Coach, sessions_left: int) -> list[str]:
    """What the coach's card says of it. sessions_left: sessions without an answer so far."""
    words, suspension = turn.words, coach.suspension
    if suspension is None:
        return []
    sentences = [
        words.text("suspending.now_until", day=words.day(last))
        if (last := read(last_of(coach)))
        else words.text("suspending.now")
    ]
    if suspension.reason:
        sentences.append(words.text("suspending.reason", reason=suspension.reason))
    if sessions_left:
        sentences.append(words.plural("suspending.standing", sessions_left))
    return sentences


def keys(turn: Turn, coach: Coach, sessions_left: int) -> tuple[Row, ...]:
    """What can be done about it. Nobody decides about themself."""
    words = turn.words
    if coach.person_id == turn.person.id:
        return ()
    if coach.suspension is None:
        return ((Key(words.label("suspending.key"), AskSuspend(coach.id), DANGER),),)
    again = AskSuspend(coach.id, last_of(coach))
    label = words.label("suspending.plan_key" if sessions_left else "suspending.change_key")
    return (
        (
            Key(words.label("suspending.lift_key"), LiftSuspension(coach.id), SUCCESS),
            Key(label, again),
        ),
    )


def last_of(coach: Coach) -> int:
    """The last day of a suspension as it stands, on a button."""
    day = coach.suspension.last_day(coach.tz) if coach.suspension else None
    return pack_day(day) if day else 0


def read(last: int) -> date | None:
    """The day of a button. BadInput for one we never offered."""
    try:
        return unpack_day(last) if last else None
    except (ValueError, OverflowError):
        raise BadInput("suspension", LONGEST) from None
