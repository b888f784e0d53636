"""The channel layer of production."""

import json
import os
import subprocess
import sys
from pathlib import Path

from channels_redis.core import RedisChannelLayer

ROOT = Path(__file__).parents[2]
ASK = "import json; from config.settings import base; print(json.dumps(base.CHANNEL_LAYERS))"


def test_a_quiet_socket_outlives_the_wait_for_a_message(tmp_path: Path) -> None:
    """redis-py stops reading after its socket timeout; the layer waits longer than its default."""
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": "redis://localhost:1/0", "STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    (host,) = json.loads(told.stdout)["default"]["CONFIG"]["hosts"]
    assert host["socket_timeout"] > 2 * RedisChannelLayer.brpop_timeout
