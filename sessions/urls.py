"""Addresses of the meeting and of what is written about it."""

from django.urls import path

from sessions.views import (
    agenda,
    devices,
    drafts,
    echo,
    ending,
    feedback,
    helping,
    keeping,
    notes,
    phone,
    private_notes,
    room,
    story,
    summary,
    text,
    waiting,
)

app_name = "sessions"

MEETING = [
    path("sessions/<uuid:appointment>/room/", room.room, name="room"),
    path("sessions/<uuid:appointment>/waiting/", room.waiting_status, name="waiting_status"),
    path("sessions/<uuid:appointment>/while-waiting/", waiting.lead, name="while_waiting"),
    path("sessions/<uuid:appointment>/ask-to-wait/", waiting.ask_to_wait, name="ask_to_wait"),
    path("sessions/<uuid:appointment>/admit/", room.admit, name="admit"),
    path("sessions/<uuid:appointment>/phone/", phone.phone, name="phone"),
    path("sessions/<uuid:appointment>/phone/number/", phone.number, name="phone_number"),
    path("sessions/<uuid:appointment>/phone/move/", phone.move, name="to_phone"),
    path("sessions/<uuid:appointment>/phone/back/", phone.back, name="back_to_room"),
    path("sessions/<uuid:appointment>/phone/call/", phone.call, name="call"),
    path("sessions/<uuid:appointment>/phone/outcome/", phone.outcome, name="call_outcome"),
    path("sessions/<uuid:appointment>/phone/end/", phone.end, name="end_phone"),
    path("sessions/<uuid:appointment>/phone/own-number/", phone.own_number, name="own_number"),
    path("sessions/<uuid:appointment>/opening-check/", room.opening_check, name="opening_check"),
    path("sessions/<uuid:appointment>/agenda/", agenda.agenda, name="agenda"),
    path("agenda/<str:occasion>/", agenda.usual_agenda, name="usual_agenda"),
    path("sessions/<uuid:appointment>/ending/", ending.ending, name="ending"),
    path("sessions/<uuid:appointment>/story/", story.story_so_far, name="story"),
    path("sessions/<uuid:appointment>/contact/", room.contact, name="contact"),
    path("sessions/<uuid:appointment>/transcript/", text.transcript, name="transcript"),
    path("sessions/<uuid:appointment>/keep/", keeping.keep, name="keep"),
    path("sessions/<uuid:appointment>/kept/", keeping.kept, name="kept"),
    path("sessions/<uuid:appointment>/after/", room.after, name="after"),
    path("device-check/", devices.device_check, name="device_check"),
    path("echo/", echo.echo, name="echo"),
    path("technical-help/ask/", helping.ask, name="ask_for_help"),
    path("technical-help/asked/<uuid:pk>/", helping.own, name="help"),
    path("practice/technical-help/", helping.requests, name="help_requests"),
    path("practice/technical-help/<uuid:pk>/", helping.answer, name="answer_help"),
    path("practice-room/", echo.practice_room, name="practice_room"),
]

WRITING = [
    path("patients/<uuid:care>/notes/", notes.index, name="notes"),
    path("patients/<uuid:care>/notes/<uuid:note>/", notes.read, name="read_note"),
    path("patients/<uuid:care>/notes/<uuid:note>/add/", notes.add, name="add_to_note"),
    path("patients/<uuid:care>/reflections/", private_notes.reflections, name="reflections"),
    path(
        "patients/<uuid:care>/reflections/<uuid:note>/",
        private_notes.reflection,
        name="reflection",
    ),
    path("sessions/<uuid:appointment>/note/", notes.note, name="note"),
    path("sessions/<uuid:appointment>/note/panel/", notes.panel, name="note_panel"),
    path("sessions/<uuid:appointment>/note/sign/", notes.sign, name="sign_note"),
    path("sessions/<uuid:appointment>/summary/", summary.summary, name="summary"),
    path("sessions/<uuid:appointment>/summary/send/", summary.send, name="send_summary"),
    path("sessions/<uuid:appointment>/feedback/", feedback.feedback, name="feedback"),
    path("sessions/<uuid:appointment>/feedback/skip/", feedback.skip, name="skip_feedback"),
    path("set-aside/<uuid:pk>/bring-in/", drafts.take_set_aside, name="bring_in"),
    path("set-aside/<uuid:pk>/let-go/", drafts.drop_set_aside, name="let_go"),
]

urlpatterns = [*MEETING, *WRITING]
