"""What people are told: each kind of notice, how long it can wait, and by which way it goes."""

from enum import IntEnum, StrEnum
from typing import Final


class NoticeKind(StrEnum):
    """What a notice says; the values are what the database stores, and parts of keys there."""

    # To a coach.
    REQUEST = "request"
    BOOKED = "booked"
    CANCELLED_BY_CUSTOMER = "cancelled_by_customer"
    MOVED_BY_CUSTOMER = "moved_by_customer"
    CHOSEN = "chosen"
    TURNED_DOWN = "turned_down"
    SUGGESTED = "suggested"
    OFFER_LAPSED = "offer_lapsed"
    NUDGE = "nudge"
    ASKS_CANCEL = "asks_cancel"
    ASKS_MOVE = "asks_move"
    LATE = "late"
    LAPSED = "lapsed"
    SERIES_REQUEST = "series_request"
    SERIES_BOOKED = "series_booked"
    SERIES_CANCELLED_BY_CUSTOMER = "series_cancelled_by_customer"
    SERIES_MOVED_BY_CUSTOMER = "series_moved_by_customer"
    SERIES_IN_YOUR_PLACE = "series_in_your_place"
    SERIES_LAPSED = "series_lapsed"
    UNHEARD = "unheard"
    IN_YOUR_PLACE = "in_your_place"
    COACH_WELCOME = "coach_welcome"
    COACH_ADDED = "coach_added"
    GROUP_DECIDED = "group_decided"
    CALENDAR_CHANGED = "calendar_changed"
    RESCUE_MADE = "rescue_made"
    RESCUE_DONE = "rescue_done"
    CUSTOMER_ERASED = "customer_erased"
    COACH_SUSPENDED = "coach_suspended"
    SUSPENSION_OVER = "suspension_over"
    ASK_TAKEN = "ask_taken"
    ASK_DECLINED = "ask_declined"
    ASK_UNANSWERED = "ask_unanswered"
    MORNING_DIGEST = "morning_digest"
    EVENING_DIGEST = "evening_digest"
    HAND_OVER = "hand_over"
    HAND_OVER_TAKEN = "hand_over_taken"
    HAND_OVER_REFUSED = "hand_over_refused"
    HAND_OVER_LAPSED = "hand_over_lapsed"
    HAND_OVER_GIVEN = "hand_over_given"
    # To a customer.
    PROPOSED = "proposed"
    PROPOSAL_EXPIRED = "proposal_expired"
    AGREED = "agreed"
    REFUSED = "refused"
    STANDS = "stands"
    RESCUE_OFFER = "rescue_offer"
    RESCUE_CANCELLED = "rescue_cancelled"
    RESCUE_LAPSED = "rescue_lapsed"
    HANDED_OVER = "handed_over"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED_BY_COACH = "cancelled_by_coach"
    MOVED_BY_COACH = "moved_by_coach"
    ROOM_CHANGED = "room_changed"
    RESTORED = "restored"
    EXPIRED = "expired"
    BOOKED_BY_COACH = "booked_by_coach"
    ASKED = "asked"
    ASK_LAPSED = "ask_lapsed"
    SERIES_BY_COACH = "series_by_coach"
    SERIES_APPROVED = "series_approved"
    SERIES_DECLINED = "series_declined"
    SERIES_CANCELLED_BY_COACH = "series_cancelled_by_coach"
    SERIES_MOVED_BY_COACH = "series_moved_by_coach"
    SERIES_EXPIRED = "series_expired"
    SERIES_RESTORED = "series_restored"
    SERIES_ENDING = "series_ending"
    UNREACHED = "unreached"
    WAIT_OFFER = "wait_offer"
    WAIT_CLOSED = "wait_closed"
    REMINDER_24H = "reminder_24h"
    REMINDER_1H = "reminder_1h"
    REMINDER = "reminder"
    # To the team.
    COACH_GONE = "coach_gone"
    COACH_BACK = "coach_back"
    COACH_CAME_IN = "coach_came_in"
    IN_PLACE = "in_place"
    DEAD_LETTERS = "dead_letters"
    TROUBLE = "trouble"
    TROUBLE_OVER = "trouble_over"
    WEBHOOK_STOPPED = "webhook_stopped"
    CODES_WITHHELD = "codes_withheld"
    REPORT = "report"
    TWO_RECORDS = "two_records"
    COMPLAINT = "complaint"
    API_KEY_MADE = "api_key_made"
    # To those who decide about applications.
    APPLICATION = "application"
    APPLICATION_ANSWERED = "application_answered"
    # To an applicant.
    APPLICATION_QUESTION = "application_question"
    APPLICATION_APPROVED = "application_approved"
    APPLICATION_DECLINED = "application_declined"
    # To whoever imports a file, and to those who have to answer what came with it.
    IMPORT_ENDED = "import_ended"
    IMPORTED_REQUESTS = "imported_requests"
    # To the person it is about.
    ROLE = "role"
    # To the owner of the account.
    SIGNED_IN = "signed_in"
    SIGN_IN_STOLEN = "sign_in_stolen"
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_LINKED = "account_linked"
    SIGNED_OUT = "signed_out"
    # To an address, not to a person.
    ACCOUNT_CODE = "account_code"
    HAS_ACCOUNT = "has_account"
    CONTACT_MOVED = "contact_moved"
    # To many.
    BROADCAST = "broadcast"
    # To either of the two people of a session.
    MESSAGE = "message"
    MESSAGE_LOST = "message_lost"
    # From the business, to one person.
    BUSINESS_MESSAGE = "house_message"
    # To a person who proves that a number or a mailbox is theirs.
    CODE = "code"


# By minutes before the start: those that every version knows. All others are a REMINDER.
REMINDING: Final = {1440: NoticeKind.REMINDER_24H, 60: NoticeKind.REMINDER_1H}
REMINDERS: Final = frozenset({*REMINDING.values(), NoticeKind.REMINDER})
# About several dates of a series at once.
SERIES_TO_COACH: Final = (
    NoticeKind.SERIES_REQUEST,
    NoticeKind.SERIES_BOOKED,
    NoticeKind.SERIES_CANCELLED_BY_CUSTOMER,
    NoticeKind.SERIES_MOVED_BY_CUSTOMER,
    NoticeKind.SERIES_IN_YOUR_PLACE,
    NoticeKind.SERIES_LAPSED,
)
SERIES_TO_CUSTOMER: Final = (
    NoticeKind.SERIES_BY_COACH,
    NoticeKind.SERIES_APPROVED,
    NoticeKind.SERIES_DECLINED,
    NoticeKind.SERIES_CANCELLED_BY_COACH,
    NoticeKind.SERIES_MOVED_BY_COACH,
    NoticeKind.SERIES_EXPIRED,
    NoticeKind.SERIES_RESTORED,
)
# Sent because something else did not arrive: it is not passed on again.
SECOND_HAND: Final = frozenset(
    {
        NoticeKind.IN_PLACE,
        NoticeKind.IN_YOUR_PLACE,
        NoticeKind.SERIES_IN_YOUR_PLACE,
        NoticeKind.UNREACHED,
    }
)
# Between two coaches: unless it is a question, nobody waits for it to be read.
BETWEEN_COACHES: Final = frozenset(
    {
        NoticeKind.HAND_OVER,
        NoticeKind.HAND_OVER_TAKEN,
        NoticeKind.HAND_OVER_REFUSED,
        NoticeKind.HAND_OVER_LAPSED,
    }
)
# What the team hears in place of a coach who is not on Telegram: about no single session, or a
# question that the team may answer for them.
PASSED_ON: Final = frozenset(
    {NoticeKind.CUSTOMER_ERASED, NoticeKind.HAND_OVER, NoticeKind.IMPORTED_REQUESTS}
)
# What a customer says about a session: news even to a team that was told of the session.
QUESTIONS: Final = frozenset({NoticeKind.ASKS_CANCEL, NoticeKind.ASKS_MOVE, NoticeKind.LATE})
# What nobody may read once it is sent, not even in the outbox.
SECRET: Final = frozenset({NoticeKind.CODE})
# About a session that now belongs in a calendar, as long as it stands.
FOR_CALENDARS: Final = frozenset(
    {
        NoticeKind.AGREED,
        NoticeKind.APPROVED,
        NoticeKind.ASK_TAKEN,
        NoticeKind.BOOKED,
        NoticeKind.BOOKED_BY_COACH,
        NoticeKind.CHOSEN,
        NoticeKind.HANDED_OVER,
        NoticeKind.HAND_OVER_GIVEN,
        NoticeKind.MOVED_BY_COACH,
        NoticeKind.MOVED_BY_CUSTOMER,
        NoticeKind.RESTORED,
        NoticeKind.ROOM_CHANGED,
        NoticeKind.SERIES_APPROVED,
        NoticeKind.SERIES_BOOKED,
        NoticeKind.SERIES_BY_COACH,
        NoticeKind.SERIES_MOVED_BY_COACH,
        NoticeKind.SERIES_MOVED_BY_CUSTOMER,
        NoticeKind.SERIES_RESTORED,
        *REMINDERS,
    }
)


class Lane(IntEnum):
    """How long a message can wait: each lane goes before those below it."""

    INTERACTIVE = 0  # somebody is waiting for it
    REMINDER = 1
    BROADCAST = 2

    @property
    def patient(self) -> bool:
        """Whether it never goes ahead of others."""
        return self is not Lane.INTERACTIVE


class MessageState(StrEnum):
    """The state of a message; the values are what the database stores."""

    WAITING = "waiting"
    SENDING = "sending"  # somebody has claimed it
    SENT = "sent"
    DROPPED = "dropped"  # it must no longer be sent
    FAILED = "failed"  # it was tried often enough


class Channel(StrEnum):
    """The way a message goes."""

    TELEGRAM = "telegram"
    MAIL = "mail"
    SMS = "sms"
    PUSH = "push"
    WEB_PUSH = "web_push"


class Operation(StrEnum):
    """What is done with a message. A row may have one that only another version knows."""

    SEND = "send"
    VIA = "via"  # sent by the way that the row names, and no other
