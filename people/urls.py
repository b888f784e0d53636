"""Addresses about people."""

from django.urls import path

from people.views import clinicians, invitation, me, photo, practice

app_name = "people"
urlpatterns = [
    path("me/", me.details, name="details"),
    path("me/seen/", me.seen, name="seen"),
    path("me/profile/", me.profile, name="profile"),
    path("me/profile/preview/", me.preview, name="preview"),
    path("me/profile/photo/", me.save_photo, name="save_photo"),
    path("me/profile/photo/remove/", me.remove_photo, name="remove_photo"),
    path("photos/<slug:name>.webp", photo.photo, name="photo"),
    path("invitation/<str:token>/", invitation.accept, name="accept"),
    path("practice/clinicians/", clinicians.clinicians, name="clinicians"),
    path("practice/clinicians/invite/", clinicians.invite, name="invite"),
    path("practice/invitations/<uuid:pk>/resend/", clinicians.resend, name="resend"),
    path("practice/invitations/<uuid:pk>/revoke/", clinicians.revoke, name="revoke"),
    path("practice/clinicians/<uuid:pk>/", clinicians.clinician, name="clinician"),
    path("practice/clinicians/<uuid:pk>/licence/", clinicians.licence, name="licence"),
    path("practice/clinicians/<uuid:pk>/suspend/", clinicians.suspend, name="suspend"),
    path("practice/clinicians/<uuid:pk>/reinstate/", clinicians.reinstate, name="reinstate"),
    path("practice/clinicians/<uuid:pk>/part/", clinicians.part, name="part"),
    path("practice/notices/", practice.notices, name="notices"),
    path("practice/notices/<uuid:pk>/retry/", practice.retry_notice, name="retry_notice"),
    path("practice/audit/", practice.audit_trail, name="audit"),
    path("practice/audit/verify/", practice.verify_audit, name="verify_audit"),
]
