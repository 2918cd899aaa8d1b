"""How a time that comes free goes down the line, in the model.

The product says whom it asks next; the model checks that it was their turn: nobody before them who
could have had it was left out, and nobody was passed over without a true reason.
"""

from collections.abc import Iterator
from dataclasses import replace

from tests.chaos.life_cast import (
    MINUTE,
    OPEN_LIMIT,
    SERVICES,
    ZONES,
    Letter,
    No,
    Session,
    shown_in,
)
from tests.chaos.life_eyes import SeenOffer
from tests.chaos.life_model import Model
from tests.chaos.life_queue import LINES, SILENT, Turn, Wait, kept_until, told_at


def look(model: Model) -> None:
    """What comes of one look at all lines. Raises `No` with what is wrong."""
    queue = model.queue
    _close_overdue(model)
    waited_for = {
        (wait.service, coach)
        for wait in queue.waits.values()
        for coach in ZONES
        if wait.state == "waiting" and wait.coach in (coach, None)
    }
    ended = {one.coach for one in queue.turns.values() if _ends(one, model.now)}
    looked = sorted({coach for _, coach in waited_for} | ended)
    going_down = list(_going_down(model, waited_for))
    for coach in looked:
        _end(model, coach)
    _adopt(model)
    for service, coach, start in going_down:
        for name in queue.in_line(coach, service):
            if _could_have(model, name, coach, start):
                raise No("nobody was asked", service, coach, start, "though there is", name)
    for coach in looked:
        _settle(model, coach)
    queue.occupied = frozenset(_occupied_starts(model))
    queue.waited_for = frozenset(waited_for)


def join(model: Model, key: str, wished: Wait) -> str:
    """The place of somebody who asks for this; if already in that line, for these times."""
    queue, now = model.queue, model.now
    mine = [n for n, w in queue.waits.items() if w.person == wished.person and w.state == "waiting"]
    for name in mine:
        before = queue.waits[name]
        if before.line == wished.line:
            if before.times != wished.times:
                joined = before.joined if wished.within(before) else now
                queue.waits[name] = replace(wished, joined=joined, silent=before.silent)
                model.audit.append(("change_waitlist", f"wait {name}", wished.person))
            return name
    if len(mine) >= LINES:
        raise No("TooManyWaits")
    for coach in ZONES:
        if wished.coach in (coach, None) and not queue.in_line(coach, wished.service):
            queue.begun[wished.service, coach] = max(queue.turns, default=0)
            queue.waited_for -= {(wished.service, coach)}
    queue.waits[key] = wished
    model.audit.append(("join_waitlist", f"wait {key}", wished.person))
    return key


def say_no(model: Model, number: int) -> None:
    turns = model.queue.turns
    turns[number] = replace(turns[number], answer="passed")
    model.withdraw(number)


def _ends(one: Turn, now: int) -> bool:
    return one.kept and (one.answer != "open" or one.until <= now)


def _close_overdue(model: Model) -> None:
    for name, wait in model.queue.waits.items():
        if wait.state == "waiting" and wait.last < shown_in(wait.zone, model.now).date():
            _close(model, name, "over")
            model.audit.append(("waitlist_closed", f"wait {name}", None))


def _close(model: Model, name: str, state: str) -> None:
    waits = model.queue.waits
    waits[name] = replace(waits[name], state=state)
    letter = Letter(waits[name].person, "wait_closed", f"wait {name}", 0, model.now, lasting=True)
    model.letters.append(letter)


def _end(model: Model, coach: str) -> None:
    """What was answered, or was not in time, is no longer kept; nor is what can no longer be had
    and nobody has been told of yet."""
    queue = model.queue
    for number, one in queue.turns.items():
        if one.coach == coach and _ends(one, model.now):
            model.let_go(number)
            if one.answer == "open":
                _lapse(model, number, None)
                wait = queue.waits[one.wait]
                queue.waits[one.wait] = replace(wait, silent=wait.silent + 1)
                if wait.silent + 1 >= SILENT and wait.state == "waiting":
                    _close(model, one.wait, "silent")
    for number, one in queue.turns.items():
        untold = one.coach == coach and one.kept and one.told > model.now
        if untold and not _can_be_had(model, number):
            model.let_go(number)
            _lapse(model, number, "gone")


def _lapse(model: Model, number: int, reason: str | None) -> None:
    turns = model.queue.turns
    turns[number] = replace(turns[number], answer="lapsed", reason=reason)
    model.withdraw(number)
    model.audit.append(("waitlist_lapsed", f"wait {turns[number].wait}", None))


def _can_be_had(model: Model, number: int) -> bool:
    one = model.queue.turns[number]
    if one.group is not None:
        return model.group_at(one.coach, one.start) == one.group
    there = Session(coach=one.coach, service=one.service, start=one.start, customer="")
    return model.obstacle(there, f"turn {number}") is None


def _adopt(model: Model) -> None:
    """Adopt what the product has asked since, in its order."""
    assert model.eyes
    for offer in model.eyes.new_offers(but=model.queue.turns):
        place = _place(model, offer)
        if offer.skipped:
            _pass_over(model, place, offer)
        else:
            _offer(model, place, offer)


def _place(model: Model, offer: SeenOffer) -> str:
    line = offer.person, offer.service, offer.of_coach
    waits = model.queue.waits.items()
    places = [n for n, w in waits if w.line == line and w.state == "waiting"]
    if not places:
        raise No("asked, and waits for nothing", offer)
    return places[0]


def _pass_over(model: Model, place: str, offer: SeenOffer) -> None:
    wait = model.queue.waits[place]
    there = Session(
        coach=offer.coach, service=offer.service, start=offer.start, customer=wait.person
    )
    true = {"busy": _is_busy(model, there), "limits": _has_enough(model, wait.person)}
    if not true.get(offer.reason or "", False) or not wait.wants(offer.start, model.now):
        raise No("passed over for no reason", offer)
    model.queue.turns[offer.number] = Turn(
        coach=offer.coach,
        service=offer.service,
        start=offer.start,
        wait=place,
        person=wait.person,
        told=model.now,
        until=model.now,
        reason=offer.reason,
    )
    model.audit.append(("waitlist_passed_over", f"wait {place}", None))


def _offer(model: Model, place: str, offer: SeenOffer) -> None:
    queue, coach, start = model.queue, offer.coach, offer.start
    if not _could_have(model, place, coach, start):
        raise No("cannot have what they were offered", offer)
    line = queue.in_line(coach, offer.service)
    for name in line[: line.index(place)]:
        if _could_have(model, name, coach, start):
            raise No("it was not their turn", offer, "but that of", name)
    wait = queue.waits[place]
    there = Session(coach=coach, service=offer.service, start=start, customer=wait.person)
    due = told_at(model.now, start, wait.zone)
    until = kept_until(start, due)
    assert until is not None
    group = model.group_at(coach, start) if there.for_groups else None
    notice = SERVICES[offer.service].rules.notice_book * MINUTE
    turn = Turn(
        coach=coach,
        service=offer.service,
        start=start,
        rooms=() if group else model.rooms_for(there) or (),
        wait=place,
        person=wait.person,
        told=due,
        until=until,
        group=group,
        short=start < model.now + notice,
        kept=True,
        answer="open",
    )
    if group:
        now = model.groups[group]
        model.groups[group] = replace(now, taken=now.taken + 1, version=now.version + 1)
    queue.turns[offer.number] = turn
    about = f"turn {offer.number}"
    model.letters.append(Letter(wait.person, "wait_offer", about, 0, due, lasting=True))
    model.audit.append(("waitlist_offered", f"wait {place}", None))


def _could_have(model: Model, place: str, coach: str, start: int) -> bool:
    """Whether somebody in line should be asked about this time: they want it, are not deciding on
    another, have not had their say, and can have it."""
    queue, now = model.queue, model.now
    wait = queue.waits[place]
    there = Session(coach=coach, service=wait.service, start=start, customer=wait.person)
    reach = SERVICES[wait.service].reach
    due = told_at(now, start, wait.zone)
    return (
        start > now
        and wait.wants(start, now)
        and kept_until(start, due) is not None
        and queue.open_of(place) is None
        and not queue.was_asked(place, coach, there.end - reach, start + reach)
        and not _is_busy(model, there)
        and not _has_enough(model, wait.person)
        and model.can_be_had(there)
    )


def _is_busy(model: Model, there: Session) -> bool:
    mine = (s for s in model.sessions.values() if s.open and s.customer == there.customer)
    return any(s.start < there.end and there.start < s.end for s in mine)


def _has_enough(model: Model, person: str) -> bool:
    mine = (s for s in model.sessions.values() if s.open and s.customer == person)
    return sum(s.end > model.now for s in mine) >= OPEN_LIMIT


def _occupied_starts(model: Model) -> Iterator[tuple[str, int]]:
    """Coach and start of existing sessions, and of groups without places left."""
    for session in model.sessions.values():
        group = model.groups[session.group] if session.group else None
        if session.open and (group is None or not group.places_left):
            yield session.coach, session.start


def _going_down(model: Model, waited_for: set[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
    """Service, coach and start of what somebody should be asked about: what was given back since
    the last look, and what the last person asked has not taken."""
    queue = model.queue
    standing = set(_occupied_starts(model))
    for service, coach in waited_for & queue.waited_for:
        for whose, start in sorted(queue.occupied - standing):
            if whose == coach:
                yield service, coach, start
    for number, one in queue.turns.items():
        kind = one.service, one.coach
        # In a group with places left, the others are anybody's.
        whole = not one.for_groups or (one.coach, one.start) in queue.occupied
        if one.going and whole and kind in waited_for and number > queue.begun.get(kind, 0):
            yield one.service, one.coach, one.start


def _settle(model: Model, coach: str) -> None:
    """What is no longer kept is somebody's, or anybody's."""
    turns = model.queue.turns
    kept = [one for one in turns.values() if one.coach == coach and one.kept]
    for number, one in turns.items():
        if one.coach == coach and not any(one.meets(k.start, k.end) for k in kept):
            turns[number] = replace(one, going=False)
