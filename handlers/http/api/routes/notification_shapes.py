"""What messages, and the ways by which they go, are in requests and answers."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from handlers.actions import house_messages, subscriptions
from handlers.http.api.pages import Paging
from handlers.http.api.routes.auth_shapes import Password
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape

WayName = Literal["telegram", "push", "web_push", "sms", "mail"]
OtherWay = Literal["push", "web_push", "sms", "mail"]
Status = Literal["waiting", "sent", "delivered", "read", "unreached", "failed", "needless"]
Text = Annotated[str, Meta(min_length=1, max_length=house_messages.LONGEST)]
Name = Annotated[str, Meta(min_length=1, max_length=subscriptions.LONGEST_NAME)]
Target = Annotated[str, Meta(min_length=1, max_length=subscriptions.LONGEST_TARGET)]
Key = Annotated[str, Meta(min_length=1, max_length=200, description="Base64url.")]


class Notification(AnswerShape, kw_only=True):
    """A message by one way. message: the same for all ways that it has gone by. title: in the words
    of whoever asks. why: it did not arrive, as its provider says it. repeated: it may have come
    twice."""

    id: int
    message: int
    kind: str
    title: str
    channel: WayName
    status: Status
    due_at: datetime
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    why: str | None = None
    repeated: bool = False


class NotificationPage(Page, kw_only=True):
    """What somebody was told, the latest first."""

    items: tuple[Notification, ...]


class NotificationQuery(Paging):
    """client_id: whose, for the team; one's own without it."""

    client_id: Id | None = None


class NewNotification(RequestShape):
    """A message of the business to one person, as plain text."""

    client_id: Id
    text: Text


class SentNotification(AnswerShape):
    """It is on its way: by the chat, or by what else reaches its reader."""

    id: int


class NewReceipt(RequestShape):
    """What an app knows of a message that it was given."""

    status: Literal["delivered", "read"]


class Subscription(AnswerShape, kw_only=True):
    """An app or a browser that is told."""

    id: int
    channel: Literal["push", "web_push"]
    name: str | None = None
    added_at: datetime


class Way(AnswerShape, kw_only=True):
    """A way beside the chat. wanted: whether it is to be used. to: the number or the address."""

    channel: OtherWay
    wanted: bool
    to: str | None = None


class Ways(AnswerShape, kw_only=True):
    """By which ways one is told. telegram: it reaches one. minutes: for so long what cannot wait
    goes unread before the next way is taken. browser_key: the `applicationServerKey` with which a
    browser subscribes, where browsers can be told."""

    telegram: bool
    ways: tuple[Way, ...]
    subscriptions: tuple[Subscription, ...]
    minutes: int
    browser_key: str | None = None


class WayWish(RequestShape):
    """Whether a way is to be used."""

    wanted: bool


class BrowserKeys(RequestShape):
    """The keys of a browser, as `PushSubscription.toJSON()` has them."""

    p256dh: Key
    auth: Key


class NewSubscription(RequestShape):
    """An app, by its `token` of Firebase, or a browser, by `endpoint` and `keys`."""

    token: Target | None = None
    endpoint: Target | None = None
    keys: BrowserKeys | None = None
    name: Name | None = None


class KeptSubscription(AnswerShape):
    """It is told from now on."""

    id: int


class NewNumber(RequestShape):
    """A number that is to get text messages; without its country it is one of the business's.
    current_password: left out by who has signed in a moment ago."""

    number: Annotated[str, Meta(min_length=3, max_length=60)]
    current_password: Password | None = None


class NumberCode(RequestShape):
    """The code that came to it."""

    code: Annotated[str, Meta(min_length=1, max_length=32)]
