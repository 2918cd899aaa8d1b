"""As whom somebody reads what is shown to strangers, too."""

from domain.roles import Actor
from domain.scopes import Scope
from handlers.http.api.call import Call


def viewer(call: Call, scope: Scope) -> Actor | None:
    """The caller, or None: for a stranger, and for who shows a key that does not reach so far."""
    caller = call.caller
    return call.actor if caller is not None and scope in caller.scopes else None
