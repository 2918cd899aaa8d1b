"""The coaches, for admins: who there is, and adding one.

/coaches, the menu    everybody, paused ones marked → card (see `coach_card`)
/addcoach [who]       a contact, a forwarded message, an id, a known @name, or oneself
1 who                 the person, known to the bot or not; just a name: without Telegram
                      (→ `coach_without`), or by a link (→ `invites`)
2 named               the name customers see → guided through `coach_card`:
                      services, zone, approval, and the card, where booking is opened
"""

from collections.abc import Mapping
from typing import Any

from domain.coaches.profiles import LONGEST_NAME
from domain.refusals import BadInput, NotFound, Refusal
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.starts import bookable
from domain.text import field_text
from domain.time.spans import epoch
from handlers.actions.coaches.hiring import add_coach, may_be_hired
from handlers.buttons import links
from handlers.buttons.coach_links import AddCoach, ShowCoach, ShowService
from handlers.buttons.invite_links import AddWithout, Invites, NewInvite
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import HALF, WHOLE, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.admin.coaches import candidates, coach_card, coach_screens
from handlers.chat.admin.coaches.coach_question import WHO
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import (
    AnswerStep,
    Command,
    MenuItem,
    MenuRow,
    Script,
    Step,
    Takes,
    merge_scripts,
)
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import coaches as queries
from storage.people.people import TelegramProfile

NAME = "coach.name"


@button("kg")
class CoachesPage(Press):
    """A page of the list."""

    page: int


@button("ki")
class AddMyself(Press):
    """The admin is a coach, too. service: the one they are added for, or 0."""

    service: int = 0


@button("kn")
class UseName(Press):
    """The coach is called as they are in Telegram."""

    telegram_id: int


async def show(turn: Turn, press: links.Coaches | CoachesPage | None = None) -> Reply:
    """Every coach, by name."""
    words = turn.words
    coaches = sorted(turn.catalogue.coaches.values(), key=lambda c: (not c.active, c.name, c.id))
    keys = [Key(_label(turn, coach), ShowCoach(coach.id)) for coach in coaches]
    page = press.page if isinstance(press, CoachesPage) else 0
    add = Key(words.label("coaches.add"), AddCoach(), PRIMARY)
    text = words.text("coaches.title" if coaches else "coaches.none")
    adding = (
        ((add, Key(words.label("coaches.invite"), Invites())),)
        if turn.actor.may(Permission.HIRE)
        else ()
    )
    rows = (*page_rows(words, keys, page, CoachesPage), *adding, way_out(words))
    return Reply(Screen(text, rows))


async def add(turn: Turn, press: AddCoach | None = None) -> Reply:
    """Ask who; /addcoach may already say so."""
    if press is None and turn.text:
        return await who(turn)
    return await ask(turn, _who_question(turn, press.service if press else 0))


async def who(turn: Turn) -> Reply:
    """A contact, a forwarded message, a user name or an id."""
    try:
        profile = turn.contact or await candidates.typed_person(turn)
        if profile.telegram_id == turn.context.bot_id:
            raise BadInput("coach")
    except BadInput as refusal:
        name = candidates.name_alone(turn) if turn.contact is None else ""
        return await ask_again(turn, _who_question(turn, _service(turn), name), refusal)
    return await _ask_name(turn, profile, _service(turn))


async def add_myself(turn: Turn, press: AddMyself) -> Reply:
    """The admin, as Telegram knows them."""
    return await _ask_name(turn, candidates.profile_of(turn.person), press.service)


async def take_name(turn: Turn) -> Reply:
    """The typed name; adds the coach."""
    profile = _pending_profile(turn)
    try:
        name = field_text.line(turn.text, "name", LONGEST_NAME)
    except BadInput as refusal:
        return await _ask_name(turn, profile, _service(turn), refusal)
    return await _create(turn, profile, name)


async def use_name(turn: Turn, press: UseName) -> Reply:
    """Their name in Telegram; adds the coach."""
    facts: Mapping[str, Any] = turn.pending.facts if turn.pending else {}
    if turn.pending and turn.pending.step == NAME and facts["telegram_id"] == press.telegram_id:
        profile = _pending_profile(turn)
    else:
        profile = await candidates.known_profile(turn, press.telegram_id) or _nobody()
    name = field_text.line(candidates.full_name(profile), "name", LONGEST_NAME)
    return await _create(turn, profile, name)


async def _ask_name(
    turn: Turn, profile: TelegramProfile, service: int, refusal: Refusal | None = None
) -> Reply:
    """Ask under which name; if they are a coach already, their card is shown instead."""
    person = await queries.candidate(turn.database, profile.telegram_id, actor=turn.actor)
    if person is not None:
        coach = turn.catalogue.coach_of(person.id)
        if coach is not None:
            above = turn.words.text("coach.already", coach=coach.name)
            return Reply(await coach_screens.card(turn, coach, above, service=service))
        may_be_hired(person)
        profile = candidates.profile_of(person)
    question = _name_question(turn, profile, service)
    return await (ask_again(turn, question, refusal) if refusal else ask(turn, question))


async def _create(turn: Turn, profile: TelegramProfile, name: str) -> Reply:
    service = _service(turn)
    coach = await add_coach(
        turn.database,
        profile,
        name,
        turn.catalogue.business.zone,
        **turn.intent,
        does=service or None,
    )
    return await coach_card.guide(turn, coach, service)


def _who_question(turn: Turn, service: int, name: str = "") -> Question:
    """name: what was typed, if it may be a name."""
    words, keys = turn.words, []
    if name:
        labels = LabelFitter(words, WHOLE)
        keys = [
            Key(labels.label("coach.without_named", cut="name", name=name), AddWithout(service)),
            Key(labels.label("coach.invite_named", cut="name", name=name), NewInvite(service)),
        ]
    else:
        if turn.coach is None:
            keys.append(Key(words.label("coach.myself"), AddMyself(service)))
        keys.append(Key(words.label("coach.invite_key"), NewInvite(service)))
        keys.append(Key(words.label("coach.without_key"), AddWithout(service)))
    text = words.text("coach.who", id=turn.telegram_id)
    back = ShowService(service) if service else links.Coaches()
    rows = (*in_rows(keys, 1), way_out(words, back))
    return Question(WHO, Screen(text, rows), {"service": service, "named": name})


def _name_question(turn: Turn, profile: TelegramProfile, service: int) -> Question:
    words = turn.words
    name = candidates.full_name(profile)
    facts = {
        "telegram_id": profile.telegram_id,
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "username": profile.username,
        "language": profile.language,
        "service": service,
    }
    back = way_out(words, AddCoach(service))
    if not name:
        text = words.text(
            "coach.name_blank" if profile.first_name else "coach.name_unknown",
            id=profile.telegram_id,
        )
        return Question(NAME, Screen(text, (back,)), facts)
    label_ = LabelFitter(words, WHOLE).label("coach.use_name", cut="name", name=name)
    use = Key(label_, UseName(profile.telegram_id), PRIMARY)
    text = words.text("coach.name", name=name, id=profile.telegram_id)
    return Question(NAME, Screen(text, ((use,), back)), facts)


def _service(turn: Turn) -> int:
    """The service that a coach is being added for; 0 for none."""
    return int(turn.pending.facts.get("service", 0)) if turn.pending else 0


def _pending_profile(turn: Turn) -> TelegramProfile:
    """The person whose name is being asked for. NotFound if there is none."""
    if turn.pending is None:
        raise NotFound
    return TelegramProfile(
        **{name: turn.pending.facts[name] for name in TelegramProfile.__dataclass_fields__}
    )


def _nobody() -> TelegramProfile:
    raise NotFound


def _label(turn: Turn, coach: Coach) -> str:
    labels = LabelFitter(turn.words, HALF)
    if coach.suspension is not None:
        return labels.label("coaches.suspended", cut="coach", coach=coach.name)
    if not coach.active:
        return labels.label("coaches.paused", cut="coach", coach=coach.name)
    if bookable.of_coach(turn.catalogue, coach, None, epoch(turn.now)):
        return labels.label("coaches.unbookable", cut="coach", coach=coach.name)
    return labels.user_text("coach", coach.name)


async def _show(turn: Turn) -> Reply:
    return await show(turn)


async def _add(turn: Turn) -> Reply:
    return await add(turn)


SCRIPT = merge_scripts(
    coach_card.SCRIPT,
    Script(
        commands={
            "coaches": Command(_show, Permission.COACHES),
            "addcoach": Command(_add, Permission.HIRE),
        },
        menu=(
            MenuItem(
                "coaches",
                lambda turn: links.Coaches(),
                Permission.COACHES,
                row=lambda turn: MenuRow.CATALOGUE,
            ),
        ),
        presses={
            links.Coaches: Step(show, Permission.COACHES),
            CoachesPage: Step(show, Permission.COACHES),
            AddCoach: Step(add, Permission.HIRE),
            AddMyself: Step(add_myself, Permission.HIRE),
            UseName: Step(use_name, Permission.HIRE),
        },
        answers={
            WHO: AnswerStep(who, Permission.HIRE, takes=Takes.ANYTHING),
            NAME: AnswerStep(take_name, Permission.HIRE),
        },
    ),
)
