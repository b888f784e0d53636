"""The site's addresses with the demo's own among them."""

from django.urls import include, path

from config.urls import urlpatterns as of_the_site

urlpatterns = [*of_the_site, path("demo/", include("config.demo.urls"))]
