"""What some of the sample patients told before they first met their therapist. Invented, too."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class History:
    """Answers to the history by question: in their own words, and by what they ticked."""

    words: dict[str, str]
    ticks: dict[str, list[str]]


HISTORIES = {
    "maya@home.example": History(
        words={
            "hopes-now": "I fell asleep in a meeting and could not laugh about it.",
            "mental-helped": "A few talks at university. Being listened to, less the advice.",
            "work-like": "I like the team. I answer mails at night so that nobody waits.",
            "family-now": "My sister Lena, two streets away. Our parents live in Graz.",
            "support-good": "Swimming early, when the pool is empty.",
            "now-ease": "Lena, and that spring is coming.",
        },
        ticks={
            "hopes-areas": ["sleep", "worry", "stress"],
            "mental-care": ["yes"],
            "body-sleep": ["little"],
            "work-now": ["working"],
            "support-people": ["several"],
            "now-safety": ["none"],
            "needs-private": ["yes"],
            "needs-device": ["computer"],
        },
    ),
    "tom@home.example": History(
        words={
            "hopes-now": "My daughter asked whether I was angry with her. I was not.",
            "body-medication": "Something for blood pressure in the morning.",
            "work-like": "Twelve years at the same firm; nobody asks how I am.",
            "family-now": "Ingrid and our two girls.",
            "now-load": "The loan for the house.",
        },
        ticks={
            "hopes-areas": ["mood", "relationships"],
            "mental-care": ["no"],
            "body-sleep": ["much"],
            "work-now": ["working"],
            "support-people": ["one"],
            "now-safety": ["none"],
            "needs-private": ["mostly"],
            "needs-device": ["computer"],
        },
    ),
    "ana@home.example": History(
        words={
            "hopes-now": "An ambulance came for me on the platform and found nothing.",
            "mental-names": "Panic disorder, my family doctor says.",
            "family-raised": "My grandmother. She never went out after dark.",
            "support-who": "My father and Inês from the choir.",
            "support-good": "Singing in a room full of people, oddly.",
        },
        ticks={
            "hopes-areas": ["worry", "body"],
            "mental-care": ["yes"],
            "body-sleep": ["mixed"],
            "work-now": ["studying"],
            "support-people": ["several"],
            "now-safety": ["none"],
            "needs-private": ["yes"],
            "needs-device": ["phone"],
        },
    ),
}
