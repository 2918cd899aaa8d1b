"""``/playground/…``: how the page and the tests see the playground, and act for its people."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import orjson
from aiohttp import web

from bot.playground import personas
from bot.playground.backstage import Backstage
from bot.playground.chat_actions import ACTIONS, integer, number, person, text, upload
from bot.playground.control_error import ControlError
from bot.playground.errors import ApiError
from bot.playground.faults import FaultKind
from bot.playground.local_access import Handler, local_only
from bot.playground.parameters import read
from bot.playground.playground import Playground
from bot.playground.sample_people import Json, SamplePerson
from bot.playground.time_travel import Travel

ControlHandler = Callable[[web.Request], Awaitable[Any]]


class Control:
    """The control API of one playground."""

    def __init__(self, world: Playground, backstage: Backstage) -> None:
        self.world = world
        self.backstage = backstage
        self.travel = Travel(world, backstage)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/playground/state", self._json(self.state)),
            web.post("/playground/people", self._json(self.add_person, 201)),
            web.patch(r"/playground/people/{id:[0-9]{1,18}}", self._json(self.change_person)),
            web.post(r"/playground/people/{id:[0-9]{1,18}}/upload", self._json(self.upload)),
            web.post(r"/playground/people/{id:[0-9]{1,18}}/{action}", self._json(self.act)),
            web.post("/playground/clock", self._json(self.move_clock)),
            web.post("/playground/start-over", self._json(self.start_over, 202)),
            web.post("/playground/faults", self._json(self.set_faults)),
            web.get("/playground/requests", self._json(self.requests)),
        ]

    def _json(self, answer: ControlHandler, status: int = 200) -> Handler:
        @local_only
        async def handler(request: web.Request) -> web.StreamResponse:
            code, headers = status, {}
            try:
                result = await answer(request)
            except ControlError as refusal:
                code, headers = refusal.status, refusal.headers
                result = {"error": refusal.sentence}
            except ApiError as error:
                code, result = error.code, {"error": error.description}
            # What was begun before a refusal is stored, too, as it is in memory.
            self.world.store.flush()
            body = orjson.dumps(result)
            headers["Content-Type"] = "application/json"
            return web.Response(status=code, body=body, headers=headers)

        return handler

    # The whole picture.

    async def state(self, request: web.Request) -> Json:
        """Everything, or with ``?chat=<person id>`` the chat of one person."""
        world = self.world
        only = request.query.get("chat", "")
        people = world.chats.people()
        selection = [one for one in people if str(one.id) == only] if only else people
        return {
            "bot": world.profile.user(),
            "now": world.now(),
            "offset": world.clock.offset,
            "world": world.id,
            "can_jump_to_next": self.backstage.next_due is not None,
            "forgets_with_the_bot": self.backstage.start_over is not None,
            "people": [one.profile() for one in people],
            "chats": {str(one.id): self._chat(one.id) for one in selection},
        }

    def _chat(self, person_id: int) -> Json:
        chat = person(self.world, person_id)
        return {
            "messages": list(chat.messages.values()),
            "commands": self.world.profile.commands_for(chat),
            "blocked": chat.blocked,
            "pinned": chat.pinned,
        }

    async def requests(self, request: web.Request) -> list[Json]:
        """Calls of the bot, oldest first; ``?method=`` narrows them."""
        method = request.query.get("method", "").lower()
        return [call for call in self.world.calls if not method or call["method"] == method]

    # People.

    async def add_person(self, request: web.Request) -> Json:
        body = await _body(request)
        newcomer = SamplePerson(self.world.chats.next_person_id(), "", None, None, "en", "UTC")
        return self._put(newcomer, body)

    async def change_person(self, request: web.Request) -> Json:
        chat = person(self.world, int(request.match_info["id"]))
        return self._put(chat.person, await _body(request))

    def _put(self, before: SamplePerson, body: Json) -> Json:
        after = personas.with_changes(before, body, self.backstage.zones_of)
        self.world.put_person(after)
        return after.profile()

    async def act(self, request: web.Request) -> Json:
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            raise ControlError(f"A person can {', '.join(ACTIONS)} or upload.", 404)
        chat = person(self.world, int(request.match_info["id"]))
        return action(self.world, chat, await _body(request))

    async def upload(self, request: web.Request) -> Json:
        chat = person(self.world, int(request.match_info["id"]))
        params = await read(request)
        file = params.files.get("file")
        if file is None:
            raise ControlError('Send a form with the file in "file".')
        kind = params.text("kind") or "document"
        if kind not in ("photo", "voice", "document"):
            raise ControlError('"kind" is photo, voice or document.')
        caption, seconds = params.text("caption"), params.integer("duration")
        return upload(self.world, chat, kind, file, caption, seconds)

    # Time and weather.

    async def move_clock(self, request: web.Request) -> Json:
        """``{"advance": seconds}`` and ``{"to": "next"}`` stop at everything on the way;
        ``"leap": true`` and ``{"to": moment}`` do not. ``{"reset": true}`` goes back."""
        body = await _body(request)
        try:
            if body.get("reset"):
                await self.travel.back()
            elif "advance" in body:
                leap = body.get("leap") is True
                await self.travel.advance(number(body, "advance"), leap=leap)
            elif body.get("to") == "next":
                await self.travel.to_next()
            else:
                await self.travel.advance_to(_moment(text(body, "to")))
        except ValueError as error:
            raise ControlError(str(error)) from None
        return {"now": self.world.clock.now(), "offset": self.world.clock.offset}

    async def start_over(self, request: web.Request) -> Json:
        """Everything is deleted. The page knows it is done by a new ``world``."""
        if self.backstage.start_over is None:
            await self.world.start_over()
        else:
            await self.backstage.start_over()
        return {"world": self.world.id}

    async def set_faults(self, request: web.Request) -> Json:
        body = await _body(request)
        kind = text(body, "kind")
        if kind == "off":
            self.world.faults.switch_off()
            return {"kind": kind}
        if kind not in [fault_kind.value for fault_kind in FaultKind]:
            kinds = ", ".join(fault_kind.value for fault_kind in FaultKind)
            raise ControlError(f'"kind" is one of {kinds} or off.')
        rate = number(body, "rate") if "rate" in body else 1.0
        if not 0 <= rate <= 1:
            raise ControlError('"rate" is between 0 and 1.')
        methods = body.get("methods")
        if methods is not None and not isinstance(methods, list):
            raise ControlError('"methods" is a list of names.')
        self.world.faults.switch_on(
            FaultKind(kind),
            rate=rate,
            methods=None if methods is None else [str(method) for method in methods],
            retry_after=integer(body, "retry_after") if "retry_after" in body else 1,
            seed=integer(body, "seed") if "seed" in body else None,
        )
        return {"kind": kind, "rate": rate}


async def _body(request: web.Request) -> Json:
    raw = await request.read()
    try:
        body = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        raise ControlError("The body is no JSON.") from None
    if not isinstance(body, dict):
        raise ControlError("The body has to be a JSON object.")
    return body


def _moment(value: str) -> float:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("Give the moment with its zone, such as 2026-10-25T02:30:00+02:00.")
    return moment.timestamp()
