"""The business itself: what everybody may see of it, and what admins set."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from msgspec import Meta

from domain.business import business_settings
from domain.business.retention import CHOICES, NEVER, RecordKind
from domain.messages import business_texts
from domain.messages.business_texts import key_of, passage_for
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.services import catalogue as model
from handlers.actions.business import business as actions
from handlers.actions.business import retention as keeping
from handlers.http.api import fields, instants
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.business.settings_shapes import (
    HouseView,
    LanguageCode,
    NewBusinessText,
    NewCurrency,
    NewSettings,
    Settings,
    TextName,
    of,
)
from handlers.http.api.shapes import AnswerShape, RequestShape
from handlers.http.api.versions import unseen, versioned_answer
from handlers.queries.business import business as queries
from handlers.queries.business import retention
from handlers.queries.business.languages import spoken_languages
from handlers.wording.words import languages

KeptName = Literal["bookings", "letters", "notes", "messages", "news", "files", "people"]


class KeptFor(AnswerShape, kw_only=True):
    """How long something is kept that nothing else needs. days: left out if it is never deleted
    automatically; choices: the possible values, 0 for never."""

    what: KeptName
    days: int | None = None
    choices: tuple[int, ...]


class RetentionList(AnswerShape):
    """Everything that is kept for a limited time."""

    items: tuple[KeptFor, ...]


class WouldGoQuery(RequestShape):
    """days: how long it would be kept; 0 for ever."""

    days: Annotated[int, Meta(ge=0, le=36_500)]


class WouldGo(AnswerShape):
    """How much would be deleted."""

    count: int


class NewRetention(RequestShape):
    """For how many days, one of its choices; 0: for ever."""

    days: Annotated[int, Meta(ge=0, le=10_000)]


@route("GET", "/house", None)
async def show(call: Call) -> HouseView:
    """Read what the business says about itself, in the reader's language."""
    business = call.catalogue.business
    language, own = call.words.language, call.context.language

    def text(which: business_texts.BusinessTextKind) -> str | None:
        wording = passage_for(business.texts, which, language, own)
        return wording.text if wording else None

    return HouseView(
        name=business.name,
        zone=business.zone,
        currency=business.currency or call.context.currency,
        languages=spoken_languages(business, own),
        place=business.place,
        latitude=business.latitude,
        longitude=business.longitude,
        greeting=text(business_texts.BusinessTextKind.GREETING),
        rules=text(business_texts.BusinessTextKind.RULES),
        imprint=text(business_texts.BusinessTextKind.IMPRINT),
        privacy=text(business_texts.BusinessTextKind.PRIVACY),
        link=call.context.link() or None,
    )


@route("GET", "/settings", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def read(call: Call) -> Answer[Settings]:
    """Read the settings of the business, for admins."""
    return versioned_answer(of(queries.settings(call.catalogue, actor=call.actor)))


@route("PUT", "/settings", Scope.BUSINESS_WRITE, refuses=(NotAllowed, BadInput))
async def change(call: Call, body: NewSettings) -> Answer[Settings]:
    """Change settings of the business; existing bookings stand."""
    values = fields.values_of(body)
    if isinstance(body.zone, str):
        values["zone"] = fields.zone(body.zone, "zone")
    for name in ("morning", "evening"):
        if values.get(name) is not None:
            values[name] = instants.minute(values[name])

    def apply_changes(business: model.Business) -> model.Business:
        unseen(call, of(business))
        return business_settings.with_values(business, values)

    return versioned_answer(of(await _change_business(call, apply_changes)))


@route(
    "PUT",
    "/settings/texts/{text}/{language}",
    Scope.BUSINESS_WRITE,
    refuses=(NotFound, NotAllowed, BadInput),
)
async def change_text(
    call: Call, text: TextName, language: LanguageCode, body: NewBusinessText
) -> Answer[Settings]:
    """Write the business's own greeting, rules, imprint or privacy notice."""
    which = business_texts.by_name(text)
    if language not in languages():
        raise NotFound
    says = None if body.says is None else business_texts.read(which, body.says)
    key = key_of(which, language)

    def apply_changes(business: model.Business) -> model.Business:
        unseen(call, of(business))
        others = {name: its for name, its in business.texts.items() if name != key}
        return replace(business, texts=others | ({key: says} if says else {}))

    return versioned_answer(of(await _change_business(call, apply_changes)))


@route("PUT", "/settings/currency", Scope.BUSINESS_WRITE, refuses=(NotAllowed, BadInput))
async def change_currency(call: Call, body: NewCurrency) -> Answer[Settings]:
    """Switch all prices to another currency, at the same figures; existing bookings keep theirs."""
    catalogue = await actions.change_currency(
        call.database,
        body.currency,
        call.context.currency,
        **call.intent,
    )
    return versioned_answer(of(catalogue.business))


@route("GET", "/settings/retention", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def read_retention(call: Call) -> RetentionList:
    """Read how long records are kept."""
    return await _retention(call)


@route(
    "PUT",
    "/settings/retention/{what}",
    Scope.BUSINESS_WRITE,
    refuses=(NotFound, NotAllowed, BadInput),
)
async def change_retention(call: Call, what: KeptName, body: NewRetention) -> RetentionList:
    """Set how long records are kept; older ones are deleted with the next clean-up."""
    await keeping.choose(
        call.database,
        RecordKind(what),
        body.days,
        **call.intent,
    )
    return await _retention(call)


@route(
    "GET",
    "/settings/retention/{what}/would-go",
    Scope.BUSINESS_READ,
    refuses=(NotFound, NotAllowed),
)
async def would_go(call: Call, what: KeptName, query: WouldGoQuery) -> WouldGo:
    """Count what the next clean-up would delete if records were kept for this many days."""
    count = await retention.would_go(
        call.database, RecordKind(what), query.days, actor=call.actor, now=call.now
    )
    return WouldGo(count=count)


async def _retention(call: Call) -> RetentionList:
    periods = await retention.current(call.database, actor=call.actor)
    return RetentionList(
        items=tuple(
            KeptFor(
                what=kind.value,
                days=None if periods.days(kind) == NEVER else periods.days(kind),
                choices=CHOICES[kind].days,
            )
            for kind in RecordKind
        )
    )


async def _change_business(call: Call, change: Any) -> model.Business:
    return await actions.change_business(call.database, change, **call.intent)


ROUTES = (
    show,
    read,
    change,
    change_text,
    change_currency,
    read_retention,
    change_retention,
    would_go,
)
