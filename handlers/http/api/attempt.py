"""One request on its way to an answer, the same way for every route.

Find out who asks, count, read, act, encode. Every error on the way becomes an answer in one place,
and no answer is ever sent half.
"""

import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web

from domain.messages.business_texts import spoken
from domain.refusals import Refusal
from domain.roles import Door
from handlers.http.api import (
    answers,
    authentication,
    cross_origin,
    idempotency,
    instants,
    reading,
    statuses,
)
from handlers.http.api.answers import Answer, EncodedAnswer
from handlers.http.api.call import ApiContext, Call, Caller
from handlers.http.api.files import FileAnswer, Upload
from handlers.http.api.limits import LongBodies, is_long
from handlers.http.api.preconditions import conditional_answer, if_match
from handlers.http.api.request_faults import FieldFault, Unacceptable, of_fields
from handlers.http.api.route import Route
from handlers.http.api.router import RouteMatch
from handlers.http.observing import RECORD
from handlers.wording.words import Words, words_for, zone_info
from storage.faults import DatabaseAway

log = structlog.get_logger(__name__)

ZONE_HEADER: Final = "Time-Zone"


class Counter(Protocol):
    """As `RateLimits.take`, on the clock of the process."""

    def __call__(self, caller: str) -> Mapping[str, str]: ...


class Attempt:
    """One request. match: the route that was asked for, or else the methods that its path knows.
    headers: sent in addition to those of the answer itself."""

    def __init__(
        self,
        context: ApiContext,
        match: RouteMatch | frozenset[str],
        count: Counter,
        long: LongBodies,
        request: web.Request,
        request_id: str,
    ) -> None:
        self._context = context
        self._there = match
        self._count = count
        self._long = long
        self._held = ExitStack()
        self._request = request
        self._request_id = request_id
        self._route: Route | None = None
        self._words: Words = words_for(request.headers.get("Accept-Language"), context.language)
        self._zone: ZoneInfo = zone_info(context.zone)
        self._raw = b""
        self._caller: Caller | None = None
        self.headers: dict[str, str] = {}

    async def respond(self) -> EncodedAnswer | FileAnswer:
        """The answer, whatever happens."""
        with self._held:
            return await self._respond()

    async def _respond(self) -> EncodedAnswer | FileAnswer:
        try:
            return await self._perform()
        except Unacceptable as wrong:
            self._note(wrong.status, wrong.code)
            return self._failure(wrong.status, wrong.code.upper(), wrong.details, wrong.headers)
        except Refusal as refusal:
            return self._refusal(refusal)
        except DatabaseAway as away:
            log.warning("api.database_away", reason=str(away))
            return self._failure(503, "UNAVAILABLE", None, {"Retry-After": "1"})
        except Exception as fault:
            path = self._route.path if self._route else ""
            log.error("api.fault", route=path, exc_info=fault)
            return self._failure(500, "INTERNAL_ERROR", {"request_id": self._request_id})

    async def _perform(self) -> EncodedAnswer | FileAnswer:
        request, context = self._request, self._context
        match = self._route_match()
        route = self._route = match.route
        if (record := request.get(RECORD)) is not None:
            record.is_for(route.path)
        if not context.taking():
            raise Unacceptable(503, "unavailable", headers={"Retry-After": "1"})
        address = cross_origin.client_address(request, context.proxies)
        now = context.clock()
        caller = None
        try:
            token = authentication.token_of(request)
            if token is not None:
                caller = await authentication.caller_of(context.database, token, now)
        except Unacceptable:
            # Signing in, or renewing a token, may well come with an expired one.
            if route.scope is not None or not route.changes:
                raise
        self._caller = caller
        self.headers |= self._count(_counted_as(caller, address))
        _admit(route, caller)
        catalogue = await context.shop.catalogue()
        self._speak(caller, catalogue.business.languages, catalogue.business.zone)
        arguments = await self._arguments(route, match, caller)
        call = Call(
            context=context,
            caller=caller,
            catalogue=catalogue,
            words=self._words,
            zone=self._zone,
            now=now,
            key=f"http:{uuid.uuid4()}",
            request_id=self._request_id,
            address=address,
            agent=request.headers.get("User-Agent", "")[:300],
            if_match=if_match(request.headers.get("If-Match")),
        )
        idempotency_key = request.headers.get(idempotency.HEADER)
        # The answers of public routes sign somebody in: they are never stored.
        if route.files:
            return FileAnswer(await route.handle(call, **arguments))
        if idempotency_key is None or not route.changes or route.scope is None:
            return await self._handle(route, call, arguments)
        return await self._once(route, call, arguments, idempotency.parse_key(idempotency_key))

    def _route_match(self) -> RouteMatch:
        match = self._there
        if isinstance(match, RouteMatch):
            return match
        if not match:
            raise Unacceptable(404, "no_such_path")
        raise Unacceptable(
            405, "method_not_allowed", headers={"Allow": ", ".join(sorted(match | {"OPTIONS"}))}
        )

    def _speak(self, caller: Caller | None, languages: tuple[str, ...], home: str) -> None:
        """Choose language and clock: the request's, else the caller's own settings."""
        tag = self._request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0]
        person = caller.person if caller else None
        own = (person.chosen_language, person.language) if person else ()
        self._words = words_for(*spoken(languages, tag or None, *own), self._context.language)
        zone_name = self._request.headers.get(ZONE_HEADER) or self._request.query.get("zone")
        if zone_name is None:
            self._zone = zone_info((person.zone if person else None) or home or self._context.zone)
            return
        try:
            self._zone = instants.zone(zone_name[:100])
        except ValueError as wrong:
            field = "zone" if ZONE_HEADER not in self._request.headers else ZONE_HEADER
            complaint = FieldFault(field=field, code="invalid", message=str(wrong))
            raise of_fields(400, [complaint]) from None

    async def _arguments(
        self, route: Route, match: RouteMatch, caller: Caller | None
    ) -> dict[str, Any]:
        """The arguments with which to call the route's function."""
        arguments = reading.path(match.variables, route.variables)
        if route.query is not None:
            arguments["query"] = reading.query(self._request, route.query)
        if caller is not None and is_long(self._request):
            self._held.enter_context(self._long.one(_counted_as(caller, "")))
        if route.body is not None:
            most = reading.MOST_OF_STRANGERS if route.scope is None else reading.MOST_BYTES
            arguments["body"], self._raw = await reading.body(self._request, route.body, most)
        if route.takes is not None and caller is not None:
            caller.person.at(Door.HTTP).require(route.takes.may)
            self._raw = await reading.file(self._request, route.takes.kinds, route.takes.most)
            arguments["file"] = Upload(self._raw, self._request.content_type)
        return arguments

    async def _handle(
        self, route: Route, call: Call, arguments: Mapping[str, Any]
    ) -> EncodedAnswer:
        outcome = await route.handle(call, **arguments)
        answer = outcome if isinstance(outcome, Answer) else Answer(outcome)
        encoded_answer = answers.encode_success(answer, route.status, bare=route.bare)
        return (
            encoded_answer if route.changes else conditional_answer(self._request, encoded_answer)
        )

    async def _once(
        self, route: Route, call: Call, arguments: Mapping[str, Any], idempotency_key: str
    ) -> EncodedAnswer:
        person_id = call.person.id
        name = idempotency.fingerprint_of(
            str(person_id).encode(), route.name.encode(), idempotency_key.encode()
        )
        key = f"http:{name.hex()}"
        same = replace(call, key=key)
        path = self._request.rel_url.raw_path_qs.encode()
        content = idempotency.content_of(self._raw, arguments.get("body"))
        mark = idempotency.fingerprint_of(route.method.encode(), path, content)
        database = self._context.database
        if route.secret:
            # The key makes it happen once all the same; the answer is not stored anywhere.
            await idempotency.mark(database, key, person_id, mark, now=self._context.clock())
            return await self._handle(route, same, arguments)

        async def do() -> EncodedAnswer:
            try:
                return await self._handle(route, same, arguments)
            except Refusal as refusal:
                return self._refusal(refusal)

        return await idempotency.once(database, key, person_id, mark, do, clock=self._context.clock)

    def _refusal(self, refusal: Refusal) -> EncodedAnswer:
        kind = type(refusal)
        self._note(statuses.status_of(kind), refusal.code)
        names = self._route.names if self._route else ()
        details = statuses.details_of(refusal, self._zone, names)
        message = self._words.label(f"api.{refusal.code}")
        return self._error(
            statuses.status_of(kind), statuses.code_of(kind), message, details or None, None
        )

    def _note(self, status: int, why: str) -> None:
        """Log that somebody was not allowed what they asked for."""
        if status == 403:
            route = self._route.path if self._route else ""
            person = self._caller.person.id if self._caller else None
            key = self._caller.key_id if self._caller else None
            log.info("api.forbidden", route=route, why=why, person=person, key=key)

    def _failure(
        self,
        status: int,
        code: str,
        details: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None = None,
    ) -> EncodedAnswer:
        message = self._words.label(f"api.{code.lower()}")
        return self._error(status, code, message, details, headers)

    def _error(
        self,
        status: int,
        code: str,
        message: str,
        details: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
    ) -> EncodedAnswer:
        if self._route is not None and self._route.bare:
            message = self._route.words(code, (details or {}).get("fields", ())) or message
        return answers.encode_failure(
            status,
            code,
            message,
            details,
            accept=self._request.headers.get("Accept", ""),
            bare=self._route is not None and self._route.bare,
            request_id=self._request_id,
            headers=headers,
        )


def _counted_as(caller: Caller | None, address: str) -> str:
    if caller is None:
        return f"address {address}"
    return f"key {caller.key_id}" if caller.key_id else f"person {caller.person.id}"


def _admit(route: Route, caller: Caller | None) -> None:
    """Raise Unacceptable unless this caller may ask this at all; the action checks the rest."""
    if route.scope is None:
        return
    if caller is None:
        raise Unacceptable(401, "not_signed_in", headers=authentication.SCHEMES)
    if route.scope not in caller.scopes:
        raise Unacceptable(403, "scope_missing", {"scope": route.scope.value})
