"""The keyboard: one table that is shown and obeyed, and a focus that is never lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from backend.core.state import Settings
from tests.frontend.stage import Stage
from tests.frontend.values import OUTSIDE, call, ended

REGION = "document.activeElement.closest('[data-region]')?.dataset.region"


def test_the_map_of_the_keys_is_the_table_that_is_obeyed(page: Page) -> None:
    page.get_by_role("listitem", name="张珊").click()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="快捷键")).to_be_focused()
    rows = page.locator(".keymap tr")
    expect(rows.filter(has_text="搜索或拨号")).to_contain_text("CtrlK")
    table = page.evaluate("""async () => (await import("./keymap.js")).KEY_GROUPS.flatMap((group) => group.keys)""")
    assert rows.count() == len(table) > 40
    for one in table:
        assert one["keys"], one
    unheard = page.evaluate("""async () => { const {KEY_GROUPS} = await import("./keymap.js");
      const source = await (await fetch("keyboard.js")).text();
      return KEY_GROUPS.filter((group) => !group.own).flatMap((group) => group.keys)
        .filter(({id}) => id !== "close" && !new RegExp(`^  ${id}: `, "m").test(source)).map(({id}) => id); }""")
    assert unheard == []


HANG_UP = "挂断 / 拒接"


def _keys_of_all_programs(stage: Stage, page: Page, *conflicts: str) -> None:
    stage.tell(f"bridge.state.app.desktop.key_conflicts = {list(conflicts)}")
    page.evaluate("window.__open('keys')")


def test_a_key_of_all_programs_is_changed_by_pressing_the_new_one(stage: Stage, page: Page) -> None:
    _keys_of_all_programs(stage, page)
    page.get_by_role("button", name=f"{HANG_UP} Ctrl Alt H").click()
    listening = page.get_by_role("button", name=f"{HANG_UP} 按下新的快捷键…")
    expect(listening).to_be_focused()
    for chord, said in (
        ("Control+h", "再加一个字母或数字"), ("Control+Alt+m", "已用于“静音麦克风”"), ("Control+Shift+d", "免打扰"),
    ):  # fmt: skip
        page.keyboard.press(chord)
        expect(page.locator("#keys-hint")).to_contain_text(said)
    page.keyboard.press("Alt+Shift+9")
    expect(listening).to_have_count(0)
    assert stage.requests("PUT", "/api/settings") == [{"key_hang_up": "Alt+Shift+9"}]
    assert [len(stage.requests("POST", f"/api/keys/{what}")) for what in ("pause", "resume")] == [1, 1]
    stage.push("SettingsChanged", {**stage.tell("return bridge.state.settings"), "key_hang_up": "Alt+Shift+9"})
    expect(page.get_by_role("button", name=f"{HANG_UP} Alt Shift 9")).to_be_focused()
    expect(page.locator(".keymap tr", has_text="拒接")).to_contain_text("AltShift9")
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE))
    page.keyboard.press("Alt+Shift+9")
    assert len(stage.requests("POST", "/api/calls/c1/hangup")) == 1


def test_a_key_of_all_programs_is_kept_taken_off_and_restored(stage: Stage, page: Page) -> None:
    _keys_of_all_programs(stage, page)
    shown = page.get_by_role("button", name="应答 Ctrl Alt A")
    shown.click()
    page.keyboard.press("Escape")
    expect(shown).to_be_focused()
    expect(page.get_by_role("button", name="恢复默认")).to_have_count(0)
    shown.click()
    page.keyboard.press("Backspace")
    stage.push("SettingsChanged", {**stage.tell("return bridge.state.settings"), "key_answer": ""})
    expect(page.get_by_role("button", name="应答 未设置")).to_be_focused()
    page.get_by_role("button", name="恢复默认").click()
    assert stage.requests("PUT", "/api/settings") == [{"key_answer": ""}, {"key_answer": "Ctrl+Alt+A"}]


def test_who_goes_elsewhere_has_changed_no_key(stage: Stage, page: Page) -> None:
    _keys_of_all_programs(stage, page)
    listening = page.get_by_role("button", name="按下新的快捷键…")
    for leave in ("Tab", "Shift+Tab"):
        page.get_by_role("button", name="应答 Ctrl Alt A").click()
        expect(listening).to_be_focused()
        page.keyboard.press("Control+Alt+Backspace")
        expect(page.locator("#keys-hint")).to_contain_text("再加一个字母或数字")
        page.keyboard.press(leave)
        expect(listening).to_have_count(0)
    page.get_by_role("button", name="应答 Ctrl Alt A").click()
    page.get_by_role("button", name="静音麦克风 Ctrl Alt M").click()
    expect(listening).to_have_count(1)
    expect(page.locator("#keys-hint")).to_contain_text("Esc 取消")
    assert stage.requests("PUT", "/api/settings") == []
    assert [len(stage.requests("POST", f"/api/keys/{what}")) for what in ("pause", "resume")] == [4, 3]


def test_letters_meant_for_another_program_do_nothing_when_the_window_comes_up(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE))
    page.get_by_role("region", name="当前通话").focus()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.keyboard.press("h")
    page.keyboard.press("t")
    page.mouse.click(600, 20)  # who clicks into it means it
    page.keyboard.press("m")
    paths = [path for path in stage.tell("return bridge.requests.map((one) => one.path)") if "/c1/" in path]
    assert paths == ["/api/calls/c1/mute"]
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_number_typed_in_a_hurry_loses_nothing(page: Page) -> None:
    page.keyboard.press("Control+3")
    page.get_by_role("button", name="通话").first.focus()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.keyboard.press("+")
    page.keyboard.press("8")
    expect(page.get_by_label("号码", exact=True)).to_have_value("+8")


def test_a_key_that_another_program_holds_is_shown_and_one_that_cannot_be_had_too(stage: Stage, page: Page) -> None:
    _keys_of_all_programs(stage, page, "mute")
    row = page.locator(".pref", has_text="静音麦克风")
    expect(row).to_contain_text("冲突")
    stage.tell("bridge.state.app.desktop.key_conflicts = []")
    page.evaluate("window.__desktop()")  # the desktop says that something is different
    expect(row).not_to_contain_text("冲突")
    stage.tell("bridge.state.app.desktop.keys = []")
    page.evaluate("window.__desktop()")
    expect(page.get_by_text("这个桌面不支持全局快捷键")).to_be_visible()
    expect(page.get_by_role("button", name="应答 Ctrl Alt A")).to_be_disabled()


def test_what_is_usual_is_the_programs_own(page: Page) -> None:
    usual = page.evaluate("""async () => (await import("./components/newkey.js")).USUAL""")
    assert usual == {name: getattr(Settings(), name) for name in usual}


def test_every_section_and_help_by_its_key(page: Page) -> None:
    for key, shown in (
        ("Control+1", "通话"), ("Control+2", "通讯录"), ("Control+3", "拨号盘"), ("Control+4", "设置"),
        ("Control+5", "帮助"), ("Control+,", "设置"), ("F1", "帮助"), ("Shift+F1", "设置"),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(page.locator(".rail [aria-current=page]")).to_contain_text(shown)


def test_a_call_is_answered_silenced_muted_and_ended_by_keys(stage: Stage, page: Page) -> None:
    incoming = call(state="incoming", direction="incoming", party=OUTSIDE, answered_at=0)
    stage.push("CallChanged", incoming)
    page.get_by_role("region", name="当前通话").focus()
    page.keyboard.press("q")
    page.keyboard.press("Control+Alt+a")
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE))
    field = page.get_by_role("combobox", name="搜索或拨号")
    field.fill("m")
    field.press("m")
    field.press("Control+Alt+m")
    field.press("End")
    expect(field).to_have_value("mm")
    field.press("Control+Alt+h")
    paths = [path for path in stage.tell("return bridge.requests.map((one) => one.path)") if "/c1/" in path]
    assert paths == [f"/api/calls/c1/{what}" for what in ("silence", "answer", "mute", "hangup")]
    field.fill("")
    stage.push("CallEnded", ended("other_hung_up", "answered", party=OUTSIDE))
    page.get_by_role("region", name="刚结束的通话").focus()
    page.keyboard.press("r")
    assert stage.requests("POST", "/api/calls") == [{"number": OUTSIDE["number"]}]


def test_a_call_dialled_from_the_search_box_has_the_focus_so_that_its_keys_work(stage: Stage, page: Page) -> None:
    stage.tell('bridge.hold("/api/calls");')
    page.keyboard.press("Control+k")
    page.keyboard.type("8014")
    page.keyboard.press("Enter")
    stage.wait_for_request("/api/calls")
    stage.push("CallChanged", call())
    stage.tell("bridge.release()")
    dock = page.get_by_role("region", name="当前通话")
    expect(dock).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(dock).to_be_focused()
    page.keyboard.press("Control+4")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    stage.wait_for_request("/api/calls/c1/hangup")


def test_a_call_answered_by_a_key_takes_a_focus_that_was_nowhere(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(state="incoming", direction="incoming", party=OUTSIDE, answered_at=0))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+Alt+a")
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE))
    expect(page.get_by_role("region", name="当前通话")).to_be_focused()
    stage.push("CallEnded", ended("other_hung_up", "answered", party=OUTSIDE))
    expect(page.get_by_role("region", name="刚结束的通话")).to_be_focused()


def test_the_small_window_obeys_the_keys_of_its_call_only(stage: Stage) -> None:
    stage.script("bridge.state.calls = [];")
    page = stage.open("?view=incoming")
    page.keyboard.press("Control+Alt+a")
    stage.push("CallChanged", call(state="incoming", direction="incoming", party=OUTSIDE, answered_at=0))
    expect(page.get_by_role("alertdialog", name="来电")).to_be_visible()
    for key in ("Control+4", "q", "End"):
        page.keyboard.press(key)
    paths = [path for path in stage.tell("return bridge.requests.map((one) => one.path)") if "/api/calls" in path]
    assert paths == ["/api/calls/c1/silence", "/api/calls/c1/decline"]


def test_only_a_key_draws_a_frame_around_a_region(page: Page) -> None:
    frame = "(region) => getComputedStyle(document.querySelector(`[data-region=${region}]`)).boxShadow"
    page.keyboard.press("Control+4")
    for where in ("privacy", "general"):
        page.evaluate("(where) => window.__open(`settings:${where}`)", where)
        expect(page.get_by_role("heading", name={"privacy": "隐私", "general": "通用"}[where])).to_be_focused()
    page.locator("[data-region=main]").focus()
    assert page.evaluate(frame, "main") == "none"
    page.keyboard.press("Control+1")
    page.locator("[data-region=main]").focus()
    page.keyboard.press("F6")
    expect(page.locator("[data-region=detail]")).to_be_focused()
    assert "inset" in page.evaluate(frame, "detail")
    page.keyboard.press("F6")
    assert page.evaluate(frame, "detail") == "none"


def test_a_focus_whose_control_is_gone_or_dead_stays_in_the_window(stage: Stage, page: Page) -> None:
    stage.push("NoticesChanged", [{"id": "7", "code": "phone_restarted", "detail": {}}])
    page.get_by_role("button", name="知道了").focus()
    stage.push("NoticesChanged", [])
    page.wait_for_function(f"{REGION} === 'main'", timeout=5_000)
    page.evaluate("window.__open('settings:privacy')")
    page.get_by_role("button", name="清除…").focus()
    stage.tell("bridge.rows = []")
    stage.push("HistoryChanged", {"revision": 9, "missed": 0})
    page.wait_for_function(f"{REGION} === 'main' && document.activeElement.tagName !== 'BUTTON'", timeout=5_000)
    regions = []
    for _ in range(4):
        page.keyboard.press("F6")
        regions.append(page.evaluate(REGION))
    assert regions == ["rail", "topbar", "tree", "main"]
