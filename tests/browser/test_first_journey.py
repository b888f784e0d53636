"""The first journey, as it would be shown to a visitor: two people find each other and meet.

An admin opens the practice and invites a therapist. A patient finds them, books, prepares; they
meet on video, agree a goal, and the patient takes something home. Real browsers, a real worker,
real mail. Only time is moved by hand: nobody waits until tomorrow for a session.
"""

from playwright.sync_api import Page

from tests.browser.journey import afterwards, meeting, patient, staff
from tests.browser.meeting import WATCH_CONNECTIONS
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows

THERAPIST, PATIENT = "Elsa Lund", "Milo Andrade"
THERAPIST_MAIL = "elsa@practice.example"
PATIENT_MAIL = "milo.constantine-everard@family.example"  # wider than a phone


GOAL = "Sleep through four nights a week"
NOTE = "Wakes at four. Talked about Sundays."
SUMMARY = "We looked at the nights. You will try one small thing."


def test_first_journey(site: Site, windows: Windows) -> None:
    admin = windows.open("admin")
    elsa = windows.open("Elsa", zone="Europe/Berlin")
    milo = windows.open("Milo", size=PHONE)
    for page in (elsa, milo):
        page.add_init_script(WATCH_CONNECTIONS)

    open_the_practice(site, admin, elsa)
    appointment = find_and_book(site, milo)
    prepare(site, milo, elsa, appointment)
    meet(milo, elsa)
    follow_up(site, milo, elsa, appointment)


def open_the_practice(site: Site, admin: Page, elsa: Page) -> None:
    """What has to be there before anybody can book."""
    invitation = site.manage("create_admin", "--email", "ida@practice.example", "--name", "Ida Moe")
    staff.accept_invitation(admin, invitation.strip(), name="Ida Moe")
    staff.offer_first_consultation(admin)
    link = staff.invite_therapist(admin, site, email=THERAPIST_MAIL, name=THERAPIST)
    staff.accept_invitation(elsa, link, name=THERAPIST)
    staff.write_licence(admin, name=THERAPIST)
    staff.fill_profile(elsa)
    staff.keep_hours(elsa)


def find_and_book(site: Site, milo: Page) -> str:
    """Look and book; answers the appointment's key."""
    patient.look_around(milo)
    held = patient.hold_a_time(milo, therapist=THERAPIST)
    patient.sign_up(milo, site, name=PATIENT, email=PATIENT_MAIL)
    return patient.book(milo, site, held=held, email=PATIENT_MAIL)


def prepare(site: Site, milo: Page, elsa: Page, appointment: str) -> None:
    """The checklist; an answer that asks for a person reaches one; the reminders come."""
    patient.prepare(milo)
    meeting.try_devices(milo)
    meeting.look_at_the_alert(elsa, patient="Milo")
    meeting.be_reminded(site, appointment, email=PATIENT_MAIL)


def meet(milo: Page, elsa: Page) -> None:
    """Wait, be let in, see and hear each other, agree on something, come back after a reload."""
    meeting.wait_and_be_let_in(milo, elsa, patient_name="Milo")
    meeting.write_to_each_other(milo, elsa)
    meeting.check_the_opening(elsa)
    meeting.note_beside_the_picture(elsa, words=NOTE)
    meeting.agree_a_goal(milo, elsa, words=GOAL)
    meeting.reload_and_be_back(milo)
    meeting.end(milo, elsa)


def follow_up(site: Site, milo: Page, elsa: Page, appointment: str) -> None:
    """What stays: a signed note, a summary, something to take home, and how it was."""
    afterwards.sign_the_note(elsa, appointment, words=NOTE)
    afterwards.send_the_summary(elsa, appointment, words=SUMMARY, patient="Milo")
    afterwards.give_homework(elsa, patient=PATIENT)
    afterwards.read_the_summary(milo, site, email=PATIENT_MAIL, words=SUMMARY)
    afterwards.do_and_share_homework(milo, therapist="Elsa")
    afterwards.say_how_it_was(milo, site, email=PATIENT_MAIL, appointment=appointment)
    afterwards.be_reminded_to_book(site, email=PATIENT_MAIL)
    afterwards.see_what_came_back(elsa)
