"""The outcome of an attempt to send a webhook, and what follows from it, in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.messages.notices import NoticeKind
from domain.programs.webhooks import OF_ADMINS, TEST, Delivery, WebhookState, fails_for_long, wait
from domain.roles import Actor, Permission
from handlers.actions.alarms import tell_team
from storage import audit
from storage.programs import webhook_deliveries, webhooks
from storage.programs.webhook_deliveries import ClaimedDelivery, DeliveryAttempt
from storage.services import business as stored_business
from storage.transactions import Database, Writer

GONE = 410


@dataclass(frozen=True, slots=True)
class AttemptOutcome:
    """How an attempt ended. retry_after: what the other side asked for."""

    attempt: DeliveryAttempt
    retry_after: timedelta | None = None

    @property
    def arrived(self) -> bool:
        """Whether it was accepted."""
        status = self.attempt.status
        return status is not None and 200 <= status < 300


async def note(
    database: Database,
    row: ClaimedDelivery,
    outcome: AttemptOutcome,
    *,
    owner: str,
    jitter: float,
    actor: Actor,
    now: datetime,
) -> Delivery:
    """Record how an attempt ended; what becomes of the message, and when it is tried next.

    If nothing arrives for days, or the other side says that it is gone, the webhook is stopped, and
    the admins are told, once. jitter: from -1 to 1. Raises NotAllowed.
    """
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> Delivery:
        await webhook_deliveries.note(writer, row.id, outcome.attempt)
        attempts = row.attempts + 1
        pause = None if outcome.arrived else wait(attempts, jitter, outcome.retry_after)
        gone = outcome.attempt.status == GONE
        if row.kind == TEST or gone:
            pause = None  # whoever asked for it sees the result, and asks again
        state = Delivery.DELIVERED if outcome.arrived else Delivery.FAILED
        if pause is not None:
            state = Delivery.WAITING
        due_at = now if pause is None else now + pause
        done_at = now if pause is None else None
        ours = await webhook_deliveries.settle(
            writer, owner, row.id, state, attempts=attempts, due_at=due_at, done_at=done_at
        )
        if not ours:
            return state
        if outcome.arrived:
            await webhooks.record_success(writer, row.endpoint_id)
            return state
        since = (
            None
            if row.kind == TEST
            else await webhooks.record_failure(writer, row.endpoint_id, now)
        )
        if gone:
            await _stop(writer, row, WebhookState.GONE, since or now, actor, now)
        elif fails_for_long(since, now):
            await _stop(writer, row, WebhookState.FAILING, since or now, actor, now)
        return state

    return await database.write(work)


async def _stop(
    writer: Writer,
    row: ClaimedDelivery,
    state: WebhookState,
    since: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    """Stop it and tell the admins, unless that has already happened."""
    url = await webhooks.stop(writer, row.endpoint_id, state)
    if url is None:
        return
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action="stop_webhook",
        entity="webhook",
        entity_id=row.endpoint_id,
        before={"state": str(WebhookState.ACTIVE)},
        after={"state": str(state)},
    )
    facts = {
        "webhook": row.endpoint_id,
        "url": url,
        "state": str(state),
        "since": since.isoformat(),
        "zone": (await stored_business.load(writer)).zone,
    }
    key = f"{NoticeKind.WEBHOOK_STOPPED}:{row.endpoint_id}:{now.isoformat()}"
    await tell_team(writer, NoticeKind.WEBHOOK_STOPPED, key, facts, now, who=OF_ADMINS)
