"""From a person's click in the real window to the wire: answering and hanging up."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from tests.audio import as_first
from tests.benchmarks.bench_window import LIMIT_MS, desk, program_on
from tests.benchmarks.result import Result, percentile
from tests.fakes.sip_peer import SipPeer
from tests.qt_program import page_of

CALLS, WARM_UP = 100, 3
PAUSE_S = 0.1
WATCH = """() => addEventListener("click", () => { window.clickedAt = performance.timeOrigin + performance.now(); },
  { capture: true })"""


def run() -> list[Result]:
    """One call after the other in one program."""
    with desk() as (session, playwright, data, peer), program_on(session, data) as program:
        engine = program.browser(playwright)
        page = page_of(engine, "index.html", without="view=")
        page.get_by_label("连接 已连接").wait_for(timeout=LIMIT_MS)
        page.evaluate(WATCH)
        with as_first():
            rows = [_one(peer, page, f"02557{number:06d}") for number in range(100, 100 + WARM_UP + CALLS)]
        engine.close()
    answers, packets, byes = zip(*rows[WARM_UP:], strict=True)
    return [
        _result("answer click to 200 OK p99", answers, 25.0),
        _result("answer click to first RTP p99", packets, 45.0),
        _result("hang-up click to BYE p99", byes, 25.0),
    ]


def _result(name: str, times: tuple[float, ...], goal: float) -> Result:
    note = f"p50 {percentile(times, 50):.1f}, worst {max(times):.1f}"
    return Result(name, "ms", goal, percentile(times, 99), len(times), note)


def _one(peer: SipPeer, page: Page, number: str) -> tuple[float, float, float]:
    """Milliseconds from the click on 应答 to the 200's arrival and to the first packet of sound, and from the click on
    挂断 to the BYE's."""
    call = peer.call(number)
    page.get_by_role("button", name="应答").first.click(timeout=LIMIT_MS)
    accepted, packet = call.wait_status(200), call.ear.wait(1)[0]
    hang_up = page.get_by_role("button", name="挂断").first
    hang_up.wait_for(timeout=LIMIT_MS)
    answered = _clicked(page)
    hang_up.click(timeout=LIMIT_MS)
    bye = call.wait_request("BYE")
    left = _clicked(page)
    page.get_by_role("region", name="刚结束的通话").wait_for(timeout=LIMIT_MS)
    time.sleep(PAUSE_S)
    return (accepted.at - answered) * 1000, (packet.at - answered) * 1000, (bye.at - left) * 1000


def _clicked(page: Page) -> float:
    """When the last click happened, by time.monotonic()."""
    return float(page.evaluate("window.clickedAt")) / 1000 - time.time() + time.monotonic()
