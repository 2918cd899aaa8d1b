"""Every notice of the outbox fits if everything in it is as long as possible."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.correspondence import LONGEST_TEXT
from handlers.actions.alarms import MOST_NAMED
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.actions.coaches.digests import MOST_ASKED
from handlers.actions.coaches.digests import MOST_NAMED as MOST_IN_DAY
from handlers.actions.people.erasing import MOST_TOLD as MOST_ERASED
from handlers.actions.working_hours.calendar_news import MOST_TOLD
from handlers.notices.rendering import NOTICES
from handlers.wording.words import words_for
from tests.handlers.doorstep import NOW
from tests.handlers.fitting import excess
from tests.handlers.largest import PRICE
from tests.handlers.largest_words import NAMES, PASSAGE, PLACE
from tests.handlers.notices.letters import FACTS, only_of
from tests.handlers.notices.rendered import render

START = NOW + timedelta(days=2)
BIG = 2**53
LONGEST_ZONE = "America/Argentina/ComodRivadavia"
LARGEST = Appointment(
    id=BIG,
    code="K7M2P4",
    coach_id=BIG,
    coach_name=NAMES[2],
    customer_id=BIG,
    customer_name=f"{NAMES[2]} {NAMES[2]}",
    service_id=BIG,
    service_title=NAMES[2],
    minutes=725,
    status=Status.PENDING,
    starts_at=START,
    ends_at=START + timedelta(minutes=725),
    place=PLACE,
    zone=LONGEST_ZONE,
    wall_start=START.replace(tzinfo=None),
    price=PRICE,
    note=PASSAGE,
    reason=PASSAGE[:300],
    version=BIG,
    attending_at=None,
    held_until=None,
    proposed=tuple(START + timedelta(days=n) for n in range(1, 4)),
    suggested=tuple(START + timedelta(days=n) for n in range(1, 4)),
    offer_until=START,
    answer_by=START,
)


WAITING = {"count": BIG, "first": [[BIG, LARGEST.customer_name, START.isoformat()]] * MOST_NAMED}
NAMED = {
    "starts": START.isoformat(),
    "ends": START.isoformat(),
    "customer": NAMES[2],
    "service": NAMES[2],
    "waits": True,
}
# Beside the appointment: what notices of other kinds are told of.
MORE = {
    "was": START.isoformat(),
    "visits": BIG,
    "nearest": [int(START.timestamp())] * 3,
    "by": "customer",
    "name": NAMES[2],
    "coach": BIG,
    "username": "x" * 32,
    "zone": LONGEST_ZONE,
    "requests": WAITING,
    "sessions": WAITING,
    "waiting": BIG,
    "kind": "email",
    "value": "x" * 254,
    "others": [NAMES[2]] * 9,
    "house": NAMES[2],
    "text": "<" * 3_500,
    "what": "moved",
    "session": BIG,
    "service": NAMES[2],
    "filled": [BIG, BIG],
    "outside": [[LARGEST.customer_name, START.isoformat()]] * MOST_TOLD,
    "number": BIG,
    "rescue": BIG,
    "days": ["2031-05-05", "2032-05-05"],
    "yearly": False,
    "about": facts_of(LARGEST),
    "to_all": True,
    "said": {"kind": "text", "text": "🎾" * (LONGEST_TEXT // 2)},
    "report": BIG,
    "digest": {
        "coach": BIG,
        "zone": LONGEST_ZONE,
        "day": "2031-05-05",
        "sessions": {"count": BIG, "first": [NAMED] * MOST_IN_DAY},
        "requests": {"count": BIG, "until": START.isoformat()},
        "unsaid": {
            "count": BIG,
            "first": [[BIG, START.isoformat(), NAMES[2], NAMES[2]]] * MOST_ASKED,
            "until": START.isoformat(),
        },
        "tomorrow": {"count": BIG, "first": NAMED},
    },
    "freed": [[NAMES[2], START.isoformat(), LONGEST_ZONE]] * MOST_ERASED,
}


@pytest.mark.parametrize("language", ["en", "en-US", "de"])
@pytest.mark.parametrize("kind", NOTICES)
def test_every_notice_fits(kind: str, language: str) -> None:
    for status in Status:
        facts = FACTS | facts_of(replace(LARGEST, status=status)) | MORE
        facts = facts | only_of(kind, PASSAGE[:500])
        screen = render(kind, facts, words_for(language), "Asia/Kathmandu")
        assert excess(screen.payload()) == []
