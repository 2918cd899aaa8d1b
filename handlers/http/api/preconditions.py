"""`If-Match` and `If-None-Match`: the caller says which version they have seen."""

import re
from typing import Final

from aiohttp import web

from handlers.http.api.answers import EncodedAnswer, tag_of
from handlers.http.api.request_faults import FieldFault, Unacceptable, of_fields

_VERSION: Final = re.compile(r'"([0-9]{1,18})"')


def if_match(header: str | None) -> int | None:
    """The version that the caller has seen; None if they did not say, or accept any. Raises
    Unacceptable: 400 for a tag that is not ours."""
    if header is None or header.strip() == "*":
        return None
    match = _VERSION.fullmatch(header.strip())
    if match is None:
        message = 'Expected the ETag of the thing, such as "3"'
        raise of_fields(400, [FieldFault(field="If-Match", code="invalid", message=message)])
    return int(match[1])


def require(seen_version: int | None, version: int) -> None:
    """Raise Unacceptable, 412, if the caller has seen another version."""
    if seen_version is not None and seen_version != version:
        raise Unacceptable(412, "changed_meanwhile", {"version": version}, {"ETag": f'"{version}"'})


def conditional_answer(request: web.Request, answer: EncodedAnswer) -> EncodedAnswer:
    """The answer to a GET with its tag, or 304 if the caller has it already."""
    tag = answer.headers.get("ETag") or tag_of(answer.body)
    headers = {**answer.headers, "ETag": tag}
    if_none_match = request.headers.get("If-None-Match", "")
    if answer.status == 200 and holds(if_none_match, tag):
        return EncodedAnswer(304, b"", {"ETag": tag})
    return EncodedAnswer(answer.status, answer.body, headers)


def holds(if_none_match: str, tag: str) -> bool:
    """Whether the value of `If-None-Match` names this tag, or any."""
    plain = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") in (plain, "*") for part in if_none_match.split(","))
