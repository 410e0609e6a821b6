"""Every state of the page that has a name: what the program says, and what a person does to get there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

WIDE = (1040, 700)
ONBOARDING = (440, 560)
SMALL = (720, 520)
COMPACT = (360, 640)
INCOMING = (360, 200)


def _nothing(_: Page) -> None:
    """It is there from the start."""


@dataclass(frozen=True)
class State:
    """`prepare` is JavaScript with `bridge` at hand; `act` is what a person then does."""

    name: str
    size: tuple[int, int] = WIDE
    prepare: str = ""
    act: Callable[[Page], object] = _nothing
    query: str = ""


ENROLMENT = """
const me = bridge.state.account; bridge.state.account = null; bridge.state.registration = {state: "unregistered", reason: "", status: 0, retry_at: 0};
bridge.state.directory = {state: "empty", revision: "", count: 0, done: 0, total: 0, error: "", updated_at: 0};
const step = (fields) => Object.assign(bridge.state.enrolment, {step: "number", mobile: "+8613800008057"}, fields);
const list = [{id: "yunfan", name: "江苏云帆科技有限公司", main_number: "+862557990000"},
  {id: "hupan", name: "南京湖畔物业管理有限公司", main_number: "+862557996200"},
  {id: "qihang", name: "启航教育咨询（南京）中心", main_number: "+862557993318"}];
const asked = {step: "code", enterprises: list, enterprise_id: "yunfan", main_number: "+862557990000", tries_left: 5,
  resend_at: bridge.now + 164000, expires_at: bridge.now + 284000};
"""
CALL = """
const person = {number: "8014", canonical: "ext:yunfan:8014", name: "张珊", person_id: "yf8014", department: "大客户组", via: ""};
const outside = {number: "02584326600", canonical: "+862584326600", name: "", person_id: "", department: "", via: "+862557990000"};
const call = (fields) => ({id: "c1", direction: "outgoing", state: "established", party: person, started_at: bridge.now - 280000,
  answered_at: bridge.now - 267000, ended_at: 0, duration_ms: 0, held: false, remote_held: false, muted: false, early_media: false,
  ended: null, ...fields});
const live = (fields) => bridge.state.calls.push(call(fields));
"""
# An ended call leaves after some seconds; for its pictures it stays.
STAYS = "const wait = window.setTimeout; window.setTimeout = (work, ms, ...rest) => (ms === 8000 ? 0 : wait(work, ms, ...rest));"
ENDED = """() => { const bridge = window.__bridge; const calls = bridge.state.calls; if (calls.length) bridge.push("CallEnded",
  {...calls[0], state: "ended", duration_ms: %s, ended: {disposition: "failed", code: "%s", status: 0}}); }"""


def _rail(name: str) -> Callable[[Page], object]:
    places = ["history", "directory", "dialpad", "settings"]
    return lambda page: page.keyboard.press(f"Control+{places.index(name) + 1}")


def _choose(page: Page) -> None:
    page.get_by_role("listitem").filter(has_text="张珊").first.click()
    page.get_by_role("heading", name="张珊").wait_for()


def _search(text: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        page.get_by_role("combobox").first.fill(text)
        page.locator(".omni__panel").wait_for()

    return act


def _dial(text: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        page.keyboard.press("Control+3")
        page.locator("#dial").fill(text)

    return act


def _settings(at: int) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        page.keyboard.press("Control+4")
        page.locator(".nav__item").nth(at).click()

    return act


def _log_out(page: Page) -> None:
    _settings(0)(page)
    page.locator(".pref .btn--end-quiet").click()


def _history(page: Page) -> None:
    page.keyboard.press("Control+1")
    page.get_by_role("listitem").filter(has_text="025-8432 6600").first.click()


def _missed(page: Page) -> None:
    page.keyboard.press("Control+1")
    page.get_by_role("radio").nth(1).click()


def _digits(page: Page) -> None:
    page.keyboard.press("k")
    page.keyboard.type("120#")


def _code(text: str) -> Callable[[Page], object]:
    return lambda page: page.get_by_role("textbox").fill(text)


def _wrong_code(page: Page) -> None:
    _code("4017")(page)
    page.evaluate("""() => { const bridge = window.__bridge;
      bridge.push("EnrolmentChanged", {...bridge.state.enrolment, error: "code_wrong", tries_left: 2}); }""")


def _end(code: str, duration: int = 0) -> Callable[[Page], object]:
    return lambda page: page.evaluate(ENDED % (duration, code))


def _chip(at: int) -> Callable[[Page], object]:
    return lambda page: page.locator(".topbar .chip").nth(at).click()


def _menu(page: Page) -> None:
    row = page.get_by_role("listitem").filter(has_text="张珊").first
    row.hover()
    row.get_by_role("button").first.click()


def _refused(page: Page) -> None:
    _dial("123456")(page)
    page.keyboard.press("Enter")


REFUSE_DIAL = 'bridge.script("POST", "/api/calls", 409, {error: {code: "%s", detail: {}}});'
FAILED_LINE = """bridge.state.registration = {state: "failed", reason: "platform_unreachable", status: 408,
  retry_at: bridge.now + 8000};"""
NOTICES = """bridge.state.notices = [
  {id: "1", code: "database_set_aside", detail: {path: "~/.local/share/cloud-switchboard/history.damaged.db"}},
  {id: "2", code: "history_not_saved", detail: {cause: "disk_full"}}];"""
UNREACHABLE = 'step({error: "platform_unreachable"});'
UNKNOWN = 'step({mobile: "+8613900007742", error: "unknown_mobile"});'
DOWNLOAD = """bridge.state.account = me; bridge.state.registration = {state: "registered", reason: "", status: 200, retry_at: 0};
step({step: "download"}); bridge.state.directory = {...bridge.state.directory, state: "loading", done: 8342, total: 12486};"""
NO_DIRECTORY = (
    """bridge.state.directory = {state: "%s", revision: "", count: 0, done: 0, total: 0, error: "%s", updated_at: 0};"""
)
MUTED_SOUND = (
    'bridge.state.devices = {...bridge.state.devices, microphones: [], microphone: "", problem: "no_microphone"};'
)

STATES: tuple[State, ...] = (
    State("number", ONBOARDING, ENROLMENT + 'step({mobile: ""});', _code("13800008057")),
    State("number-checking", ONBOARDING, ENROLMENT + "step({busy: true});"),
    State("number-unknown", ONBOARDING, ENROLMENT + UNKNOWN),
    State("number-invalid", ONBOARDING, ENROLMENT + 'step({mobile: "+86138", error: "invalid_mobile"});'),
    State("number-unreachable", ONBOARDING, ENROLMENT + UNREACHABLE),
    State("enterprise", ONBOARDING, ENROLMENT + 'step({step: "enterprise", enterprises: list});'),
    State("enterprise-one", WIDE, ENROLMENT + 'step({step: "enterprise", enterprises: list.slice(0, 1)});'),
    State("code-calling", ONBOARDING, ENROLMENT + "step({...asked, busy: true, resend_at: 0});"),
    State("code", ONBOARDING, ENROLMENT + "step(asked);", _code("40")),
    State("code-wrong", ONBOARDING, ENROLMENT + "step(asked);", _wrong_code),
    State("code-void", ONBOARDING, ENROLMENT + 'step({...asked, tries_left: 0, error: "code_void"});'),
    State("code-expired", ONBOARDING, ENROLMENT + "step({...asked, resend_at: bridge.now, expires_at: bridge.now});"),
    State("code-unreachable", ONBOARDING, ENROLMENT + 'step({...asked, resend_at: 0, error: "platform_timeout"});'),
    State("code-resend", ONBOARDING, ENROLMENT + "step({...asked, resend_at: bridge.now});"),
    State("download", ONBOARDING, ENROLMENT + DOWNLOAD),
    State("download-failed", ONBOARDING, ENROLMENT + DOWNLOAD
          + 'Object.assign(bridge.state.directory, {state: "failed", error: "platform_timeout"});'),
    State("directory", WIDE, "", _choose),
    State("directory-number-menu", WIDE, "", _menu),
    State("directory-search", WIDE, "", _search("张")),
    State("directory-search-number", WIDE, "", _search("139 0000 2210")),
    State("directory-search-nobody", WIDE, "", _search("诸葛")),
    State("directory-compact", COMPACT),
    State("directory-small", SMALL, "", _choose),
    State("directory-empty", WIDE, NO_DIRECTORY % ("empty", "")),
    State("directory-failed", WIDE, NO_DIRECTORY % ("failed", "platform_unreachable")),
    State("directory-notices", WIDE, NOTICES),
    State("mode-explained", WIDE, 'bridge.state.account.mode = "callback"; bridge.state.account.mode_reason = "mobile_client";', _chip(0)),
    State("sound-problem", WIDE, MUTED_SOUND, _chip(1)),
    State("connection-lost", WIDE, FAILED_LINE, _choose),
    State("history", WIDE, "", _history),
    State("history-missed-none", WIDE, "bridge.rows = []; bridge.state.history.missed = 0;", _missed),
    State("dialpad", WIDE, "", _dial("801")),
    State("dialpad-empty", WIDE, "", _rail("dialpad")),
    State("dial-refused", WIDE, REFUSE_DIAL % "invalid_number", _refused),
    State("dial-emergency", WIDE, REFUSE_DIAL % "not_registered_emergency", _refused),
    State("call-calling", WIDE, CALL + 'live({state: "calling", answered_at: 0});'),
    State("call-ringing", WIDE, CALL + 'live({state: "ringing", answered_at: 0});'),
    State("call", WIDE, CALL + "live({});"),
    State("call-muted-held", WIDE, CALL + "live({muted: true, held: true});"),
    State("call-remote-held", SMALL, CALL + "live({remote_held: true});"),
    State("call-keypad", WIDE, CALL + "live({});", _digits),
    State("call-busy", WIDE, STAYS + CALL + 'live({state: "ringing", answered_at: 0});', _end("busy")),
    State("call-over", WIDE, STAYS + CALL + "live({});", _end("other_hung_up", 192000)),
    State("call-incoming", WIDE, CALL + 'live({direction: "incoming", state: "incoming", answered_at: 0});'),
    State("call-strip", WIDE, CALL + "live({});", _settings(2)),
    State("call-waiting", WIDE, CALL + 'live({}); live({id: "c2", direction: "incoming", state: "incoming", party: outside});'),
    State("incoming", INCOMING, CALL + 'live({direction: "incoming", state: "incoming", started_at: bridge.now - 4000});', query="?view=incoming"),
    State("incoming-main", INCOMING, CALL + 'live({direction: "incoming", state: "incoming", party: outside, started_at: bridge.now - 7000});',
          query="?view=incoming"),
    State("settings-account", WIDE, "", _settings(0)),
    State("settings-sound", WIDE, MUTED_SOUND + "bridge.state.devices.processing = false;", _settings(1)),
    State("settings-general", WIDE, "", _settings(2)),
    State("settings-about", WIDE, "", _settings(3)),
    State("log-out", WIDE, "", _log_out),
    State("replaced", WIDE, 'bridge.state.registration = {state: "replaced", reason: "login_revoked", status: 0, retry_at: 0};'),
)  # fmt: skip
