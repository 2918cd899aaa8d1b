"""Who reads something that strangers may read, too."""

from domain.programs.scopes import Scope
from domain.roles import Actor
from handlers.http.api.call import Call


def viewer(call: Call, scope: Scope) -> Actor | None:
    """The caller, or None: for a stranger, and for a key whose scopes do not reach this far."""
    caller = call.caller
    return call.actor if caller is not None and scope in caller.scopes else None
