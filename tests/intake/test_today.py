"""What the therapist's first page says of intake."""

from django.urls import reverse

from intake.actions import sign_document


def test_the_agreement_waits_there_for_the_second_signature(
    client_for, tariq, alice, care, agreement, now
):
    address = reverse("intake:document", kwargs={"care": care.pk, "kind": agreement.kind})
    browser = client_for(tariq)
    assert address not in browser.get(reverse("home:home")).content.decode()
    sign_document(actor=alice, care=care, document=agreement, at=now)
    assert address in browser.get(reverse("home:home")).content.decode()
    sign_document(actor=tariq, care=care, document=agreement, at=now)
    assert address not in browser.get(reverse("home:home")).content.decode()
