"""Lines of tables → what they say about a customer, a service, a coach or a booking.

An entry has JSON values. For a person: `name`, `phone`, `email` and `id`, or None. A service:
`name`, `minutes`, `minor` and `currency`, `category`, `description`, `buffer_before`,
`buffer_after`, `capacity`, `hidden`. A coach: `zone`, `place`, `services` (titles). A booking:
`start` (UTC), `zone`, `coach` and `service` (by name, "" for the only one), `minutes`, `state`,
`minor` and `currency`, `places`, `note`, `code`; None if the line does not say.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from domain.accounts.identity import Identity
from domain.appointments.appointment import LONGEST_NOTE, Status
from domain.business import offering_rules as rules
from domain.coaches import profiles
from domain.refusals import BadInput
from domain.text import field_text, names
from domain.time import zones
from domain.transfer.importing import LONGEST_NAME, ImportFault, ImportKind, RowValues, name_key
from domain.working_hours.hours import instant_of
from handlers.typing import cells
from handlers.typing.headers import value_of
from handlers.typing.row_format import RowFormat

T = TypeVar("T")
MOST_MINUTES: Final = 1440  # of a booking
# What is wrong with a length that is one, but too short or too long.
_OUT_OF_BOUNDS: Final = {rules.MINUTES: "session_length", rules.BUFFER: "break_length"}
_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;.]{2,}")
_STATES: Final = frozenset(map(str, Status)) - {Status.HELD}


class _Wrong(Exception):
    def __init__(self, column: str, why: str, value: str = "") -> None:
        self.fault = ImportFault(column, why, value)


def read_row(reading: RowFormat, row: Sequence[Any]) -> RowValues | list[ImportFault]:
    """What a line says, or all that is wrong with it."""
    return _RowReader(reading, row).entry()


class _RowReader:
    def __init__(self, reading: RowFormat, row: Sequence[Any]) -> None:
        self.reading = reading
        self.cells = {
            name: row[at] for at, name in reading.columns.items() if at < len(row) and row[at] != ""
        }
        self.faults: list[ImportFault] = []

    def entry(self) -> RowValues | list[ImportFault]:
        readers = {
            ImportKind.CUSTOMERS: self._person,
            ImportKind.SERVICES: self._service,
            ImportKind.COACHES: self._coach,
            ImportKind.BOOKINGS: self._booking,
        }
        entry = readers[self.reading.kind]()
        return self.faults or entry

    def _try(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except _Wrong as wrong:
            self.faults.append(wrong.fault)
            return None

    def _text(self, name: str) -> str:
        return cells.text_of(self.cells.get(name))

    def _short(self, name: str, longest: int = LONGEST_NAME) -> str | None:
        text = names.tidy(self._text(name))
        try:
            return field_text.line(text, name, longest) if text else None
        except BadInput:
            raise _Wrong(name, "long", text) from None

    def _person(self) -> dict[str, Any]:
        readers = {"name": self._name, "phone": self._phone, "email": self._email}
        fields = {name: self._try(one) for name, one in readers.items()}
        number = self._text("id")
        return {**fields, "id": int(number) if number.isdecimal() and len(number) < 19 else None}

    def _name(self) -> str:
        whole = "customer" if self.reading.kind is ImportKind.BOOKINGS else "name"
        coach = self.reading.kind is ImportKind.COACHES
        longest = profiles.LONGEST_NAME if coach else names.LONGEST
        parts = [self._short(one, longest) for one in ("first", "last")]
        name = self._short(whole, longest) or " ".join(filter(None, parts))
        if not name:
            raise _Wrong(whole, "missing")
        if len(name) > longest:
            raise _Wrong(whole, "long", name)
        return name

    def _phone(self) -> str | None:
        number = self._text("phone")
        if isinstance(self.cells.get("phone"), float | int):
            number = f"+{number}"  # the country code, whose + a spreadsheet took for a sign
        if not number:
            return None
        try:
            return Identity.phone(number.replace("\u00a0", " ")).value
        except BadInput:
            raise _Wrong("phone", "phone", number) from None

    def _email(self) -> str | None:
        email = self._text("email").removeprefix("mailto:").lower()
        if email and (not _EMAIL.fullmatch(email) or len(email) > 254 or not email.isascii()):
            raise _Wrong("email", "email", email)
        return email or None

    def _service(self) -> dict[str, Any]:
        minor, currency = self._try(lambda: self._money(0)) or (0, self.reading.currency)
        return {
            "name": self._try(lambda: self._require("service", rules.LONGEST_TITLE)),
            "minutes": self._try(lambda: self._length("minutes", rules.MINUTES, needed=True)),
            "minor": minor,
            "currency": currency,
            "category": self._try(lambda: self._short("category", profiles.LONGEST_CATEGORY)),
            "description": self._try(
                lambda: self._passage("description", rules.LONGEST_DESCRIPTION)
            ),
            "buffer_before": self._try(lambda: self._length("buffer_before", rules.BUFFER)) or 0,
            "buffer_after": self._try(lambda: self._length("buffer_after", rules.BUFFER)) or 0,
            "capacity": self._try(lambda: self._count("capacity")) or 1,
            "hidden": self._try(self._hidden) or False,
        }

    def _coach(self) -> dict[str, Any]:
        text = self._text("services")
        services = map(names.tidy, re.split(r"[;\n|]|,(?!\d)", text))
        return {
            **self._person(),
            "zone": self._try(self._zone),
            "place": self._try(lambda: self._short("place", profiles.LONGEST_PLACE)),
            "services": list(filter(None, services)),
        }

    def _booking(self) -> dict[str, Any]:
        coach = self._try(lambda: self._short("coach")) or ""
        zone = self._try(self._zone)
        zone = zone or self.reading.zones.get(name_key(coach)) or self.reading.zone
        start = self._try(lambda: self._start(zone))
        minor, currency = self._try(lambda: self._money(None)) or (None, None)
        return {
            **self._person(),
            "start": start and start.astimezone(UTC).isoformat(),
            "zone": zone,
            "coach": coach,
            "service": self._try(lambda: self._short("service")) or "",
            "minutes": start and self._try(lambda: self._lasts(start, zone)),
            "state": self._try(self._state),
            "minor": minor,
            "currency": currency,
            "places": self._try(lambda: self._count("places")) or 1,
            "note": self._try(lambda: self._passage("note", LONGEST_NOTE)),
            "code": self._text("code").upper()[:20] or None,
        }

    def _require(self, name: str, longest: int) -> str:
        if (text := self._short(name, longest)) is None:
            raise _Wrong(name, "missing")
        return text

    def _passage(self, name: str, longest: int) -> str | None:
        text = names.lines(self._text(name))
        if len(text) > longest:
            raise _Wrong(name, "long", text)
        return text or None

    def _length(self, name: str, bounds: rules.Bounds, *, needed: bool = False) -> int | None:
        text = self._text(name)
        if not text:
            if needed:
                raise _Wrong(name, "missing")
            return None
        minutes, (least, most) = cells.read_length(self.cells[name]), bounds
        if minutes is None:
            raise _Wrong(name, "length", text)
        if not least <= minutes <= most:
            raise _Wrong(name, _OUT_OF_BOUNDS.get(bounds, "length"), text)
        return minutes

    def _count(self, name: str) -> int | None:
        text = self._text(name)
        if not text:
            return None
        number, (least, most) = cells.read_number(self.cells[name]), rules.PLACES
        if number is None or number % 1 or not least <= number <= most:
            raise _Wrong(name, "number", text)
        return int(number)

    def _money(self, usual: int | None) -> tuple[int | None, str]:
        own = self._text("currency").upper() or self.reading.currency
        if not re.fullmatch("[A-Z]{3}", own):
            raise _Wrong("currency", "currency", own)
        if not (text := self._text("price")):
            self._check_currency(own)
            return usual, own
        money = cells.read_money(self.cells["price"])
        if money is None or not 0 <= money[0] <= field_text.DEAREST:
            raise _Wrong("price", "price", text)
        amount, currency = money[0], money[1] or own
        self._check_currency(currency)
        minor = amount.scaleb(self.reading.places(currency))
        # Spreadsheets add up in binary: 25.499999999 is 25.50.
        whole = minor.quantize(Decimal(1))
        if abs(minor - whole) > Decimal("0.001"):
            raise _Wrong("price", "price", text)
        return int(whole), currency

    def _check_currency(self, currency: str) -> None:
        # What was booked long ago may have been paid in a currency that is gone.
        known = {self.reading.currency, *self.reading.currencies}
        if self.reading.kind is ImportKind.SERVICES and currency not in known:
            raise _Wrong("currency", "currency", currency)

    def _hidden(self) -> bool:
        text = self._text("hidden")
        value = value_of(text) if text else "no"
        if value not in ("yes", "no"):
            raise _Wrong("hidden", "yes_no", text)
        return value == "yes"

    def _zone(self) -> str | None:
        zone = self._text("zone")
        if zone and not zones.exists(zone):
            raise _Wrong("zone", "zone", zone)
        return zone or None

    def _state(self) -> str | None:
        text = self._text("state")
        if not text:
            return None
        value = value_of(text)
        if value not in _STATES:
            raise _Wrong("state", "state", text)
        return value

    def _start(self, zone: str) -> datetime:
        whole = "start" if self._text("start") else "day"
        text = self._text(whole)
        if not text:
            raise _Wrong(whole, "missing")
        style = self.reading.style
        moment = cells.read_moment(self.cells[whole], style)
        clock = cells.read_minute(self.cells[whole]) if moment is None else None
        if moment is None and clock is not None and self._text("day"):
            # The start is just a time, with its day in another column.
            whole = "day"
            moment = cells.read_moment(self.cells[whole], style)
        if moment is None:
            raise _Wrong(whole, *cells.why_no_moment(self.cells[whole], style))
        minute = moment.minute if clock is None else clock
        if self._text("time"):
            minute = cells.read_minute(self.cells["time"])
            if minute is None:
                raise _Wrong("time", "time", self._text("time"))
        if minute is None:
            raise _Wrong("time", "missing")
        return _instant(moment, minute, zone, whole)

    def _lasts(self, start: datetime, zone: str) -> int | None:
        """How long it lasts: as stated, or until its end; None for the service's length."""
        if minutes := self._length("minutes", (0, MOST_MINUTES)):
            return minutes
        text = self._text("end")
        if not text:
            return None
        moment = cells.read_moment(self.cells["end"], self.reading.style)
        if moment is not None and moment.minute is not None:
            end = _instant(moment, moment.minute, zone, "end")
        else:
            minute = cells.read_minute(self.cells["end"])
            if minute is None:
                raise _Wrong("end", "time", text)
            day = start.astimezone(ZoneInfo(zone)).date()
            end = _instant(cells.Moment(day), minute, zone, "end")
            if end <= start:
                end = _instant(cells.Moment(day + timedelta(days=1)), minute, zone, "end")
        minutes = round((end - start).total_seconds() / 60)
        if not 1 <= minutes <= MOST_MINUTES:
            raise _Wrong("end", "end", text)
        return minutes


def _instant(moment: cells.Moment, minute: int, zone: str, column: str) -> datetime:
    wall = datetime.combine(moment.day, time(minute // 60, minute % 60))
    if moment.offset is not None:
        return wall.replace(tzinfo=timezone(timedelta(minutes=moment.offset)))
    instant = instant_of(moment.day, minute, ZoneInfo(zone))
    if instant is None:
        raise _Wrong(column, "no_such_time", f"{wall:%Y-%m-%d %H:%M}")
    return datetime.fromtimestamp(instant, UTC)
