"""What the business looks like in requests and answers."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from domain.accounts.code_texts import MOST_COUNTRIES
from domain.business import business_settings
from domain.services import catalogue as model
from domain.services.policies import Policy
from handlers.http.api import fields
from handlers.http.api.routes.coaches.coach_shapes import Place
from handlers.http.api.routes.services.service_shapes import Latitude, Longitude, Reminders
from handlers.http.api.shapes import (
    AnswerShape,
    Currency,
    RequestShape,
    WallTime,
    ZoneName,
    within,
)

HouseName = Annotated[str, Meta(min_length=1, max_length=business_settings.LONGEST_NAME)]
LanguageCode = Annotated[str, Meta(pattern="^[a-z]{2}$")]
TextName = Literal["greeting", "rules", "imprint", "privacy"]


def _number(name: str) -> Meta:
    return within(business_settings.BOUNDS[name])


OpenLimit = Annotated[int, _number("open_limit")]
CustomerDay = Annotated[int, _number("customer_day")]
CustomerWeek = Annotated[int, _number("customer_week")]
HouseGap = Annotated[int, _number("gap")]
Hold = Annotated[int, _number("hold_minutes")]
AnswerIn = Annotated[int, _number("answer_minutes")]
OfferFor = Annotated[int, _number("offer_minutes")]
WriteFor = Annotated[int, _number("writing_minutes")]
FewFlags = Annotated[int, _number("flag_no_shows")]
ManyFlags = Annotated[int, _number("flag_burst")]
NoShows = Annotated[int, _number("no_show_limit")]
NoShowDays = Annotated[int, _number("no_show_days")]
TextsDay = Annotated[int, _number("sms_per_day")]
TextsMonth = Annotated[int, _number("sms_per_month")]
CodesDay = Annotated[int, _number("sms_codes_per_day")]
OtherWay = Annotated[int, _number("other_way_minutes")]
CountryCode = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]


class HouseView(AnswerShape, kw_only=True):
    """The business as everybody may see it. greeting, rules, imprint, privacy: in the reader's
    language, if they have been written; rules: in addition to those that follow from the
    settings."""

    name: str
    zone: str
    currency: str
    languages: tuple[str, ...]
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    greeting: str | None = None
    rules: str | None = None
    imprint: str | None = None
    privacy: str | None = None
    link: str | None = None


class BusinessText(AnswerShape):
    """A text of the business in one language."""

    text: TextName
    language: str
    says: str


class Settings(AnswerShape, kw_only=True):
    """What an admin sets for the business; as NewSettings."""

    name: str
    zone: str
    currency: str | None = None
    languages: tuple[str, ...] = ()
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    policy: Policy
    open_limit: int
    customer_day: int
    customer_week: int
    gap: int
    hold_minutes: int
    answer_minutes: int
    offer_minutes: int
    writing_minutes: int
    reminders: tuple[int, ...]
    ask_first: bool
    morning: str | None = None
    evening: str | None = None
    flag_cancellations: int
    flag_no_shows: int
    flag_dropped: int
    flag_burst: int
    no_show_limit: int
    no_show_days: int
    sms_per_day: int
    sms_per_month: int
    sms_codes_per_day: int
    sms_countries: tuple[str, ...] = ()
    other_way_minutes: int
    texts: tuple[BusinessText, ...] = ()


class NewSettings(RequestShape):
    """What to change about the business; what is left out stays, null clears it. languages: the
    ones offered, an empty list for all. policy: who gets customers who name no coach. open_limit: a
    customer's upcoming sessions; customer_day, customer_week: in a day and a week, 0 for any
    number. gap: minutes between two sessions of a coach. hold_minutes: how long a time is held for
    somebody considering it. answer_minutes: how long a request waits; 0: until shortly before.
    offer_minutes: how long offered times are held. writing_minutes: how long after a session its
    people may write. reminders: minutes before. ask_first: customers are asked when a coach books
    for them. morning, evening: when coaches get summaries. flag_…: how many raise a flag, 0 never.
    no_show_limit: after this many no-shows within no_show_days every booking is confirmed by hand,
    0 never. sms_per_day, sms_per_month: parts of text messages, to one person and to all.
    sms_codes_per_day: account codes by text message, to strangers and to others each, 0 none;
    sms_countries: where they go, an empty list for where the business and its customers are.
    other_way_minutes: how long something urgent may stay unread before another channel is used."""

    name: HouseName | UnsetType = UNSET
    zone: ZoneName | UnsetType = UNSET
    languages: Annotated[tuple[LanguageCode, ...], Meta(max_length=20)] | UnsetType = UNSET
    place: Place | UnsetType | None = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    policy: Policy | UnsetType = UNSET
    open_limit: OpenLimit | UnsetType = UNSET
    customer_day: CustomerDay | UnsetType = UNSET
    customer_week: CustomerWeek | UnsetType = UNSET
    gap: HouseGap | UnsetType = UNSET
    hold_minutes: Hold | UnsetType = UNSET
    answer_minutes: AnswerIn | UnsetType = UNSET
    offer_minutes: OfferFor | UnsetType = UNSET
    writing_minutes: WriteFor | UnsetType = UNSET
    reminders: Reminders | UnsetType = UNSET
    ask_first: bool | UnsetType = UNSET
    morning: WallTime | UnsetType | None = UNSET
    evening: WallTime | UnsetType | None = UNSET
    flag_cancellations: FewFlags | UnsetType = UNSET
    flag_no_shows: FewFlags | UnsetType = UNSET
    flag_dropped: ManyFlags | UnsetType = UNSET
    flag_burst: ManyFlags | UnsetType = UNSET
    no_show_limit: NoShows | UnsetType = UNSET
    no_show_days: NoShowDays | UnsetType = UNSET
    sms_per_day: TextsDay | UnsetType = UNSET
    sms_per_month: TextsMonth | UnsetType = UNSET
    sms_codes_per_day: CodesDay | UnsetType = UNSET
    sms_countries: (
        Annotated[tuple[CountryCode, ...], Meta(max_length=MOST_COUNTRIES)] | UnsetType
    ) = UNSET
    other_way_minutes: OtherWay | UnsetType = UNSET


class NewBusinessText(RequestShape):
    """The new text; null removes it."""

    says: Annotated[str, Meta(min_length=1, max_length=1000)] | None


class NewCurrency(RequestShape):
    """The currency of all prices from now on, at the same figures."""

    currency: Currency


def of(business: model.Business) -> Settings:
    """The settings as an answer shows them."""
    b = business
    return Settings(
        name=b.name,
        zone=b.zone,
        currency=b.currency,
        languages=b.languages,
        place=b.place,
        latitude=b.latitude,
        longitude=b.longitude,
        policy=b.policy,
        open_limit=b.open_limit,
        customer_day=b.customer_day,
        customer_week=b.customer_week,
        gap=b.gap,
        hold_minutes=b.hold_minutes,
        answer_minutes=b.answer_minutes,
        offer_minutes=b.offer_minutes,
        writing_minutes=b.writing_minutes,
        reminders=b.reminders,
        ask_first=b.ask_first,
        morning=None if b.morning is None else fields.clock(b.morning),
        evening=None if b.evening is None else fields.clock(b.evening),
        flag_cancellations=b.flag_cancellations,
        flag_no_shows=b.flag_no_shows,
        flag_dropped=b.flag_dropped,
        flag_burst=b.flag_burst,
        no_show_limit=b.no_show_limit,
        no_show_days=b.no_show_days,
        sms_per_day=b.sms_per_day,
        sms_per_month=b.sms_per_month,
        sms_codes_per_day=b.sms_codes_per_day,
        sms_countries=b.sms_countries,
        other_way_minutes=b.other_way_minutes,
        texts=tuple(
            BusinessText(text=key.partition(".")[0], language=key.partition(".")[2], says=says)  # type: ignore[arg-type]
            for key, says in sorted(b.texts.items())
        ),
    )
