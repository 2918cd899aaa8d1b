"""What signing in looks like in requests and answers."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain.accounts.account_refusals import SignedOut
from domain.accounts.identity import Identity, IdentityKind
from domain.accounts.passwords import LEAST, LONGEST_TYPED, MOST
from domain.accounts.sign_in import LONGEST_ID, LONGEST_NAME, Device, SignIn, is_fresh
from domain.messages.notices import Channel
from domain.refusals import BadInput
from domain.text.device_names import describe_agent
from handlers.actions.accounts.codes import CodeTicket
from handlers.actions.accounts.signing_in import TokenPair
from handlers.http.api.call import Call
from handlers.http.api.login_names import LONGEST, any_name
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.shapes import AnswerShape, Cursor, Id, Limit, Page, RequestShape, ZoneName
from storage.accounts.login_log import LoginEvent

Login = Annotated[
    str,
    Meta(min_length=1, max_length=LONGEST, description="An e-mail address, or a phone number."),
]
NewPassword = Annotated[
    str,
    Meta(
        max_length=LONGEST_TYPED,
        description=f"{LEAST} to {MOST} characters of any kind, but not a common password.",
    ),
]
Password = Annotated[str, Meta(max_length=LONGEST_TYPED)]
Code = Annotated[
    str,
    Meta(min_length=1, max_length=40, description="As it was sent; case and dashes do not matter."),
]
Word = Annotated[
    str, Meta(min_length=1, max_length=100, description="`request` from the previous answer.")
]
Installation = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=LONGEST_ID,
        description="A random name that an app gives itself once, such as a UUID.",
    ),
]
DeviceName = Annotated[
    str,
    Meta(min_length=1, max_length=LONGEST_NAME, description="What its owner calls the device."),
]


class OnDevice(RequestShape):
    """What a device says about itself."""

    installation_id: Installation | None = None
    device_name: DeviceName | None = None


class WithLogin(OnDevice):
    """Who somebody says they are: exactly one of the three."""

    login: Login | None = None
    email: Login | None = None
    phone: Login | None = None

    def typed_login(self) -> str:
        """What they typed. Raises Unacceptable: 422."""
        logins = [one for one in (self.login, self.email, self.phone) if one is not None]
        if len(logins) == 1:
            return logins[0]
        code, message = ("missing", "Expected login, email or phone")
        if logins:
            code, message = "invalid", "Expected one of login, email and phone"
        raise of_fields(422, [FieldFault(field="login", code=code, message=message)])


class NewAccount(WithLogin, kw_only=True):
    """What an account starts with."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    password: NewPassword
    zone: ZoneName | None = None


class Credentials(WithLogin, kw_only=True):
    """What somebody signs in with."""

    password: Password


class Forgotten(WithLogin):
    """Whose password was forgotten."""


class CodeConfirmation(OnDevice, kw_only=True):
    """A code, and the address or number it was asked for with."""

    request: Word
    code: Code


class PasswordReset(CodeConfirmation, kw_only=True):
    """The same, and a new password."""

    password: NewPassword


class TokenRenewal(OnDevice, kw_only=True):
    """What a device renews its tokens with. installation_id: the same as when it signed in."""

    refresh_token: Annotated[str, Meta(min_length=1, max_length=200)]


class ChangedPassword(RequestShape):
    """current_password: not needed within ten minutes of signing in."""

    password: NewPassword
    current_password: Password | None = None


class ChangedContact(WithLogin):
    """The email address or phone to sign in with. current_password: as above."""

    current_password: Password | None = None


class CodeSent(AnswerShape):
    """Where a code was sent, if there is an account. request: to be sent back with it."""

    request: str
    expires_at: datetime


class SignedIn(AnswerShape):
    """What a device uses from now on. access_token: in `Authorization: Bearer …`. expires_in:
    seconds. refresh_token: works once, for the next pair."""

    access_token: str
    token_type: str
    expires_in: int
    expires_at: datetime
    refresh_token: str
    session_id: int
    person_id: int


class SignedInDevice(AnswerShape):
    """A device that is signed in. current: the calling one."""

    id: int
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    method: str
    current: bool
    device: str | None = None
    address: str | None = None


class LoginLine(AnswerShape):
    """Something that was attempted, or done, with an account."""

    id: int
    at: datetime
    event: str
    method: str | None = None
    device: str | None = None
    address: str | None = None


class LoginLog(Page, kw_only=True):
    """Newest first."""

    items: tuple[LoginLine, ...]


class LogQuery(RequestShape):
    """Which lines."""

    limit: Limit = 20
    cursor: Cursor | None = None


class OwnAccount(AnswerShape):
    """The caller. roles: what they are to the business right now."""

    id: int
    name: str
    roles: tuple[str, ...]
    has_password: bool
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    zone: str | None = None
    coach_id: Id | None = None


class DevicesSignedOut(AnswerShape):
    """How many devices were signed out."""

    ended: int


def ways_of(call: Call) -> Collection[IdentityKind]:
    """The kinds of addresses to which a code can be sent."""
    context, business = call.context, call.catalogue.business
    texts = Channel.SMS in context.available_channels and business.sms_codes_per_day > 0
    return {
        kind
        for kind, way in ((IdentityKind.EMAIL, context.mails), (IdentityKind.PHONE, texts))
        if way
    }


def device_of(call: Call, body: OnDevice | None = None) -> Device:
    """The calling device."""
    program = body or OnDevice()
    return Device(program.installation_id, program.device_name, call.address, call.agent)


def signed_in_as(call: Call) -> int:
    """The calling device. Raises SignedOut for a program with a key."""
    session_id = session_of(call)
    if session_id is None:
        raise SignedOut
    return session_id


def session_of(call: Call) -> int | None:
    """The same; None for a program with a key."""
    caller = call.caller
    return None if caller is None or caller.session_id is None else int(caller.session_id)


def fresh(call: Call) -> bool:
    """Whether the caller has just proved who they are."""
    caller = call.caller
    return caller is not None and caller.since is not None and is_fresh(caller.since, call.now)


def login_of(login: str) -> Identity:
    """The email address or phone. Raises BadInput."""
    identity = any_name(login)
    if identity.kind is IdentityKind.ACCOUNT:
        raise BadInput("email" if "@" in login else "phone")
    return identity


def sent_code(call: Call, request: CodeTicket) -> CodeSent:
    return CodeSent(request=request.word, expires_at=request.expires_at.astimezone(call.zone))


def tokens(call: Call, pair: TokenPair) -> SignedIn:
    expires_at = pair.access.expires_at
    return SignedIn(
        access_token=pair.access.text,
        token_type="Bearer",
        expires_in=int((expires_at - call.now).total_seconds()),
        expires_at=expires_at.astimezone(call.zone),
        refresh_token=pair.refresh,
        session_id=pair.sign_in_id,
        person_id=pair.person_id,
    )


def session(one: SignIn, current: int | None, zone: ZoneInfo) -> SignedInDevice:
    return SignedInDevice(
        id=one.id,
        created_at=one.created_at.astimezone(zone),
        used_at=one.used_at.astimezone(zone),
        expires_at=one.expires_at.astimezone(zone),
        method=one.method.value,
        current=one.id == current,
        device=one.device.name or describe_agent(one.device.agent) or one.device.agent,
        address=one.device.address,
    )


def line(one: LoginEvent, zone: ZoneInfo) -> LoginLine:
    return LoginLine(
        id=one.id,
        at=one.at.astimezone(zone),
        event=one.event.value,
        method=one.method.value if one.method else None,
        device=one.device,
        address=one.address,
    )
