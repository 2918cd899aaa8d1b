"""The team's notes on people, for itself alone."""

from domain.people.team_notes import NoteChanged, mark
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from handlers.actions.people import team_notes
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.people.people_shapes import NewTeamNote, TeamNote
from handlers.http.api.shapes import Id
from handlers.queries.people import team_notes as queries

READS = (NotFound, NotAllowed)


@route("GET", "/users/{user_id}/note", Scope.PEOPLE_READ, refuses=READS, subject="users")
async def read_note(call: Call, user_id: Id) -> TeamNote:
    """Read the team's note on somebody else."""
    return await _team_note(call, user_id)


@route(
    "PUT",
    "/users/{user_id}/note",
    Scope.PEOPLE_WRITE,
    refuses=(*READS, BadInput, NoteChanged),
    subject="users",
)
async def write_note(call: Call, user_id: Id, body: NewTeamNote) -> TeamNote:
    """Write the team's note on somebody, who does not see it."""
    await team_notes.write(
        call.database, user_id, body.text, **call.intent, more=body.more, seen_mark=body.seen
    )
    return await _team_note(call, user_id)


@route(
    "DELETE",
    "/users/{user_id}/note",
    Scope.PEOPLE_WRITE,
    refuses=READS,
    subject="users",
)
async def forget_note(call: Call, user_id: Id) -> TeamNote:
    """Delete the team's note on somebody."""
    await team_notes.forget(call.database, user_id, **call.intent)
    return TeamNote(seen=mark(None))


async def _team_note(call: Call, user_id: int) -> TeamNote:
    _, note = await queries.of_person(call.database, user_id, actor=call.actor)
    if note is None:
        return TeamNote(seen=mark(None))
    return TeamNote(
        text=note.text,
        author=note.author,
        written_at=note.at.astimezone(call.zone),
        seen=mark(note.text),
    )


ROUTES = (read_note, write_note, forget_note)
