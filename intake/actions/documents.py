"""Publishing a text, agreeing to it, taking the agreement back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from intake.models import Document, DocumentKind, Signature
from intake.signals import consent_withdrawn
from notices.actions import enqueue
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, User
from privacy import audit


def publish_document(
    *, actor: User, kind: DocumentKind, title: str, body: str, at: datetime
) -> Document:
    """A new version, which is from now on the one to sign; older signatures keep their text.

    Raises `Refused` when nothing changed, or when somebody else published at the same moment.
    """
    access.require(actor, Action.RUN_PRACTICE)
    body = body.replace("\r\n", "\n").strip() + "\n"
    try:
        with transaction.atomic():
            current = Document.objects.current(kind)
            if current is not None and (current.title, current.body) == (title, body):
                raise Refused(_("This is word for word the version that is already in force."))
            newest = Document.objects.of_kind(kind).aggregate(Max("version"))["version__max"]
            document = Document.objects.create(
                kind=kind,
                version=(newest or 0) + 1,
                title=title,
                body=body,
                published_at=at,
                published_by=actor,
            )
            audit.record(
                "document.publish",
                actor=actor,
                row=document,
                detail={"kind": kind, "version": document.version},
            )
    except IntegrityError:
        raise Refused(
            _("Somebody published another version just now. Look at it before you publish yours.")
        ) from None
    return document


def sign_document(*, actor: User, care: Care, document: Document, at: datetime) -> Signature:
    """The actor agrees to exactly these words. Signing twice is signing once.

    The therapist signs only what binds both. Raises `Refused` when a newer version is out.
    """
    as_therapist = actor.pk == care.therapist_id and document.needs_therapist
    action = Action.AGREE_AS_THERAPIST if as_therapist else Action.AGREE_AS_PATIENT
    access.require(actor, action, care)
    with transaction.atomic():
        # The care's row keeps two presses of one button from both finding no signature.
        Care.objects.select_for_update().get(pk=care.pk)
        if Document.objects.current(document.kind) != document:
            raise Refused(
                _("A newer version was published while you were reading. Please read that one.")
            )
        standing = Signature.objects.in_force().filter(care=care, document=document, person=actor)
        signature = standing.first()
        if signature is not None:
            return signature
        signature = Signature.objects.create(
            care=care, document=document, person=actor, text=document.body, signed_at=at
        )
        audit.record(
            "document.sign",
            actor=actor,
            row=signature,
            care=care,
            detail={"kind": document.kind, "version": document.version},
        )
    return signature


def withdraw_consent(*, actor: User, care: Care, at: datetime) -> None:
    """The patient takes back their consent to online therapy, whichever version they gave it to.

    The therapist gets a letter that something waits; what follows from it is theirs to talk over.
    """
    access.require(actor, Action.AGREE_AS_PATIENT, care)
    with transaction.atomic():
        standing = Signature.objects.in_force().filter(
            care=care, person=actor, document__kind=DocumentKind.TELEHEALTH_CONSENT
        )
        if not standing.update(withdrawn_at=at):
            raise Refused(_("There is no consent to take back."))
        enqueue(
            key=f"consent_withdrawn:{care.pk}:{at.isoformat()}",
            kind="consent_withdrawn",
            recipient=care.therapist,
            about=care.pk,
        )
        consent_withdrawn.send(Care, care=care, actor=actor)
        audit.record("consent.withdraw", actor=actor, row=care, care=care)
