"""What a coach who falls ill reads, and what old or forged taps do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.messages.notices import Channel
from handlers.buttons.coach_links import IllToday, OtherRoom
from handlers.buttons.links import CoachCard, ShowAppointment
from handlers.buttons.rescue_links import PlanRescue
from handlers.chat.coach.leave.rescue import SaveRescuePlan
from handlers.chat.coach.leave.rescue_rules import PlanRule, SaveRulePlan
from handlers.chat.coach.requests.other_room import GiveRoom
from storage.messages import reach
from storage.transactions import Database
from tests.handlers.chat.seeded import book, booked, house, with_anna
from tests.handlers.doorstep import ALEX, ANNA, MIA, NOW, Visitor

__all__ = ["booked", "house"]


async def test_who_is_ill_and_has_nobody_today_saves_it_with_one_more_tap(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    assert "Nobody is booked in that time" in await anna.type("I'm ill today")
    await anna.press(anna.key("✓ Take it off"))
    assert anna.toast() == "Saved. Get well soon!"
    assert "You have leave in that time already" in await anna.type("/ill")


async def test_who_is_ill_with_time_blocked_later_is_off_before_and_after_it(
    house: Database,
) -> None:
    booked = await book(house, datetime(2031, 5, 5, 14, 0, tzinfo=UTC))  # 16:00 on Monday
    anna = Visitor(house, ANNA, "Anna")
    await anna.type("block 14-15 dentist")
    screen = await anna.type("I'm ill")
    assert "Mon, 5 May 2031, 09:00–14:00\nMon, 5 May 2031, 15:00–24:00" in screen
    assert "1 booking is in that time" in screen
    card = await anna.press(anna.key("✓ Save and tell them"))
    assert "You are off: Mon, 5 May 2031, 09:00–24:00" in card
    await anna.press(CoachCard(booked.id))
    assert "You have leave in that time already" in await anna.type("/ill")


async def test_both_parts_of_the_rest_of_a_day_are_taken_back_with_one_tap(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    await anna.type("block 14-15 dentist")
    await anna.type("/ill")
    screen = await anna.press(anna.key("✓ Take it off"))
    assert "15:00–24:00" in screen
    screen = await anna.press(anna.key("↩ Undo"))
    assert "14:00–15:00 (blocked)" in screen
    assert "24:00" not in screen


async def test_the_team_takes_the_rest_of_the_day_off_a_coach(house: Database) -> None:
    _, coach, _ = await with_anna(house)
    anna, alex = Visitor(house, ANNA, "Anna"), Visitor(house, ALEX, "Alex")
    await anna.type("block 14-15 dentist")
    assert "15:00–24:00" in await alex.press(IllToday(coach.id))
    assert "They are told" in await alex.press(alex.key("✓ Take it off"))
    assert "You have leave in that time already" in await anna.type("/ill")


async def test_answers_are_switched_one_by_one_and_saved_once(
    house: Database, booked: Appointment
) -> None:
    anna, mia = Visitor(house, ANNA, "Anna"), Visitor(house, MIA, "Mia", now=NOW)
    assert "is offered" in await anna.type("/leave 8.5.")
    [cancel] = [label for label in anna.labels() if label.startswith("Cancel Mia")]
    assert "is cancelled, with an apology" in await anna.press(anna.key(cancel))
    [offer] = [label for label in anna.labels() if label.startswith("Offer times to")]
    assert "is offered" in await anna.press(anna.key(offer))
    save = anna.key("✓ Save and tell them")
    assert isinstance(save, SaveRescuePlan)
    assert "is offered" in await anna.press(replace(save, mark="zzz"))
    assert "Something has changed in the meantime" in anna.toast()
    assert "0 of 1 answered" in await anna.press(save)
    assert "0 of 1 answered" in await anna.press(save)
    # Another room would end the offer, and leave the session standing in the leave.
    for press in (OtherRoom(booked.id), GiveRoom(booked.id, booked.resource_ids[0], 10**6, 1)):
        assert "The room stays for now" in await anna.press(press)
        assert "0 of 1 answered" in await anna.press(anna.key("Who has answered"))
    receipt = await mia.type(booked.code)
    assert "Anna Berg can’t make it, sorry" in receipt
    assert "Another time" in mia.labels()
    assert "None of these" not in mia.labels()


async def test_the_card_says_whom_nobody_but_the_coach_can_ask(
    house: Database, booked: Appointment
) -> None:
    anna = Visitor(house, ANNA, "Anna")
    await anna.type("/leave 8.5.")
    assert "⏳ Mia, Thu 8 May, 10:00: can answer until" in (
        await anna.press(anna.key("✓ Save and tell them"))
    )
    await house.write(lambda w: reach.set_unreachable(w, booked.customer_id, NOW))
    await anna.press(OtherRoom(booked.id))
    shown = await anna.press(anna.key("Who has answered"))
    assert "⚠ Mia, Thu 8 May, 10:00: not reached on Telegram, please ask them by" in shown
    app = (
        "INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)"
        " VALUES ($1, 'push', 'x', $2, 'x')"
    )
    await house.write(lambda w: w.fetch(app, booked.customer_id, NOW))
    for ways, unreached in ((Channel.MAIL, True), (Channel.PUSH, False)):
        anna = Visitor(house, ANNA, "Anna", ways=frozenset({ways}))
        await anna.press(OtherRoom(booked.id))
        shown = await anna.press(anna.key("Who has answered"))
        assert ("not reached on Telegram" in shown) == unreached


async def test_the_card_of_what_is_being_moved_asks_nobody_whether_they_are_there(
    house: Database, booked: Appointment
) -> None:
    soon = Visitor(house, ANNA, "Anna", now=booked.starts_at - timedelta(hours=3))
    await soon.type("/leave 8.5.")
    await soon.press(soon.key("✓ Save and tell them"))
    near = Visitor(house, ANNA, "Anna", now=booked.starts_at - timedelta(minutes=40))
    card = await near.press(CoachCard(booked.id))
    assert "To be moved: Mia can choose" in card
    assert "after that the session is cancelled, with an apology" in card
    assert "You propose" not in card
    assert not {"✓ Has arrived", "Running late"} & set(near.labels())
    mia = Visitor(house, MIA, "Mia", now=near.now)
    assert "Anna Berg, to be moved, no answer yet" in await mia.type("/appointments")
    await mia.press(ShowAppointment(booked.id))
    assert "Cancel it" in mia.labels()
    assert not {"Check-in code", "Ask Anna Berg to cancel"} & set(mia.labels())


async def test_a_colleague_who_is_free_then_is_offered_and_taken(house: Database) -> None:
    booked = await book(house, datetime(2031, 5, 8, 13, 0, tzinfo=UTC))  # when Ben works, too
    anna, mia = Visitor(house, ANNA, "Anna"), Visitor(house, MIA, "Mia", now=NOW)
    assert "is offered the same time with Ben Okoro; " in await anna.type("/leave 8.5.")
    assert "Ben Okoro" not in await anna.press(anna.key("Offer no colleagues"))
    assert "Ben Okoro; " in await anna.press(anna.key("Offer colleagues, too"))
    assert "0 of 1 answered" in await anna.press(anna.key("✓ Save and tell them"))
    [card] = [label for label in anna.labels() if label.startswith("Mia")]
    assert "as booked, with Ben Okoro" in await anna.press(anna.key(card))
    receipt = await mia.type(booked.code)
    assert "15:00 (Berlin)</b>, as booked, with Ben Okoro" in receipt
    same = mia.key("Same time with Ben Okoro")
    for _ in range(2):
        assert "Coach: Ben Okoro" in await mia.press(same)
    rescue = await anna.type("/leave")
    assert rescue


async def test_leave_that_repeats_lists_everybody_of_its_dates_and_is_saved_once(
    house: Database, booked: Appointment
) -> None:
    await book(house, booked.starts_at + timedelta(days=7))
    anna, mia = Visitor(house, ANNA, "Anna"), Visitor(house, MIA, "Mia", now=NOW)
    screen = await anna.type("/leave every Thursday 9-12 until 31 May: choir")
    assert "Every Thursday, 09:00–12:00" in screen
    assert "2 bookings are in that time" in screen
    assert "choir" in screen
    [first, _] = [label for label in anna.labels() if label.startswith("Cancel Mia")]
    assert "is cancelled, with an apology" in await anna.press(anna.key(first))
    save = anna.key("✓ Save and tell them")
    assert isinstance(save, SaveRulePlan)
    assert "is cancelled" in await anna.press(replace(save, mark="zzz"))
    assert "Something has changed in the meantime" in anna.toast()
    card = await anna.press(save)
    assert "1 of 2 answered" in card
    assert "You are off: Every Thursday, 09:00–12:00" in card
    assert "1 of 2 answered" in await anna.press(save)
    assert "Booking code" in await mia.type(booked.code)
    await anna.type("/leave")
    [rule] = [label for label in anna.labels() if label.startswith("↻ Every Thursday")]
    await anna.press(anna.key(rule))
    assert "1 of 2 answered" in await anna.press(anna.key("Who has answered"))
    forged = PlanRule(999, 99, -5, 10**6, booked.wall_start.date(), booked.wall_start.date(), 77)
    assert await anna.press(forged)
    assert await mia.press(forged)


async def test_forged_plans_are_answered_with_a_refusal(
    house: Database, booked: Appointment
) -> None:
    anna, mia = Visitor(house, ANNA, "Anna"), Visitor(house, MIA, "Mia")
    day = booked.wall_start.date()
    assert await mia.press(PlanRescue(day, 0, day, 1440, coach=booked.coach_id))
    assert "Nothing is saved" in await anna.press(
        PlanRescue(day, 0, day, 1440, page=99, off="zzzz")
    )
    assert await anna.press(PlanRescue(day, 1440, day, 0))
    assert await anna.press(SaveRescuePlan(day, 0, day, 1440, 999, "abc", "ffffffff", 12345))
