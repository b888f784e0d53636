from scheduling.actions.book import book
from scheduling.actions.book_for import book_for
from scheduling.actions.change import cancel, cancel_all_ahead, move, move_back
from scheduling.actions.fitting import is_acquainted, services_between
from scheduling.actions.group import cancel_group, plan_group, seats_until, take_seat
from scheduling.actions.hold import clear_expired_holds, hold, release
from scheduling.actions.hours import add_time_off, remove_time_off, set_hours
from scheduling.actions.missed import mark_missed, unmark_missed, waive_missed
from scheduling.actions.practice import offer_service, retire_service, revise_service, set_rules
from scheduling.actions.remind import (
    follow_practice_reminders,
    set_own_reminders,
    set_practice_reminders,
)
from scheduling.actions.series import book_series
from scheduling.actions.series_change import cancel_series, move_series

__all__ = [
    "add_time_off",
    "book",
    "book_for",
    "book_series",
    "cancel",
    "cancel_all_ahead",
    "cancel_group",
    "cancel_series",
    "clear_expired_holds",
    "follow_practice_reminders",
    "hold",
    "is_acquainted",
    "mark_missed",
    "move",
    "move_back",
    "move_series",
    "offer_service",
    "plan_group",
    "release",
    "remove_time_off",
    "retire_service",
    "revise_service",
    "seats_until",
    "services_between",
    "set_hours",
    "set_own_reminders",
    "set_practice_reminders",
    "set_rules",
    "take_seat",
    "unmark_missed",
    "waive_missed",
]
