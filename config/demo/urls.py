"""The demo's own pages: one-click sign-in and the mail that was sent."""

from django.urls import URLPattern

app_name = "demo"
urlpatterns: list[URLPattern] = []
