"""Addresses of finding a therapist, booking, and keeping hours."""

from django.urls import path

from scheduling.views import (
    appointments,
    booking,
    changes,
    exceptions,
    finding,
    hours,
    inviting,
    leave,
    limits,
    practice,
)

app_name = "scheduling"
urlpatterns = [
    path("therapists/", finding.directory, name="directory"),
    path("therapists/<slug:slug>/", finding.therapist, name="therapist"),
    path("time-zone/", finding.choose_zone, name="zone"),
    path("book/", booking.book, name="book"),
    path("book/hold/", booking.hold, name="hold"),
    path("book/release/", booking.release, name="release"),
    path("appointments/", appointments.index, name="appointments"),
    path("appointments/<uuid:pk>/", appointments.appointment, name="appointment"),
    path("appointments/<uuid:pk>/session.ics", appointments.calendar, name="calendar"),
    path("appointments/<uuid:pk>/move/", changes.move, name="move"),
    path("appointments/<uuid:pk>/cancel/", changes.cancel, name="cancel"),
    path("hours/", hours.hours, name="hours"),
    path("hours/week/", hours.week, name="week"),
    path("hours/week/remove/", hours.drop_week, name="drop_week"),
    path("hours/changes/", exceptions.changes, name="changes"),
    path("hours/extra/", exceptions.add_extra_hours, name="add_extra_hours"),
    path("hours/extra/<uuid:pk>/remove/", exceptions.remove_extra_hours, name="remove_extra_hours"),
    path("hours/time-off/", exceptions.add_time_off, name="add_time_off"),
    path("hours/time-off/<uuid:pk>/", leave.leave, name="leave"),
    path("hours/time-off/<uuid:pk>/remove/", exceptions.remove_time_off, name="remove_time_off"),
    path("hours/holidays/", exceptions.keep_holidays, name="keep_holidays"),
    path("hours/holidays/work/", exceptions.work_on_holiday, name="work_on_holiday"),
    path("hours/limits/", limits.limits, name="limits"),
    path("hours/pause/", limits.pause, name="pause"),
    path("hours/resume/", limits.resume, name="resume"),
    path("patients/<uuid:care>/services/<uuid:service>/invite/", inviting.invite, name="invite"),
    path("patients/services/<uuid:pk>/withdraw/", inviting.withdraw, name="withdraw_invitation"),
    path("practice/services/", practice.services, name="services"),
    path("practice/services/new/", practice.offer_service, name="offer_service"),
    path("practice/services/<uuid:pk>/", practice.service, name="service"),
    path("practice/services/<uuid:pk>/retire/", practice.retire_service, name="retire_service"),
    path("practice/services/<uuid:pk>/restore/", practice.restore_service, name="restore_service"),
    path("practice/rules/", practice.rules, name="rules"),
]
