"""Versions for things that have no version number: a digest of the whole answer.

A change compares them with the thing locked, before anything is saved.
"""

from hashlib import blake2b
from typing import TypeVar

from handlers.http.api import preconditions
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.shapes import AnswerShape, encode_json

T = TypeVar("T", bound=AnswerShape)


def version_of(data: AnswerShape) -> int:
    """A number of at most 17 digits."""
    return int.from_bytes(blake2b(encode_json(data), digest_size=7).digest())


def versioned_answer(data: T) -> Answer[T]:
    """The answer with its version, which becomes its ETag."""
    return Answer(data, version=version_of(data))


def unseen(call: Call, data: AnswerShape) -> None:
    """Raise Unacceptable, 412, if the caller has seen another version."""
    if call.if_match is not None:
        preconditions.require(call.if_match, version_of(data))
