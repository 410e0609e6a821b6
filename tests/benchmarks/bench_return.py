"""How soon the client can be called again after the platform was away."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from tests.app.page import PageApi
from tests.benchmarks.result import Result, percentile
from tests.desktop_session import until
from tests.e2e.platform import LocalPlatform
from tests.e2e.simulated_phones import LANDLINE, SimulatedPhones
from tests.program import Program, own_environment

CUTS = 20
LONGEST_ABSENCE_S = 12.0
LIMIT_S = 60.0


def run() -> list[Result]:
    """The switchboard is killed, stays away for a while, and comes back on the same ports."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        platform = LocalPlatform(folder / "platform")
        environment = own_environment(HOME=name, PULSE_SERVER="unix:/nonexistent", **platform.environment)
        arguments = ("backend", "--browser", "--data", str(folder / "data"))
        try:
            with Program(folder / "program.log", environment, *arguments) as program:
                page = PageApi(program.next_line().split(": ", 1)[1])
                page.enrol(platform.phones)
                times = []
                for _ in range(CUTS):
                    platform.process.kill()
                    platform.process.wait()
                    time.sleep(chance.uniform(0.0, LONGEST_ABSENCE_S))  # how long it is away is the point
                    platform = LocalPlatform(folder / "platform")
                    times.append(_reachable_after(page, platform.phones))
        finally:
            platform.process.kill()
    worst = f"worst {max(times):.1f}"
    return [
        Result("reachable after the platform's return p50", "s", 3.0, percentile(times, 50), CUTS, worst),
        Result("reachable after the platform's return worst", "s", 8.0, max(times), CUTS),
    ]


def _reachable_after(page: PageApi, phones: SimulatedPhones) -> float:
    """Seconds until a call from outside rings here."""
    began = time.monotonic()

    def rings() -> bool:
        if phones.handset(LANDLINE)["state"] == "idle":
            phones.tell(LANDLINE, "dial", number="8057")
        return any(call["state"] == "incoming" for call in page.state()["calls"])

    until(rings, "a caller reaches us again", LIMIT_S)
    took = time.monotonic() - began
    phones.tell(LANDLINE, "hang_up")
    page.wait_idle()
    return took
