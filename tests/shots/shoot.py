"""Pictures of every named state in both languages, both themes, at 100 % and 150 %, and what is wrong with them."""

from __future__ import annotations

import base64
import html
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from tests.frontend.stage import ROOT, Stage, chromium
from tests.shots.states import STATES, State

OUT = ROOT / "build" / "shots"
AXE = ROOT / "packaging" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("zh-CN", "en")
THEMES = ("light", "dark")
SCALES = (100, 150)
# What a laptop of 1366 by 768 px has left at 150 %.
LARGEST_AT_150 = (910, 520)

OVERFLOW = """() => {
  const found = [];
  for (const one of document.querySelectorAll("#app *")) {
    const style = getComputedStyle(one);
    if (!one.textContent.trim() || !one.clientWidth || one.closest(".sr-only") || one.querySelector(".omni__panel, .popover")) continue;
    const name = `${one.tagName.toLowerCase()}.${one.className} "${one.textContent.trim().slice(0, 40)}"`;
    const scrolls = /auto|scroll/.test(style.overflowY);
    if (style.textOverflow !== "ellipsis" && one.scrollWidth > one.clientWidth + 1) found.push(`wider than its place: ${name}`);
    if (!scrolls && style.overflowY === "hidden" && one.scrollHeight > one.clientHeight + 1) found.push(`higher than its place: ${name}`);
    if (one.matches(".btn, .chip, .ctrl, .badge, .seg__item, .pane__head, .incoming, .banner") && one.scrollHeight > one.clientHeight + 1)
      found.push(`higher than its place: ${name}`);
  }
  const page = document.scrollingElement;
  if (page.scrollHeight > innerHeight + 1 || page.scrollWidth > innerWidth + 1) found.push("the page is larger than the window");
  return [...new Set(found)];
}"""
BREACHES = """async () => {
  const {violations} = await axe.run(document, {rules: {region: {enabled: false}}});
  return violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`));
}"""


@dataclass(frozen=True)
class Shot:
    """One picture to take. `scale` is in per cent."""

    state: State
    scale: int
    language: str
    theme: str

    @property
    def file(self) -> str:
        return f"{self.state.name}.{self.language}.{self.theme}.{self.scale}.png"

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.state.size
        if self.scale == 100 or width < LARGEST_AT_150[0]:
            return width, height
        return min(width, LARGEST_AT_150[0]), min(height, LARGEST_AT_150[1])


def shots(names: Iterable[str] = ()) -> list[Shot]:
    """All of them, or those of some states. Error: KeyError for a name that is none."""
    known = {state.name: state for state in STATES}
    chosen = [known[name] for name in names] or list(STATES)
    return [Shot(*one) for one in product(chosen, SCALES, LANGUAGES, THEMES)]


def take_all(browser: Browser, state: State, wanted: list[Shot], out: Path) -> list[str]:
    """Go to a state once and take its pictures; returns what is wrong with them."""
    stage = Stage(browser, state.size, reduced_motion="reduce")
    try:
        stage.script(state.prepare)
        page = stage.open(state.query)
        settle(page)
        state.act(page)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        lens = page.context.new_cdp_session(page)
        return [f"{shot.file}: {fault}" for shot in wanted for fault in take(stage, lens, shot, out)]
    except PlaywrightError as error:
        return [f"{state.name} was not reached: {error}"]
    finally:
        stage.close()


def take(stage: Stage, lens: CDPSession, shot: Shot, out: Path) -> list[str]:
    """One picture; returns what is wrong with it."""
    page = stage.page
    width, height = shot.size
    metrics = {"width": width, "height": height, "deviceScaleFactor": shot.scale / 100, "mobile": False}
    lens.send("Emulation.setDeviceMetricsOverride", metrics)
    settings = page.evaluate("() => window.__bridge.state.settings")
    stage.push("SettingsChanged", {**settings, "language": shot.language, "theme": shot.theme})
    settle(page)
    picture = lens.send("Page.captureScreenshot", {"format": "png"})
    (out / shot.file).write_bytes(base64.b64decode(picture["data"]))
    wrong = page.evaluate(OVERFLOW) + stage.trouble
    stage.trouble.clear()
    return wrong + (page.evaluate(BREACHES) if shot.scale == 100 else [])


def settle(page: Page) -> None:
    """Until nothing is asked and everything is drawn."""
    page.wait_for_function("window.__bridge.answering === 0")
    page.evaluate("""async () => { await document.fonts.ready; const frame = () => new Promise(requestAnimationFrame);
      for (let n = 0; n < 4; n += 1) await frame(); }""")
    page.wait_for_function("window.__bridge.answering === 0")


def contact_sheet(taken: list[Shot], out: Path) -> Path:
    """One page with all pictures, a row for each state."""
    rows = []
    for state in dict.fromkeys(shot.state for shot in taken):
        cells = [
            f'<figure><img src="{one.file}" loading="lazy" alt=""><figcaption>{one.language} {one.theme} {one.scale} %</figcaption></figure>'
            for one in taken if one.state is state
        ]  # fmt: skip
        rows.append(f"<h2>{html.escape(state.name)}</h2><div>{''.join(cells)}</div>")
    style = "body{font:14px sans-serif;margin:24px;background:#888}div{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}"
    style += "figure{margin:0}img{width:100%;border:1px solid #555}figcaption{color:#fff;font-size:12px}"
    sheet = out / "index.html"
    sheet.write_text(
        f"<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>{style}</style>{''.join(rows)}"
    )
    return sheet


def picture_of(browser: Browser, sheet: Path) -> None:
    """The contact sheet as one picture."""
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.goto(sheet.as_uri())
    page.evaluate(
        "() => Promise.all([...document.images].map((one) => { one.loading = 'eager'; return one.decode(); }))"
    )
    page.screenshot(path=sheet.with_suffix(".png"), full_page=True)
    page.close()


def shoot(names: Iterable[str] = (), out: Path = OUT) -> list[str]:
    """Take the pictures and the contact sheet; returns everything that is wrong."""
    out.mkdir(parents=True, exist_ok=True)
    chosen = shots(names)
    wrong: list[str] = []
    with chromium() as browser:
        for state in dict.fromkeys(shot.state for shot in chosen):
            print(state.name, flush=True)
            wrong += take_all(browser, state, [shot for shot in chosen if shot.state is state], out)
        picture_of(browser, contact_sheet(chosen, out))
    return wrong


def main(names: list[str]) -> int:
    wrong = shoot(names)
    for one in wrong:
        print(one)
    print(f"{len(shots(names))} pictures in {OUT}, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
