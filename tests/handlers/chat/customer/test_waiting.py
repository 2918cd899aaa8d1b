"""What people in line read, from the day with nothing free to the time kept for them."""

from datetime import date, timedelta

from domain.services.forms import AnswerKind, FormQuestion
from domain.waitlist.waitlist import EVERY_DAY, Part
from handlers.buttons.links import ShowMonth
from handlers.buttons.wait_links import (
    EditWait,
    JoinWaitlist,
    LeaveWaitlist,
    PassWaitOffer,
    ShowWaitlistPlace,
    TakeWaitOffer,
    flags_of,
)
from storage.appointments import appointments
from storage.people import people
from storage.services import catalogue, forms
from storage.transactions import Writer
from tests.handlers.chat.customer.waiting_abroad import (
    FULL,
    LINE,
    ROSA,
    Abroad,
    abroad,
)
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor

__all__ = ["abroad"]


async def test_a_full_day_leads_into_the_line_and_the_place_is_told(abroad: Abroad) -> None:
    mia = abroad.mia
    assert "not waiting for anything" in await mia.type("/waitlist")

    shown = await abroad.join(mia)

    assert LINE in shown
    assert "When: Tue, 6 May 2031\nYou are number 3 in line." in shown
    assert mia.toast() == "You are on the waitlist."
    assert mia.labels() == ["Change", "Leave the line", "‹ Back", "☰ Menu"]
    assert LINE in await mia.type("/waitlist")
    await mia.type("/appointments")
    assert "My waitlist" in mia.labels()
    assert "Du bist Nummer 2 in der Reihe." in await abroad.lena.type("/waitlist")


async def test_the_nights_left_in_peace_are_on_the_clock_of_who_waits(abroad: Abroad) -> None:
    assert "Between 22:00 and 08:00 (New York) I write only" in await abroad.join(abroad.mia)
    async with abroad.database.read() as reader:
        mia = await people.by_telegram_id(reader, MIA)
    assert mia is not None
    await abroad.database.write(lambda w: people.set_zone(w, mia.id, "America/Denver"))
    abroad.mia.person["language_code"] = "en-US"

    shown = await abroad.mia.press(abroad.mia.key("Change"))

    assert "Between 10:00\N{NO-BREAK SPACE}PM and 8:00\N{NO-BREAK SPACE}AM (Denver)" in shown


async def test_the_wish_is_changed_button_by_button_and_what_is_free_already_is_shown(
    abroad: Abroad,
) -> None:
    mia = abroad.mia
    await abroad.join(mia)
    await mia.press(mia.key("Change"))
    await mia.press(mia.key("Wait until: Tue 6 May"))
    text = await mia.press(mia.key("9"))

    assert "Tue, 6 May 2031 to Fri, 9 May 2031" in text
    assert "These are free already:" in text
    assert "Wed 7 May, 08:00" in mia.labels()
    assert "you go to the end of the line" in text
    await mia.press(mia.key("Tu"))
    await mia.press(mia.key("Morning"))
    await mia.press(mia.key("Also at short notice"))
    assert {"•Tu•", "✓ Morning", "✓ Also at short notice"} <= set(mia.labels())
    saved = await mia.press(mia.key("Save"))
    assert "Fri, 9 May 2031 · Tu · mornings, before 12:00 · short notice too" in saved
    assert mia.toast() == "Saved."


async def test_who_is_told_passes_or_takes_and_pressing_again_does_nothing_more(
    abroad: Abroad,
) -> None:
    ben, lena = abroad.ben, abroad.lena
    await abroad.free()
    notice = await abroad.notice("en")
    assert "A time has come free for you" in notice
    assert "Tue, 6 May 2031, 15:00 (Berlin)" in notice
    assert "kept for you until 09:15" in notice

    kept = await ben.type("/waitlist")
    assert "Kept for you until Mon 5 May, 09:15: Tue, 6 May 2031, 15:00 (Berlin)" in kept
    taking, passing = ben.key("Take it"), ben.key("Pass")
    for _ in range(2):
        assert "You are first in line." in await ben.press(passing)
    assert "You have passed on this time" in await ben.press(taking)

    await abroad.look()
    assert "Für dich ist eine Zeit frei geworden" in await abroad.notice("de")
    await lena.type("/waitlist")
    taking, passing = lena.key("Nehmen"), lena.key("Weitergeben")
    assert "Gebucht ✓" in await lena.press(taking)
    assert "Bestätigt ✓" in await lena.press(taking)
    assert "schon genommen" in await lena.press(passing)
    assert "Du wartest auf nichts" in await lena.type("/waitlist")


async def test_who_answers_too_late_reads_that_it_has_gone_on(abroad: Abroad) -> None:
    ben = abroad.ben
    await abroad.free()
    await ben.type("/waitlist")
    taking = ben.key("Take it")
    ben.now = NOW + timedelta(minutes=15)

    assert "has gone on to the next in line. You keep your place." in await ben.press(taking)
    await abroad.look(15)
    assert "has gone on to the next in line. You keep your place." in await ben.press(taking)
    assert "You are first in line." in await ben.type("/waitlist")


async def test_at_another_price_or_with_questions_the_last_look_comes_first(
    abroad: Abroad,
) -> None:
    ben, (service, _) = abroad.ben, await abroad.ids()
    question = FormQuestion(0, AnswerKind.TEXT, "What about?")
    await abroad.database.write(lambda w: forms.replace(w, service, (), (question,)))
    await abroad.free()
    await ben.type("/waitlist")
    taking = ben.key("Take it")
    assert isinstance(taking, TakeWaitOffer)

    assert "What about?" in await ben.press(taking)
    last_look = await ben.type("My job")
    assert "Shall I book this?" in last_look
    assert "15:00 (Berlin)" in last_look
    await ben.press(TakeWaitOffer(taking.offer, taking.price + 1))
    assert "Shall I book this?" in str(ben.calls[-1])
    assert taking.currency == "EUR"
    await ben.press(TakeWaitOffer(taking.offer, taking.price, "USD"))
    assert "Shall I book this?" in str(ben.calls[-1])
    assert "Booked ✓" in await ben.press(ben.key("✓ Book now"))


async def test_at_another_length_the_last_look_comes_first(abroad: Abroad) -> None:
    ben, (service, _) = abroad.ben, await abroad.ids()
    await abroad.free()
    await ben.type("/waitlist")
    taking = ben.key("Take it")
    await abroad.database.write(lambda w: catalogue.update_service(w, service, minutes=30))
    last_look = await ben.press(taking)
    assert "Shall I book this?" in last_look
    assert "30 min" in last_look
    assert ben.toast() == "Something about it has changed since. Please look again."
    assert "Booked ✓" in await ben.press(ben.key("✓ Book now"))


async def test_leaving_is_asked_once_and_a_line_that_is_left_says_so(abroad: Abroad) -> None:
    mia = abroad.mia
    await abroad.join(mia)
    await mia.type("/waitlist")
    await mia.press(mia.key(LINE))
    place = mia.key("Leave the line")
    assert "start at its end" in await mia.press(place)
    yes = mia.key("Yes, leave the line")
    assert isinstance(yes, LeaveWaitlist)

    for _ in range(2):
        assert "not waiting for anything" in await mia.press(yes)
    assert mia.toast() == "You have left the line."
    assert "You have left this line." in await mia.press(ShowWaitlistPlace(yes.wait))


async def test_what_is_forged_or_somebody_elses_is_answered(abroad: Abroad) -> None:
    mia, (service, coach) = abroad.mia, await abroad.ids()
    await abroad.free()
    for press in (
        ShowWaitlistPlace(1),
        LeaveWaitlist(1),
        TakeWaitOffer(1, 7000),
        PassWaitOffer(1),
        TakeWaitOffer(99, 0),
    ):
        assert await mia.press(press)
    wishes = [
        EditWait(service, coach, date(9999, 12, 31), 10**9, 10**6),
        EditWait(service, coach, date(1, 1, 1), -5, -1),
        EditWait(999, coach, FULL, 0, 0),
        EditWait(service, 999, FULL, 0, flags_of(EVERY_DAY, Part.EVENING, short=True)),
        JoinWaitlist(service, coach, date(2001, 1, 1), 3, 127),
        JoinWaitlist(service, coach, FULL, 0, 0, "p9a9"),
        JoinWaitlist(service, coach, FULL, 0, 127, "", 1),
    ]
    for wish in wishes:
        assert await mia.press(wish)
    async with abroad.database.read() as reader:
        [[places]] = await reader.fetch("SELECT count(*) FROM waits w JOIN people p"
            " ON p.id = w.person_id WHERE p.telegram_id = $1", MIA)  # fmt: skip
    assert places == 0


async def test_coach_and_admin_see_how_many_wait(abroad: Abroad) -> None:
    rosa = Visitor(abroad.database, ROSA, "Rosa")
    alex = Visitor(abroad.database, ALEX, "Alex")

    assert "2 people are waiting for a time on this day." in await rosa.type("/today tomorrow")
    assert "waiting" not in await rosa.type("/today 9.5.")
    await alex.type("/services")
    label = next(one for one in alex.labels() if one.startswith("Talk in English"))
    assert "Waitlist: 2 people" in await alex.press(alex.key(label))


async def test_a_full_month_and_a_move_know_the_line_too(abroad: Abroad) -> None:
    mia, (service, coach) = abroad.mia, await abroad.ids()
    async with abroad.database.read() as reader:
        [appointment] = await appointments.by_code(reader, "ABRD22")
    await mia.type("/start")
    await abroad.database.write(
        lambda w: w.fetch(
            "UPDATE appointments SET customer_id = (SELECT id FROM people WHERE telegram_id = $1)"
            " WHERE id = $2",
            MIA,
            appointment.id,
        )
    )

    async def leave(writer: Writer) -> None:
        first = NOW.replace(day=1, tzinfo=None)
        await writer.fetch("DELETE FROM leaves WHERE coach_id = $1", coach)  # of a day in between
        await catalogue.add_leave(writer, coach, first, first + timedelta(days=70))

    await abroad.database.write(leave)
    await mia.press(ShowMonth(service, coach, 0, FULL))
    assert "Tell me when something frees up" in mia.labels()
    await mia.press(ShowMonth(service, coach, appointment.id, FULL))
    assert "Tell me when something frees up" not in mia.labels()
