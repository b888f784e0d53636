"""Where browsers find a relay, with credentials that are this person's and short-lived."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from sessions.room.protocol import IceServer

# A credential that leaks is worth little for long. A page is given fresh ones while it is in the
# room, early enough that one which sleeps for a while or has lost its line still holds good ones.
GOOD_FOR = timedelta(hours=1)
RENEW_AFTER = timedelta(minutes=30)


def ice_servers(*, seat: UUID, at: datetime) -> list[IceServer]:
    """The TURN servers for one seat; none where none is set up.

    Time-limited credentials as coturn checks them with ``use-auth-secret``: the user name is the
    expiry and a name, the password its HMAC-SHA1 under the shared secret
    (draft-uberti-behave-turn-rest-00, section 2.2).
    """
    if not settings.TURN_URLS:
        return []
    username = f"{int((at + GOOD_FOR).timestamp())}:{seat}"
    mac = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1)
    credential = base64.b64encode(mac.digest()).decode()
    return [IceServer(urls=list(settings.TURN_URLS), username=username, credential=credential)]
