"""How a service maps to a row: its fields as columns, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import Any

from sqlalchemy import Table

from domain.services.horizon import HorizonBy
from domain.services.meeting import Addresses, Meeting
from domain.services.rules import Rules
from domain.services.service import Money, Service
from storage.services import approvals, terms
from storage.tables.services import services


def plain_columns(entity: type[Any], table: Table) -> tuple[str, ...]:
    """The fields that are columns of the same name; others are made from several, or elsewhere."""
    names = (field.name for field in dataclass_fields(entity))
    return tuple(name for name in names if name in table.c)


_RULES = tuple(field.name for field in dataclass_fields(Rules))
_SERVICE = plain_columns(Service, services)


def service_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a service as columns."""
    columns = dict(fields)
    if price := columns.pop("price", None):
        columns |= {"price_minor": price.minor, "currency": price.currency}
    if rules := columns.pop("rules", None):
        columns |= asdict(rules)
    if addresses := columns.pop("addresses", None):
        columns["addresses"] = asdict(addresses)
    if "approval" in columns:
        columns |= approvals.approval_columns(columns["approval"])
    if "lengths" in columns:
        columns["lengths"] = terms.lengths_to_json(columns["lengths"])
    return columns


def of_row(row: Mapping[str, Any]) -> Service:
    """A service from its row."""
    plain = {name: row[name] for name in _SERVICE}
    until = row["horizon_until"]
    rules = Rules(
        **{name: row[name] for name in _RULES}
        | {
            "horizon_by": HorizonBy(row["horizon_by"]),
            "horizon_until": date.fromisoformat(until) if until else None,
        }
    )
    plain |= {
        "meeting": Meeting(row["meeting"]),
        "addresses": Addresses(**row["addresses"]),
        "lengths": terms.lengths_of(row["lengths"]),
        "approval": approvals.of_row(row),
        "reminders": None if row["reminders"] is None else tuple(row["reminders"]),
    }
    return Service(**plain, price=Money(row["price_minor"], row["currency"]), rules=rules)
