"""What can be read of a person and done with them, as the buttons of their card."""

from collections.abc import Sequence

from domain.people.blocking import can_block
from domain.roles import Permission
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.people_links import (
    AskBlock,
    AskLimit,
    BookForPerson,
    DevicesOf,
    Flags,
    Forgive,
    LiftLimits,
    MergeWith,
    SessionsOf,
    ShowAudit,
    Unblock,
    WriteTeamNote,
)
from handlers.buttons.screen import DANGER, SUCCESS, Key
from handlers.buttons.way_links import ToldTo
from handlers.chat.admin.people.roles import ShowRole
from handlers.chat.frame.turn import Turn
from handlers.queries.people.people import PersonCard


def keys_of(turn: Turn, profile: PersonCard) -> Sequence[Key]:
    """Of somebody who was erased, only what there was can still be read."""
    words, person, history = turn.words, profile.person, profile.history
    keys: list[Key] = []
    if history.coming or history.past or history.missed or history.cancelled:
        press = SessionsOf(person.id, 0 if history.coming else 1)
        keys.append(Key(words.label("people.sessions_key"), press))
    told_key = Key(words.label("log.people_key"), ToldTo(person.id))
    keys += [told_key] if profile.record.erased else _dealings(turn, profile, told_key)
    if turn.actor.may(Permission.AUDIT):
        keys.append(Key(words.label("people.audit_key"), ShowAudit("p", person.id)))
    if person.username and person.telegram_id is not None:
        labels, name = LabelFitter(words, WHOLE), person.short_name
        label = labels.label("people.write_key", cut="name", name=name)
        keys.append(Key(label, f"https://t.me/{person.username}"))
    return keys


def _dealings(turn: Turn, profile: PersonCard, told_key: Key) -> list[Key]:
    words, person, keys = turn.words, profile.person, list[Key]()
    if not person.blocked:
        keys.append(Key(words.label("people.book_key"), BookForPerson(person.id)))
    noting = Key(words.label("team_note.key"), WriteTeamNote(person.id))
    keys += [] if person.id == turn.person.id else [noting]
    keys.append(told_key)
    if person.coach_id is not None:
        keys.append(Key(words.label("people.coach_key"), ShowCoach(person.coach_id)))
    if turn.actor.may(Permission.ROLES):
        keys.append(Key(words.label("people.role_key"), ShowRole(person.id)))
        keys.append(Key(words.label("devices.people_key"), DevicesOf(person.id)))
    if can_block(turn.actor, person.id, person.roles):
        keys += _block_keys(turn, profile)
    if profile.missed and turn.actor.may(Permission.FORGIVE):
        keys.append(Key(words.label("limiting.forgive_key"), Forgive(person.id)))
    if profile.flags:
        keys.append(Key(words.label("flags.open_key"), Flags()))
    if turn.actor.may(Permission.MERGE):
        keys.append(Key(words.label("people.merge_key"), MergeWith(person.id)))
    return keys


def _block_keys(turn: Turn, profile: PersonCard) -> list[Key]:
    """The keys that keep them from booking, or limit how much, or lift that."""
    words, person = turn.words, profile.person
    if person.blocked:
        return [Key(words.label("people.unblock_key"), Unblock(person.id), SUCCESS)]
    lifts = Key(words.label("limiting.lift_key"), LiftLimits(person.id), SUCCESS)
    asks = Key(words.label("limiting.key"), AskLimit(person.id))
    return [
        Key(words.label("people.block_key"), AskBlock(person.id), DANGER),
        lifts if profile.limits.any else asks,
    ]
