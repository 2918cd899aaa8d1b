"""What is stored, sent, or stands on buttons that were sent long ago, keeps its name."""

import importlib

import pytest

# Enumerations with their values in order; "-" is the empty one. Whoever renames one has to say what
# becomes of what is there already: rows, drafts, buttons, ids of texts, what programs were told.
# What is new stands here from the first release on that knows it.
VALUES = """
accounts.account_codes.CodePurpose:
    register known recover contact moved
coaches.applications.ApplicationState:
    draft sent approved declined withdrawn
coaches.applications.DeclineReason:
    full field more
coaches.applications.ApplicationStep:
    1 2 3 4 5 6 7 8
appointments.appointment.Status:
    held pending confirmed completed declined cancelled expired no_show
services.assignment.AssignmentReason:
    only known least_loaded in_turn by_weight
appointments.accountability.Bearer:
    customer house
starts.bookable.Gap:
    no_service hidden no_coach no_hours no_room paused nothing_free
messages.broadcasts.AudienceGroup:
    customers coaches everybody
messages.broadcasts.BroadcastState:
    draft running paused stopped done
messages.broadcasts.BroadcastAction:
    pause go_on stop
messages.channels.Cap:
    day month
messages.channels.Receipt:
    queued sent delivered read failed
messages.channels.DeliveryState:
    waiting sent delivered read unreached failed needless
appointments.claims.ClaimReason:
    appointment session hold proposal
accounts.code_texts.Withheld:
    country number place day tries
starts.constraints.Reason:
    notice horizon hours length closure leave grid cap limit booked buffer gap room
appointments.correspondence.ContentKind:
    text photo voice place late
coaches.digests.Digest:
    morning evening
transfer.exports.ExportTable:
    customers coaches services bookings rooms hours leave closures waitlist audit
transfer.exports.ExportFormat:
    csv xlsx
transfer.exports.ExportState:
    waiting done failed
business.first_run.FirstStep:
    name zone currency service coach hours
people.flags.Flag:
    cancellations no_shows dropped burst
people.flags.FlagDecision:
    dismissed limited blocked
services.forms.AnswerKind:
    text choice number
groups.group.GroupState:
    open closed cancelled empty over
business.troubles.Trouble:
    letters mail sms push web_push database reminders backup
business.troubles.News:
    wrong over
messages.awareness.NoticeOutcome:
    sent mailed texted shown lost
services.horizon.HorizonBy:
    days working_days months date
messages.business_texts.BusinessTextKind:
    greeting rules imprint privacy
accounts.identity.IdentityKind:
    telegram email phone account
transfer.importing.ImportKind:
    customers services coaches bookings
transfer.importing.ImportState:
    draft checked running done undoing undone
transfer.importing.ImportRowState:
    unread new known wrong added removed stays
services.back_to_back.AloneReason:
    asks group elsewhere unlike long needs
coaches.invites.InviteState:
    open used withdrawn expired
services.limits.Whose:
    coach service customer customer_service
services.meeting.Meeting:
    site online phone
messages.notices.NoticeKind:
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
messages.notices.Lane:
    0 1 2
messages.notices.Channel:
    telegram mail sms push web_push
messages.notices.MessageState:
    waiting sending sent dropped failed
messages.notices.Operation:
    send via
services.policies.Policy:
    least_loaded in_turn by_weight
business.report.ReportKind:
    day week month year days
business.report.Lead:
    0 1 2 3 4
business.report_times.ReportFrequency:
    day week
rescues.rescue.Fate:
    waiting moved covered apology cancelled lapsed stands
services.resources.ResourceKind:
    room device
business.retention.RecordKind:
    bookings letters notes messages news files people
roles.Role:
    customer coach manager admin
roles.Door:
    chat http job command_line
roles.Permission:
    talk book work sessions any_session hours any_calendar customers people audit merge block
    forgive services rooms coaches hire apply applications reports status complaints broadcast
    data business roles api_keys appoint time
programs.scopes.Scope:
    bookings:read bookings:write calendar:read calendar:write catalogue:read catalogue:write
    people:read people:write roles:write reports:read business:read business:write
    notifications:read notifications:write webhooks:read webhooks:write account
series.series.Unit:
    week month
series.series_plan.Purpose:
    book move
services.service.Approval:
    manual auto known
accounts.sign_in.Method:
    password code telegram app chat
accounts.sign_in.SignOutReason:
    signed_out ended not_me by_team reused password contact replaced too_many
accounts.sign_in.LoginEventKind:
    registered signed_in wrong locked unlocked renewed_twice password contact ended
accounts.sign_in.TokenStatus:
    newest again reused foreign
waitlist.waitlist.Part:
    - m a e
waitlist.waitlist.WaitState:
    waiting booked left over gone silent
waitlist.waitlist.WaitAnswer:
    open taken passed lapsed skipped
waitlist.waitlist.SkipReason:
    blocked unreachable busy limits gone
programs.webhooks.WebhookState:
    active paused gone failing
programs.webhooks.Delivery:
    waiting sending delivered failed
appointments.week.EntryKind:
    hours free closed leave block session request group
"""
NAMES = [word[:-1] for word in VALUES.split() if word.endswith(":") and "." in word]


@pytest.mark.parametrize("name", NAMES)
def test_values_are_as_they_were(name: str) -> None:
    rest = VALUES.partition(f"\n{name}:")[2].partition(":\n")[0].split()
    known = ["" if one == "-" else one for one in rest if "." not in one]
    module, _, enumeration = name.rpartition(".")

    values = [
        str(one.value) for one in getattr(importlib.import_module(f"domain.{module}"), enumeration)
    ]

    assert [value for value in values if value in known] == known
