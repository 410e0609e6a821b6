"""Where the focus is can always be seen, and Tab leads it round the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import NOBODY, enrolment

MOST = 60
SECTIONS = [f"Control+{number}" for number in range(1, 6)]
HERE = """() => new Promise((done) => setTimeout(() => {
  const {tagName, ariaLabel, textContent} = document.activeElement;
  done(tagName === "BODY" ? "" : `${tagName} ${ariaLabel ?? textContent}`);
}))"""
UNSEEN = """() => {
  const look = (one) => [one, one.parentElement, one.parentElement.parentElement].map((each) => {
    const {boxShadow, borderColor, borderWidth} = getComputedStyle(each);
    return [boxShadow, borderColor, borderWidth].join();
  }).join();
  const stops = [...document.querySelectorAll("button, input, select, [tabindex]")]
    .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}));
  const unseen = stops.filter((one) => {
    document.activeElement.blur();
    const before = look(one);
    one.focus();
    return look(one) === before;
  });
  return [stops.length, unseen.map((one) => one.outerHTML.slice(0, 200))];
}"""


def _stops(page: Page, key: str) -> list[str]:
    """Where this key stops until it comes back to where it stopped first; "" for nowhere."""
    stops: list[str] = []
    for _ in range(MOST):
        page.keyboard.press(key)
        stop = page.evaluate(HERE)
        if stops and stop == stops[0]:
            return stops
        stops.append(stop)
    pytest.fail(f"{key} never comes round: {stops}")


def _everything_is_seen(page: Page) -> None:
    stops, unseen = page.evaluate(UNSEEN)
    assert stops > 1
    assert unseen == []


def test_tab_goes_round_the_window_and_stops_nowhere_else(page: Page) -> None:
    forwards, backwards = _stops(page, "Tab"), _stops(page, "Shift+Tab")
    assert "" not in forwards + backwards
    assert sorted(forwards) == sorted(backwards)


def test_tab_goes_round_the_registration_too(stage: Stage) -> None:
    stage.script(NOBODY)
    page = stage.open()
    expect(page.get_by_label("手机号码")).to_be_focused()
    assert "" not in _stops(page, "Tab") + _stops(page, "Shift+Tab")


def test_in_a_browser_tab_leaves_the_page_for_the_browsers_own_controls(page: Page) -> None:
    page.evaluate("delete window.pywebview")
    assert "" in _stops(page, "Tab")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whatever_has_the_focus_in_the_window_shows_it(stage: Stage, theme: str) -> None:
    stage.script(f'bridge.state.settings.theme = "{theme}";')
    page = stage.open()
    for section in SECTIONS:
        page.keyboard.press(section)
        page.keyboard.press("Tab")
        _everything_is_seen(page)
    page.keyboard.press("Control+4")
    names = page.locator(".nav button").all_inner_texts()
    assert len(names) > 5
    for name in names:
        page.locator(".nav").get_by_role("button", name=name, exact=True).click()
        page.keyboard.press("Tab")
        _everything_is_seen(page)


def test_whatever_has_the_focus_in_the_registration_shows_it(stage: Stage) -> None:
    stage.script(NOBODY)
    page = stage.open()
    for step in ("number", "enterprise"):
        stage.push("EnrolmentChanged", enrolment(step))
        if step == "enterprise":
            page.get_by_role("radio").first.click()
            expect(page.get_by_role("radio").first).to_be_checked()
        page.keyboard.press("Tab")
        _everything_is_seen(page)
