"""Coaches' own terms for services; read with the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from domain.services.meeting import Addresses
from domain.services.terms import USUAL_TERMS, Length, Terms
from storage.tables.services import coach_terms
from storage.transactions import Writer

# A column of the statement that reads coaches: for `terms_of`.
TERMS_OF_COACH = """
    (SELECT json_agg(json_build_array(service_id, lengths, addresses))
        FROM coach_terms WHERE coach_id = coaches.id) AS terms
"""
_T = coach_terms.c
_NEW = insert(coach_terms)
_KEEP = _NEW.on_conflict_do_update(
    index_elements=["coach_id", "service_id"],
    set_={name: _NEW.excluded[name] for name in ("lengths", "addresses")},
)


async def keep(writer: Writer, coach_id: int, service_id: int, terms: Terms) -> None:
    """These terms, replacing earlier ones; the usual ones are the service's."""
    if terms == USUAL_TERMS:
        these = _T.coach_id == coach_id, _T.service_id == service_id
        await writer.run(delete(coach_terms).where(*these))
        return
    row = {
        "coach_id": coach_id,
        "service_id": service_id,
        "lengths": lengths_to_json(terms.lengths),
        "addresses": asdict(terms.addresses),
    }
    await writer.run(_KEEP, row)


def terms_of(rows: Iterable[Sequence[Any]] | None) -> Mapping[int, Terms]:
    """A coach's terms by service."""
    return {
        service_id: Terms(lengths_of(lengths), Addresses(**addresses))
        for service_id, lengths, addresses in rows or ()
    }


def lengths_of(rows: Iterable[Sequence[int]] | None) -> tuple[Length, ...]:
    """Lengths from `lengths_to_json`."""
    return tuple(Length(minutes, minor) for minutes, minor in rows or ())


def lengths_to_json(lengths: Iterable[Length]) -> list[list[int]]:
    """Lengths as JSON."""
    return [[one.minutes, one.minor] for one in lengths]
