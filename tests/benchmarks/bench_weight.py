"""What the program weighs on the machine all day: memory, processor time with a hidden window, and how it leaves."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from tests.benchmarks.bench_window import LIMIT_MS, desk, program_on
from tests.benchmarks.peers import bundle, cpu_percent, has_linphone, linphone, pss_mb
from tests.benchmarks.result import Result
from tests.desktop_session import DesktopSession, until
from tests.fakes.sip_peer import SipPeer
from tests.fakes.sound import FakeSound
from tests.qt_program import QtProgram, page_of

SETTLE_S = 8.0
IDLE_S = 30.0
TALK_S = 3.0
IDLE_PERCENT = 1.0
LEAVE_MS = 2000.0


def run() -> list[Result]:
    """With a sound server, so that a call has what it needs."""
    results = []
    with FakeSound() as sound, desk() as (session, playwright, data, peer):
        heard = {name: sound.environment[name] for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH")}
        for kind, executable in (("source", ""), ("bundle", bundle())):
            if kind == "source" or executable:
                with program_on(session, data, executable, **heard) as program:
                    engine = program.browser(playwright)
                    page = page_of(engine, "index.html", without="view=")
                    page.get_by_label("连接 已连接").wait_for(timeout=LIMIT_MS)
                    results += _weigh(kind, session, program, page_of(engine, "view=incoming"), peer)
        results += _peer(session)
    return results


def _weigh(kind: str, session: DesktopSession, program: QtProgram, small: Page, peer: SipPeer) -> list[Result]:
    """Idle with the window on the screen, then hidden, then talking, then asked to leave in the middle of the call."""
    pid = program.process.pid
    time.sleep(SETTLE_S)
    idle = pss_mb(pid)
    session.close("云总机")
    until(lambda: not session.windows("云总机"), "the window is hidden")
    time.sleep(SETTLE_S)
    hidden = cpu_percent(pid, IDLE_S)
    call = peer.call("8014")
    small.get_by_role("button", name="应答").click(timeout=LIMIT_MS)
    call.wait_status(200)
    time.sleep(TALK_S)
    talking, busy = pss_mb(pid), cpu_percent(pid, TALK_S)
    began = time.perf_counter()
    program.process.terminate()
    call.wait_request("BYE")
    program.leave()
    left = (time.perf_counter() - began) * 1000
    return [
        Result(f"{kind}: memory of all processes, idle (PSS)", "MB", None, idle, 1),
        Result(f"{kind}: memory of all processes, in a call (PSS)", "MB", None, talking, 1, f"{busy:.1f} % of a core"),
        Result(f"{kind}: idle with hidden window", "% core", IDLE_PERCENT, hidden, 1, f"over {IDLE_S:.0f} s"),
        Result(f"{kind}: leaving from a call, BYE sent", "ms", LEAVE_MS, left, 1),
    ]


def _peer(session: DesktopSession) -> list[Result]:
    if not has_linphone():
        return []
    with linphone(session) as (program, _):
        time.sleep(SETTLE_S)
        idle, busy = pss_mb(program.pid), cpu_percent(program.pid, IDLE_S)
    return [
        Result("linphone-desktop: memory, idle (PSS)", "MB", None, idle, 1),
        Result("linphone-desktop: idle with its window", "% core", None, busy, 1, f"over {IDLE_S:.0f} s"),
    ]
