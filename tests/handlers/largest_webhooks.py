"""As many webhooks as possible, to the longest hosts, and told of everything by name."""

from domain.programs.webhooks import KINDS, LONGEST_DESCRIPTION, MOST
from storage.programs import webhooks
from storage.programs.events import START
from storage.transactions import Writer
from tests.handlers.doorstep import NOW


async def endpoints(writer: Writer) -> None:
    """Set them up."""
    host = f"{'h' * 63}.{'o' * 63}.{'s' * 63}.example:65535"
    for number in range(MOST):
        url, description = f"https://{host}/{number}", "&" * LONGEST_DESCRIPTION
        await webhooks.add(writer, url, description, list(KINDS), "whsec_", START, NOW)
