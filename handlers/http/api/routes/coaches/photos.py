"""A coach's picture, which customers see before they choose."""

from domain.accounts.telegram_refusals import TelegramAway
from domain.coaches.set_up_refusals import SetUpOver
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.roles import Permission
from domain.transfer.kept_files import LARGEST, PHOTOS, NewFile
from handlers.actions.coaches import photos
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.files import Download, Upload, UploadRule
from handlers.http.api.kept_downloads import media_download
from handlers.http.api.route import route
from handlers.http.api.shapes import Id
from handlers.http.api.viewers import viewer
from handlers.queries.transfer import kept_files

CHANGES = (NotFound, NotAllowed, BadInput, SetUpOver)
TAKES = UploadRule(tuple(PHOTOS), LARGEST, Permission.SESSIONS)


@route(
    "GET",
    "/coaches/{coach_id}/photo",
    None,
    refuses=(NotFound, TelegramAway),
    subject="coaches",
    files=tuple(PHOTOS),
)
async def photo(call: Call, coach_id: Id) -> Download:
    """Download a coach's picture, if you can see the coach."""
    actor = viewer(call, Scope.CATALOGUE_READ)
    media = await kept_files.of_coach(call.database, call.catalogue, coach_id, actor=actor)
    return await media_download(call, media)


@route(
    "PUT",
    "/coaches/{coach_id}/photo",
    Scope.CATALOGUE_WRITE,
    refuses=CHANGES,
    subject="coaches",
    takes=TAKES,
)
async def set_photo(call: Call, coach_id: Id, file: Upload) -> Answer[None]:
    """Give a coach a picture.

    For the team, and for a coach who is not open for booking yet.
    """
    await photos.set_photo(
        call.database,
        coach_id,
        NewFile(file.content, file.kind),
        **call.intent,
    )
    return Answer(None)


@route(
    "DELETE",
    "/coaches/{coach_id}/photo",
    Scope.CATALOGUE_WRITE,
    refuses=CHANGES,
    subject="coaches",
)
async def remove_photo(call: Call, coach_id: Id) -> Answer[None]:
    """Remove a coach's picture."""
    await photos.set_photo(call.database, coach_id, None, **call.intent)
    return Answer(None)


ROUTES = (photo, set_photo, remove_photo)
