"""The screens on which an admin changes a coach.

A new coach is led through services, zone and approval to the card: the buttons of these screens
say in `guided` whether the next key goes on or back to the card (0). For a coach added for a
service it is the service's id plus one, which leads back there.
"""

from urllib.parse import quote

from domain.coaches.profiles import place_of
from domain.refusals import NotFound, OutOfReach
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Approval
from handlers.actions.coaches import suspending as actions
from handlers.buttons import links
from handlers.buttons.book_for_links import BookFor
from handlers.buttons.coach_links import (
    AddService,
    EditServices,
    IllToday,
    OpenAnyway,
    SetActive,
    ShowCoach,
    ShowService,
    ShowWeek,
    TermsOfCoach,
)
from handlers.buttons.keyboards import way_out
from handlers.buttons.pages import in_brief, page_rows, switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.admin.coaches import coach_limits, coach_ways, suspension_words
from handlers.chat.admin.coaches.coach_leave import CoachLeave
from handlers.chat.admin.coaches.coach_profile import ShowCoachProfile
from handlers.chat.admin.settings import ask_first
from handlers.chat.frame.answers import Question
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps, limits, week
from handlers.chat.parts.profiles import where
from handlers.queries.coaches import coaches
from handlers.wording.words import Html, Words

ZONE, RENAME = "coach.zone", "coach.rename"


@button("ko")
class SetService(Press):
    """They do this one (1), or not (0)."""

    coach: int
    service: int
    does: int
    page: int
    guided: int


@button("kz")
class EditCoachZone(Press):
    """The zone of their hours and leave."""

    coach: int
    guided: int


@button("kt")
class PickCoachZone(Press):
    """This zone was meant. zone: as in `zones.number_of`."""

    coach: int
    zone: int
    guided: int


@button("kh")
class UseBusinessZone(Press):
    """The zone of the business."""

    coach: int
    guided: int


@button("kp")
class EditApproval(Press):
    """By hand or at once?"""

    coach: int


@button("kq")
class SetApproval(Press):
    """At once (1), by hand (0), or at once for people the coach knows (2)."""

    coach: int
    auto: int
    guided: int = 0


@button("kr")
class RenameCoach(Press):
    """Another name."""

    coach: int


async def card(turn: Turn, coach: Coach, *above: str, service: int = 0) -> Screen:
    """The coach as they are now. above: paragraphs over the card.

    service: the one that led here, and that the card leads back to.
    """
    words, catalogue = turn.words, turn.catalogue.having(coach)
    reach = await coaches.reach(turn.database, coach, actor=turn.actor)
    sessions_left = await actions.standing(
        turn.database, catalogue, coach.id, actor=turn.actor, now=turn.now
    )
    missing = await gaps.of_coach(turn, catalogue, coach)
    state = (
        []
        if coach.suspension and coach.active
        else [
            words.text(
                "coach.paused"
                if not coach.active
                else "coach.open_but"
                if missing
                else "coach.open"
            )
        ]
    )
    state += [
        *gaps.lines(turn, catalogue, missing),
        *suspension_words.lines(turn, coach, sessions_left),
    ]
    state += await coach_ways.lines(turn, coach, reach)
    titles = _titles(words, catalogue, coach)
    lines = [
        words.text("coach.services", services=in_brief(words, titles))
        if titles
        else words.text("coach.no_services"),
        words.text(f"coach.approval_{coach.approval}"),
        words.text("coach.hours", hours=week.in_short(words, coach)),
        words.text("coach.zone", zone=words.zone_in_full(coach.zone)),
    ]
    if (place := place_of(coach)).known:
        lines.append(where(words, place))
    lines += limits.of_coach(words, catalogue, coach)
    if coach.active and coach.suspension is None and not missing:
        link = f"{turn.context.link()}?start=c_{coach.id}"
        lines.append(words.text("coach.link", link=link))
    head = words.text("coach.card", coach=coach.name)
    text = "\n\n".join((*above, "\n".join((head, *state)), "\n".join(lines)))
    rows = (
        *gaps.keys(turn, catalogue, missing),
        *_card_keys(turn, coach, service),
        *coach_ways.keys(turn, coach, reach),
        *suspension_words.keys(turn, coach, sessions_left),
    )
    if came_from := catalogue.services.get(service):
        label = words.label("coach.back_to_service", service=came_from.title)
        rows = (*rows, (Key(label, ShowService(came_from.id)),))
    return Screen(text, (*rows, way_out(words, links.Coaches())))


def services(turn: Turn, catalogue: Catalogue, coach_id: int, page: int, guided: int) -> Screen:
    """Every service as a key that switches it. NotFound if there is no such coach."""
    words, coach = turn.words, catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    all_services = sorted(catalogue.services.values(), key=lambda s: (s.position, s.id))
    keys = [
        switch(
            words,
            words.user_text("service", s.title),
            s.id in coach.service_ids,
            SetService(coach.id, s.id, int(s.id not in coach.service_ids), page, guided),
        )
        for s in all_services
    ]
    rows = page_rows(
        words, keys, page, lambda other: EditServices(coach.id, other, guided), width=1
    )
    if guided:
        onward = Key(words.label("coach.next"), EditCoachZone(coach.id, guided), PRIMARY)
    else:
        onward = Key(words.label("coach.done"), ShowCoach(coach.id), PRIMARY)
    text = words.text(
        "coach.choose_services" if all_services else "coach.no_service_yet", coach=coach.name
    )
    if not all_services:
        rows = ((Key(words.label("services.add"), AddService()),),)
    return Screen(text, (*rows, (onward,), way_out(words, ShowCoach(coach.id))))


def approval(turn: Turn, coach: Coach, guided: int = 0) -> Screen:
    """By hand or at once; the current choice is marked, unless this is the first time it is
    asked."""
    words = turn.words

    def key(message: str, number: int, mode: Approval) -> Key:
        label = words.label(message)
        if mode is coach.approval and not guided:
            label = words.label("pages.on", name=label)
        return Key(label, SetApproval(coach.id, number, guided))

    by_hand = key("coach.by_hand_key", 0, Approval.MANUAL)
    at_once = key("coach.at_once_key", 1, Approval.AUTO)
    for_known = key("coach.known_key", 2, Approval.KNOWN)
    text = words.text("coach.choose_approval", coach=coach.name)
    return Screen(text, ((by_hand, at_once), (for_known,), way_out(words, ShowCoach(coach.id))))


def for_service(service_id: int) -> int:
    """The value of `guided` for a coach being added for this service; 0 for no service."""
    return 1 + service_id


def came_for(guided: int) -> int:
    """The service that a coach is being added for; 0 for none."""
    return max(guided - 1, 0)


def zone_question(turn: Turn, coach: Coach, guided: int) -> Question:
    """Which zone."""
    words, business_zone = turn.words, turn.catalogue.business.zone
    rows: list[Row] = []
    if guided or coach.zone != business_zone:
        label = words.label("coach.house_zone", zone=words.zone(business_zone))
        rows.append((Key(label, UseBusinessZone(coach.id, guided), PRIMARY),))
    current = words.text("field.default" if guided else "field.now", value=words.zone(coach.zone))
    text = words.text("coach.choose_zone", coach=coach.name, current=Html(current))
    screen = Screen(text, (*rows, way_out(words, ShowCoach(coach.id))))
    return Question(ZONE, screen, {"coach": coach.id, "guided": guided})


def name_question(turn: Turn, coach: Coach) -> Question:
    """Which name."""
    text = turn.words.text("coach.type_name", coach=coach.name)
    screen = Screen(text, (way_out(turn.words, ShowCoach(coach.id)),))
    return Question(RENAME, screen, {"coach": coach.id})


def _card_keys(turn: Turn, coach: Coach, service: int) -> tuple[Row, ...]:
    words = turn.words
    if coach.active:
        active = Key(words.label("coach.pause"), SetActive(coach.id, 0, service), DANGER)
    else:
        active = Key(words.label("coach.open_key"), SetActive(coach.id, 1, service), SUCCESS)
    return (
        (
            Key(words.label("coach.services_key"), EditServices(coach.id, 0, 0)),
            Key(words.label("hours.key"), ShowWeek(coach.id)),
        ),
        (
            Key(words.label("coach.approval_key"), EditApproval(coach.id)),
            Key(words.label("coach.zone_key"), EditCoachZone(coach.id, 0)),
        ),
        (
            Key(words.label("coach.terms_key"), TermsOfCoach(coach.id)),
            Key(words.label("coach.rename_key"), RenameCoach(coach.id)),
        ),
        (Key(words.label("coach.profile_key"), ShowCoachProfile(coach.id)),),
        (
            Key(words.label("coach_leave.key"), CoachLeave(coach.id)),
            Key(words.label("ill.of_key"), IllToday(coach.id)),
        ),
        (coach_limits.key(turn, coach),),
        (
            *([Key(words.label("book_for.key"), BookFor(coach.id))] if coach.active else []),
            ask_first.coach_key(turn, coach),
        ),
        (active,),
    )


def _titles(words: Words, catalogue: Catalogue, coach: Coach) -> list[str]:
    own_services = (s for s in catalogue.services.values() if s.id in coach.service_ids)
    in_order = sorted(own_services, key=lambda s: (s.position, s.id))
    return [words.user_text("service", s.title) for s in in_order]


async def ask_anyway(turn: Turn, refusal: OutOfReach, press: Press | None) -> Reply:
    """Before opening a coach nothing can reach, make sure that the admin knows."""
    words, coach = turn.words, turn.catalogue.coaches.get(refusal.coach_id)
    if coach is None:
        raise NotFound
    link = turn.context.link()
    if not refusal.chat:
        opens = Key(words.label("coach.open_key"), OpenAnyway(coach.id), SUCCESS)
        not_yet = Key(words.label("coach.not_yet"), ShowCoach(coach.id))
        text = words.text("refusal.coach_no_chat", coach=coach.name)
        return Reply(Screen(text, ((opens,), (not_yet,))))
    id_ = "refusal.coach_blocked_us" if refusal.met else "refusal.coach_never_met"
    send = f"https://t.me/share/url?url={quote(link, safe='')}"
    rows: tuple[Row, ...] = (
        (Key(words.label("coach.send_link"), send),),
        (Key(words.label("coach.open_anyway"), OpenAnyway(coach.id), DANGER),),
        (Key(words.label("coach.not_yet"), ShowCoach(coach.id), PRIMARY),),
    )
    return Reply(Screen(words.text(id_, coach=coach.name, link=link), rows))
