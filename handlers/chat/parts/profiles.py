"""What customers read of a coach, and how each part of it is shown and typed."""

from domain.appointments.correspondence import Content, ContentKind
from domain.coaches.profiles import LONGEST_ABOUT, LONGEST_PHOTO, LONGEST_PLACE, Place, on_earth
from domain.refusals import BadInput
from domain.text import field_text
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words


def profile_text(
    words: Words, name: str, category: str | None, about: str | None, place: Place
) -> str:
    """The parts that are set, as HTML."""
    lines = [words.text("coach.card", coach=name)]
    if category:
        lines.append(words.text("profile_of.category", category=category))
    parts = ["\n".join(lines)]
    if about:
        parts.append(words.text("profile_of.about", description=about))
    if place.known:
        parts.append(where(words, place))
    return "\n\n".join(parts)


def where(words: Words, place: Place) -> str:
    """Where they work, as far as known."""
    if place.online:
        return words.text("profile_of.online")
    if place.address is None:
        return words.text("profile_of.on_map")
    return words.text("coach.place", place=place.address)


def read_about(turn: Turn) -> str:
    """What they typed about themselves. Raises BadInput."""
    return field_text.passage(turn.text, "about", LONGEST_ABOUT)


def read_place(turn: Turn, before: Place) -> Place:
    """A typed address, or a shared location. Raises BadInput."""
    content = turn.content
    if (
        isinstance(content, Content)
        and content.latitude is not None
        and content.longitude is not None
    ):
        if not on_earth(content.latitude, content.longitude):
            raise BadInput("place", LONGEST_PLACE)
        return before.with_point(content.latitude, content.longitude)
    return before.at(field_text.line(turn.text, "place", LONGEST_PLACE))


def read_photo(turn: Turn) -> str:
    """The id of a picture sent as such, not as a file. Raises BadInput."""
    content = turn.content
    is_photo = isinstance(content, Content) and content.kind is ContentKind.PHOTO
    photo = content.file_id if isinstance(content, Content) and is_photo else None
    if not photo or len(photo) > LONGEST_PHOTO:
        raise BadInput("photo")
    return photo
