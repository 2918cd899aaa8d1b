"""The description of the API, OpenAPI 3.1, generated from the routes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, get_args, get_origin

import msgspec

from domain.programs.scopes import Scope
from handlers.http.api.answers import PROBLEM, Answer, Failed, Problem
from handlers.http.api.files import Download
from handlers.http.api.request_faults import FieldFault
from handlers.http.api.route import Route
from handlers.http.api.shapes import AnswerShape, schema_hook
from handlers.http.api.statuses import code_of, status_of
from handlers.http.api.subjects import SUBJECTS, TITLES

REF: Final = "#/components/schemas/{name}"
_VARIABLE: Final = re.compile(r"\{(\w+)\}")
_FILE: Final = {"type": "string", "format": "binary"}
_UNSEEN: Final = (429, 500, 503)
WELCOME: Final = (
    "Book coaches, and run the business that they work for: everything that people do in the "
    "chat, with the same rights, rules and refusals.\n\n"
    "To try it here, press **Authorize** and paste an API key or an access token below *bearer*. "
    "The playground has the keys `cbk_playground_customer`, `cbk_playground_coach` and "
    "`cbk_playground_admin`; for a bot with a token, admins make keys in its chat (`/admin`, "
    "*API keys*). *Free times*, *Services* and *Coaches* can be read without any.\n\n"
    "The folder `docs` of Coachbook leads from zero to a booking (`api.md`), and shows how to "
    "follow changes (`realtime.md`, `webhooks.md`). Struck-through routes are older spellings."
)
# Headers that every route accepts.
_SHARED: Final = {
    "Zone": {
        "name": "Time-Zone",
        "in": "header",
        "description": "The zone in which instants are answered; the caller's own without it.",
        "schema": {"type": "string", "examples": ["Europe/Berlin"]},
    },
    "Language": {
        "name": "Accept-Language",
        "in": "header",
        "description": "The language of messages.",
        "schema": {"type": "string", "examples": ["de"]},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A request repeated under one key is done once, and gets the same answer.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag that the caller has seen: if it has changed, nothing is done.",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,18}"$'},
    },
}


def api_description(routes: Sequence[Route], *, version: str, server: str) -> dict[str, Any]:
    """The whole description. server: the address under which the API is reached."""
    names = _structs(routes)
    _, components = msgspec.json.schema_components(names, schema_hook=schema_hook, ref_template=REF)
    paths: dict[str, Any] = {}
    # Older spellings come last under their heading.
    for one in sorted(routes, key=lambda one: one.deprecated):
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    titles = {TITLES[one.tag] for one in routes}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Coachbook",
            "version": version,
            "description": WELCOME,
        },
        "servers": [{"url": server}],
        "tags": [
            {"name": one.title, "description": one.description}
            for one in SUBJECTS
            if one.title in titles
        ],
        "paths": paths,
        "components": {
            "schemas": _component_schemas(components),
            "parameters": _SHARED,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token, or an API key (`cbk_…`); in the playground "
                    "`cbk_playground_customer`, `cbk_playground_coach`, `cbk_playground_admin`, "
                    "or sign in there as `mia@northside.example`, password `northside playground`. "
                    "Scopes: " + ", ".join(f"`{scope.value}`" for scope in Scope),
                },
                "token_jwt": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "token_jwt",
                    "description": "The same, for programs that send it in a header of its own. "
                    "One of the two is enough.",
                },
            },
        },
    }


def _structs(routes: Sequence[Route]) -> list[Any]:
    structs: list[Any] = [Failed, Problem, FieldFault]
    for one in routes:
        structs += [kind for kind in (one.body, _data(one.gives)) if kind is not None]
        # The types of a query's fields, such as enums, are described by name, too.
        structs += [field.type for field in msgspec.structs.fields(one.query)] if one.query else []
        structs += one.variables.values()
    return structs


def _data(gives: Any) -> Any:
    """The type of `data`, or None."""
    if get_origin(gives) is Answer:
        [gives] = get_args(gives)
    return None if gives in (type(None), Download) else gives


def _operation(one: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": one.name,
        "tags": [TITLES[one.tag]],
        "summary": one.summary,
        "parameters": _parameters(one),
        "responses": _responses(one),
    }
    if one.description:
        operation["description"] = one.description
    if one.scope is not None:
        operation["security"] = [{"bearer": [one.scope.value]}, {"token_jwt": []}]
    else:
        operation["security"] = []
    if one.body is not None:
        content = {"application/json": {"schema": _schema(one.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    if one.takes is not None:
        content = {kind: {"schema": _FILE} for kind in one.takes.kinds}
        operation["requestBody"] = {"required": True, "content": content}
    if one.deprecated:
        operation["deprecated"] = True
    return operation


def _parameters(one: Route) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _schema(one.variables[name])}
        for name in _VARIABLE.findall(one.path)
    ]
    if one.query is not None:
        parameters += [
            {
                "name": field.encode_name,
                "in": "query",
                "required": field.required,
                "schema": _without_null(_schema(field.type)),
            }
            for field in msgspec.structs.fields(one.query)
        ]
    shared = ["Zone", "Language"]
    if one.changes and one.scope is not None:
        shared += ["IdempotencyKey", "IfMatch"]
    return parameters + [{"$ref": f"#/components/parameters/{name}"} for name in shared]


def _responses(one: Route) -> dict[str, Any]:
    responses: dict[str, Any] = {str(one.status): _success(one)}
    codes: dict[int, list[str]] = {status: [] for status in _UNSEEN}
    for status in one.statuses:
        codes.setdefault(status, [])
    if one.scope is not None:
        codes[401], codes[403] = [], ["SCOPE_MISSING"]
    if not one.changes:  # A caller may be unknown, but may not show an expired token.
        codes[401] = []
    if one.changes and one.scope is not None:
        codes[412] = ["CHANGED_MEANWHILE"]
        codes.setdefault(409, [])
    codes.setdefault(400, []).append("INVALID_REQUEST")
    if one.variables:
        codes.setdefault(404, []).append("NOT_FOUND")
    if one.body is not None or (one.changes and one.scope is not None):
        codes.setdefault(422, []).append("INVALID_REQUEST")
        codes.setdefault(413, [])
        codes.setdefault(415, [])
    for refusal in one.refuses:
        codes.setdefault(status_of(refusal), []).append(code_of(refusal))
    for status, error_codes in sorted(codes.items()):
        responses[str(status)] = _failure(status, error_codes, bare=one.bare)
    return responses


def _success(one: Route) -> dict[str, Any]:
    if one.files:
        content = {kind: {"schema": _FILE} for kind in one.files}
        return {"description": HTTPStatus(one.status).phrase, "content": content}
    data = _data(one.gives)
    if one.bare:
        schema = {} if data is None else _schema(data)
    else:
        success = {"type": "boolean", "const": True}
        properties: dict[str, Any] = {"success": success, "message": {"type": "string"}}
        required = ["success", "message"]
        if data is not None:
            properties["data"] = _schema(data)
            required.append("data")
        schema = {"type": "object", "properties": properties, "required": required}
    return {
        "description": HTTPStatus(one.status).phrase,
        "content": {"application/json": {"schema": schema}},
    }


def _failure(status: int, codes: Sequence[str], *, bare: bool) -> dict[str, Any]:
    suffix = f": {', '.join(f'`{code}`' for code in dict.fromkeys(codes))}" if codes else ""
    schema: Mapping[str, Any] = {"$ref": REF.format(name="Failed")}
    if bare:
        error = {"type": "string"}
        schema = {"type": "object", "properties": {"error": error}, "required": ["error"]}
    return {
        "description": HTTPStatus(status).phrase + suffix,
        "content": {
            "application/json": {"schema": schema},
            PROBLEM: {"schema": {"$ref": REF.format(name="Problem")}},
        },
    }


def _component_schemas(components: dict[str, Any]) -> dict[str, Any]:
    """The objects by name. In an answer an absent field is left out, never null."""
    schemas: dict[str, Any] = _with_lists(components)
    for kind in _kinds_of(AnswerShape):
        for field in schemas.get(kind.__name__, {}).get("properties", {}).values():
            others = [one for one in field.get("anyOf", ()) if one != {"type": "null"}]
            if "anyOf" in field and len(others) == 1:
                del field["anyOf"]
                field.update(others[0])
            field.pop("default", None)
    for one in schemas.values():
        for field in one.get("properties", {}).values():
            # Leaving it out means the same, and client generators stumble over an empty list.
            if field.get("default") == []:
                del field["default"]
    return schemas


def _kinds_of(kind: type[AnswerShape]) -> Iterator[type[AnswerShape]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds_of(one)


def _with_lists(value: Any) -> Any:
    """Lists where msgspec has tuples: the same in JSON, but not to validators."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field in the address: an absent one is left out, and generated clients cannot
    read a union with null."""
    others = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    return others[0] if len(others) == 1 else schema


def _schema(kind: Any) -> dict[str, Any]:
    [schema], _ = msgspec.json.schema_components([kind], schema_hook=schema_hook, ref_template=REF)
    plain: dict[str, Any] = _with_lists(schema)
    return plain
