"""Messages to people: what was sent and what became of it, on which channels, and your own ones."""

from collections.abc import Mapping
from typing import Any, Final

from domain.accounts.account_refusals import (
    LockedOut,
    NoWayToWrite,
    SignInAgain,
    TooBusy,
    TooManyCodes,
    WrongCode,
    WrongLogin,
)
from domain.accounts.identity import Identity, IdentityKind
from domain.appointments.message_refusals import TooManyMessages
from domain.messages.channels import ORDER, Receipt
from domain.messages.notices import Channel
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from handlers.actions.accounts import changing
from handlers.actions.identities import recognizing
from handlers.actions.messages import business_messages, receipts, subscriptions
from handlers.actions.people import own_number
from handlers.http.api import cursors
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.accounts.auth_shapes import fresh, session_of
from handlers.http.api.routes.messages.notification_shapes import (
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
from handlers.queries.messages import notifications as queries
from handlers.queries.messages.notifications import NoticeDelivery
from handlers.typing.phones import read_phone

_NAMES: Final[Mapping[str, OtherWay]] = {
    Channel.PUSH: "push",
    Channel.WEB_PUSH: "web_push",
    Channel.SMS: "sms",
    Channel.MAIL: "mail",
}


@route("GET", "/notifications", Scope.NOTIFICATIONS_READ, refuses=(NotFound, NotAllowed))
async def list_all(call: Call, query: NotificationQuery) -> NotificationPage:
    """List what you were told, or for the team what anybody was."""
    before = None if query.cursor is None else cursors.decode_cursor(query.cursor, Id)
    more: dict[str, Any] = {
        "actor": call.actor,
        "now": call.now,
        "before": before,
        "limit": query.limit + 1,
    }
    if query.client_id is None:
        notices = await queries.mine(call.database, **more)
    else:
        _, notices = await queries.of_person(call.database, query.client_id, **more)
    page = notices[: query.limit]
    following = cursors.encode_cursor(page[-1].id) if len(notices) > len(page) else None
    return NotificationPage(items=tuple(_notification(call, one) for one in page), next=following)


@route(
    "POST",
    "/notifications",
    Scope.NOTIFICATIONS_WRITE,
    status=201,
    refuses=(NotFound, NotAllowed, BadInput, TooManyMessages),
)
async def send(call: Call, body: NewNotification) -> SentNotification:
    """Write to somebody in the name of the business, for the team.

    It goes to the chat, or by another channel that reaches them; at most five an hour to one
    person.
    """
    message_id = await business_messages.send(
        call.database,
        body.client_id,
        body.text,
        **call.intent,
    )
    return SentNotification(id=message_id)


@route(
    "POST",
    "/notifications/{notification_id}/receipt",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def receipt(call: Call, notification_id: Id, body: NewReceipt) -> None:
    """Report that a message has arrived, or was read.

    Its number is `message` in what the app received. Once read, it takes no further channel.
    """
    await receipts.of_reader(
        call.database,
        notification_id,
        Receipt(body.status),
        actor=call.actor,
        now=call.now,
    )


@route("GET", "/notifications/ways", Scope.NOTIFICATIONS_READ, refuses=(NotFound, NotAllowed))
async def ways(call: Call) -> Ways:
    """Read on which channels you are reached."""
    return await _ways(call)


@route(
    "PUT",
    "/notifications/ways/{channel}",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def want(call: Call, channel: str, body: WayWish) -> Ways:
    """Turn a channel on or off: `push`, `web_push`, `sms` or `mail`."""
    if channel not in set(ORDER):
        raise NotFound
    await own_number.want(
        call.database,
        Channel(channel),
        body.wanted,
        **call.intent,
    )
    return await _ways(call)


@route(
    "POST",
    "/notifications/subscriptions",
    Scope.NOTIFICATIONS_WRITE,
    status=201,
    refuses=(NotAllowed, BadInput, NoWayToWrite),
)
async def subscribe(call: Call, body: NewSubscription) -> KeptSubscription:
    """Subscribe an app or a browser.

    Registering again does not duplicate it; if somebody else had it, it is taken from them.
    """
    more: dict[str, Any] = {
        "available_channels": call.context.available_channels,
        **call.intent,
    }
    if body.token is not None and body.endpoint is None and body.keys is None:
        subscription_id = await subscriptions.keep_app(call.database, body.token, body.name, **more)
    elif body.token is None and body.endpoint is not None and body.keys is not None:
        keys = body.keys
        subscription_id = await subscriptions.keep_browser(
            call.database, body.endpoint, keys.p256dh, keys.auth, body.name, **more
        )
    else:
        either = "Either a token, or an endpoint with keys"
        raise of_fields(422, [FieldFault(field="token", code="missing", message=either)])
    return KeptSubscription(id=subscription_id)


@route(
    "DELETE",
    "/notifications/subscriptions/{subscription_id}",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def unsubscribe(call: Call, subscription_id: Id) -> None:
    """Unsubscribe an app or a browser; already gone is fine."""
    await subscriptions.remove(call.database, subscription_id, **call.intent)


@route(
    "POST",
    "/notifications/number",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(
        *(NotAllowed, BadInput, NoWayToWrite, TooManyCodes),
        *(SignInAgain, WrongLogin, LockedOut, TooBusy),
    ),
)
async def ask_number(call: Call, body: NewNumber) -> None:
    """Have a code sent to a number for text messages, which can also be signed in with.

    With the password, or within ten minutes of signing in.
    """
    await changing.reauthenticate(
        call.database,
        call.actor,
        body.current_password,
        session_of(call),
        fresh(call),
        call.now,
    )
    number = Identity.phone(read_phone(body.number, country_of(call.catalogue.business.zone)))
    await own_number.ask(
        call.database, number, available_channels=call.context.available_channels, **call.intent
    )


@route(
    "POST",
    "/notifications/number/confirm",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed, WrongCode),
)
async def confirm_number(call: Call, body: NumberCode) -> Ways:
    """Confirm that the number is yours, by the code; text messages are on from then."""
    await own_number.show(call.database, body.code, **call.intent)
    return await _ways(call)


@route("DELETE", "/notifications/number", Scope.NOTIFICATIONS_WRITE, refuses=(NotAllowed,))
async def forget_number(call: Call) -> Ways:
    """Remove your number; no text messages go there any more."""
    await recognizing.forget(call.database, IdentityKind.PHONE, actor=call.actor, now=call.now)
    return await _ways(call)


async def _ways(call: Call) -> Ways:
    settings = await queries.my_ways(call.database, actor=call.actor)
    context, theirs = call.context, settings.ways
    where = {Channel.SMS: settings.number, Channel.MAIL: settings.email}
    return Ways(
        telegram=theirs.telegram,
        ways=tuple(
            Way(channel=_NAMES[one], wanted=one in theirs.enabled_channels, to=where.get(one))
            for one in ORDER
            if one in context.available_channels
        ),
        subscriptions=tuple(
            Subscription(
                id=one.id,
                channel="push" if one.channel == Channel.PUSH else "web_push",
                name=one.name,
                added_at=one.added_at.astimezone(call.zone),
            )
            for one in settings.subscriptions
        ),
        minutes=settings.minutes,
        browser_key=await context.browser_key() if context.browser_key else None,
    )


def _notification(call: Call, notice: NoticeDelivery) -> Notification:
    zone = call.zone
    return Notification(
        id=notice.id,
        message=notice.message,
        kind=notice.kind,
        title=call.context.titled(call.words, notice, zone.key),
        channel="telegram" if notice.channel == Channel.TELEGRAM else _NAMES[notice.channel],
        status=notice.state.value,
        due_at=notice.due_at.astimezone(zone),
        sent_at=notice.sent_at and notice.sent_at.astimezone(zone),
        delivered_at=notice.delivered_at and notice.delivered_at.astimezone(zone),
        read_at=notice.read_at and notice.read_at.astimezone(zone),
        why=notice.why,
        repeated=notice.repeated,
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
