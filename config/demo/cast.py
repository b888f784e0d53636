"""Who is who in the sample practice. Invented people; `config/demo/stories` tells their stories."""

from dataclasses import dataclass
from typing import NamedTuple

from people.models import Role


@dataclass(frozen=True, kw_only=True)
class Close:
    """Somebody to call in an emergency, as a patient names them."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One person. `shows` says what becoming them will show a visitor.

    `place` is where a patient usually is during sessions.
    """

    email: str
    name: str
    role: Role
    zone: str
    shows: str
    preferred: str = ""
    pronouns: str = ""
    phone: str = ""
    place: str = ""
    close: Close | None = None


class Hours(NamedTuple):
    """Open on these weekdays (Monday is 0) in one's own zone; for any way of meeting if empty."""

    weekdays: tuple[int, ...]
    opens: str
    closes: str
    modality: str = ""


@dataclass(frozen=True, kw_only=True)
class Clinician(Part):
    """A therapist with a public page. They keep the holidays of `country` and `subdivision`."""

    role: Role = Role.THERAPIST
    slug: str
    title: str
    jurisdiction: str
    licence: str
    words: str
    approaches: tuple[str, ...]
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    hours: tuple[Hours, ...]
    country: str
    subdivision: str = ""
    accepting: bool = True
    licence_days: int = 400


CLINICIANS = [
    Clinician(
        email="elena@practice.example",
        name="Elena Lindqvist",
        pronouns="she/her",
        zone="Europe/Stockholm",
        phone="+46 8 5250 0141",
        shows="a full day: somebody waiting, answers to look at, notes to sign, a group",
        slug="elena-lindqvist",
        title="Psychologist",
        jurisdiction="Sweden and Portugal",
        licence="PS-20117",
        words=(
            "I work calmly and at your pace. We look at what keeps a worry going, and at what you "
            "already do that helps. Between sessions I suggest small things to try; you decide "
            "which of them fit your week.\n\nIn a first consultation I mostly listen. At the end "
            "you will know how I would go about it, and you can take a night to think."
        ),
        approaches=("cbt", "psychodynamic", "cbt-i"),
        needs=("anxiety", "sleep", "stress", "panic"),
        languages=("en", "sv", "pt"),
        hours=(
            Hours((0, 1, 2, 3), "09:00", "12:00"),
            Hours((0, 1, 2, 3), "13:00", "18:00"),
            Hours((4,), "09:00", "11:00", "phone"),
        ),
        country="SE",
    ),
    Clinician(
        email="karim@practice.example",
        name="Karim Benali",
        pronouns="he/him",
        zone="Europe/Paris",
        phone="+33 1 99 00 12 34",
        shows="a quieter caseload: a time asked for, a series, a week of leave ahead",
        slug="karim-benali",
        title="Clinical psychologist",
        jurisdiction="France",
        licence="759300412",
        words=(
            "Some things that happened do not stay in the past. I help people to put them there, "
            "step by step, and only as fast as feels safe.\n\nI have worked in hospitals and with "
            "people who had to leave their country. You choose the language we speak."
        ),
        approaches=("emdr", "person-centred"),
        needs=("trauma", "grief", "panic"),
        languages=("fr", "ar", "en"),
        hours=(Hours((0, 2, 4), "10:00", "13:00"), Hours((0, 2, 4), "14:00", "19:00")),
        country="FR",
    ),
    Clinician(
        email="ruth@practice.example",
        name="Ruth Oduya",
        pronouns="she/her",
        zone="Europe/London",
        phone="+44 20 7946 0188",
        shows="patients in other time zones, a waitlist, a calendar that can’t be read",
        slug="ruth-oduya",
        title="Psychotherapist",
        jurisdiction="United Kingdom",
        licence="UK-088214",
        words=(
            "When you are hard on yourself, even rest feels earned too late. We practise a kinder "
            "voice, and we practise doing what matters to you while the harsh one still talks.\n\n"
            "I like clear goals, plain language and the odd joke."
        ),
        approaches=("act", "compassion"),
        needs=("low-mood", "self-worth", "identity", "stress"),
        languages=("en",),
        hours=(
            Hours((1, 2, 3, 4), "08:00", "12:00"),
            Hours((1, 3), "16:00", "20:00"),
            Hours((0,), "10:00", "12:00", "text"),
        ),
        country="GB",
        subdivision="ENG",
        licence_days=41,
    ),
    Clinician(
        email="mateus@practice.example",
        name="Mateus Ferraz",
        pronouns="he/him",
        zone="America/Sao_Paulo",
        phone="+55 11 5550 0127",
        shows="hours across an ocean, new bookings paused",
        slug="mateus-ferraz",
        title="Family therapist",
        jurisdiction="Brazil and Portugal",
        licence="06/118822",
        words=(
            "Nobody is a problem alone. I look at the people around you too: who leans on whom, "
            "what nobody says, and what would change if somebody did.\n\nYou can come alone; most "
            "people do."
        ),
        approaches=("systemic", "schema"),
        needs=("relationships", "parenting", "self-worth"),
        languages=("pt", "es", "en"),
        hours=(Hours((0, 1, 2, 3, 4), "08:00", "12:00"), Hours((1, 3), "14:00", "18:00")),
        country="BR",
        subdivision="SP",
    ),
]

ADMIN = Part(
    email="helena@practice.example",
    name="Helena Prado",
    role=Role.ADMIN,
    zone="Europe/Lisbon",
    shows="clinicians, services and rules, documents, notices and the audit trail",
)

_PATIENT = Role.PATIENT

PATIENTS = [
    Part(
        email="maya@home.example",
        name="Maya Keller",
        role=_PATIENT,
        zone="Europe/Lisbon",
        pronouns="she/her",
        phone="+351 912 000 117",
        place="At home, Rua das Flores 12, Lisbon",
        close=Close(name="Lena Keller", relation="sister", phone="+351 912 000 118"),
        shows="a session that starts in a few minutes, goals and homework",
    ),
    Part(
        email="tom@home.example",
        name="Thomas Brandt",
        preferred="Tom",
        role=_PATIENT,
        zone="Europe/Berlin",
        phone="+49 171 3920017",
        place="In the study at home, Berlin-Moabit",
        close=Close(name="Ingrid Brandt", relation="wife", phone="+49 171 3920018"),
        shows="the days before a first consultation",
    ),
    Part(
        email="ana@home.example",
        name="Ana Reis",
        role=_PATIENT,
        zone="Europe/Lisbon",
        phone="+351 912 000 131",
        place="In my room, Avenida de Roma 40, Lisbon",
        close=Close(name="Rui Reis", relation="father", phone="+351 912 000 132"),
        shows="three months of therapy, with progress to look at",
    ),
    Part(
        email="jonas@home.example",
        name="Jonas Kraus",
        role=_PATIENT,
        zone="Europe/Vienna",
        phone="+43 660 000 0142",
        place="In the office after hours, Vienna 1070",
        close=Close(name="Miriam Kraus", relation="sister", phone="+43 660 000 0143"),
        shows="therapy in its third week",
    ),
    Part(
        email="lucie@home.example",
        name="Lucie Martin",
        role=_PATIENT,
        zone="Europe/Paris",
        phone="+33 6 39 98 01 17",
        place="At home, 8 rue des Lilas, Lyon",
        close=Close(name="Paul Martin", relation="husband", phone="+33 6 39 98 01 18"),
        shows="therapy with homework to do, sessions every second week",
    ),
    Part(
        email="omar@home.example",
        name="Omar Said",
        role=_PATIENT,
        zone="Africa/Cairo",
        shows="an enquiry, nothing prepared yet",
    ),
    Part(
        email="grace@home.example",
        name="Grace Adeyemi",
        role=_PATIENT,
        zone="Africa/Lagos",
        phone="+234 803 000 0118",
        place="At home, Surulere, Lagos",
        close=Close(name="Tola Adeyemi", relation="sister", phone="+234 803 000 0119"),
        shows="therapy from another time zone, and a time offered from the waitlist",
    ),
    Part(
        email="peter@home.example",
        name="Peter Nowak",
        role=_PATIENT,
        zone="Europe/Warsaw",
        phone="+48 600 000 119",
        place="At home, Warsaw Mokotów",
        close=Close(name="Anna Nowak", relation="partner", phone="+48 600 000 120"),
        shows="a therapy that has ended; the record stays readable",
    ),
    Part(
        email="sofia@home.example",
        name="Sofia Duarte",
        role=_PATIENT,
        zone="Atlantic/Azores",
        phone="+351 912 000 144",
        place="At my brother’s, Ponta Delgada",
        close=Close(name="Miguel Duarte", relation="brother", phone="+351 912 000 145"),
        shows="a goal that waits for an answer",
    ),
    Part(
        email="diego@home.example",
        name="Diego Campos",
        role=_PATIENT,
        zone="America/Bogota",
        shows="an enquiry from across an ocean",
    ),
    Part(
        email="hana@home.example",
        name="Hana Mori",
        role=_PATIENT,
        zone="Asia/Tokyo",
        shows="a time asked for, after an enquiry that did not become therapy",
    ),
    Part(
        email="emil@home.example",
        name="Emil Holm",
        role=_PATIENT,
        zone="Europe/Copenhagen",
        shows="somebody who has just signed up",
    ),
]

CAST: list[Part] = [PATIENTS[0], CLINICIANS[0], ADMIN, *PATIENTS[1:], *CLINICIANS[1:]]
