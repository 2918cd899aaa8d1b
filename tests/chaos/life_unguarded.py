"""The booking life with one of its guards removed, to show that the state machine notices."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from handlers.actions.appointments import booking, deciding, negotiating, scheduled_notices
from handlers.actions.working_hours import leave_rules
from storage import audit, idempotency
from storage.messages import outbox, outgoing
from storage.services import catalogue
from storage.transactions import Writer
from tests.chaos.life_stage import Stage
from tests.chaos.rows.places import NOBODY_COUNTED
from tests.claimed import NOTHING_KEPT_APART

Removal = Callable[[Stage, pytest.MonkeyPatch], None]


def no_constraint(stage: Stage, _: pytest.MonkeyPatch) -> None:
    stage.execute(NOTHING_KEPT_APART)


def no_memory(_: Stage, patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(idempotency, "outcome", nothing)


def no_coach_lock(_: Stage, patch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object) -> None:
        return None

    patch.setattr(catalogue, "share_coach", at_once)


def no_look_whether_it_holds(_: Stage, patch: pytest.MonkeyPatch) -> None:
    claim = outgoing.claim

    async def believing(*arguments: Any, **more: Any) -> list[outgoing.ClaimedMessage]:
        return [replace(row, holds=True) for row in await claim(*arguments, **more)]

    patch.setattr(outgoing, "claim", believing)


def no_lease(_: Stage, patch: pytest.MonkeyPatch) -> None:
    endless = outgoing.CLAIM.replace("leased_until <= $1::timestamptz", "true")
    assert endless != outgoing.CLAIM
    patch.setattr(outgoing, "CLAIM", endless)


def no_reminders(_: Stage, patch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> list[object]:
        return []

    patch.setattr(scheduled_notices, "reminders", none)


def no_audit(_: Stage, patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object, **__: object) -> None:
        return None

    patch.setattr(audit, "record", nothing)


def no_messages(_: Stage, patch: pytest.MonkeyPatch) -> None:
    enqueue = outbox.enqueue

    async def only_reminders(writer: Writer, messages: Sequence[outbox.OutboxMessage]) -> None:
        await enqueue(writer, [m for m in messages if m.kind.startswith("reminder")])

    patch.setattr(outbox, "enqueue", only_reminders)


def no_look_at_what_a_coach_has_read(_: Stage, patch: pytest.MonkeyPatch) -> None:
    answer = deciding.CoachDecision

    def to_whichever_stands(*arguments: Any, **more: Any) -> deciding.CoachDecision:
        return replace(answer(*arguments, **more), version=None)

    patch.setattr(deciding, "CoachDecision", to_whichever_stands)


def no_new_version(stage: Stage, _: pytest.MonkeyPatch) -> None:
    """A cancelled session keeps its version: its reminders stay true."""
    stage.execute("""
        CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM outbox WHERE appointment_id = OLD.id AND lane = 1
                AND appointment_version = OLD.version AND state = 'waiting') THEN
                NEW.version := OLD.version;
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER keep_version BEFORE UPDATE ON appointments FOR EACH ROW
        WHEN (NEW.status = 'cancelled') EXECUTE FUNCTION keep_version()""")


def no_look_whether_a_proposed_time_is_free(_: Stage, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(negotiating, "stands", lambda *_: True)


def no_end_of_proposals(stage: Stage, _: pytest.MonkeyPatch) -> None:
    """Proposed times stay after their request is decided."""
    stage.execute("""
        CREATE FUNCTION keep_proposed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.proposed := OLD.proposed; RETURN NEW; END $$;
        CREATE TRIGGER keep_proposed BEFORE UPDATE ON appointments FOR EACH ROW
        WHEN (NEW.status <> 'pending') EXECUTE FUNCTION keep_proposed()""")


def no_count_of_places(stage: Stage, _: pytest.MonkeyPatch) -> None:
    stage.execute(NOBODY_COUNTED)


def no_places_given_back(stage: Stage, _: pytest.MonkeyPatch) -> None:
    """Places no longer kept still count as taken."""
    stage.execute("DROP TRIGGER give_back_held_places ON holds")


def no_whole_series(_: Stage, patch: pytest.MonkeyPatch) -> None:
    """Each date is booked by itself, and stays whatever becomes of the others."""
    take = booking.take

    async def take_for_good(writer: Writer, *wished: Any) -> Any:
        taken = await take(writer, *wished)
        await writer.fetch("COMMIT")
        await writer.fetch("BEGIN")
        return taken

    patch.setattr(booking, "take", take_for_good)


def no_look_what_leave_hits(_: Stage, patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(leave_rules, "refuse_hits", nothing)
