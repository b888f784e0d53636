"""`python deploy/healthcheck.py web|worker|echo`: exit 0 if that part is up, 1 if not.

The worker's word for itself is a task that beat sends, the worker runs and the database keeps, so
its check, asked of the web server, also finds a beat that is gone or a worker that has stopped
listening. The echo is asked through the web server too, as visitors are. Standard library only: it
runs every half minute.
"""

import json
import os
import sys
import urllib.error
import urllib.request


def told(server: str) -> tuple[int, dict[str, str]]:
    """The status and the words of `/healthz`, asked under a host name the site answers to."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
    request = urllib.request.Request(f"http://{server}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=8) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refused:
        return refused.code, {}


def main() -> int:
    """0 if the part named on the command line is up."""
    part = sys.argv[1]
    server = "127.0.0.1:8000" if part == "web" else os.environ.get("WEB_SERVER", "web:8000")
    status, words = told(server)
    up = status == 200 and (part == "web" or words.get(part) == "up")
    sys.stdout.write(f"{status} {json.dumps(words)}\n")
    return 0 if up else 1


if __name__ == "__main__":
    sys.exit(main())
