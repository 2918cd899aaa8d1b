"""Mails as they arrive, about a session with a troublesome name."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

from domain.appointments.appointment import Appointment, Status
from domain.services.service import Money
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.notices import rendering
from handlers.notices.letterhead import Mailbox, mailbox_header, own_header
from handlers.notices.mail import Email, compose_email
from handlers.notices.notice import Notice
from handlers.wording.words import words_for
from tests import strict_mail
from tests.strict_mail import Part

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

CHAT = "https://t.me/northside_bot"

SESSION = Appointment(
    id=12,
    code="K7M2QX",
    coach_id=1,
    coach_name="Anna Berg",
    customer_id=2,
    customer_name="Mia <b>& Co",
    service_id=1,
    service_title="Coaching",
    minutes=60,
    status=Status.CONFIRMED,
    starts_at=datetime(2026, 5, 12, 13, 0, tzinfo=UTC),
    ends_at=datetime(2026, 5, 12, 14, 0, tzinfo=UTC),
    place="Südstraße 5",
    zone="Europe/Berlin",
    wall_start=datetime(2026, 5, 12, 15, 0),
    price=Money(6000, "EUR"),
    note="knee & <back>\n2nd line",
    reason=None,
    version=3,
    attending_at=None,
    held_until=None,
)

FACTS = {
    **facts_of(SESSION),
    # What admins are told about a coach.
    "coach": 1,
    "active": True,
    "met": True,
    "username": None,
    "requests": {"count": 1, "first": [[7, "Mia & <Co>", "2026-05-12T13:00:00+00:00"]]},
    "sessions": {"count": 0, "first": []},
    "of": "booked",
    "reached": False,
    "team": True,
    "waiting": 2,
    "role": "manager",
    "visits": 2,
    "was": (SESSION.starts_at - timedelta(days=1)).isoformat(),
    "name": "Anna",
    "kind": "phone",
    "value": "+15550100",
    "others": ["Mia & <Co>"],
    "house": "Studio & <Co>",
    # And about their devices, or codes by text.
    "ended": 2,
    "strangers": True,
    "text": "We are <b>closed</b> & resting",
    # What a coach is told about a group.
    "what": "moved",
    "session": 5,
    "service": "Class & <Co>",
    "filled": [3, 8],
    # And about closed days.
    "outside": [["Mia & <Co>", "2026-05-12T13:00:00+00:00"]],
    "number": 2,
    # Or about times that are free since their customer was erased.
    "freed": [["Class & <Co>", SESSION.starts_at.isoformat(), SESSION.zone]],
    "days": ["2026-05-12", "2026-05-13"],
    "yearly": False,
    # What somebody in line is told.
    "offer": 7,
    "rescue": 7,
    "until": SESSION.starts_at.isoformat(),
    "by_hand": True,
    "state": "over",
    # What somebody is told another has written.
    "about": facts_of(SESSION),
    "by_coach": False,
    "to_all": False,
    "writer": 2,
    "at": NOW.isoformat(),
    "said": {"kind": "photo", "file_id": "AgAC1", "text": "this <door> & no other"},
    "waits": True,
    "report": 3,
    # What a coach is told about a day.
    "digest": {
        "coach": 1,
        "zone": "Europe/Berlin",
        "day": "2026-05-12",
        "sessions": {
            "count": 3,
            "first": [
                {
                    "starts": "2026-05-12T13:00:00+00:00",
                    "ends": "2026-05-12T14:00:00+00:00",
                    "customer": "Mia & <Co>",
                    "service": "Coaching",
                    "waits": True,
                },
                {
                    "starts": "2026-05-12T15:00:00+00:00",
                    "ends": "2026-05-12T16:00:00+00:00",
                    "service": "Class & <Co>",
                    "places": [3, 8],
                },
            ],
        },
        "requests": {"count": 1, "until": "2026-05-12T12:00:00+00:00"},
        "unsaid": {
            "count": 2,
            "first": [
                [7, "2026-05-12T07:00:00+00:00", "Mia & <Co>", "Coaching"],
                [8, "2026-05-12T08:00:00+00:00", "Mia & <Co>", "Coaching"],
            ],
            "until": "2026-05-12T17:00:00+00:00",
        },
        "tomorrow": {
            "count": 2,
            "first": {
                "starts": "2026-05-13T13:00:00+00:00",
                "ends": "2026-05-13T14:00:00+00:00",
                "customer": "Mia & <Co>",
                "service": "Coaching",
                "waits": False,
            },
        },
    },
}


def only_of(kind: str, text: str) -> dict[str, Any]:
    """The facts of a notice of this kind besides FACTS. text: whatever somebody has typed."""
    simple: dict[str, dict[str, Any]] = {
        "api_key_made": {"key": 3, "key_name": text, "scopes": ["bookings:read", "people:write"]},
        "account_linked": {"known_by": [text]},
        "coach_came_in": {"person": text, "new": True},
    }
    if kind in simple:
        return simple[kind]
    if kind.startswith(("trouble", "webhook")):
        of_webhook = {"webhook": 1, "url": "https://h.example.org/x", "state": "gone"}
        return of_webhook | {"of": "database", "since": NOW.isoformat(), "backup": None}
    if kind.startswith("application"):
        facts = {"question": text, "answer": text, "about": text, "category": text}
        return facts | {"application": 3, "ready": True}
    if kind in ("signed_in", "sign_in_stolen", "account_locked", "account_changed"):
        device = {"device": text, "agent": None, "address": "2001:db8::1", "sign_in": 4}
        return device | {"method": "password", "zone": "Europe/Berlin", "changed": "email"}
    if kind in ("account_code", "has_account", "contact_moved"):
        return {"for": "recover", "code": "K7QFM-2XWRP", "minutes": 10, "house": text}
    if kind == "import_ended":
        lines = {"added": 12, "wrong": 1}
        return {"import": 3, "file": text, "state": "done", "lines": lines}
    if kind == "imported_requests":
        until = SESSION.starts_at.isoformat()
        return {"requests": 3, "until": until, "coach": 1, "zone": "Europe/Berlin"}
    if kind == "report":
        return {
            "report": {
                "days": ["2026-05-11", "2026-05-17"],
                "zone": "Europe/Berlin",
                "bookings": {"confirmed": 3, "cancelled": 1},
                "earned": {"EUR": 12_000},
                "to_come": {"EUR": 6_000},
                "coaches": [[text, 3, 1, 180, 2_400, {"EUR": 12_000}]],
                "new": 1,
                "returning": 2,
                "lead": {},
                "ahead": None,
                "hours": [[0, 9, 2]],
            }
        }
    return {}


def received_letter(
    kind: str,
    language: str = "en",
    zone: str | None = "Europe/Berlin",
    facts: Mapping[str, Any] = FACTS,
) -> EmailMessage:
    """The mail, as it arrives."""
    words = words_for(language)
    notice = rendering.compose(kind, {**facts, **only_of(kind, "Yes & <no>")}, words, zone)
    return parse_letter(compose_email(notice, words, chat=CHAT, now=NOW))


def parse_letter(email: Email) -> EmailMessage:
    letter = message_from_bytes(email.as_bytes(), policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def strict_letter(notice: Notice) -> Part:
    """The mail with all its headers, as the strict reader reads it."""
    email = compose_email(notice, words_for("en"), chat=CHAT, now=NOW)
    desk = Mailbox("desk@example.org", notice.facts["coach_name"])
    return strict_mail.read(
        email.as_bytes(
            mailbox_header("From", desk),
            mailbox_header("To", Mailbox("mia@example.org")),
            own_header("Date", "Mon, 04 May 2026 09:00:00 +0000"),
            own_header("Message-ID", "<1@example.org>"),
        )
    )


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def page_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


class Page(HTMLParser):
    """What a page shows, its links, and whether each tag is closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.shown, self.links, self._open = "", list[str](), list[str]()
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name == "href" and value]
        if tag not in ("br", "meta"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown += data
