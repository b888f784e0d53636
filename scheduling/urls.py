"""Addresses of finding a therapist, booking, and keeping hours."""

from django.urls import path

from scheduling.views import appointments, booking, changes, finding, hours, practice

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
    path("hours/time-off/", hours.add_time_off, name="add_time_off"),
    path("hours/time-off/<uuid:pk>/remove/", hours.remove_time_off, name="remove_time_off"),
    path("practice/services/", practice.services, name="services"),
    path("practice/services/new/", practice.offer_service, name="offer_service"),
    path("practice/services/<uuid:pk>/", practice.service, name="service"),
    path("practice/services/<uuid:pk>/retire/", practice.retire_service, name="retire_service"),
    path("practice/rules/", practice.rules, name="rules"),
]
