"""People: everyone who ever wrote to the bot, and what they are to the business."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.roles import UNBLOCKABLE, Actor, Door, Role
from domain.text.names import visible
from storage.prepared import PreparedStatement
from storage.tables.people import people
from storage.transactions import Cells, Reader, Writer


@dataclass(frozen=True, slots=True)
class TelegramProfile:
    """What Telegram says about a person. language: an IETF tag such as "en" or "pt-br"."""

    telegram_id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the bot knows.

    telegram_id: of their chat with us, None if there is none. unreachable: Telegram does not reach
    them; something else may. language: Telegram's. chosen_language: chosen in the chat, and
    overrides it. zone: IANA, None until known. role: the one they were given, None if none.
    coach_id: the coach they are, whether active or not. email: where they are written to when
    Telegram cannot reach them. booked: whether they have ever booked, None if unknown. limited: the
    team has limited how much they may book; perhaps that is over.
    """

    id: int
    telegram_id: int | None
    first_name: str
    last_name: str | None
    username: str | None
    language: str | None
    chosen_language: str | None
    zone: str | None
    role: Role | None
    blocked: bool
    unreachable: bool
    coach_id: int | None
    email: str | None = None
    booked: bool | None = field(default=None, compare=False)
    limited: bool = field(default=False, compare=False)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    @property
    def roles(self) -> frozenset[Role]:
        """All their roles."""
        assigned_roles = {self.role} if self.role else set()
        coaching = {Role.COACH} if self.coach_id is not None else set()
        return frozenset({Role.CUSTOMER, *assigned_roles, *coaching})

    def at(self, door: Door) -> Actor:
        """The actor they are, through this door."""
        roles = self.roles
        return Actor(
            self.id, roles, door, self.coach_id, blocked=self.blocked and UNBLOCKABLE not in roles
        )

    @property
    def short_name(self) -> str:
        """The first name, or the whole name if nothing of the first is visible."""
        return self.first_name if visible(self.first_name) else self.name


_ANYONE_BEYOND = """
SELECT EXISTS (SELECT 1 FROM people p WHERE telegram_id NOT BETWEEN $1 AND $2
    AND (language IS NOT NULL OR EXISTS (SELECT 1 FROM appointments WHERE customer_id = p.id)))
"""
# The fields of a person that are not columns of their row, as SQL over a table or its alias.
_DERIVED = {
    "blocked": "{0}.blocked_at IS NOT NULL",
    "unreachable": "{0}.unreachable_since IS NOT NULL",
    # As text: expressions in RETURNING do not correlate with the statement's table.
    "coach_id": "(SELECT id FROM coaches WHERE person_id = {0}.id)",
    "limited": "EXISTS (SELECT FROM person_limits l WHERE l.person_id = {0}.id"
    " AND (l.most IS NOT NULL OR l.by_hand))",
}


def person_columns(table: str) -> tuple[str, ...]:
    """The fields of a `Person`, in their order, as SQL over a table or its alias."""
    # By the table's own column, so that a wrong name is found when the module is imported.
    return tuple(
        _DERIVED[name].format(table) if name in _DERIVED else f"{table}.{people.c[name].name}"
        for name in (one.name for one in fields(Person))
    )


_ROW: tuple[ColumnClause[Any], ...] = tuple(map(literal_column, person_columns("people")))
PERSON = select(*_ROW).select_from(people)

_WITH_ID = PERSON.where(people.c.id == bindparam("id"))
_BY_TELEGRAM_ID = PreparedStatement(PERSON.where(people.c.telegram_id == bindparam("telegram_id")))
# NO KEY: bookings refer to their customer, and a plain FOR UPDATE would block other people's
# transactions that merely mention this person.
_LOCKED = PreparedStatement(_WITH_ID.with_for_update(of=people, key_share=True))
_BY_ID = PreparedStatement(_WITH_ID)
_BY_USERNAME = PreparedStatement(
    PERSON.where(
        func.lower(people.c.username) == func.lower(bindparam("username")),
        people.c.telegram_id.is_not(None),
    )
    .order_by(people.c.profile_at.desc(), people.c.id.desc())
    .limit(1)
)


def _register() -> Any:
    new = insert(people).values(
        telegram_id=bindparam("telegram_id"),
        first_name=bindparam("first_name"),
        last_name=bindparam("last_name"),
        username=bindparam("username"),
        language=bindparam("language"),
        role=bindparam("role"),
    )
    profile_columns = ("first_name", "last_name", "username", "language")
    return new.on_conflict_do_update(
        index_elements=["telegram_id"],
        # People who write to the bot can be written to.
        set_={
            **{name: new.excluded[name] for name in profile_columns},
            "role": func.coalesce(people.c.role, new.excluded.role),
            "unreachable_since": None,
            "met": True,
            "profile_at": func.now(),
        },
    ).returning(*_ROW, literal_column("xmax = 0"))  # only in a new row


_REGISTER = PreparedStatement(_register())
_ADD = PreparedStatement(
    insert(people)
    .values(
        first_name=bindparam("first_name"),
        email=bindparam("email"),
        unreachable_since=bindparam("since"),
        created_at=bindparam("since"),
        met=False,
    )
    .returning(*_ROW)
)


async def register(writer: Writer, profile: TelegramProfile, *, appoint: bool = False) -> Person:
    """The person with this profile; see `record_profile`."""
    person, _ = await record_profile(writer, profile, appoint=appoint)
    return person


async def record_profile(
    writer: Writer, profile: TelegramProfile, *, appoint: bool = False
) -> tuple[Person, bool]:
    """The person with this profile, new or updated, and reachable again; whether new.

    appoint: make them an admin, if nobody has given them a role yet.
    """
    row = await _REGISTER.row(
        writer,
        telegram_id=profile.telegram_id,
        first_name=profile.first_name,
        last_name=profile.last_name,
        username=profile.username,
        language=profile.language,
        role=Role.ADMIN if appoint else None,
    )
    assert row is not None
    *columns, new = row
    return Person(*columns), new


async def add(writer: Writer, name: str, email: str | None, now: datetime) -> Person:
    """Somebody without a chat with us, whom Telegram does not reach until they have one.

    email: where they can still be written to, if anywhere.
    """
    row = await _ADD.row(writer, first_name=name, email=email, since=now)
    assert row is not None
    return Person(*row)


async def set_name(writer: Writer, person_id: int, name: str) -> None:
    """Renames somebody whose name no chat provides."""
    columns = {"first_name": name, "last_name": None}
    await writer.run(update(people).where(people.c.id == person_id).values(**columns))


async def lock(writer: Writer, person_id: int) -> Person | None:
    """The person, locked: their other transactions wait until this one ends."""
    return _one(await _LOCKED.row(writer, id=person_id))


async def by_id(reader: Reader, person_id: int) -> Person | None:
    """The person with this id."""
    return _one(await _BY_ID.row(reader, id=person_id))


async def by_telegram_id(reader: Reader, telegram_id: int) -> Person | None:
    """The person with this Telegram id."""
    return _one(await _BY_TELEGRAM_ID.row(reader, telegram_id=telegram_id))


async def by_username(reader: Reader, username: str) -> Person | None:
    """Who was last seen under this username, ignoring case: usernames change hands."""
    return _one(await _BY_USERNAME.row(reader, username=username))


async def set_language(writer: Writer, person_id: int, language: str | None) -> None:
    """The person's choice; None goes back to Telegram's language."""
    await writer.run(
        update(people).where(people.c.id == person_id).values(chosen_language=language)
    )


async def set_zone(writer: Writer, person_id: int, zone: str | None) -> None:
    """The IANA zone that the person reads times in."""
    await writer.run(update(people).where(people.c.id == person_id).values(zone=zone))


async def set_email(writer: Writer, person_id: int, email: str | None) -> None:
    """Where to write to the person if Telegram cannot reach them; None for nowhere."""
    await writer.run(update(people).where(people.c.id == person_id).values(email=email))


async def set_role(writer: Writer, person_id: int, role: Role) -> None:
    """The role an admin gives a person: customer, manager or admin."""
    await writer.run(update(people).where(people.c.id == person_id).values(role=role))


async def set_blocked(
    writer: Writer,
    person_id: int,
    since: datetime | None,
    reason: str | None,
    until: datetime | None = None,
) -> None:
    """Blocks a person from booking, with the reason; None lets them book again. until: its end."""
    await writer.run(
        update(people)
        .where(people.c.id == person_id)
        .values(blocked_at=since, blocked_reason=reason, blocked_until=until)
    )


async def anyone_beyond(reader: Reader, first: int, last: int) -> bool:
    """Whether anyone with a Telegram id outside this range has written to the bot or booked."""
    [[rows]] = await reader.fetch(_ANYONE_BEYOND, first, last)
    return bool(rows)


def _one(row: Cells | None) -> Person | None:
    return None if row is None else Person(*row)
