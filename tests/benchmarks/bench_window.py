"""The real window: how soon it can be used, and how soon an incoming call stands on the screen."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from backend.core.ports import Login, SipCredentials
from backend.provisioning.address import VARIABLE
from backend.storage.secrets import Secrets
from tests.benchmarks.bench_start import ACCOUNT
from tests.benchmarks.result import Result, percentile
from tests.desktop_session import DesktopSession, until
from tests.fakes.sip_peer import SipPeer
from tests.qt_program import QtProgram, page_of

STARTS, WARM_UP = 10, 2
CALLS = 60
UNSEEN_S = 4.0  # who looks at a program while it starts takes time from it; the page remembers its first frame
LIMIT_MS = 20_000
SILENT = {"PULSE_SERVER": "unix:/nonexistent"}
# Notes when the frame is done in which a number appears: the task after the first frame that follows the change.
WATCH = """() => {
  window.shownNumbers = {};
  const look = () => {
    const digits = document.body.innerText.replace(/\\D/g, "");
    for (const number of window.wantedNumbers ?? []) {
      if (number in window.shownNumbers || !digits.includes(number)) continue;
      window.shownNumbers[number] = 0;
      const done = new MessageChannel();
      done.port1.onmessage = () => { window.shownNumbers[number] = performance.timeOrigin + performance.now(); };
      requestAnimationFrame(() => done.port2.postMessage(0));
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
# Painted once where nobody sees it, and away again.
PREPARED = """() => {
  const states = performance.getEntriesByType("visibility-state").map((entry) => entry.name);
  return states.includes("visible") && document.visibilityState === "hidden";
}"""
FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@contextmanager
def desk() -> Iterator[tuple[DesktopSession, Playwright, Path, SipPeer]]:
    """A desktop, and a data folder in which somebody is logged in at a scripted registrar."""
    with (
        closing(SipPeer()) as peer,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        DesktopSession(Path(folder) / "home") as session,
        sync_playwright() as playwright,
    ):
        data = Path(folder) / "data"
        sip = SipCredentials("peer.example", peer.username, peer.username, peer.password, peer.address)
        Secrets(data, lambda code, **detail: None, use_keychain=False).save(Login("not-a-token", sip, ACCOUNT))
        yield session, playwright, data, peer


def run() -> list[Result]:
    """First the starts, then calls in one program."""
    with desk() as (session, playwright, data, peer):
        starts = [start(session, playwright, data) for _ in range(WARM_UP + STARTS)][WARM_UP:]
        calls = _calls(session, playwright, data, peer)
    worst, first = f"worst {max(starts):.0f}", f"the first one {calls[0]:.0f}"
    return [
        Result("process start to usable window p50", "ms", 1500.0, percentile(starts, 50), len(starts), worst),
        Result("INVITE to call on the screen p50", "ms", 60.0, percentile(calls, 50), len(calls)),
        Result("INVITE to call on the screen p99", "ms", 150.0, percentile(calls, 99), len(calls), first),
    ]


def program_on(session: DesktopSession, data: Path, bundle: str = "", **more: str) -> QtProgram:
    """The program with somebody logged in; `more` goes into its environment."""
    surroundings = {**SILENT, VARIABLE: "http://127.0.0.1:9", **more}
    return QtProgram(session, "backend", "--data", str(data), bundle=bundle, **surroundings)


def start(session: DesktopSession, playwright: Playwright, data: Path, bundle: str = "") -> float:
    """Milliseconds from the start of the process to the first frame of the page, which shows what can be used."""
    began = time.time() * 1000
    with program_on(session, data, bundle) as program:
        time.sleep(UNSEEN_S)
        engine = program.browser(playwright)
        page = page_of(engine, "index.html", without="view=")
        page.get_by_role("navigation").wait_for(timeout=LIMIT_MS)
        painted = page.wait_for_function(FIRST_PAINT, timeout=LIMIT_MS).json_value()
        shown = page.evaluate("performance.timeOrigin") + painted
        engine.close()
    return float(shown - began)


def _calls(session: DesktopSession, playwright: Playwright, data: Path, peer: SipPeer) -> list[float]:
    with program_on(session, data) as program:
        engine = program.browser(playwright)
        small = page_of(engine, "view=incoming")
        page_of(engine, "index.html", without="view=").get_by_label("连接 已连接").wait_for(timeout=LIMIT_MS)
        until(lambda: small.evaluate(PREPARED), "the small window is prepared")
        small.evaluate(WATCH)
        times = [_incoming(peer, small, f"02557{number:06d}") for number in range(100, 100 + CALLS)]
        engine.close()
    return times


def _incoming(peer: SipPeer, small: Page, number: str) -> float:
    """Milliseconds from sending the INVITE to the end of the first frame that shows its number."""
    small.evaluate("(number) => { window.wantedNumbers = [number]; }", number)
    call = peer.call(number)
    began = time.time() * 1000 - (time.monotonic() - call.invited_at) * 1000
    shown = small.wait_for_function("(number) => window.shownNumbers[number]", arg=number, timeout=LIMIT_MS)
    took = float(shown.json_value()) - began
    call.cancel()
    call.wait_status(487)
    until(lambda: small.evaluate("document.visibilityState") == "hidden", "the small window has left")
    return took
