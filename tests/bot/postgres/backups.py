"""Databases to back up and restore: with something in every table, and empty."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.postgres.backup import backup, restore
from bot.settings.settings import Settings
from domain.appointments.appointment import Status
from domain.messages.notices import Lane, NoticeKind
from storage import audit, conversations, idempotency
from storage.appointments import cards, notes, sessions
from storage.appointments.cards import CardSide, CardSubject
from storage.appointments.notes import NoteSubject
from storage.appointments.sessions import NewSession
from storage.business import dead_letters
from storage.messages import outbox, outgoing
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database, Writer
from tests.house import NOW, Plan, acting, open_house
from tests.services import Postgres

MIA = 7001
ENVIRON = {"PATH": "/usr/bin:/bin"}


@dataclass
class Store:
    """A database of its own, and the file it is saved in. `said`: by the last command."""

    postgres: Postgres
    url: str
    file: Path
    said: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(database_url=self.url)

    async def backup(self) -> None:
        await backup(self.settings, ENVIRON, self.file, self.said.append)

    async def restore(self, url: str, *, replace: bool = False) -> None:
        self.said.clear()
        to = Settings(database_url=url)
        await restore(to, ENVIRON, self.file, self.said.append, replace=replace, now=NOW)

    async def elsewhere(self) -> str:
        """The address of a new database with nothing in it."""
        return self.postgres.url(await self.postgres.create(empty=True))


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()


def letter(key: str, recipient: int, hours: float, lane: Lane = Lane.REMINDER) -> OutboxMessage:
    """A message due this many hours from now, about a session in two days."""
    facts = {"text": key, "starts_at": (NOW + timedelta(days=2)).isoformat()}
    return OutboxMessage(
        key, recipient, NoticeKind.REMINDER, facts, lane, NOW + timedelta(hours=hours)
    )


WEEK = "[[[540, 600]], [], [], [], [], [], []]"
# A row in each table of rules, and of what somebody is about to book.
RULES = (
    "INSERT INTO closures (name, first_day, last_day)"
    " VALUES ('Inventory', '2026-07-01', '2026-07-02')",
    "INSERT INTO holiday_regions VALUES ('DE-BE', 2028)",
    "INSERT INTO opened_days VALUES ({coach}, '2026-07-01')",
    "INSERT INTO hours_seasons (coach_id, first_day, weekly)"
    f" VALUES ({{coach}}, '2026-09-01', '{WEEK}')",
    f"INSERT INTO service_hours SELECT {{coach}}, min(id), '{WEEK}' FROM services",
    "INSERT INTO leave_rules (coach_id, weekdays, every, starts, ends, first_day, last_day)"
    " VALUES ({coach}, '[4]', 2, 840, 1080, '2026-08-07', '2026-08-28')",
    "INSERT INTO turns VALUES ({coach}, now())",
    "INSERT INTO holds VALUES ({person}, {coach}, 999999, now(), now(), now())",
    "INSERT INTO coach_terms (coach_id, service_id) SELECT {coach}, min(id) FROM services",
    "INSERT INTO form_questions (service_id, position, kind, text, required)"
    " SELECT min(id), 1, 'text', 'What for?', true FROM services",
    "INSERT INTO form_answers SELECT {person}, id, 'For fun', now() FROM form_questions",
    "INSERT INTO resources (id, kind, name) VALUES (nextval('coaches_id_seq'), 'room', 'Linden')",
    "INSERT INTO resource_closures (resource_id, starts_local, ends_local)"
    " SELECT id, '2026-07-01', '2026-07-02' FROM resources WHERE kind = 'room'",
    "INSERT INTO service_needs (service_id, nr, units, kind) SELECT min(id), 0, 1, 'room'"
    " FROM services",
    "INSERT INTO series (coach_id, customer_id, service_id, unit, every, created_at)"
    " SELECT {coach}, {person}, min(id), 'week', 1, now() FROM services",
    "INSERT INTO series_drafts (person_id, facts, updated_at) VALUES ({person}, '{{}}', now())",
    "INSERT INTO waits"
    " (person_id, service_id, first_day, last_day, zone, weekdays, part, joined_at)"
    " SELECT {person}, min(id), '2026-07-01', '2026-07-02', 'UTC', 127, '', now() FROM services",
    "INSERT INTO wait_offers (wait_id, person_id, coach_id, service_id, starts_at, ends_at, answer,"
    " told_at, until, created_at)"
    " SELECT id, person_id, {coach}, service_id, now(), now(), 'passed', now(), now(), now()"
    " FROM waits",
    "INSERT INTO wait_free SELECT {coach}, min(id), '', '{{1, 2}}' FROM services",
    "INSERT INTO coach_customers VALUES ({coach}, {person}, now())",
    "INSERT INTO customer_notes (coach_id, person_id, note, updated_at)"
    " VALUES ({coach}, {person}, 'my \\. knee', now())",
    "INSERT INTO team_notes VALUES ({person}, 'pays \\. later', {person}, now())",
    "INSERT INTO flags (person_id, kind, n, threshold, raised_at)"
    " VALUES ({person}, 'no_shows', 3, 3, now())",
    "INSERT INTO person_limits (person_id, most, until) VALUES ({person}, 2, now())",
    "INSERT INTO push_subscriptions (person_id, channel, target, name, added_at, digest)"
    " VALUES ({person}, 'push', 'token \\. 1', 'Phone', now(), '\\x00ff')",
    "INSERT INTO phone_codes VALUES ({person}, '+15550100', '\\x00', now(), now(), 0, 1, now())",
    "INSERT INTO sms_tallies VALUES ({person}, '2026-07-01', 2)",
    "INSERT INTO web_push_keys VALUES (1, 'PEM \\. key', now())",
    "INSERT INTO hold_tallies VALUES ({person}, now(), 3)",
    "INSERT INTO report_wishes VALUES ({person}, 450, NULL, '2026-07-01', NULL)",
    "INSERT INTO troubles VALUES ('mail', now())",
    "INSERT INTO desks (coach_id, morning, morning_day) VALUES ({coach}, 450, '2026-07-01')",
    "INSERT INTO messages"
    " (coach_id, appointment_id, sender_id, by_coach, kind, text, key, sent_at)"
    " SELECT coach_id, min(id), {person}, false, 'text', 'Which door?', 'u:1', now()"
    " FROM appointments GROUP BY coach_id",
    "INSERT INTO message_reports (coach_id, appointment_id, reporter_id, by_coach, at)"
    " SELECT coach_id, min(id), {person}, false, now() FROM appointments GROUP BY coach_id",
    "INSERT INTO message_stops VALUES ({person}, {person}, now())",
    "INSERT INTO message_bans VALUES ({person}, now())",
    "INSERT INTO broadcasts (author_id, audience, text, state, created_at)"
    " VALUES ({person}, '{{}}', 'Closed \\. in May', 'done', now())",
    "INSERT INTO exports (person_id, wanted, state, created_at)"
    " VALUES ({person}, '{{}}', 'done', now())",
    "INSERT INTO kept_files (name, kind, size, digest, export_id, created_at)"
    " SELECT 'a.csv', 'text/csv', 3, '0f', id, now() FROM exports",
    "INSERT INTO kept_parts SELECT id, 0, '\\x0a5c2e' FROM kept_files",
    "INSERT INTO imports (person_id, kind, state, name, plan, created_at)"
    " VALUES ({person}, 'customers', 'done', 'a.csv', '{{}}', now())",
    "INSERT INTO import_rows (import_id, nr, cells, person_id)"
    " SELECT id, 2, '[]', {person} FROM imports",
    "INSERT INTO api_keys (digest, person_id, name, shown, scopes, created_at)"
    " VALUES ('\\x00ff', {person}, 'Site \\. 1', 'cbk_a', '{{people:read}}', now())",
    "INSERT INTO api_requests (key, person_id, fingerprint, at, status, headers, answer)"
    " VALUES ('http:1', {person}, '\\x00', now(), 201, '{{}}', '\\x0a5c2e')",
    "INSERT INTO retention VALUES ('bookings', 365)",
    "INSERT INTO applications"
    " (person_id, state, name, zone, week, created_at, updated_at, decided_by)"
    " VALUES ({person}, 'declined', 'Nora \\. Lind', 'UTC', '[]', now(), now(), {person})",
    "INSERT INTO invites (digest, name, coach_id, made_by, used_by, made_at, expires_at)"
    " VALUES ('0f', 'Mia \\. Keller', {coach}, {person}, {person}, now(), now())",
    "INSERT INTO accounts VALUES ({person}, '$argon2id$v=19$m=8', now())",
    "INSERT INTO sign_ins (person_id, name, method, created_at, used_at, expires_at, secret,"
    " digest, generation, renewed_at) VALUES ({person}, 'My \\. phone', 'code', now(), now(),"
    " now(), '\\x00ff', '0f', 0, now())",
    "INSERT INTO account_codes (request, purpose, kind, value, person_id, made_at, expires_at,"
    " state, due_at, digests) VALUES ('0f', 'reset', 'email', 'a@b.cd', {person}, now(), now(),"
    " 'waiting', now(), '{{a,b}}')",
    "INSERT INTO webhook_endpoints (url, description, kinds, secret, created_at, from_settles,"
    " from_id) VALUES ('https://h.example', 'My \\. CRM', '{{a.b}}', 'whsec_', now(), 0, 0)",
    "INSERT INTO webhook_feed VALUES (1, 0, 0, now())",
    "INSERT INTO webhook_deliveries (endpoint_id, message_id, kind, body, created_at, due_at)"
    " SELECT id, 'msg_1', 'a.b', '{{}}', now(), now() FROM webhook_endpoints",
    "INSERT INTO webhook_attempts (delivery_id, at, milliseconds, answer)"
    " SELECT id, now(), 1, 'no \\. way' FROM webhook_deliveries",
    "INSERT INTO login_attempts VALUES ('person:1', 2, now())",
    "INSERT INTO login_log (person_id, at, event) VALUES ({person}, now(), 'wrong')",
    "INSERT INTO signing_keys VALUES ('0f', 'access', '\\x00ff', now())",
    "INSERT INTO link_codes (digest, person_id, from_chat, expires_at, used_by)"
    " VALUES ('0f', {person}, true, now(), {person})",
    "INSERT INTO link_tries VALUES ({person}, now(), 1)",
    "INSERT INTO login_states VALUES ('0f', 'v', 'https://app.example', '0f', now())",
    "INSERT INTO spent_launches VALUES ('0f', now())",
    "INSERT INTO rescues VALUES (1, {coach}, 1, '2026-07-01', '2026-07-02', {person}, now())",
    "INSERT INTO rescued (coach_id, rescue_id, appointment_id, was, offered)"
    " VALUES ({coach}, 1, 1, now(), true)",
)


async def fill(url: str) -> None:
    """Put something into every table; messages in every state."""
    async with connected(url) as database:
        house = await open_house(database, Plan(customers=3))
        mia = await database.write(lambda w: people.register(w, TelegramProfile(MIA, "Mia")))
        appointment = await house.book(note="O'Neill; DROP TABLE \\. \t\n ✓ \u202e")
        await house.book(starts_at=NOW + timedelta(days=1, hours=2), status=Status.PENDING)

        async def work(writer: Writer) -> None:
            await audit.record(
                writer,
                at=NOW,
                actor=acting(mia),
                action="book",
                entity="appointment",
                entity_id=appointment.id,
                coach_id=house.coach.id,
                before=None,
                after={"code": appointment.code},
            )
            await conversations.ask(writer, mia.id, "note", {"a": 1}, 5, key="u:0", now=NOW)
            subject = NoteSubject(mia.id, 1, 2, appointment.starts_at)
            await notes.keep(writer, subject, note="my \\. knee", now=NOW)
            await idempotency.remember(writer, "u:1", mia.id, {"appointment": appointment.id}, NOW)
            await dead_letters.add(
                writer, at=NOW, person_id=mia.id, telegram_id=MIA, letter={"a": 1}, error="Oops"
            )
            await writer.fetch(
                "INSERT INTO leaves (coach_id, starts_local, ends_local) VALUES ($1, now(),"
                " now() + interval '1 day')",
                house.coach.id,
            )
            await writer.fetch(
                "INSERT INTO hours_overrides VALUES ($1, current_date, '[[540, 600]]')",
                house.coach.id,
            )
            for statement in RULES:
                await writer.fetch(statement.format(coach=house.coach.id, person=mia.id))
            when, service = NOW + timedelta(days=9), house.service
            group = NewSession(house.coach.id, service, when, capacity=2, created_at=NOW)
            session = await sessions.open_session(writer, group)
            assert session is not None
            seat = house.new(customer_id=mia.id, starts_at=when)
            assert await sessions.take_seat(writer, session, seat)
            messages = [
                letter("sent", mia.id, -3),
                letter("taken", mia.id, -2),
                letter("old", mia.id, -1),
                letter("old news", mia.id, -0.1, lane=Lane.INTERACTIVE),
                letter("to come", mia.id, 1),
            ]
            await outbox.enqueue(writer, messages)

        await database.write(work)

        async def deliver(writer: Writer) -> None:
            before, lease = NOW - timedelta(hours=2), timedelta(minutes=1)
            sent, taken = await outgoing.claim(writer, "old bot", before, 2, lease)
            assert (sent.key, taken.key) == ("sent", "taken")
            await outgoing.mark_sent(writer, sent.id, 1, NOW)
            await cards.show(
                writer,
                sent.recipient_id,
                1,
                CardSubject(CardSide.CUSTOMER, 1, 1, 1),
                generation=None,
            )

        await database.write(deliver)
