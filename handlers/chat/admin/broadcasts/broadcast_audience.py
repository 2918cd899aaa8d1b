"""Whom a message to many is for: customers are narrowed down, one thing at a time.

audience → with which coach, which service, and when they last came → the audience
"""

from domain.messages.broadcasts import SINCE, Audience, AudienceGroup
from domain.refusals import NotFound
from domain.roles import Permission
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.broadcasts.broadcast_screens import WHO
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words


@button("bra")
class ShowAudience(Press):
    """Whom it reaches. who: an index into WHO; the others as in `Audience`."""

    who: int
    coach: int = 0
    service: int = 0
    days: int = 0


@button("brc")
class PickAudienceCoach(Press):
    """Whom they have booked with."""

    coach: int
    service: int
    days: int
    page: int = 0


@button("brv")
class PickAudienceService(Press):
    """What they have booked."""

    coach: int
    service: int
    days: int
    page: int = 0


@button("brw")
class PickAudienceDays(Press):
    """How long ago they last came."""

    coach: int
    service: int
    days: int


async def pick_coach(turn: Turn, press: PickAudienceCoach) -> Reply:
    """Every coach, or any."""
    words, labels = turn.words, LabelFitter(turn.words, WHOLE)
    coaches = sorted(turn.catalogue.coaches.values(), key=lambda c: (not c.active, c.name, c.id))
    keys = [
        Key(labels.user_text("coach", one.name), ShowAudience(0, one.id, press.service, press.days))
        for one in coaches
    ]
    keys.insert(0, Key(words.label("broadcast.any_coach"), _any(press, coach=0)))
    rows = page_rows(
        words, keys, press.page, lambda page: PickAudienceCoach(*_fields(press), page), width=1
    )
    return _picking(words, words.text("broadcast.pick_coach"), rows, press)


async def pick_service(turn: Turn, press: PickAudienceService) -> Reply:
    """Every service, or any."""
    words, labels = turn.words, LabelFitter(turn.words, WHOLE)
    services = sorted(turn.catalogue.services.values(), key=lambda s: (s.position, s.id))
    keys = [
        Key(
            labels.user_text("service", one.title), ShowAudience(0, press.coach, one.id, press.days)
        )
        for one in services
    ]
    keys.insert(0, Key(words.label("broadcast.any_service"), _any(press, service=0)))
    rows = page_rows(
        words, keys, press.page, lambda page: PickAudienceService(*_fields(press), page), width=1
    )
    return _picking(words, words.text("broadcast.pick_service"), rows, press)


async def pick_days(turn: Turn, press: PickAudienceDays) -> Reply:
    """Came within this many days, or not for that long."""
    words = turn.words
    came = [Key(words.plural("broadcast.came_key", n), _any(press, days=n)) for n in SINCE]
    away = [Key(words.plural("broadcast.away_key", n), _any(press, days=-n)) for n in SINCE]
    either = Key(words.label("broadcast.any_days"), _any(press, days=0))
    rows = ((either,), *in_rows([*came, *away], 2))
    return _picking(words, words.text("broadcast.pick_days"), rows, press)


def narrowing(words: Words, audience: Audience) -> tuple[Row, ...]:
    """The ways to narrow them down; none for coaches or for everybody."""
    if audience.who is not AudienceGroup.CUSTOMERS:
        return ()
    filters = audience.coach_id, audience.service_id, audience.days
    return (
        (Key(words.label("broadcast.coach_key"), PickAudienceCoach(*filters)),),
        (Key(words.label("broadcast.service_key"), PickAudienceService(*filters)),),
        (Key(words.label("broadcast.days_key"), PickAudienceDays(*filters)),),
    )


def audience_of(press: ShowAudience) -> Audience:
    """The audience of a button, which may be forged."""
    try:
        return Audience(WHO[press.who], press.coach, press.service, press.days)
    except (IndexError, ValueError):
        raise NotFound from None


def press_of(audience: Audience) -> ShowAudience:
    return ShowAudience(
        WHO.index(audience.who), audience.coach_id, audience.service_id, audience.days
    )


def _fields(
    press: PickAudienceCoach | PickAudienceService | PickAudienceDays,
) -> tuple[int, int, int]:
    return press.coach, press.service, press.days


def _any(
    press: PickAudienceCoach | PickAudienceService | PickAudienceDays, **other: int
) -> ShowAudience:
    filters = {"coach": press.coach, "service": press.service, "days": press.days}
    return ShowAudience(WHO.index(AudienceGroup.CUSTOMERS), **{**filters, **other})


def _picking(
    words: Words,
    title: str,
    rows: tuple[Row, ...],
    press: PickAudienceCoach | PickAudienceService | PickAudienceDays,
) -> Reply:
    return Reply(Screen(title, (*rows, way_out(words, _any(press)))))


SCRIPT = Script(
    presses={
        PickAudienceCoach: Step(pick_coach, Permission.BROADCAST),
        PickAudienceService: Step(pick_service, Permission.BROADCAST),
        PickAudienceDays: Step(pick_days, Permission.BROADCAST),
    },
)
