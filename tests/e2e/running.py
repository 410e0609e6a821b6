"""The whole product running: local switchboard, program, and its page in the real window or in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect

from tests.desktop_session import DesktopSession
from tests.e2e.simulated_phones import SimulatedPhones
from tests.e2e.user import User
from tests.fakes.sound import FakeSound
from tests.program import Program, own_environment
from tests.qt_program import QtProgram, page_of

WINDOW: ViewportSize = {"width": 1040, "height": 700}


@dataclass(frozen=True)
class Running:
    """A person in front of the program. `session` and `engine` are there only with the window."""

    program: Program
    user: User
    phones: SimulatedPhones
    session: DesktopSession | None = None
    engine: Browser | None = None

    @property
    def desktop(self) -> DesktopSession:
        """The desktop the window stands on."""
        assert self.session is not None
        return self.session

    def incoming_page(self) -> Page:
        """The page in the small window for incoming calls."""
        assert self.engine is not None
        return page_of(self.engine, "view=incoming")


def sound_of(sound: FakeSound | None) -> dict[str, str]:
    """What leads the program to this sound server, or to none."""
    if sound is None:
        return {"PULSE_SERVER": "unix:/nonexistent"}
    return {name: sound.environment[name] for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH")}


@contextmanager
def in_window(
    session: DesktopSession, playwright: Playwright, sound: FakeSound | None, data: Path
) -> Iterator[Running]:
    """The demo in its own window; the simulated telephones are opened by their button."""
    with QtProgram(session, "backend", "demo", "--data", str(data), **sound_of(sound)) as program:
        engine = program.browser(playwright)
        user = User(page_of(engine, "index.html", without="view="))
        user.page.get_by_role("button", name="模拟电话").click()
        phones = SimulatedPhones(page_of(engine, "token=").url)
        yield Running(program, user, phones, session, engine)
        engine.close()


@contextmanager
def in_browser(home: Path, chromium: Browser, sound: FakeSound | None, data: Path) -> Iterator[Running]:
    """The demo in browser mode; both links are read from its standard output, as a person does."""
    environment = own_environment(HOME=str(home), **sound_of(sound))
    with Program(home / "program.log", environment, "backend", "demo", "--browser", "--data", str(data)) as program:
        link, simulator = (program.next_line().split(": ", 1)[1] for _ in range(2))
        context = chromium.new_context(viewport=WINDOW, locale="zh-CN")
        page = context.new_page()
        page.goto(link)
        expect(page).to_have_title("云总机")
        yield Running(program, User(page), SimulatedPhones(simulator))
        context.close()
