"""Mail as one of the ways: after others, or to an address that is being verified."""

from bot.delivery.channels.adapter import DeliveryFailed, DeliveryRefused, Parcel
from bot.delivery.mail_channel import MailChannel
from bot.delivery.mail_failures import MailFailed, MailRefused


class MailAdapter:
    """Mails parcels."""

    def __init__(self, mail_channel: MailChannel) -> None:
        self._mail_channel = mail_channel

    async def send(self, parcel: Parcel) -> str | None:
        """The Message-ID comes from the row, so a mail that arrives twice is shown once."""
        address = parcel.row.facts.get("to") or parcel.row.email
        if not isinstance(address, str):
            raise DeliveryRefused("has no address")
        try:
            await self._mail_channel.send(parcel.row, address)
        except MailRefused as refusal:
            raise DeliveryRefused(str(refusal)) from None
        except MailFailed as failure:
            raise DeliveryFailed(str(failure), maybe_taken=failure.maybe_taken) from None
        return None
