from django.urls import path, register_converter

from intake.models import DocumentKind
from intake.views import alerts, contact, documents, forms, practice, prepare, results


class DocumentKindConverter:
    """Only kinds that exist have an address."""

    regex = "|".join(DocumentKind.values)

    def to_python(self, value: str) -> DocumentKind:
        return DocumentKind(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(DocumentKindConverter, "document_kind")

app_name = "intake"
_form = "prepare/<uuid:care>/forms/<slug:instrument>/"
_document = "prepare/<uuid:care>/documents/<document_kind:kind>/"
urlpatterns = [
    path("prepare/<uuid:care>/", prepare.prepare, name="prepare"),
    path("prepare/<uuid:care>/contact/", contact.contact, name="contact"),
    path("prepare/<uuid:care>/contact/draft/", contact.draft_contact, name="draft_contact"),
    path("prepare/<uuid:care>/help-seen/", alerts.help_seen, name="help_seen"),
    path(_form, forms.form, name="form"),
    path(f"{_form}<int:page>/", forms.form_page, name="form_page"),
    path(f"{_form}<int:page>/save/", forms.autosave, name="autosave"),
    path(f"{_form}review/", forms.review, name="review"),
    path(f"{_form}done/", forms.done, name="done"),
    path(_document, documents.document, name="document"),
    path(f"{_document}sign/", documents.sign, name="sign"),
    path(f"{_document}withdraw/", documents.withdraw, name="withdraw"),
    path("patients/<uuid:care>/measures/", results.measures, name="measures"),
    path("patients/<uuid:care>/history/", results.history, name="history"),
    path("alerts/<uuid:alert>/", alerts.alert, name="alert"),
    path("practice/documents/", practice.documents, name="documents"),
    path("practice/documents/<uuid:document>/", practice.version, name="document_version"),
    path("practice/documents/<document_kind:kind>/new/", practice.publish, name="publish_document"),
]
