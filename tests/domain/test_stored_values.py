"""What is stored, sent, or stands on buttons that were sent long ago, keeps its name."""

import importlib

import pytest

# Enumerations with their values in order; "-" is the empty one. Whoever renames one has to say what
# becomes of what is there already: rows, drafts, buttons, ids of texts, what programs were told.
# What is new stands here from the first release on that knows it.
VALUES = """
account_codes.Purpose:
    register known recover contact moved
applications.ApplicationState:
    draft sent approved declined withdrawn
applications.Because:
    full field more
applications.Step:
    1 2 3 4 5 6 7 8
appointment.Status:
    held pending confirmed completed declined cancelled expired no_show
assignment.Why:
    only known least_loaded in_turn by_weight
accountability.Bearer:
    customer house
bookable.Gap:
    no_service hidden no_coach no_hours no_room paused nothing_free
broadcasts.Who:
    customers coaches everybody
broadcasts.BroadcastState:
    draft running paused stopped done
broadcasts.Deed:
    pause go_on stop
channels.Cap:
    day month
channels.Receipt:
    queued sent delivered read failed
channels.Standing:
    waiting sent delivered read unreached failed needless
claims.ClaimReason:
    appointment session hold proposal
code_texts.Withheld:
    country number place day tries
constraints.Reason:
    notice horizon hours length closure leave grid cap limit booked buffer gap room
correspondence.ContentKind:
    text photo voice place late
digests.Digest:
    morning evening
exports.Kind:
    customers coaches services bookings rooms hours leave closures waitlist audit
exports.Format:
    csv xlsx
exports.ExportState:
    waiting done failed
first_run.FirstStep:
    name zone currency service coach hours
flags.Flag:
    cancellations no_shows dropped burst
flags.Decision:
    dismissed limited blocked
forms.Kind:
    text choice number
group.GroupState:
    open closed cancelled empty over
health.Trouble:
    letters mail sms push web_push database reminders backup
health.News:
    wrong over
awareness.Outcome:
    sent mailed texted shown lost
horizon.HorizonBy:
    days working_days months date
house_texts.HouseText:
    greeting rules imprint privacy
identity.IdentityKind:
    telegram email phone account
importing.ImportKind:
    customers services coaches bookings
importing.ImportState:
    draft checked running done undoing undone
importing.LineState:
    unread new known wrong added removed stays
back_to_back.Alone:
    asks group elsewhere unlike long needs
invites.InviteState:
    open used withdrawn expired
limits.Whose:
    coach service customer customer_service
meeting.Meeting:
    site online phone
notices.NoticeKind:
    request booked cancelled_by_customer moved_by_customer chosen turned_down suggested
    offer_lapsed nudge asks_cancel asks_move late lapsed series_request series_booked
    series_cancelled_by_customer series_moved_by_customer series_in_your_place series_lapsed
    unheard in_your_place coach_welcome coach_added group_decided calendar_changed rescue_made
    rescue_done customer_erased coach_suspended suspension_over ask_taken ask_declined
    ask_unanswered morning_digest evening_digest hand_over hand_over_taken hand_over_refused
    hand_over_lapsed hand_over_given proposed proposal_expired agreed refused stands
    rescue_offer rescue_cancelled rescue_lapsed handed_over approved declined cancelled_by_coach
    moved_by_coach room_changed restored expired booked_by_coach asked ask_lapsed
    series_by_coach series_approved series_declined series_cancelled_by_coach
    series_moved_by_coach series_expired series_restored series_ending unreached wait_offer
    wait_closed reminder_24h reminder_1h reminder coach_gone coach_back coach_came_in in_place
    dead_letters trouble trouble_over webhook_stopped report two_records complaint api_key_made
    application application_answered application_question application_approved
    application_declined import_ended imported_requests role signed_in sign_in_stolen
    account_locked account_changed account_linked account_code has_account contact_moved
    broadcast message message_lost house_message code
notices.Lane:
    0 1 2
notices.Channel:
    telegram mail sms push web_push
notices.MessageState:
    waiting sending sent dropped failed
notices.Operation:
    send edit file invoice calendar via
policies.Policy:
    least_loaded in_turn by_weight
report.ReportKind:
    day week month year days
report.Lead:
    0 1 2 3 4
report_times.Every:
    day week
rescue.Fate:
    waiting moved covered apology cancelled lapsed stands
resources.Kind:
    room device
retention.RecordKind:
    bookings letters notes messages news files people
roles.Role:
    customer coach manager admin
roles.Door:
    chat http job command_line
roles.Permission:
    talk book work sessions any_session hours any_calendar customers people audit merge block
    forgive services rooms coaches hire apply applications reports status complaints broadcast
    data business roles api_keys appoint time
scopes.Scope:
    bookings:read bookings:write calendar:read calendar:write catalogue:read catalogue:write
    people:read people:write roles:write reports:read business:read business:write
    notifications:read notifications:write webhooks:read webhooks:write account
series.Unit:
    week month
series_plan.Purpose:
    book move
service.Approval:
    manual auto known
sign_in.Method:
    password code telegram app chat
sign_in.Ending:
    signed_out ended not_me by_team reused password contact replaced too_many
sign_in.Event:
    registered signed_in wrong locked unlocked renewed_twice password contact ended
sign_in.TokenStatus:
    newest again reused foreign
waitlist.Part:
    - m a e
waitlist.WaitState:
    waiting booked left over gone silent
waitlist.WaitAnswer:
    open taken passed lapsed skipped
waitlist.Skip:
    blocked unreachable busy limits gone
webhooks.WebhookState:
    active paused gone failing
webhooks.Delivery:
    waiting sending delivered failed
week.EntryKind:
    hours free closed leave block session request group
"""
NAMES = [word[:-1] for word in VALUES.split() if word.endswith(":") and "." in word]


@pytest.mark.parametrize("name", NAMES)
def test_values_are_as_they_were(name: str) -> None:
    rest = VALUES.partition(f"\n{name}:")[2].partition(":\n")[0].split()
    known = ["" if one == "-" else one for one in rest if "." not in one]
    module, _, enumeration = name.partition(".")

    found = [
        str(one.value) for one in getattr(importlib.import_module(f"domain.{module}"), enumeration)
    ]

    assert [value for value in found if value in known] == known
