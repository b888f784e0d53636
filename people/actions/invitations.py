"""How somebody becomes a therapist or an admin: by a link that works once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from notices.actions import enqueue, withdraw
from people import access
from people.access import Action
from people.actions.unverified import remove_unverified, unverified
from people.errors import Refused
from people.models import Invitation, Role, TherapistProfile, User
from privacy import audit

LASTS = timedelta(days=7)


def invite(*, actor: User, email: str, full_name: str, role: Role, at: datetime) -> Invitation:
    """Invite a therapist or another admin by e-mail. Only the token's hash is kept."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        invitation, token = prepare(
            email=email, full_name=full_name, role=role, at=at, invited_by=actor
        )
        _send(invitation, token)
        audit.record("invitation.send", actor=actor, row=invitation, detail={"role": role})
    return invitation


def invite_from_the_machine(*, email: str, full_name: str, at: datetime) -> str:
    """The token of an admin's invitation that nobody is sent: whoever runs the machine shows it.

    While one is open for this address its link is made anew, and the one before stops working:
    at the first start nobody is there yet who could send it again.
    """
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update()
            .open(at=at)
            .filter(email=email.strip().lower(), role=Role.ADMIN)
            .first()
        )
        if invitation is None:
            invitation, token = prepare(
                email=email, full_name=full_name, role=Role.ADMIN, at=at, invited_by=None
            )
            audit.record("invitation.send", actor=None, row=invitation, detail={"role": "admin"})
        else:
            token = _renew(invitation, at=at)
            audit.record("invitation.resend", actor=None, row=invitation)
    return token


def prepare(
    *, email: str, full_name: str, role: Role, at: datetime, invited_by: User | None
) -> tuple[Invitation, str]:
    """An unsent invitation and its token. `invited_by` is None from the command line alone."""
    if role not in {Role.THERAPIST, Role.ADMIN}:
        raise Refused(_("Patients sign up themselves. Invite therapists and admins."))
    email = email.strip().lower()
    # An account that nobody confirmed stands in nobody's way; it goes when the link is used.
    if User.objects.filter(email__iexact=email).exclude(pk__in=unverified()).exists():
        raise Refused(_("Somebody with this e-mail has an account already. Use another address."))
    if Invitation.objects.open(at=at).filter(email=email).exists():
        raise Refused(_("An invitation to this address is still open. You can send it again."))
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        full_name=full_name.strip(),
        role=role,
        token_hash=digest(token),
        invited_by=invited_by,
        invited_at=at,
        expires_at=at + LASTS,
    )
    return invitation, token


def resend_invitation(*, actor: User, invitation: Invitation, at: datetime) -> None:
    """Send a fresh link. The one sent before stops working."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.accepted_at or invitation.revoked_at:
            raise Refused(_("This invitation was accepted or taken back. Invite them anew."))
        _send(invitation, _renew(invitation, at=at))
        audit.record("invitation.resend", actor=actor, row=invitation)


def revoke_invitation(*, actor: User, invitation: Invitation, at: datetime) -> None:
    """Take an invitation back: its link stops working."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.accepted_at:
            raise Refused(_("This invitation was accepted already. You can suspend the account."))
        if invitation.revoked_at:
            return
        invitation.revoked_at, invitation.revoked_by = at, actor
        invitation.save(update_fields=["revoked_at", "revoked_by"])
        withdraw(key=_letter_key(invitation))
        audit.record("invitation.revoke", actor=actor, row=invitation)


def invitation_for(token: str, *, at: datetime) -> Invitation | None:
    """The open invitation this link belongs to."""
    return Invitation.objects.open(at=at).filter(token_hash=digest(token)).first()


def accept_invitation(
    *, token: str, full_name: str, password: str, time_zone: str, at: datetime
) -> User:
    """Make the account. Its e-mail counts as verified, because the link came by that mail.

    An account that somebody made for this address and never confirmed gives way.

    Raises `Refused` when the link was used, taken back or is too old.
    """
    with transaction.atomic(), audit.at_the_end():
        invitation = (
            Invitation.objects.select_for_update()
            .open(at=at)
            .filter(token_hash=digest(token))
            .first()
        )
        if invitation is None:
            raise Refused(_("This link no longer works. Ask the practice to send a new one."))
        there = User.objects.filter(email__iexact=invitation.email).first()
        if there and not remove_unverified(there.pk):
            raise Refused(
                _(
                    "This e-mail has an account already, and an account has one role. Ask the "
                    "practice to invite another address of yours."
                )
            )
        user = User.objects.create_user(
            invitation.email,
            password,
            full_name=full_name.strip(),
            role=invitation.role,
            time_zone=time_zone,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if user.is_therapist:
            TherapistProfile.objects.create(user=user, slug=_free_slug(user.full_name))
        invitation.accepted_at, invitation.accepted_by = at, user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        audit.record(
            "invitation.accept", actor=user, row=invitation, detail={"role": invitation.role}
        )
    return user


def digest(token: str) -> str:
    """What is kept of a token: enough to know it again, too little to make the link."""
    return hashlib.sha256(token.encode()).hexdigest()


def _renew(invitation: Invitation, *, at: datetime) -> str:
    """A fresh token for a locked invitation. The link before it stops working, sent or not."""
    withdraw(key=_letter_key(invitation))
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.expires_at = digest(token), at + LASTS
    invitation.save(update_fields=["token_hash", "expires_at"])
    return token


def _send(invitation: Invitation, token: str) -> None:
    enqueue(
        key=_letter_key(invitation),
        kind="invitation",
        address=invitation.email,
        about=invitation.pk,
        context={"token": token},
        expires_at=invitation.expires_at,
    )


def _letter_key(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}:{invitation.token_hash[:16]}"


def _free_slug(name: str) -> str:
    base = slugify(name)[:40] or "therapist"
    taken = set(
        TherapistProfile.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
