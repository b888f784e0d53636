"""Two people with a session that is on now, and windows in which they meet."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.browser.site import Site, wait_for
from tests.browser.windows import DESK, Windows

PREPARE = """
import json
from datetime import timedelta
from django.conf import settings
from django.test import Client
from django.utils import timezone
from people.models import Care, User
from scheduling.models import Appointment
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.scheduling.world import make_appointment

who = {mark!r}
alice = make_patient(f"alice.{{who}}@example.com", "Alice Moreau")
tariq = make_therapist(
    f"tariq.{{who}}@example.com", "Tariq Haddad",
    slug=f"tariq-{{who}}", zone="Europe/Berlin", needs=["sleep"],
)
care = open_active_care(alice, tariq)
booked = make_appointment(care, timezone.now() - timedelta(minutes=3))
keys = {{}}
for person in (alice, tariq):
    client = Client()
    client.force_login(person)
    keys[person.known_as] = client.cookies[settings.SESSION_COOKIE_NAME].value
told = {{"appointment": str(booked.pk), "care": str(care.pk), "keys": keys}}
print(json.dumps(told | {{"cookie": settings.SESSION_COOKIE_NAME}}))
"""

# Keeps every connection that the page makes, so that a test can ask it for its statistics.
WATCH_CONNECTIONS = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...wishes) {
    super(...wishes);
    window.connections.push(this);
  }
};
"""

READ_STATISTICS = """
async () => {
  const connections = window.connections.length;
  const told = { frames: 0, energy: 0, packets: 0, state: "none", connections };
  const connection = window.connections.at(-1);
  if (!connection) return told;
  told.state = connection.connectionState;
  for (const entry of (await connection.getStats()).values()) {
    if (entry.type !== "inbound-rtp") continue;
    told.packets += entry.packetsReceived ?? 0;
    told.frames += entry.framesDecoded ?? 0;
    told.energy += entry.totalAudioEnergy ?? 0;
  }
  return told;
}
"""


@dataclass(frozen=True)
class Meeting:
    """A session of Alice and Tariq, with a signed-in cookie for each."""

    site: Site
    appointment: str
    care: str
    keys: dict[str, str]
    cookie: str

    @property
    def address(self) -> str:
        return f"/sessions/{self.appointment}/room/"

    def window(self, windows: Windows, name: str, **wishes: Any) -> Page:
        """A window in which the named person is signed in, not yet in the room."""
        page = windows.open(name, **{"size": DESK, **wishes})
        page.add_init_script(WATCH_CONNECTIONS)
        page.context.add_cookies(
            [{"name": self.cookie, "value": self.keys[name], "url": self.site.url}]
        )
        return page


def prepare(site: Site, mark: str) -> Meeting:
    """Make the two people and their session; `mark` keeps them apart from other tests'."""
    told = json.loads(site.run(PREPARE.format(mark=mark)).splitlines()[-1])
    return Meeting(site=site, **told)


def make(meeting: Meeting, **facts: str) -> None:
    """Change what the session was booked as."""
    meeting.site.run(
        "from scheduling.models import Appointment;"
        f"Appointment.objects.filter(pk={meeting.appointment!r}).update(**{facts!r})"
    )


def statistics(page: Page) -> dict[str, Any]:
    """Frames decoded and audio energy received by the page's newest connection."""
    told: dict[str, Any] = page.evaluate(READ_STATISTICS)
    return told


def flows(page: Page, *, patience: float = 20) -> dict[str, Any]:
    """Wait until new pictures and new sound come in; the statistics then."""
    before = statistics(page)

    def flowing() -> dict[str, Any] | None:
        # Asked from here: a function that the page polls counts as true while it is a promise.
        nonlocal before
        page.wait_for_timeout(100)
        now = statistics(page)
        if now["connections"] != before["connections"]:  # a new one counts from the beginning
            before = now
        has_more = now["frames"] > before["frames"] + 3 and now["energy"] > before["energy"]
        return now if has_more else None

    return wait_for(flowing, what="pictures and sound", patience=patience)
