"""What can be passed on of a message: what was said, and nothing about who said it, such as whose
message was forwarded, or a file's own details."""

from telegram import Message

from domain.appointments.correspondence import Content, ContentKind
from domain.appointments.message_refusals import CannotPassOn
from handlers.chat.frame.turn import Document


def document_of(message: Message) -> Document | None:
    """The file in a message."""
    document = message.document
    if document is None:
        return None
    return Document(document.file_id, document.file_name or "", document.file_size or 0)


def content_of(message: Message) -> Content | CannotPassOn:
    """The content, or why none can be passed on."""
    if message.media_group_id:
        return CannotPassOn(album=True)
    if message.photo:
        return Content(ContentKind.PHOTO, message.caption, message.photo[-1].file_id)
    if message.voice:
        return Content(ContentKind.VOICE, message.caption, message.voice.file_id)
    if message.location:
        place = message.location
        return Content(ContentKind.PLACE, latitude=place.latitude, longitude=place.longitude)
    return Content(ContentKind.TEXT, message.text) if message.text else CannotPassOn()
