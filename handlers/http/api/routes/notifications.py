"""Messages to people: what was sent and what became of it, by which ways, and one of one's own."""

from collections.abc import Mapping
from typing import Any, Final

from domain.account_refusals import (
    LockedOut,
    NoWayToWrite,
    SignInAgain,
    TooBusy,
    TooManyCodes,
    WrongCode,
    WrongLogin,
)
from domain.channels import ORDER, Receipt
from domain.identity import Identity, Kind
from domain.message_refusals import TooManyMessages
from domain.notices import Channel
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.scopes import Scope
from handlers.actions import (
    house_messages,
    own_number,
    receipts,
    recognizing,
    subscriptions,
)
from handlers.actions.accounts import changing
from handlers.http.api import cursors
from handlers.http.api.asked import Asked
from handlers.http.api.complaints import Complaint, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.auth_shapes import fresh, session_of
from handlers.http.api.routes.notification_shapes import (
    KeptSubscription,
    NewNotification,
    NewNumber,
    NewReceipt,
    NewSubscription,
    Notification,
    NotificationPage,
    NotificationQuery,
    NumberCode,
    OtherWay,
    SentNotification,
    Subscription,
    Way,
    Ways,
    WayWish,
)
from handlers.http.api.shapes import Id
from handlers.places.holidays import country_of
from handlers.queries import notifications as queries
from handlers.queries.notifications import Told
from handlers.typing.phones import read_phone

_NAMES: Final[Mapping[str, OtherWay]] = {
    Channel.PUSH: "push",
    Channel.WEB_PUSH: "web_push",
    Channel.SMS: "sms",
    Channel.MAIL: "mail",
}


@route("GET", "/notifications", Scope.NOTIFICATIONS_READ, refuses=(NotFound, NotAllowed))
async def list_all(asked: Asked, query: NotificationQuery) -> NotificationPage:
    """List what one was told, or for the team what anybody was."""
    before = None if query.cursor is None else cursors.unpacked(query.cursor, Id)
    more: dict[str, Any] = {
        "actor": asked.actor,
        "now": asked.now,
        "before": before,
        "limit": query.limit + 1,
    }
    if query.client_id is None:
        found = await queries.mine(asked.database, **more)
    else:
        _, found = await queries.of_person(asked.database, query.client_id, **more)
    shown = found[: query.limit]
    following = cursors.packed(shown[-1].id) if len(found) > len(shown) else None
    return NotificationPage(items=tuple(_given(asked, one) for one in shown), next=following)


@route(
    "POST",
    "/notifications",
    Scope.NOTIFICATIONS_WRITE,
    status=201,
    refuses=(NotFound, NotAllowed, BadInput, TooManyMessages),
)
async def send(asked: Asked, body: NewNotification) -> SentNotification:
    """Write to somebody in the name of the business, for the team.

    It goes by the chat, or by what else reaches them; five an hour to one person at most.
    """
    sent = await house_messages.send(
        asked.database,
        body.client_id,
        body.text,
        **asked.intent,
    )
    return SentNotification(id=sent)


@route(
    "POST",
    "/notifications/{notification_id}/receipt",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def receipt(asked: Asked, notification_id: Id, body: NewReceipt) -> None:
    """Say that a message has arrived, or was read.

    Its number is `message` in what the app was given. What was read goes by no further way.
    """
    await receipts.of_reader(
        asked.database,
        notification_id,
        Receipt(body.status),
        actor=asked.actor,
        now=asked.now,
    )


@route("GET", "/notifications/ways", Scope.NOTIFICATIONS_READ, refuses=(NotFound, NotAllowed))
async def ways(asked: Asked) -> Ways:
    """Read by which ways one is told."""
    return await _ways(asked)


@route(
    "PUT",
    "/notifications/ways/{channel}",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def want(asked: Asked, channel: str, body: WayWish) -> Ways:
    """Turn a way on or off: `push`, `web_push`, `sms` or `mail`."""
    if channel not in set(ORDER):
        raise NotFound
    await own_number.want(
        asked.database,
        Channel(channel),
        body.wanted,
        **asked.intent,
    )
    return await _ways(asked)


@route(
    "POST",
    "/notifications/subscriptions",
    Scope.NOTIFICATIONS_WRITE,
    status=201,
    refuses=(NotAllowed, BadInput, NoWayToWrite),
)
async def subscribe(asked: Asked, body: NewSubscription) -> KeptSubscription:
    """Have an app or a browser told.

    Registered again it stays one, and whoever had it has it no more.
    """
    more: dict[str, Any] = {
        "offered": asked.house.ways,
        **asked.intent,
    }
    if body.token is not None and body.endpoint is None and body.keys is None:
        kept = await subscriptions.keep_app(asked.database, body.token, body.name, **more)
    elif body.token is None and body.endpoint is not None and body.keys is not None:
        keys = body.keys
        kept = await subscriptions.keep_browser(
            asked.database, body.endpoint, keys.p256dh, keys.auth, body.name, **more
        )
    else:
        either = "Either a token, or an endpoint with keys"
        raise of_fields(422, [Complaint(field="token", code="missing", message=either)])
    return KeptSubscription(id=kept)


@route(
    "DELETE",
    "/notifications/subscriptions/{subscription_id}",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def unsubscribe(asked: Asked, subscription_id: Id) -> None:
    """Have an app or a browser told no more; what is gone stays gone."""
    await subscriptions.remove(asked.database, subscription_id, **asked.intent)


@route(
    "POST",
    "/notifications/number",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(
        *(NotAllowed, BadInput, NoWayToWrite, TooManyCodes),
        *(SignInAgain, WrongLogin, LockedOut, TooBusy),
    ),
)
async def ask_number(asked: Asked, body: NewNumber) -> None:
    """Have a code sent to a number that is to get text messages, and by which one may sign in.

    With the password, or within ten minutes of signing in.
    """
    await changing.shown_again(
        asked.database,
        asked.actor,
        body.current_password,
        session_of(asked),
        fresh(asked),
        asked.now,
    )
    number = Identity.phone(read_phone(body.number, country_of(asked.catalogue.business.zone)))
    await own_number.ask(asked.database, number, offered=asked.house.ways, **asked.intent)


@route(
    "POST",
    "/notifications/number/confirm",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed, WrongCode),
)
async def confirm_number(asked: Asked, body: NumberCode) -> Ways:
    """Show that the number is one's own, by the code that came to it; text messages are on then."""
    await own_number.show(asked.database, body.code, **asked.intent)
    return await _ways(asked)


@route("DELETE", "/notifications/number", Scope.NOTIFICATIONS_WRITE, refuses=(NotAllowed,))
async def forget_number(asked: Asked) -> Ways:
    """Let one's number be nobody's business any more; no text messages go there."""
    await recognizing.forget(asked.database, Kind.PHONE, actor=asked.actor, now=asked.now)
    return await _ways(asked)


async def _ways(asked: Asked) -> Ways:
    found = await queries.my_ways(asked.database, actor=asked.actor)
    house, theirs = asked.house, found.ways
    where = {Channel.SMS: found.number, Channel.MAIL: found.email}
    return Ways(
        telegram=theirs.telegram,
        ways=tuple(
            Way(channel=_NAMES[one], wanted=one in theirs.wanted, to=where.get(one))
            for one in ORDER
            if one in house.ways
        ),
        subscriptions=tuple(
            Subscription(
                id=one.id,
                channel="push" if one.channel == Channel.PUSH else "web_push",
                name=one.name,
                added_at=one.added_at.astimezone(asked.zone),
            )
            for one in found.subscriptions
        ),
        minutes=found.minutes,
        browser_key=await house.browser_key() if house.browser_key else None,
    )


def _given(asked: Asked, told: Told) -> Notification:
    zone = asked.zone
    return Notification(
        id=told.id,
        message=told.message,
        kind=told.kind,
        title=asked.house.titled(asked.words, told, zone.key),
        channel="telegram" if told.channel == Channel.TELEGRAM else _NAMES[told.channel],
        status=told.standing.value,
        due_at=told.due_at.astimezone(zone),
        sent_at=told.sent_at and told.sent_at.astimezone(zone),
        delivered_at=told.delivered_at and told.delivered_at.astimezone(zone),
        read_at=told.read_at and told.read_at.astimezone(zone),
        why=told.why,
        repeated=told.repeated,
    )


ROUTES = (
    list_all,
    send,
    receipt,
    ways,
    want,
    subscribe,
    unsubscribe,
    ask_number,
    confirm_number,
    forget_number,
)
