"""An admin sets the time zone of the business.

/settings → time zone    typed: a city, or an IANA name
booked ahead             what follows the new clock and what stays as it is → saved
"""

from typing import Final

from domain.roles import Permission
from domain.services.catalogue import Business
from domain.services.display_zones import of_calendar
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.admin.settings.business_record import SettingsPage, record_of
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, attribute
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import zones
from handlers.queries.business import business as queries
from handlers.wording import cards

STEP: Final = "business.zone"
MOST_COACHES: Final = 10  # named


@button("byz")
class EditBusinessZone(Press):
    """Type the zone of calendars that span coaches."""


@button("bys")
class PickBusinessZone(Press):
    """This zone was meant. zone: as in `zones.number_of`."""

    zone: int


@button("izs")
class SaveBusinessZone(Press):
    """This zone, once its effects have been read. zone: as in `zones.number_of`."""

    zone: int


def key(turn: Turn) -> Key:
    """The key that leads here."""
    return Key(turn.words.label("coach.zone_key"), EditBusinessZone())


def _question(turn: Turn) -> Question:
    text = turn.words.text("business.type_zone")
    return Question(STEP, Screen(text, (way_out(turn.words, ShowBusiness()),)))


async def _read(turn: Turn, business: Business, facts: Facts, question: Question) -> str | Reply:
    zone = await zones.read_zone(turn, question, PickBusinessZone)
    if isinstance(zone, Reply):
        return zone
    return await _first_read(turn, business, zone) or zone


async def _first_read(turn: Turn, business: Business, zone: str) -> Reply | None:
    """What another zone changes and what it does not; None if no booking is affected."""
    if zone == business.zone:
        return None
    ahead = await queries.count_booked_ahead(turn.database, actor=turn.actor, now=turn.now)
    if not ahead:
        return None
    words = turn.words
    then, now = (words.clock_at(turn.now, of_calendar(one)) for one in (zone, business.zone))
    others = [
        words.label("business.coach_zone", coach=coach.name, zone=words.zone(coach.zone))
        for coach in sorted(turn.catalogue.coaches.values(), key=lambda one: (one.name, one.id))
        if coach.zone != zone
    ]
    stays = [
        words.plural("business.zone_booked", ahead),
        words.text("business.zone_coaches", coaches=_list(turn, others)) if others else "",
    ]
    changes = [
        words.text("business.zone_calendars"),
        words.text("business.zone_rooms") if turn.catalogue.resources else "",
        words.text("business.zone_new"),
    ]
    text = "\n\n".join(
        (
            words.text("business.zone_change", zone=words.zone_in_full(zone), then=then, now=now),
            words.text("business.stays", lines=cards.bullet([*filter(None, stays)])),
            words.text("business.changes", lines=cards.bullet([*filter(None, changes)])),
        )
    )
    save = Key(
        words.label("business.zone_save", zone=words.zone(zone)),
        SaveBusinessZone(zones.number_of(zone)),
        PRIMARY,
    )
    return Reply(Screen(text, ((save,), way_out(words, ShowBusiness()))))


def _list(turn: Turn, names: list[str]) -> str:
    rest = len(names) - MOST_COACHES
    more = [turn.words.plural("business.more_coaches", rest)] if rest > 0 else []
    return ", ".join((*names[:MOST_COACHES], *more))


def script(card: SettingsPage) -> Script:
    """The steps; card: what is shown once it is saved."""
    record = record_of(card)
    field: Field[Business] = Field(
        STEP,
        EditBusinessZone,
        lambda turn, business, facts: _question(turn),
        _read,
        attribute("zone"),
        choices={SaveBusinessZone: zones.chosen_zone},
    )

    async def pick(turn: Turn, press: PickBusinessZone) -> Reply:
        business, zone = turn.catalogue.business, zones.by_number(press.zone)
        first = await _first_read(turn, business, zone)
        return first or await record.save_value(turn, field, business, zone, {})

    steps = Script(presses={PickBusinessZone: Step(pick, Permission.BUSINESS)})
    return merge_scripts(steps, record.script(field))
