"""Homework in a real browser: breathing that keeps time, words that are kept, what is shared."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.site import Site
from tests.browser.windows import DESK, PHONE, Windows

SAVED = re.compile(r"^Saved \d\d:\d\d\. Only you can read it\.$")

MAKE = """
from django.test import Client
from django.utils import timezone
from people.models import Care, Role, User
from resources.actions import assign
from resources.models import LibraryItem
from tests.second_factor import give_second_factor
now = timezone.now()
patient = User.objects.create_user("{name}@home.example", full_name="Ana Reis")
therapist = User.objects.create_user(
    "for-{name}@home.example", full_name="Tariq Haddad", role=Role.THERAPIST
)
give_second_factor(therapist)
care = Care.objects.create(patient=patient, therapist=therapist, opened_at=now, opened_by=patient)
item = LibraryItem.objects.get(slug="{item}")
homework = assign(actor=therapist, care=care, item=item, instructions="One is plenty.", at=now)
def session(person):
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value
print(care.pk, homework.pk, session(patient), session(therapist))
"""


class Home:
    """A patient with one piece of homework, and the therapist who gave it."""

    def __init__(self, site: Site, name: str, item: str) -> None:
        made = site.run(MAKE.format(name=name, item=item)).splitlines()[-1].split()
        self.care, self.homework = UUID(made[0]), UUID(made[1])
        self._site, self._patient, self._therapist = site, made[2], made[3]

    def sign_in(self, context: BrowserContext, *, therapist: bool = False) -> None:
        session = self._therapist if therapist else self._patient
        context.add_cookies([{"name": "sessionid", "value": session, "url": self._site.url}])


MakeHome = Callable[[str], Home]


@pytest.fixture
def home(request: pytest.FixtureRequest, site: Site) -> MakeHome:
    name = request.node.name.removeprefix("test_").replace("_", "-")
    return lambda item: Home(site, name, item)


def patients(windows: Windows, home: Home, **how: object) -> Page:
    page = windows.open("Ana", size=PHONE, **how)  # type: ignore[arg-type]
    home.sign_in(page.context)
    return page


def test_written_kept_and_shared(home: MakeHome, windows: Windows) -> None:
    """Words typed are kept without a button, through a lost line; the therapist reads them once
    they are shared, and no longer when they are private again."""
    given = home("thought-record")
    windows.expect_fault("ERR_INTERNET_DISCONNECTED")
    windows.expect_fault("404")
    ana = patients(windows, given)
    ana.goto("/homework/")
    assert_accessible(ana)
    ana.get_by_role("link", name="Open").click()
    assert_accessible(ana)
    kept = ana.locator("[data-autosave-status]")
    ana.get_by_label("Situation").fill("Nobody answered my message.")
    expect(kept).to_have_text(SAVED)
    ana.context.set_offline(True)
    ana.get_by_label("Automatic thought").fill("They have forgotten me.")
    expect(kept).to_contain_text("Not saved yet")
    ana.context.set_offline(False)
    expect(kept).to_have_text(SAVED)
    ana.reload()
    expect(ana.get_by_label("Automatic thought")).to_have_value("They have forgotten me.")

    tariq = windows.open("Tariq", size=DESK, colours="dark")
    given.sign_in(tariq.context, therapist=True)
    shared = f"/patients/{given.care}/homework/{given.homework}/"
    response = tariq.goto(shared)
    assert response is not None
    assert response.status == 404

    ana.get_by_text("Share with Tariq").click()
    expect(kept).to_contain_text("Shared once you press “I’m done”.")
    ana.get_by_role("button", name="I’m done").click()
    expect(ana.get_by_text("shared with Tariq")).to_be_visible()
    assert_accessible(ana)
    tariq.goto(f"/patients/{given.care}/homework/")
    assert_accessible(tariq)
    tariq.get_by_role("link", name="Read what was shared").click()
    expect(tariq.get_by_text("They have forgotten me.")).to_be_visible()
    assert_accessible(tariq)

    ana.get_by_role("button", name="Open it again").click()
    while_shared = ana.get_by_text("Tariq can read this, and what you change now")
    expect(while_shared).to_be_visible()
    ana.get_by_text("Keep it private").first.click()
    expect(kept).to_have_text(SAVED)
    expect(while_shared).to_be_hidden()
    response = tariq.goto(shared)
    assert response is not None
    assert response.status == 404


def test_the_pacer_keeps_time_and_ends(home: MakeHome, windows: Windows) -> None:
    """Start and pause by keyboard, words at the right moment, and an end by itself."""
    page = patients(windows, home("kind-breathing"))
    page.clock.install()
    page.goto("/library/kind-breathing/")
    word = page.locator("[data-pacer-part=word]")
    said = page.locator("[data-pacer-part=status]")
    page.get_by_text("Choose your rhythm").click()
    page.get_by_label("For").select_option("1")
    assert_accessible(page)
    page.get_by_role("button", name="Start").press("Space")
    page.clock.run_for(1000)
    expect(word).to_have_text("Breathe in")
    page.clock.run_for(4000)
    expect(word).to_have_text("Breathe out")
    expect(said).to_have_text("Breathe out")
    page.get_by_role("button", name="Pause").press("Space")
    page.clock.run_for(60_000)
    expect(said).to_have_text("Paused")
    page.get_by_role("button", name="Continue").press("Space")
    page.clock.run_for(60_000)
    expect(word).to_have_text("That was it. Take your time.")
    expect(page.get_by_role("button", name="Start")).to_be_focused()
    page.context.close()  # the clock is the profile's


def test_without_scripts(home: MakeHome, windows: Windows) -> None:
    """Reading, writing, saving and sharing need none."""
    given = home("sleep-basics")
    page = patients(windows, given, java_script=False)
    page.goto("/homework/")
    page.get_by_role("link", name="Open").click()
    page.get_by_label("What stays with you from this?").fill("Getting up at the same hour.")
    page.get_by_role("button", name="Save for later").click()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_label("What stays with you from this?")).to_have_value(
        "Getting up at the same hour."
    )
    page.get_by_role("button", name="I’m done").click()
    expect(page.get_by_text("Only you can read this.")).to_be_visible()
    page.goto("/journal/write/")
    page.get_by_label("Your page").fill("I walked to the river.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Share with Tariq").click()
    expect(page.get_by_text("shared with Tariq")).to_be_visible()
    page.get_by_role("button", name="Delete this page").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Your page")).to_have_value("I walked to the river.")
    expect(page.get_by_text("private", exact=True)).to_be_visible()
