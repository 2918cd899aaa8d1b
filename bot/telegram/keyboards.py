"""Drops what each press brings and nobody reads: the keyboard under the pressed message.

It is most of an update: parsing it, and dropping it again, took a twentieth of what a tap costs.
"""

from typing import Final

_BEGINS: Final = b',"reply_markup":{"inline_keyboard":[['
_ENDS: Final = b"]]}"


def without_keyboards(body: bytes) -> bytes:
    """JSON without its keyboards; or invalid JSON, and then the body must be read as it is.

    The start of a keyboard cannot occur in a text, where quotes are escaped; its end can. Then the
    cut is too short, inside a text, and the quotes that follow are reversed up to the name of a
    field, so that the result is invalid.
    """
    before, *rest = body.split(_BEGINS)
    if not rest:
        return body
    pieces = [before]
    for piece in rest:
        _, end, after = piece.partition(_ENDS)
        if not end:
            return body
        pieces.append(after)
    return b"".join(pieces)
