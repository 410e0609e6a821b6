"""The sound in the settings: how loud it is, what makes quiet calls louder, and the way to the system's settings."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import NOW, call


def _open(page: Page) -> None:
    page.keyboard.press("Control+4")
    page.get_by_role("button", name="声音", exact=True).click()


def _asked(stage: Stage) -> int:
    return len(stage.requests("GET", "/api/sound/level"))


def _settings(stage: Stage, **fields: Any) -> None:
    stage.push("SettingsChanged", {**stage.tell("return bridge.state.settings"), **fields})


@pytest.mark.parametrize(("db", "word"), [(-90, "没有声音"), (-44, "声音偏小"), (-24, "音量合适"), (-2, "声音过大")])
def test_m12_the_meter_says_in_words_how_loud_the_microphone_is(stage: Stage, page: Page, db: int, word: str) -> None:
    stage.tell(f"bridge.level = {{microphone: {db}, speaker: -90}}")
    _open(page)
    expect(page.get_by_text(word, exact=True)).to_be_visible()
    expect(page.get_by_role("meter", name="麦克风音量")).to_have_attribute("aria-valuenow", str(db))


def test_the_level_is_asked_for_only_while_it_can_be_seen(stage: Stage, page: Page) -> None:
    stage.start_clock(NOW)
    assert _asked(stage) == 0
    _open(page)
    expect(page.get_by_role("meter")).to_be_visible()
    page.clock.run_for(1_000)
    assert _asked(stage) > 2
    page.get_by_role("button", name="通用").click()
    expect(page.get_by_role("meter")).to_have_count(0)
    before = _asked(stage)
    page.clock.run_for(5_000)
    assert _asked(stage) == before


def test_a_hidden_window_asks_nothing_and_asks_again_when_it_is_back(stage: Stage, page: Page) -> None:
    stage.start_clock(NOW)
    _open(page)
    expect(page.get_by_role("meter")).to_be_visible()
    page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => window.__away ?? true})")
    page.clock.run_for(1_000)
    before = _asked(stage)
    page.clock.run_for(10_000)
    assert _asked(stage) == before
    page.evaluate("window.__away = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(500)
    assert _asked(stage) > before


def test_a_level_that_cannot_be_read_shows_no_meter_and_no_alarm(stage: Stage, page: Page) -> None:
    stage.tell('bridge.script("GET", "/api/sound/level", 503, {error: {code: "program_busy", detail: {}}})')
    _open(page)
    page.wait_for_function("window.__bridge.requests.some((one) => one.path === '/api/sound/level')")
    expect(page.get_by_role("meter")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_text("")


def test_in_a_call_both_directions_can_be_seen(stage: Stage, page: Page) -> None:
    stage.tell("bridge.level = {microphone: -30, speaker: -20}")
    stage.push("CallChanged", call())
    _open(page)
    expect(page.get_by_role("meter", name="对方的音量")).to_have_attribute("aria-valuenow", "-20")
    stage.push("CallChanged", call(muted=True))
    expect(page.get_by_text("已静音", exact=True)).to_be_visible()


def test_m12_microphone_and_listening_are_boosted_in_steps(stage: Stage, page: Page) -> None:
    _open(page)
    page.get_by_label("麦克风增强").select_option("+12 dB")
    page.get_by_label("听筒增强").select_option("+6 dB")
    assert page.get_by_label("听筒增强").locator("option").all_text_contents()[-1] == "+12 dB"
    assert stage.requests("PUT", "/api/settings") == [{"microphone_boost_db": 12}, {"listening_boost_db": 6}]
    _settings(stage, microphone_boost_db=5, listening_boost_db=6)
    expect(page.get_by_label("麦克风增强").locator("option:checked")).to_have_text("+5 dB")
    expect(page.get_by_label("听筒增强").locator("option:checked")).to_have_text("+6 dB")


def test_m12_the_state_of_the_gain_control_is_said(stage: Stage, page: Page) -> None:
    _open(page)
    gain = page.get_by_text("自动保持您的音量平稳")
    expect(gain).to_contain_text("已生效")
    stage.push("DevicesChanged", {**stage.tell("return bridge.state.devices"), "processing": False})
    expect(gain).to_contain_text("暂不生效")
    _settings(stage, gain_control=False)
    expect(gain).to_contain_text("已关闭")


def test_m12_the_systems_sound_settings_are_opened_or_it_is_said_why_not(stage: Stage, page: Page) -> None:
    refusal = '{error: {code: "no_sound_settings", detail: {}}}'
    stage.tell(f'bridge.script("POST", "/api/sound/settings", 409, {refusal}, 1)')
    _open(page)
    button = page.get_by_role("button", name="打开…")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("没能打开系统的声音设置，请从系统的设置中打开。")
    button.click()
    expect(page.get_by_role("alert")).to_have_text("")
    assert len(stage.requests("POST", "/api/sound/settings")) == 2


def test_devices_are_changed_during_a_call_from_the_top_bar(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(muted=True))
    page.get_by_role("button", name="声音 USB 耳机 H40").click()
    panel = page.get_by_role("dialog", name="声音")
    expect(panel.get_by_text("已静音")).to_be_visible()
    panel.get_by_label("扬声器", exact=True).select_option("内置扬声器")
    assert stage.requests("PUT", "/api/settings") == [{"speaker": "内置扬声器"}]
    panel.get_by_role("button", name="声音设置").click()
    expect(page.get_by_role("heading", name="声音", level=1)).to_be_visible()
