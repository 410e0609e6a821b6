"""A real keychain: the secret service of the desktop, on a session bus of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from backend.storage.secrets import Secrets
from tests.fakes.platform import LOGIN
secrets = Secrets(Path({data!r}), lambda code, **detail: print("told", code))
match sys.argv[1]:
    case "save": secrets.save(LOGIN)
    case "load": print("found", secrets.load() == LOGIN)
    case "clear": secrets.clear()
print(sorted(path.name for path in Path({data!r}).iterdir()))
"""
SESSION = """
printf 'password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 3
for step in save load clear load; do "$0" -c "$PROGRAM" $step || exit 4; done
"""


def test_the_desktop_keeps_the_login_over_a_restart_and_forgets_it(tmp_path: Path) -> None:
    data, home = tmp_path / "data", tmp_path / "home"
    data.mkdir()
    home.mkdir(mode=0o700)
    root = str(Path(__file__).parents[2])
    environment = {
        **os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "XDG_DATA_HOME": str(home / "share"),
        "PROGRAM": PROGRAM.format(root=root, data=str(data)),
    }  # fmt: skip
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", SESSION, sys.executable],
        env=environment, cwd=root, capture_output=True, text=True, timeout=50,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        ["['login.json']", "found True", "['login.json']", "[]", "found False", "[]"],
    ), done.stderr
