"""An admin invites coaches by a link, as text and as a picture that a phone reads.

/coaches → Invite     1 the links that are open → the card of each
                      2 for whom: a name, typed → 3
a coach's card        for a coach who is not on Telegram → 3
3 made                the picture, and the text to pass on; shown only this once
4 card                replaced by another link, or withdrawn

Whoever opens it continues in `everyone.joining`.
"""

from typing import Final
from urllib.parse import quote

from domain.coaches.invite_refusals import HasChat, InviteUsed, InviteWithdrawn, TooManyInvites
from domain.coaches.invites import Invite, InviteState, payload
from domain.coaches.profiles import LONGEST_NAME
from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.display_zones import of_business
from domain.text import field_text
from handlers.actions.coaches import invites as actions
from handlers.actions.coaches.invites import IssuedInvite
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.invite_links import InviteCoach, Invites, NewInvite
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import Coaches
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.admin.coach_record import coach_of
from handlers.chat.admin.coaches.coach_question import pending_name
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.pictures import qr
from handlers.queries.coaches import invites as queries
from storage.people.people import Person

NAME: Final = "invite.name"


@button("vs")
class ShowInvite(Press):
    """The card of a link, without its secret."""

    invite: int


@button("vr")
class RenewInvite(Press):
    """Another in its place."""

    invite: int


@button("vw")
class WithdrawInvite(Press):
    """It can no longer be used."""

    invite: int


async def show(turn: Turn, press: Invites) -> Reply:
    """The open links, one below the other."""
    words = turn.words
    invites = await queries.all_open(turn.database, actor=turn.actor, now=turn.now)
    keys = [
        Key(LabelFitter(words, WHOLE).user_text("coach", one.name), ShowInvite(one.id))
        for one in invites
    ]
    text = words.text("invites.title" if invites else "invites.none")
    new = (Key(words.label("invites.new"), NewInvite(), PRIMARY),)
    rows = (*page_rows(words, keys, press.page, Invites), new, way_out(words, Coaches()))
    return Reply(Screen(text, rows), again=bool(press.kept))


async def ask_name(turn: Turn, press: NewInvite) -> Reply:
    """Ask for whom; the name may have been typed a moment ago."""
    if before := pending_name(turn):
        return await issue_for(turn, before, press.service)
    return await ask(turn, _question(turn, press.service))


async def take_name(turn: Turn) -> Reply:
    """The typed name; makes the link."""
    service = int(turn.pending.facts.get("service", 0)) if turn.pending else 0
    try:
        name = field_text.line(turn.text, "name", LONGEST_NAME)
    except BadInput as refusal:
        return await ask_again(turn, _question(turn, service), refusal)
    return await issue_for(turn, name, service)


async def issue_for(turn: Turn, name: str, service: int) -> Reply:
    """A link for a new coach of this name."""
    new_link = await actions.invite(
        turn.database,
        name,
        service_id=service if service in turn.catalogue.services else None,
        **turn.intent,
    )
    return await _show_link(turn, new_link)


async def for_coach(turn: Turn, press: InviteCoach) -> Reply:
    """A link for a coach who is not on Telegram; an earlier one stops working."""
    coach = coach_of(turn, press.coach)
    new_link = await actions.invite(
        turn.database,
        coach.name,
        coach_id=coach.id,
        **turn.intent,
    )
    return await _show_link(turn, new_link)


async def card(turn: Turn, press: ShowInvite) -> Reply:
    """What has become of it, and what can be done."""
    invite, used_by = await queries.one(turn.database, press.invite, actor=turn.actor)
    return Reply(_card(turn, invite, used_by))


async def renew(turn: Turn, press: RenewInvite) -> Reply:
    """Another link in its place; if it is no longer open, what became of it is shown instead."""
    try:
        new_link = await actions.renew(turn.database, press.invite, **turn.intent)
    except (InviteUsed, InviteWithdrawn):
        return await card(turn, ShowInvite(press.invite))
    return await _show_link(turn, new_link)


async def withdraw(turn: Turn, press: WithdrawInvite) -> Reply:
    """The link stops working; its picture, if it is still above, stays as it is."""
    try:
        await actions.withdraw(turn.database, press.invite, **turn.intent)
    except InviteUsed:
        return await card(turn, ShowInvite(press.invite))
    reply = await show(turn, Invites())
    return Reply(reply.screen, toast=turn.words.label("invites.withdrawn_toast"))


async def _show_link(turn: Turn, new_link: IssuedInvite) -> Reply:
    """The link to pass on. It is shown only here."""
    words, invite = turn.words, new_link.invite
    if new_link.token is None:
        return Reply(_card(turn, invite, None))
    link = f"{turn.context.link()}?start={payload(new_link.token)}"
    until = _until(turn, invite)
    business = turn.catalogue.business.name
    share = words.label("invites.to_share", business=business)
    passed_on = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(share, safe='')}"
    text = words.text("invites.made", coach=invite.name, link=link, until=until)
    rows: tuple[Row, ...] = (
        (Key(words.label("invites.share"), passed_on, PRIMARY),),
        (Key(words.label("invites.withdraw"), WithdrawInvite(invite.id), DANGER),),
        # Below the picture, which stays: it is the only one.
        way_out(words, Invites(0, 1)),
    )
    title = words.label("invites.picture", business=business)
    below = (words.label("invites.picture_for", coach=invite.name, until=until),)
    picture = await qr.picture(words, link, title, below)
    return Reply(Screen(text, rows, picture=picture))


def _card(turn: Turn, invite: Invite, used_by: Person | None) -> Screen:
    words, state = turn.words, invite.state(turn.now)
    name = used_by.name if used_by else ""
    lines = [
        words.text("invites.card", coach=invite.name),
        words.text(f"invites.{state}", until=_until(turn, invite), name=name),
    ]
    rows: list[Row] = []
    coach = _whose(turn, invite, used_by)
    if coach is not None:
        label = LabelFitter(words, WHOLE).label("team.card", cut="coach", coach=coach.name)
        rows.append((Key(label, ShowCoach(coach.id)),))
    if state in (InviteState.OPEN, InviteState.EXPIRED):
        lines.append(words.text("invites.seen_once"))
        rows.append((Key(words.label("invites.renew"), RenewInvite(invite.id), PRIMARY),))
    if state is InviteState.OPEN:
        rows.append((Key(words.label("invites.withdraw"), WithdrawInvite(invite.id), DANGER),))
    return Screen("\n\n".join(lines), (*rows, way_out(words, Invites())))


def _whose(turn: Turn, invite: Invite, used_by: Person | None) -> Coach | None:
    """The coach it was made for, or who joined through it."""
    if invite.coach_id is not None:
        return turn.catalogue.coaches.get(invite.coach_id)
    return turn.catalogue.coach_of(used_by.id) if used_by else None


def _until(turn: Turn, invite: Invite) -> str:
    return turn.words.at(invite.expires_at, of_business(turn.catalogue.business.zone, turn.zone))


def _question(turn: Turn, service: int) -> Question:
    screen = Screen(turn.words.text("invites.for_whom"), (way_out(turn.words, Invites()),))
    return Question(NAME, screen, {"service": service})


async def _has_chat(turn: Turn, refusal: HasChat, press: Press | None) -> Reply:
    words, coach = turn.words, turn.catalogue.coaches.get(refusal.coach_id)
    text = words.text("refusal.has_chat", coach=coach.name if coach else "")
    return Reply(Screen(text, (way_out(words, ShowCoach(refusal.coach_id)),)))


async def _too_many(turn: Turn, refusal: TooManyInvites, press: Press | None) -> Reply:
    text = turn.words.text("refusal.too_many_invites", most=refusal.most)
    return Reply(Screen(text, (way_out(turn.words, Invites()),)))


SCRIPT = Script(
    presses={
        Invites: Step(show, Permission.HIRE),
        NewInvite: Step(ask_name, Permission.HIRE),
        InviteCoach: Step(for_coach, Permission.HIRE),
        ShowInvite: Step(card, Permission.HIRE),
        RenewInvite: Step(renew, Permission.HIRE),
        WithdrawInvite: Step(withdraw, Permission.HIRE),
    },
    answers={NAME: AnswerStep(take_name, Permission.HIRE)},
    refusals={HasChat: _has_chat, TooManyInvites: _too_many},
)
