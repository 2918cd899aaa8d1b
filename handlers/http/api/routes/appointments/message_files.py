"""Pictures and voice messages that the two people of an appointment send each other."""

from typing import Annotated

from msgspec import Meta

from domain.accounts.telegram_refusals import TelegramAway
from domain.appointments.correspondence import LONGEST_CAPTION, Content, ContentKind
from domain.programs.scopes import Scope
from domain.refusals import NotFound
from domain.roles import Permission
from domain.transfer.kept_files import LARGEST, PHOTOS, VOICES, NewFile, is_photo
from handlers.actions.appointments import writing
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.files import Download, Upload, UploadRule
from handlers.http.api.kept_downloads import media_download
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.booking_refusals import RIGHTS
from handlers.http.api.routes.appointments.correspondence import OF_WRITING
from handlers.http.api.shapes import Id, RequestShape
from handlers.queries.appointments import correspondence as queries
from handlers.queries.transfer import kept_files

KINDS = (*PHOTOS, *VOICES)


class FileQuery(RequestShape):
    """The caption."""

    caption: Annotated[str, Meta(max_length=LONGEST_CAPTION)] = ""


@route(
    "POST",
    "/appointments/{appointment_id}/messages/file",
    Scope.BOOKINGS_WRITE,
    status=201,
    refuses=OF_WRITING,
    subject="correspondence",
    takes=UploadRule(KINDS, LARGEST, Permission.BOOK),
)
async def send_file(call: Call, appointment_id: Id, query: FileQuery, file: Upload) -> Answer[None]:
    """Send the other side of an appointment a picture or a voice message."""
    kind = ContentKind.PHOTO if is_photo(file.kind) else ContentKind.VOICE
    await writing.write(
        call.database,
        appointment_id,
        Content(kind, query.caption or None),
        file=NewFile(file.content, file.kind),
        by_coach=await queries.by_coach(call.database, appointment_id, actor=call.actor),
        **call.intent,
        available_channels=call.context.available_channels,
    )
    return Answer(None)


@route(
    "GET",
    "/messages/{message_id}/file",
    Scope.BOOKINGS_READ,
    refuses=(NotFound, TelegramAway, *RIGHTS),
    subject="correspondence",
    files=KINDS,
)
async def file(call: Call, message_id: Id) -> Download:
    """Download the picture or the voice message, as one of the two people.

    The team can, too, once somebody complains.
    """
    media = await kept_files.of_message(call.database, message_id, actor=call.actor)
    return await media_download(call, media)


ROUTES = (send_file, file)
