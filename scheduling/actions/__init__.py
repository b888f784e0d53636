from scheduling.actions.book import book
from scheduling.actions.book_for import book_for
from scheduling.actions.change import cancel, cancel_all_ahead, move, move_back
from scheduling.actions.feed import make_feed, note_feed_read, revoke_feed
from scheduling.actions.fitting import everything_between, is_acquainted, services_between
from scheduling.actions.group import cancel_group, plan_group, seats_until, take_seat
from scheduling.actions.hold import clear_expired_holds, hold, release
from scheduling.actions.hours import (
    add_extra_hours,
    change_week,
    drop_week,
    remove_extra_hours,
    set_hours,
    work_on_holiday,
)
from scheduling.actions.invite import invite_to_service, withdraw_invitation
from scheduling.actions.limits import pause_bookings, resume_bookings, set_therapist_rules
from scheduling.actions.missed import mark_missed, unmark_missed, waive_missed
from scheduling.actions.offers import decline_offer, lapse_offers, offer_freed, take_offer
from scheduling.actions.outside import (
    add_calendar,
    calendars_due,
    forget_calendars,
    read_calendar,
    read_now,
    remove_calendar,
    restore_calendar,
)
from scheduling.actions.practice import (
    offer_service,
    restore_service,
    retire_service,
    revise_service,
    set_rules,
)
from scheduling.actions.remind import (
    follow_practice_reminders,
    set_own_reminders,
    set_practice_reminders,
)
from scheduling.actions.requests import (
    accept_request,
    ask_for,
    decline_request,
    lapse_requests,
    withdraw_request,
)
from scheduling.actions.series import book_series
from scheduling.actions.series_change import cancel_series, move_series
from scheduling.actions.time_off import add_time_off, keep_holidays, remove_time_off
from scheduling.actions.waitlist import (
    close_past_wishes,
    join_waitlist,
    leave_waitlist,
    return_to_waitlist,
)

__all__ = [
    "accept_request",
    "add_calendar",
    "add_extra_hours",
    "add_time_off",
    "ask_for",
    "book",
    "book_for",
    "book_series",
    "calendars_due",
    "cancel",
    "cancel_all_ahead",
    "cancel_group",
    "cancel_series",
    "change_week",
    "clear_expired_holds",
    "close_past_wishes",
    "decline_offer",
    "decline_request",
    "drop_week",
    "everything_between",
    "follow_practice_reminders",
    "forget_calendars",
    "hold",
    "invite_to_service",
    "is_acquainted",
    "join_waitlist",
    "keep_holidays",
    "lapse_offers",
    "lapse_requests",
    "leave_waitlist",
    "make_feed",
    "mark_missed",
    "move",
    "move_back",
    "move_series",
    "note_feed_read",
    "offer_freed",
    "offer_service",
    "pause_bookings",
    "plan_group",
    "read_calendar",
    "read_now",
    "release",
    "remove_calendar",
    "remove_extra_hours",
    "remove_time_off",
    "restore_calendar",
    "restore_service",
    "resume_bookings",
    "retire_service",
    "return_to_waitlist",
    "revise_service",
    "revoke_feed",
    "seats_until",
    "services_between",
    "set_hours",
    "set_own_reminders",
    "set_practice_reminders",
    "set_rules",
    "set_therapist_rules",
    "take_offer",
    "take_seat",
    "unmark_missed",
    "waive_missed",
    "withdraw_invitation",
    "withdraw_request",
    "work_on_holiday",
]
