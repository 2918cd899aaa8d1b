"""Whom a message names: its sender, a shared contact, the author of a forwarded message."""

from telegram import Message, MessageOriginUser, User

from handlers.chat.frame.turn import SharedContact
from storage.people.people import TelegramProfile


def profile_of(user: User) -> TelegramProfile:
    """What Telegram says about a person."""
    return TelegramProfile(
        user.id, user.first_name, user.last_name, user.username, user.language_code
    )


def contact_of(message: Message) -> TelegramProfile | None:
    """The Telegram person a shared contact or a forwarded message stands for."""
    contact = message.contact
    if contact and contact.user_id:
        return TelegramProfile(contact.user_id, contact.first_name, contact.last_name, None, None)
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser) and not origin.sender_user.is_bot:
        return profile_of(origin.sender_user)
    return None


def own_number(message: Message) -> str | None:
    """The sender's own number, shared with Telegram's button, which says whose contact it is.

    Nobody can send a card that pairs another's number with themself: Telegram looks up whose it is.
    A forwarded one comes without that.
    """
    contact = message.contact
    if contact is None or message.from_user is None or contact.user_id != message.from_user.id:
        return None
    number = contact.phone_number
    return f"+{number.lstrip('+')}" if number else None


def shared_by(message: Message) -> SharedContact | None:
    """The contact in a message, or the author of a forwarded one."""
    contact = message.contact
    if contact is not None:
        name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
        number = contact.phone_number
        plus = f"+{number.lstrip('+')}" if number else None
        return SharedContact(name, plus, contact.user_id)
    profile = contact_of(message)
    if profile is None:
        return None
    return SharedContact(profile.first_name, None, profile.telegram_id)
