"""The table of the business itself, which has one row."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from domain.services.policies import Policy
from storage.tables import columns as column
from storage.tables.metadata import metadata

business = Table(
    "business",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    column.text("name"),
    column.text("zone"),
    column.text("place", nullable=True),
    column.text("policy", server_default=text("'least_loaded'")),
    Column("catalogue_version", BigInteger, nullable=False, server_default=text("1")),
    Column("open_limit", Integer, nullable=False, server_default=text("20")),
    *map(column.number, ("customer_day", "customer_week", "gap", "hold_minutes")),
    Column("answer_minutes", Integer, nullable=False, server_default=text("1440")),
    Column("offer_minutes", Integer, nullable=False, server_default=text("1440")),
    # As in a service.
    Column("reminders", ARRAY(Integer), nullable=False, server_default=text("'{1440,60}'")),
    column.instant("reminders_since"),
    Column("writing_minutes", Integer, nullable=False, server_default=text("10080")),
    Column("ask_first", Boolean, nullable=False, server_default=text("false")),
    # When coaches get their summaries, in minutes of the day.
    Column("morning", SmallInteger),
    Column("evening", SmallInteger),
    # How many it takes for somebody to be looked at, as in `domain.people.flags.Thresholds`.
    Column("flag_cancellations", Integer, nullable=False, server_default=text("5")),
    Column("flag_no_shows", Integer, nullable=False, server_default=text("3")),
    Column("flag_dropped", Integer, nullable=False, server_default=text("15")),
    Column("flag_burst", Integer, nullable=False, server_default=text("20")),
    Column("no_show_limit", Integer, nullable=False, server_default=text("0")),
    Column("no_show_days", Integer, nullable=False, server_default=text("90")),
    # Parts of text messages: per person and day, and in all per month; and how long urgent messages
    # may go unread before another way is taken.
    Column("sms_per_day", Integer, nullable=False, server_default=text("3")),
    Column("sms_per_month", Integer, nullable=False, server_default=text("500")),
    # Account codes that strangers request; and the countries they go to, none: where people are.
    Column("sms_codes_per_day", Integer, nullable=False, server_default=text("50")),
    Column("sms_countries", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("other_way_minutes", Integer, nullable=False, server_default=text("10")),
    # Of its place, in degrees.
    Column("latitude", Double),
    Column("longitude", Double),
    # NULL: the setting's.
    column.text("currency", nullable=True),
    # Empty: all of them.
    Column("languages", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("texts", JSONB, nullable=False, server_default=text("'{}'")),
    # Steps of the first run that somebody has answered.
    Column("guided", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    CheckConstraint("id = 1", name="only_one"),
    CheckConstraint(f"policy IN {tuple(map(str, Policy))}", name="policy"),
)
