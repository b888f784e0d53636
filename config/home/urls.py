"""The first page after signing in, one for each role."""

from django.urls import path

from config.home import views

app_name = "home"
urlpatterns = [
    path("home/", views.home, name="home"),
]
