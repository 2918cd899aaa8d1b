"""What messages, and the channels they take, look like in requests and answers."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from handlers.actions.messages import business_messages, subscriptions
from handlers.http.api.pages import Paging
from handlers.http.api.routes.accounts.auth_shapes import Password
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape

WayName = Literal["telegram", "push", "web_push", "sms", "mail"]
OtherWay = Literal["push", "web_push", "sms", "mail"]
Status = Literal["waiting", "sent", "delivered", "read", "unreached", "failed", "needless"]
Text = Annotated[str, Meta(min_length=1, max_length=business_messages.LONGEST)]
Name = Annotated[str, Meta(min_length=1, max_length=subscriptions.LONGEST_NAME)]
Target = Annotated[str, Meta(min_length=1, max_length=subscriptions.LONGEST_TARGET)]
Key = Annotated[str, Meta(min_length=1, max_length=200, description="Base64url.")]


class Notification(AnswerShape, kw_only=True):
    """A message on one channel. message: the same for all its channels. title: in the caller's
    language. why: it did not arrive, in the provider's words. repeated: it may have come twice."""

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
    """What somebody was told, latest first."""

    items: tuple[Notification, ...]


class NotificationQuery(Paging):
    """client_id: whose, for the team; your own without it."""

    client_id: Id | None = None


class NewNotification(RequestShape):
    """A message from the business to one person, as plain text."""

    client_id: Id
    text: Text


class SentNotification(AnswerShape):
    """It was sent: to the chat, or by another channel that reaches its reader."""

    id: int


class NewReceipt(RequestShape):
    """What an app knows about a message that it received."""

    status: Literal["delivered", "read"]


class Subscription(AnswerShape, kw_only=True):
    """An app or a browser that gets messages."""

    id: int
    channel: Literal["push", "web_push"]
    name: str | None = None
    added_at: datetime


class Way(AnswerShape, kw_only=True):
    """A channel besides the chat. wanted: whether it is used. to: the number or the address."""

    channel: OtherWay
    wanted: bool
    to: str | None = None


class Ways(AnswerShape, kw_only=True):
    """How the caller is reached. telegram: it reaches them. minutes: how long something urgent
    stays unread before the next channel is used. browser_key: the `applicationServerKey` for a
    browser to subscribe with, if browsers are supported."""

    telegram: bool
    ways: tuple[Way, ...]
    subscriptions: tuple[Subscription, ...]
    minutes: int
    browser_key: str | None = None


class WayWish(RequestShape):
    """Whether to use a channel."""

    wanted: bool


class BrowserKeys(RequestShape):
    """The keys of a browser, as in `PushSubscription.toJSON()`."""

    p256dh: Key
    auth: Key


class NewSubscription(RequestShape):
    """An app, by its Firebase `token`, or a browser, by `endpoint` and `keys`."""

    token: Target | None = None
    endpoint: Target | None = None
    keys: BrowserKeys | None = None
    name: Name | None = None


class KeptSubscription(AnswerShape):
    """It receives messages from now on."""

    id: int


class NewNumber(RequestShape):
    """A number for text messages; without a country code it is in the business's country.
    current_password: not needed within ten minutes of signing in."""

    number: Annotated[str, Meta(min_length=3, max_length=60)]
    current_password: Password | None = None


class NumberCode(RequestShape):
    """The code that was sent to it."""

    code: Annotated[str, Meta(min_length=1, max_length=32)]
