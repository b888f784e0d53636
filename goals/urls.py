"""Addresses of goals."""

from django.urls import path

from goals import views

app_name = "goals"
GOAL = "goals/<uuid:care>/<uuid:goal>/"
urlpatterns = [
    path("goals/", views.index, name="index"),
    path("goals/<uuid:care>/", views.goals, name="goals"),
    path("goals/<uuid:care>/panel/", views.panel, name="panel"),
    path("goals/<uuid:care>/propose/", views.propose, name="propose"),
    path(GOAL, views.goal, name="goal"),
    path(f"{GOAL}reword/", views.reword, name="reword"),
    path(f"{GOAL}agree/", views.agree, name="agree"),
    path(f"{GOAL}decline/", views.decline, name="decline"),
    path(f"{GOAL}withdraw/", views.withdraw, name="withdraw"),
    path(f"{GOAL}rate/", views.rate, name="rate"),
    path(f"{GOAL}achieve/", views.achieve, name="achieve"),
    path(f"{GOAL}set-aside/", views.set_aside, name="set_aside"),
    path(f"{GOAL}take-up/", views.take_up, name="take_up"),
]
