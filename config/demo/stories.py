"""The invented stories of the sample practice: what was said, written and agreed.

Every sentence here is clinical text of somebody who does not exist. A test looks for each of them
in a dump of the sample database and must find none.
"""

from dataclasses import dataclass, field

from config.demo.histories import HISTORIES


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A goal's words. `agreed` by both, or still waiting; `ratings` from first to latest, 0–10."""

    words: str
    proposed_by_patient: bool = True
    agreed: bool = True
    ratings: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One held session: what was noted (SOAP), what the patient was sent, how it felt (0–10)."""

    note: dict[str, str]
    summary: str = ""
    feedback: tuple[int, int, int, int] | None = None
    comment: str = ""
    signed: bool = True


@dataclass(frozen=True, kw_only=True)
class Task:
    """Homework from the library (by slug) or in the therapist's own words."""

    slug: str = ""
    title: str = ""
    instructions: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class Story:
    """One patient with one therapist: weekly sessions at the `usual` weekday (Monday is 0) and hour
    of the therapist.

    With `today` this week's time is not theirs to choose: it lies so many hours from the demo's
    start; so do those of earlier weeks for whom no time is usual.
    `phq` and `gad` are totals from the first to the latest; `ahead` tells how many sessions are
    booked, `series` how many follow them every second week; `ended` is the reason's code and
    `weeks_ago_ended` tells when.
    """

    patient: str
    therapist: str
    today: int | None = None
    usual: tuple[int, int] | None = None
    sessions: tuple[Meeting, ...] = ()
    untold_sessions: int = 0
    phq: tuple[int, ...] = ()
    gad: tuple[int, ...] = ()
    risk_item: int = 0
    goals: tuple[Goal, ...] = ()
    homework: tuple[Task, ...] = ()
    journal: tuple[tuple[str, bool], ...] = ()
    reflections: str = ""
    prepared: str = "all"
    hopes: str = ""
    ahead: int = 1
    series: int = 0
    ended: str = ""
    weeks_ago_ended: int = 0


def soap(heard: str, seen: str, thought: str, next_steps: str) -> dict[str, str]:
    return {
        "subjective": heard,
        "objective": seen,
        "assessment": thought,
        "plan": next_steps,
    }


STORIES = [
    Story(
        patient="maya@home.example",
        therapist="elena@practice.example",
        today=0,
        hopes="I would like to sleep through and to stop dreading Sunday evenings.",
        phq=(12, 10),
        gad=(14, 11),
        goals=(
            Goal(words="Sleep through most nights", ratings=(4, 5, 6)),
            Goal(words="Say no at work once a week", agreed=False),
        ),
        sessions=(
            Meeting(
                note=soap(
                    "Wakes at four most nights and rehearses meetings. Dreads Sunday evenings.",
                    "Tired, attentive; became livelier when she spoke about her sister.",
                    "Worry about work keeps her awake; checking mail in bed feeds it.",
                    "Sleep window, inbox closed after eight. Worry time as a trial.",
                ),
                summary=(
                    "We talked about the nights and about Sundays. You want to try closing the "
                    "inbox at eight. We said that one bad night is not a failed week."
                ),
                feedback=(8, 8, 7, 8),
                comment="It helped that I did not have to explain everything twice.",
            ),
            Meeting(
                note=soap(
                    "Four calmer nights. Said yes to a weekend shift she did not want.",
                    "Laughed about the shift, then became quiet.",
                    "Sleep responds; saying no is the next knot.",
                    "Breathing before opening the inbox. Word a goal about saying no.",
                ),
                summary=(
                    "Four calmer nights: what you do in the evening works. Next we look at what "
                    "makes a no so expensive."
                ),
                feedback=(9, 8, 9, 9),
                signed=False,
            ),
        ),
        homework=(
            Task(
                slug="kind-breathing",
                answers={"noticed": "Twice before the inbox. My shoulders came down."},
                done=True,
                shared=True,
            ),
            Task(slug="thought-record"),
        ),
        journal=(
            ("Slept until six. I had forgotten what that is like.", True),
            ("I am angry with my sister and I do not want to be.", False),
        ),
        reflections="I notice that I want to rescue her from her employer. Take to supervision.",
    ),
    Story(
        patient="tom@home.example",
        therapist="elena@practice.example",
        usual=(0, 10),
        hopes="To feel something again. My wife says I have gone quiet.",
        phq=(19,),
        gad=(9,),
        risk_item=1,
        prepared="all",
    ),
    Story(
        patient="ana@home.example",
        therapist="elena@practice.example",
        today=-2,
        usual=(1, 14),
        hopes="Fewer panic attacks, and to take the metro alone again.",
        phq=(18, 17, 16, 18, 14, 11, 9, 8),
        gad=(16, 15, 15, 14, 12, 10, 8, 7),
        goals=(
            Goal(words="Ride the metro alone, three stops", ratings=(1, 2, 4, 6, 7, 8)),
            Goal(
                words="See a friend every week, also in a bad one",
                proposed_by_patient=False,
                ratings=(3, 3, 5, 6),
            ),
        ),
        untold_sessions=9,
        sessions=(
            Meeting(
                note=soap(
                    "Rode two stops with her headphones off. The fear came and went.",
                    "Proud, a little incredulous.",
                    "Exposure works; safety behaviours are getting fewer.",
                    "Three stops on a quiet morning. Review the goals together next time.",
                ),
                summary="Two stops, headphones off. You stayed until the fear had passed its top.",
                feedback=(9, 9, 9, 9),
            ),
            Meeting(
                note=soap(
                    "A full-blown attack in the supermarket after a bad week.",
                    "Ashamed when she told me; looked away.",
                    "A setback, not a relapse. She used what she has learned.",
                    "Look at what helped in those ten minutes. Slower next step.",
                ),
                summary="A hard week. You used what you have learned while it was happening.",
                feedback=(7, 6, 7, 6),
                comment="I was disappointed in myself, not in the session.",
                signed=False,
            ),
        ),
        homework=(
            Task(
                title="Three stops on a quiet morning",
                instructions="Note the fear before, at the top and after, from 0 to 100.",
            ),
            Task(slug="small-steps", done=True),
        ),
        journal=(("I sat by the door, but I sat.", True),),
    ),
    Story(
        patient="jonas@home.example",
        therapist="elena@practice.example",
        today=2,
        usual=(2, 11),
        hopes="I want my evenings back. I work until I fall asleep at the desk.",
        phq=(11,),
        gad=(8,),
        sessions=(
            Meeting(
                note=soap(
                    "Came after a difficult autumn at work; calls his sister when it gets dark.",
                    "Speaks fast, jokes when it hurts.",
                    "Exhaustion with a strong sense of duty. No risk.",
                    "Two evenings without the laptop; notice what comes up.",
                ),
                summary="Two evenings without the laptop, as an experiment and not as a test.",
                feedback=(8, 7, 8, 8),
            ),
            Meeting(
                note=soap(
                    "One evening worked. On the other he cleaned the kitchen until midnight.",
                    "Less hurried.",
                    "Stillness is what he avoids, more than he seeks work.",
                    "Stay with stillness for five minutes, with the breathing exercise.",
                ),
                feedback=(8, 8, 8, 8),
            ),
        ),
        homework=(Task(slug="kind-breathing"),),
        goals=(Goal(words="Two evenings a week that belong to me", ratings=(2, 3)),),
    ),
    Story(
        patient="lucie@home.example",
        therapist="karim@practice.example",
        usual=(2, 11),
        hopes="To drive past that crossing without my hands going numb.",
        phq=(13, 12, 9),
        gad=(15, 12, 10),
        untold_sessions=4,
        sessions=(
            Meeting(
                note=soap(
                    "Dreamed of the accident again, but woke before the noise.",
                    "Grounded herself without being asked.",
                    "Ready for the next step of processing.",
                    "Prepare the target image; safe place first.",
                ),
                summary="You steadied yourself this time before I said anything.",
                feedback=(9, 9, 8, 9),
            ),
        ),
        goals=(Goal(words="Drive past the crossing with a friend beside me", ratings=(0, 1, 3)),),
        homework=(Task(slug="grounding-five-senses"),),
        series=6,
    ),
    Story(
        patient="omar@home.example",
        therapist="karim@practice.example",
        usual=(4, 15),
        prepared="nothing",
    ),
    Story(
        patient="grace@home.example",
        therapist="ruth@practice.example",
        usual=(3, 9),
        hopes="To stop talking to myself like an enemy.",
        phq=(16, 13, 12),
        gad=(7, 7, 6),
        untold_sessions=5,
        sessions=(
            Meeting(
                note=soap(
                    "Caught the harsh voice twice and answered it once.",
                    "Warm, slower speech.",
                    "Self-criticism loosens; grief for lost years comes up.",
                    "A letter to herself at nineteen.",
                ),
                summary="You answered the harsh voice once. Once is how it starts.",
            ),
        ),
        goals=(
            Goal(
                words="Rest one afternoon a week without earning it",
                proposed_by_patient=False,
                ratings=(1, 4, 5),
            ),
        ),
        homework=(
            Task(
                title="A letter to yourself at nineteen",
                instructions="As long as it wants to be. Nobody needs to read it.",
                answers={"answer": "You were doing your best with what nobody had told you."},
                done=True,
                shared=False,
            ),
        ),
    ),
    Story(
        patient="peter@home.example",
        therapist="ruth@practice.example",
        usual=(1, 16),
        hopes="To get through the first year without my father.",
        phq=(17, 14, 9, 5, 4),
        gad=(9, 8, 5, 4, 3),
        untold_sessions=11,
        sessions=(
            Meeting(
                note=soap(
                    "Went to the lake alone and stayed. Cried, then swam.",
                    "At ease; brought a photograph.",
                    "Goals reached. Ready to end as planned.",
                    "Last session done. Open door, follow-up if he wishes.",
                ),
                summary="You know what helps and who. The door stays open.",
                feedback=(10, 9, 10, 10),
            ),
        ),
        goals=(Goal(words="Spend an afternoon at the lake again", ratings=(0, 3, 7, 10)),),
        ahead=0,
        ended="completed",
        weeks_ago_ended=5,
    ),
    Story(
        patient="sofia@home.example",
        therapist="mateus@practice.example",
        usual=(1, 9),
        hopes="To argue with my mother without losing a week to it.",
        phq=(9, 8),
        gad=(10, 9),
        untold_sessions=2,
        sessions=(
            Meeting(
                note=soap(
                    "Left the kitchen when it got loud and came back after ten minutes.",
                    "Surprised by her own calm.",
                    "A new move in an old dance.",
                    "Name the pattern with her brother; keep the ten minutes.",
                ),
                summary="Ten minutes outside, then back in. That was new.",
                feedback=(8, 8, 7, 8),
            ),
        ),
        goals=(
            Goal(
                words="Come back within the hour after an argument",
                proposed_by_patient=False,
                agreed=False,
            ),
        ),
    ),
    Story(
        patient="diego@home.example",
        therapist="mateus@practice.example",
        usual=(3, 10),
        prepared="half",
        hopes="My marriage. I do not know how to put it yet.",
    ),
    Story(
        patient="hana@home.example",
        therapist="ruth@practice.example",
        usual=(2, 8),
        ahead=0,
        prepared="nothing",
        ended="not-begun",
        weeks_ago_ended=9,
    ),
]


ROUTINE = soap(
    "The week went as planned; nothing urgent to report.",
    "Present, in contact.",
    "Steady work on the agreed goals.",
    "Go on as agreed.",
)
"""The note of a session of which no story is told."""


def sentences() -> list[str]:
    """Every clinical text of the stories, for the test that looks for them in a dump."""
    told: list[str] = [*ROUTINE.values()]
    told += [words for history in HISTORIES.values() for words in history.words.values()]
    for story in STORIES:
        told += [story.hopes, story.reflections, *(text for text, _shared in story.journal)]
        told += [goal.words for goal in story.goals]
        for meeting in story.sessions:
            told += [*meeting.note.values(), meeting.summary, meeting.comment]
        for task in story.homework:
            told += [task.title, task.instructions, *task.answers.values()]
    return [text for text in told if text]
