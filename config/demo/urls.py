"""The demo's own pages: one-click sign-in, the mail and the text messages that were sent."""

from django.urls import path

from config.demo import mail, texts, views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("be/<str:email>/", views.sign_in, name="sign_in"),
    path("texts/", texts.messages, name="texts"),
    path("mail/", mail.letters, name="mail"),
    path("mail/<slug:slug>/", mail.letter, name="letter"),
    path("mail/<slug:slug>/<int:number>/", mail.enclosure, name="enclosure"),
]
