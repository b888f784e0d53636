"""The first page after signing in, one for each role, and what belongs to it."""

from django.urls import path

from config.home import views
from config.home.views import patient, patients, today

app_name = "home"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("home/next/", patient.next_card, name="next"),
    path("home/sessions/", today.sessions, name="sessions"),
    path("patients/", patients.patients, name="patients"),
    path("patients/<uuid:care>/", patients.patient, name="patient"),
]
