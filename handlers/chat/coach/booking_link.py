"""The booking link of a coach, to pass on or print.

/profile of a coach, the card of a coach      text, and a picture that a phone reads
"""

from urllib.parse import quote

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.starts import bookable
from domain.time.spans import epoch
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.invite_links import BookingLink
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import ShowProfile
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.pictures import qr


def link_of(turn: Turn, coach: Coach) -> str:
    """Where customers book a coach."""
    return f"{turn.context.link()}?start=c_{coach.id}"


async def show(turn: Turn, press: BookingLink) -> Reply:
    """Their own; for the team, any coach's."""
    coach = _coach(turn, press.coach)
    words, link = turn.words, link_of(turn, coach)
    lines = [words.text("link.text", coach=coach.name, link=link)]
    missing = bookable.of_coach(turn.catalogue, coach, None, epoch(turn.now))
    if not coach.active or missing:
        lines.append(words.text("link.not_yet", coach=coach.name))
    title = words.label("link.picture", coach=coach.name)
    picture = await qr.picture(
        words, link, title, (turn.catalogue.business.name, link.removeprefix("https://"))
    )
    share = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(title, safe='')}"
    back = ShowCoach(coach.id) if press.coach else ShowProfile()
    rows = ((Key(words.label("link.share"), share, PRIMARY),), way_out(words, back))
    return Reply(Screen("\n\n".join(lines), rows, picture=picture))


def _coach(turn: Turn, coach_id: int) -> Coach:
    if not coach_id:
        return turn.as_coach()
    coach = turn.catalogue.coaches.get(coach_id)
    theirs = coach_id == turn.actor.coach_id or turn.actor.may(Permission.COACHES)
    if coach is None or not theirs:
        raise NotFound
    return coach


SCRIPT = Script(presses={BookingLink: Step(show, Permission.SESSIONS)})
