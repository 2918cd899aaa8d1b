"""Somebody becomes a coach by themself: asked about, approved, and booked for the first time."""

import pytest

from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA


async def test_somebody_applies_is_asked_and_approved_and_is_booked(
    stage: Stage, coachbook: Coachbook, alex: Chat, mia: Chat
) -> None:
    nora = await stage.newcomer("Nora", last_name="Lind", role="customer")
    await play(
        """
        Alex says /start
        Alex sees Hello Alex
        Nora says /become_coach
        Nora sees Seven short steps [Begin] [☰ Menu]
        Nora taps Begin
        Nora sees Customers would see you as Nora Lind [That is right]
        Nora taps That is right
        Nora sees What kind of coach are you? [‹ Back] [Leave it out ›]
        Nora says Life
        Nora sees What should customers know about you? [‹ Back] [Say it later ›]
        Nora says Ten years of quiet talks.
        Nora sees Where do you work? [Online]
        """,
        nora,
        alex,
    )
    coachbook.kill()
    coachbook.launch()
    await play("Nora says /become_coach\nNora sees Where do you work? [Online]", nora)
    await nora.share_location(52.53, 13.38)
    await play(
        """
        Nora sees Now type the address [Online]
        Nora says Oak Lane 1
        Nora sees Send a photo of yourself [Leave it out ›]
        Nora taps Leave it out ›
        Nora sees What would you offer? [Coaching session · …]
        Nora taps Coaching session
        Nora sees What would you offer? [✓ Coaching session · …] [Next ›]
        Nora taps Next
        Nora sees When would you work? [Say it later ›]
        Nora says mon-fri 9-12
        Nora sees I read: Monday to Friday: 09:00–12:00 [✓ Save]
        Nora taps Save
        Nora sees Place: Oak Lane 1 [✓ Send to the team] [Photo] [Hours]
        Nora taps About me
        Nora sees So far: Ten years of quiet talks. [‹ Back to the last look]
        Nora says Twelve years of quiet talks.
        Nora sees Twelve years of quiet talks. [✓ Send to the team]
        Nora taps Send to the team
        Nora sees Your application is with the team ✓ [Take it back to change it]
        Alex sees Nora Lind would like to be a coach [Read it]
        Alex says /admin
        Alex sees 1 application to be a coach waits [Applications]
        Alex taps Applications
        Alex sees 1 application waits for an answer [Nora Lind · Mon 5 May]
        Alex taps Nora Lind
        Alex sees Services: Coaching session [✓ Approve] [Decline] [Ask something]
        Alex taps Ask something
        Alex sees What would you like to ask Nora Lind?
        Alex says Where did you learn it?
        Alex sees No answer yet
        Nora sees The team asks: Where did you learn it? [Answer]
        Nora taps Answer
        Nora sees Type your answer
        Nora says In Uppsala.
        Nora sees Answer: In Uppsala.
        Alex sees Answer: In Uppsala. [Read it]
        Alex taps Read it
        Alex sees Answer: In Uppsala. [✓ Approve]
        Alex taps Approve
        Alex is told Nora Lind is a coach now, and customers can book.
        Alex sees Approved by Alex Stone [The card of the coach]
        Nora sees Welcome, Nora Lind!
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see? [Nora Lind · …] [About the coaches]
        Mia taps Nora Lind
        Mia sees Which day?
        Mia taps 8
        Mia sees what time? [09:00]
        Mia taps 09:00
        Mia sees Oak Lane 1
        Mia taps Send request
        Nora sees Mia Keller would like a session [✓ Approve]
        """,
        nora,
        alex,
        mia,
    )


@pytest.mark.usefixtures("coachbook")
async def test_eine_bewerbung_wird_abgelehnt_und_der_grund_steht_dabei(
    stage: Stage, alex: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Alex says /start
        Alex sees Hello Alex
        Lena says /become_coach
        Lena sees Sieben kurze Schritte [Anfangen]
        Lena taps Anfangen
        Lena sees als Lena Fuchs [Stimmt]
        Lena taps Stimmt
        Lena sees Was für ein Coach bist du? [Weglassen ›]
        Lena taps Weglassen
        Lena sees Was sollen Kunden über dich wissen?
        Lena says Zehn Jahre Erfahrung.
        Lena sees Wo arbeitest du? [Online]
        Lena taps Online
        Lena sees Schick ein Foto von dir [Weglassen ›]
        Lena taps Weglassen
        Lena sees Was würdest du anbieten?
        Lena says Atmen am Abend
        Lena sees Wann würdest du arbeiten?
        Lena taps Montag bis Freitag: 16:00–20:00
        Lena sees In eigenen Worten: Atmen am Abend [✓ Ans Team schicken]
        Lena taps Ans Team schicken
        Lena sees Deine Bewerbung ist beim Team ✓
        Alex sees Lena Fuchs would like to be a coach [Read it]
        Alex taps Read it
        Alex sees described in words [Decline]
        Alex taps Decline
        Alex sees Why not Lena Fuchs? [Not looking now]
        Alex taps Not looking now
        Alex sees Reason: We are not looking for further coaches
        Lena sees Der Grund: Wir suchen im Moment keine weiteren Coaches.
        Lena taps Meine Bewerbung
        Lena sees kannst du dich noch einmal bewerben
        """,
        lena,
        alex,
    )
