"""Every state of the page that has a name. What the program says in it stands in prepare.js under the same name; here
is what a person then does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

WIDE = (1040, 700)
ONBOARDING = (440, 560)
SMALL = (720, 520)
COMPACT = (360, 640)
INCOMING = (360, 200)
PAGES = ("account", "sound", "calls", "keys", "general", "privacy", "diagnostics", "about")

Act = Callable[[Page], object]

END = """([code, duration, text]) => {
  const bridge = window.__bridge;
  const [call] = bridge.state.calls;
  const ended = {disposition: "failed", code, status: 0, warn_text: text};
  bridge.push("CallEnded", {...call, state: "ended", duration_ms: duration, ended});
}"""
WARN_TEXT = "The called party’s telephone has no codec in common; ask the help desk on extension 8000 to…"
WRONG = """() => { const bridge = window.__bridge; const {enrolment} = bridge.state;
  bridge.push("EnrolmentChanged", {...enrolment, error: "code_wrong", tries_left: 2}); }"""


def _nothing(_: Page) -> None:
    """It is there from the start."""


@dataclass(frozen=True)
class State:
    """A name, the size of the window in CSS px, and what is done to get there."""

    name: str
    size: tuple[int, int] = WIDE
    act: Act = _nothing
    query: str = ""


def _section(number: int) -> Act:
    return lambda page: page.keyboard.press(f"Control+{number}")


def _type(text: str) -> Act:
    return lambda page: page.get_by_role("textbox").fill(text)


def _choose(page: Page) -> None:
    page.get_by_role("listitem").filter(has_text="张珊").first.click()
    page.get_by_role("heading", name="张珊").wait_for()


def _new_keys(page: Page) -> None:
    _open("keys")(page)
    page.evaluate("window.__bridge.state.app.desktop.key_conflicts = ['mute', 'dial']; window.__desktop()")
    page.get_by_text("冲突").or_(page.get_by_text("Conflict")).first.wait_for()
    page.locator(".keybutton").first.click()
    page.keyboard.press("Control+Alt+h")
    page.locator(".newkey__no").wait_for()


def _menu(page: Page) -> None:
    row = page.get_by_role("listitem").filter(has_text="张珊").first
    row.hover()
    row.get_by_role("button").first.click()


def _search(text: str) -> Act:
    def act(page: Page) -> None:
        page.get_by_role("combobox").first.fill(text)
        page.locator(".omni__panel").wait_for()

    return act


def _dial(text: str) -> Act:
    def act(page: Page) -> None:
        page.keyboard.press("Control+3")
        page.locator("#dial").fill(text)

    return act


def _refused(page: Page) -> None:
    _dial("123456")(page)
    page.keyboard.press("Enter")


def _settings(at: int) -> Act:
    def act(page: Page) -> None:
        page.keyboard.press("Control+4")
        page.locator(".nav__item").nth(at).click()

    return act


def _open(what: str) -> Act:
    """As the tray opens it; a page of the settings by its name."""
    where = f"settings:{what}" if what in PAGES else what
    return lambda page: page.evaluate("(where) => window.__open(where)", where)


def _scroll(what: str) -> Act:
    def act(page: Page) -> None:
        _open(what)(page)
        page.get_by_role("main").locator(".pref .btn").first.scroll_into_view_if_needed()

    return act


def _press(what: str, button: str) -> Act:
    def act(page: Page) -> None:
        _open(what)(page)
        page.locator(button).click()
        page.locator("[aria-modal=true]").wait_for()

    return act


def _retain(page: Page) -> None:
    _open("privacy")(page)
    page.locator(".pref select").select_option("30")
    page.locator("[aria-modal=true]").wait_for()


def _clear(page: Page) -> None:
    _open("privacy")(page)
    page.locator(".btn--end-quiet:not([disabled])").click()


def _update(page: Page) -> None:
    _open("about")(page)
    page.locator(".about__links .link").first.click()
    page.locator("[aria-modal=true]").wait_for()


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


def _wrong_code(page: Page) -> None:
    _type("4017")(page)
    page.evaluate(WRONG)


def _sheet(page: Page) -> None:
    page.keyboard.press("t")
    page.locator(".sheet .row").first.wait_for()


def _pick(page: Page) -> None:
    _sheet(page)
    page.locator(".sheet .tree__item").filter(has_text="市场部").click()
    page.locator(".sheet .row").filter(has_text="张珊").click()


def _seek(text: str) -> Act:
    def act(page: Page) -> None:
        _sheet(page)
        page.locator(".sheet input").fill(text)
        page.locator(".sheet [role=option]").first.wait_for()

    return act


def _hover(page: Page) -> None:
    page.get_by_role("listitem").filter(has_text="张珊").first.hover()


def _hold(page: Page) -> None:
    page.keyboard.press("h")
    page.locator(".ctrl[aria-busy=true]").wait_for()


def _end(code: str, duration_ms: int = 0, warn_text: str = "") -> Act:
    return lambda page: page.evaluate(END, [code, duration_ms, warn_text])


def _chip(at: int) -> Act:
    return lambda page: page.locator(".topbar .chip").nth(at).click()


def _help(name: str, query: str = "") -> Act:
    def act(page: Page) -> None:
        page.evaluate("name => window.__open(`help:${name}`)", name)
        page.locator(".help__page").wait_for(state="attached")
        if query:
            page.locator("#help-search").fill(query)

    return act


STATES: tuple[State, ...] = (
    State("number", ONBOARDING, _type("13800008057")),
    State("number-checking", ONBOARDING),
    State("number-unknown", ONBOARDING),
    State("number-invalid", ONBOARDING),
    State("number-unreachable", ONBOARDING),
    State("enterprise", ONBOARDING),
    State("enterprise-one"),
    State("enterprise-refused", ONBOARDING),
    State("code-calling", ONBOARDING),
    State("code", ONBOARDING, _type("40")),
    State("code-wrong", ONBOARDING, _wrong_code),
    State("code-void", ONBOARDING),
    State("code-expired", ONBOARDING),
    State("code-unreachable", ONBOARDING),
    State("code-resend", ONBOARDING),
    State("code-policy", ONBOARDING),
    State("download", ONBOARDING),
    State("download-failed", ONBOARDING),
    State("directory", act=_choose),
    State("directory-number-menu", act=_menu),
    State("directory-search", act=_search("张")),
    State("directory-search-number", act=_search("139 0000 2210")),
    State("directory-search-nobody", act=_search("诸葛")),
    State("directory-compact", COMPACT),
    State("directory-small", SMALL, _choose),
    State("directory-empty"),
    State("directory-failed"),
    State("directory-old"),
    State("directory-notices"),
    State("mode-explained", act=_chip(0)),
    State("sound-problem", act=_chip(1)),
    State("sound-call", act=_chip(1)),
    State("dialpad-transfer", act=_dial("139 0000 2210")),
    State("connection-lost", act=_choose),
    State("history", act=_history),
    State("history-missed-none", act=_missed),
    State("dialpad", act=_dial("801")),
    State("dialpad-empty", act=_section(3)),
    State("dialpad-long", act=_dial("0015551234567890")),
    State("dial-refused", act=_refused),
    State("dial-emergency", act=_refused),
    State("call-calling"),
    State("call-ringing"),
    State("call"),
    State("call-muted-held"),
    State("call-holding", act=_hold),
    State("call-remote-held", SMALL),
    State("call-keypad", act=_digits),
    State("call-busy", act=_end("busy")),
    State("call-over", act=_end("other_hung_up", 192_000)),
    State("call-warned", SMALL, _end("codec_incompatible", warn_text=WARN_TEXT)),
    State("call-incoming"),
    State("call-incoming-transferred", SMALL),
    State("call-strip", act=_settings(2)),
    State("call-waiting"),
    State("call-waiting-transferred", SMALL),
    State("transfer", act=_pick),
    State("transfer-search", act=_seek("张")),
    State("transfer-number", SMALL, _seek("139 0000 2210")),
    State("transfer-compact", COMPACT, _seek("张")),
    State("transfer-rows", act=_hover),
    State("transferring"),
    State("transferring-small", SMALL),
    State("transferring-strip", SMALL, _settings(2)),
    State("transfer-failed"),
    State("transfer-failed-small", SMALL),
    State("transfer-failed-strip", SMALL, _settings(2)),
    State("transferred", act=_end("transferred", 96_000)),
    State("callback-mobile"),
    State("callback-party"),
    State("callback-small", SMALL),
    State("callback-talking"),
    State("callback-strip", SMALL, _settings(2)),
    State("callback-no-answer", act=_end("own_mobile_no_answer")),
    State("callback-dialpad", act=_dial("139 0000 2210")),
    State("callback-incoming"),
    State("incoming-callback", INCOMING, query="?view=incoming"),
    State("incoming-silenced", INCOMING, query="?view=incoming"),
    State("incoming", INCOMING, query="?view=incoming"),
    State("incoming-main", INCOMING, query="?view=incoming"),
    State("incoming-transferred", INCOMING, query="?view=incoming"),
    State("settings-account", act=_settings(0)),
    State("settings-sound", act=_settings(1)),
    State("settings-sound-quiet", act=_settings(1)),
    State("settings-sound-small", SMALL, _settings(1)),
    State("settings-sound-compact", COMPACT, _open("sound")),
    State("sound-test-recording", act=_scroll("sound")),
    State("sound-test-failed", act=_scroll("sound")),
    State("settings-calls", act=_open("calls")),
    State("settings-calls-callback", SMALL, _open("calls")),
    State("settings-locked", act=_open("calls")),
    State("settings-calls-compact", COMPACT, _open("calls")),
    State("settings-calls-large", SMALL, _open("calls")),
    State("settings-keys", act=_open("keys")),
    State("settings-keys-compact", COMPACT, _open("keys")),
    State("settings-keys-conflict", act=_new_keys),
    State("settings-general", act=_open("general")),
    State("settings-general-poor", act=_open("general")),
    State("settings-general-browser", act=_open("general")),
    State("settings-general-compact", COMPACT, _open("general")),
    State("settings-general-large", act=_open("general")),
    State("settings-privacy", act=_open("privacy")),
    State("settings-privacy-compact", COMPACT, _open("privacy")),
    State("retention", act=_retain),
    State("clear-history", act=_clear),
    State("settings-diagnostics", act=_open("diagnostics")),
    State("settings-diagnostics-bad", SMALL, _open("diagnostics")),
    State("settings-diagnostics-compact", COMPACT, _open("diagnostics")),
    State("report", act=_press("diagnostics", ".group .btn >> nth=0")),
    State("about", act=_open("about")),
    State("about-current", act=_open("about")),
    State("about-failed", act=_open("about")),
    State("about-rolled-back", act=_open("about")),
    State("about-downloading", act=_open("about")),
    State("about-compact", COMPACT, _open("about")),
    State("licences", act=_press("about", ".about__links .link >> nth=-2")),
    State("update", act=_update),
    State("update-banner"),
    State("update-downloading", act=_update),
    State("update-ready-call", act=_update),
    State("update-failed", act=_update),
    State("update-applying", SMALL, _update),
    State("update-apt", act=_update),
    State("update-source", COMPACT, _update),
    State("update-large", SMALL, _update),
    State("link"),
    State("link-call", SMALL),
    State("link-invalid", COMPACT),
    State("outside", act=_refused),
    State("do-not-disturb"),
    State("do-not-disturb-compact", COMPACT),
    State("directory-large"),
    State("dialpad-large", SMALL, _dial("801")),
    State("history-large", act=_history),
    State("number-large", ONBOARDING),
    State("about-onboarding", ONBOARDING, _open("about")),
    State("settings-onboarding", ONBOARDING, _open("settings")),
    State("log-out-compact", COMPACT, _open("logout")),
    State("log-out", act=_log_out),
    State("log-out-call", act=_log_out),
    State("replaced"),
    State("replaced-call", act=_end("login_revoked", 96_000)),
    State("removed"),
    State("help", act=_help("home")),
    State("help-marks", act=_help("emergency")),
    State("help-table", SMALL, _help("no_line")),
    State("help-search", act=_help("transfer", "8014")),
    State("help-nothing", SMALL, _help("quiet", "zzz")),
    State("help-compact", COMPACT, _help("policy")),
    State("help-compact-contents", COMPACT, _help("")),
)
