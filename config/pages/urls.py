"""Pages for anyone."""

from django.urls import path

from config.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("how-it-works/", views.how, name="how"),
    path("is-it-for-me/", views.fit, name="fit"),
    path("questions/", views.questions, name="questions"),
    path("technical-help/", views.technical_help, name="technical_help"),
    path("help-now/", views.help_now, name="help_now"),
    path("privacy/", views.privacy, name="privacy"),
    path("theme/", views.theme, name="theme"),
]
