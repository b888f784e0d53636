"""Every address of the site."""

from django.conf import settings
from django.urls import include, path

from config.health import healthz
from people.views.sign_up import SignUpView

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("config.pages.urls")),
    path("", include("config.home.urls")),
    path("account/signup/", SignUpView.as_view(), name="account_signup"),
    path("account/", include("allauth.urls")),
    path("", include("people.urls")),
    path("", include("scheduling.urls")),
    path("", include("intake.urls")),
    path("", include("resources.urls")),
    path("", include("goals.urls")),
    path("", include("sessions.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("config.demo.urls")))
