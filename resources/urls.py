"""Library, homework and journal, for the patient and for the therapist."""

from django.urls import path

from resources.views import given, homework, journal, library

app_name = "resources"
urlpatterns = [
    path("library/", library.library, name="library"),
    path("library/<slug:slug>/", library.item, name="item"),
    path("library/<slug:slug>/give/", library.give, name="give"),
    # the patient's
    path("homework/", homework.homework, name="homework"),
    path("homework/<uuid:pk>/", homework.do_homework, name="do_homework"),
    path("homework/<uuid:pk>/save/", homework.save_homework, name="save_homework"),
    path("homework/<uuid:pk>/finish/", homework.finish_homework, name="finish_homework"),
    path("homework/<uuid:pk>/reopen/", homework.reopen_homework, name="reopen_homework"),
    path("homework/<uuid:pk>/share/", homework.share_homework, name="share_homework"),
    path("homework/<uuid:pk>/unshare/", homework.unshare_homework, name="unshare_homework"),
    path("journal/", journal.journal, name="journal"),
    path("journal/write/", journal.write_page, name="write_page"),
    path("journal/save/", journal.save_page, name="save_page"),
    path("journal/<uuid:pk>/", journal.page, name="page"),
    path("journal/<uuid:pk>/share/", journal.share_page, name="share_page"),
    path("journal/<uuid:pk>/unshare/", journal.unshare_page, name="unshare_page"),
    path("journal/<uuid:pk>/delete/", journal.delete_page, name="delete_page"),
    path("journal/<uuid:pk>/restore/", journal.restore_page, name="restore_page"),
    # the therapist's
    path("homework/<uuid:care>/assign/", given.assign, name="assign"),
    path("homework/<uuid:pk>/withdraw/", given.withdraw, name="withdraw"),
    path("homework/<uuid:pk>/restore/", given.restore, name="restore"),
    path("patients/<uuid:care>/homework/", given.given, name="given"),
    path("patients/<uuid:care>/homework/panel/", given.panel, name="panel"),
    path("patients/<uuid:care>/homework/<uuid:pk>/", given.shared_homework, name="shared_homework"),
    path("patients/<uuid:care>/journal/", given.shared_journal, name="shared_journal"),
]
