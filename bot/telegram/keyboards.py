"""What every press brings along and nobody reads: the keyboard under the message that was pressed.

It is most of an update. Reading it, and forgetting it again, took a twentieth of what a tap costs.
"""

from typing import Final

_BEGINS: Final = b',"reply_markup":{"inline_keyboard":[['
_ENDS: Final = b"]]}"


def without_keyboards(body: bytes) -> bytes:
    """JSON without the keyboards in it; or no JSON, and then the body is to be read as it is.

    Where one begins cannot stand in a text, where quotes are escaped; where one ends can. Then the
    cut is too early, inside a text: what follows is turned inside out up to the name of a field,
    which stands outside of all quotes and is no JSON.
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
