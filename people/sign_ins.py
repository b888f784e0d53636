"""Whether sign-ins still stand: one, or all those whose sockets a process holds open, at once."""

from collections.abc import Mapping, Sequence

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from people import idle
from people.models import User
from people.second_factor import who_may_work


def stands(user: User, session_key: str) -> bool:
    """Whether this sign-in still stands, and may be used for work. Counts as activity."""
    return all(standing([(user, session_key)]))


def standing(claims: Sequence[tuple[User, str]]) -> list[bool]:
    """For each of these people whether the session key beside them is a sign-in of theirs that
    still stands: an active account, the password of now, a second factor where one is needed, and
    not idle for too long. Counts as activity, for those alone.

    As many queries for a hundred as for one.
    """
    at = timezone.now()
    stored = idle.stored((key for _user, key in claims), at=at)
    good = {
        (user.pk, key): user
        for user, key in claims
        if user.is_active and key in stored and _is_of(user, stored[key].words)
    }
    working = who_may_work(good.values())
    fit = [stored[key] for person, key in good if person in working]
    alive = idle.touch_all(fit, at=at)
    return [(user.pk, key) in good and user.pk in working and key in alive for user, key in claims]


def _is_of(user: User, words: Mapping[str, str]) -> bool:
    """Whether the stored session is this person's, under the password they have now."""
    return words.get(SESSION_KEY) == str(user.pk) and constant_time_compare(
        words.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    )
