"""The demo's letter box: what Django's file backend kept is read back as it was sent."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config.demo.mail import read
from notices.sms import TextMessage
from notices.sms.local import Folder

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.tooling.demo_urls")]

TEXT = """Hello Alice,

your session with Tariq is on Tuesday. Everything about it is here:
http://localhost:8000/appointments/

Não se preocupe <b>
"""


@pytest.fixture
def folder(tmp_path: Path, settings: object) -> Path:
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def send(folder: Path, *, to: str = "alice@example.com", subject: str = "Your session") -> None:
    backend = "django.core.mail.backends.filebased.EmailBackend"
    connection = get_connection(backend, file_path=str(folder))
    message = EmailMultiAlternatives(subject, TEXT, "a@b.example", [to], connection=connection)
    message.attach_alternative("<p>as a page</p>", "text/html")
    message.attach("session.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    message.send()


def test_a_letter_is_read_as_it_was_sent(folder: Path) -> None:
    send(folder, subject="Até terça")
    [letter] = read(folder)
    assert letter.to == "alice@example.com"
    assert letter.subject == "Até terça"
    assert letter.text.strip() == TEXT.strip()
    assert (datetime.now(UTC) - letter.sent_at).total_seconds() < 60
    [calendar] = letter.enclosures
    assert calendar.name == "session.ics"
    assert calendar.content_type == "text/calendar"
    assert b"BEGIN:VCALENDAR" in calendar.content


def test_many_letters_in_one_file_and_in_several(folder: Path) -> None:
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with get_connection(backend, file_path=str(folder)) as connection:
        for number in range(3):
            EmailMultiAlternatives(
                f"Letter {number}", "-----\n", "a@b.example", ["x@y.example"], connection=connection
            ).send()
    send(folder, subject="Letter 3")
    assert {letter.subject for letter in read(folder)} == {f"Letter {n}" for n in range(4)}
    assert len({letter.slug for letter in read(folder)}) == 4


def test_the_pages_show_letters_links_and_attachments(folder: Path, client: Client) -> None:
    send(folder)
    send(folder, to="bruno@example.com", subject="For Bruno")
    everyones = client.get(reverse("demo:mail")).content.decode()
    assert "Your session" in everyones
    assert "For Bruno" in everyones
    alices = client.get(reverse("demo:mail"), {"to": "alice@example.com"}).content.decode()
    assert "For Bruno" not in alices

    letter = next(letter for letter in read(folder) if letter.to == "alice@example.com")
    page = client.get(reverse("demo:letter", args=[letter.slug])).content.decode()
    assert 'href="http://localhost:8000/appointments/"' in page
    assert "Não se preocupe &lt;b&gt;" in page
    calendar = client.get(reverse("demo:enclosure", args=[letter.slug, 0]))
    assert calendar["Content-Type"] == "text/calendar"
    assert calendar["Content-Disposition"] == 'attachment; filename="session.ics"'
    assert calendar.content.startswith(b"BEGIN:VCALENDAR")


def test_an_empty_box_says_what_will_be_here(folder: Path, client: Client) -> None:
    assert "No e-mail has been sent yet" in client.get(reverse("demo:mail")).content.decode()


def test_what_is_not_there_is_404(folder: Path, client: Client) -> None:
    send(folder)
    [letter] = read(folder)
    assert client.get(reverse("demo:letter", args=["nothing"])).status_code == 404
    assert client.get(reverse("demo:enclosure", args=[letter.slug, 1])).status_code == 404


def test_text_messages_have_a_page_of_their_own(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.SMS_FILE_PATH = tmp_path
    assert "No text message has been sent" in client.get(reverse("demo:texts")).content.decode()
    message = TextMessage(uuid4(), "+351912345678", "Today at 10:00. https://practice.example/")
    Folder().send(message, first_tried_at=None)
    page = client.get(reverse("demo:texts")).content.decode()
    assert "+351912345678" in page
    assert 'href="https://practice.example/"' in page
