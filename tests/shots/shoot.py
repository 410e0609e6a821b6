"""Pictures of every named state in both languages, both themes, at 100 % and 150 %, and what is wrong with them."""

from __future__ import annotations

import base64
import html
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import cast

from PIL import Image
from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from tests.frontend.stage import ROOT, Stage, Theatre, chromium
from tests.shots.states import STATES, State

HERE = Path(__file__).parent
OUT = ROOT / "build" / "shots"
AXE = ROOT / "packaging" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("zh-CN", "en")
THEMES = ("light", "dark")
SCALES = (100, 150)
# What a laptop of 1366 by 768 px has left at 150 %.
LARGEST_AT_150 = (910, 520)
# Of the contact sheet, px.
TILE, GAP = 520, 8
STYLE = """body { font: 14px sans-serif; margin: 24px; background: #888 } figure { margin: 0 } img { width: 100% }
div { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px } figcaption { color: #fff; font-size: 12px }"""
DRAWN = """async () => { await document.fonts.ready; const frame = () => new Promise(requestAnimationFrame);
  for (let n = 0; n < 3; n += 1) await frame(); }"""


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
        """In CSS px."""
        width, height = self.state.size
        if self.scale == 100 or width < LARGEST_AT_150[0]:
            return width, height
        return min(width, LARGEST_AT_150[0]), min(height, LARGEST_AT_150[1])


def shots(names: Iterable[str] = ()) -> list[Shot]:
    """All of them, or those of some states. Error: KeyError for a name that is none."""
    known = {state.name: state for state in STATES}
    chosen = [known[name] for name in names] or list(STATES)
    return [Shot(*one) for one in product(chosen, SCALES, LANGUAGES, THEMES)]


def shoot(names: Iterable[str] = (), out: Path = OUT) -> list[str]:
    """Take the pictures and the contact sheet; returns everything that is wrong."""
    out.mkdir(parents=True, exist_ok=True)
    chosen = shots(names)
    wrong: list[str] = []
    with chromium() as theatre:
        for state in dict.fromkeys(shot.state for shot in chosen):
            print(state.name, flush=True)
            wrong += _take_all(theatre, state, [shot for shot in chosen if shot.state is state], out)
    taken = [shot for shot in chosen if (out / shot.file).exists()]
    contact_page(taken, out)
    contact_sheet(taken, out)
    return wrong


def _take_all(theatre: Theatre, state: State, wanted: list[Shot], out: Path) -> list[str]:
    """Go to a state once and take its pictures; returns what is wrong with them."""
    stage = Stage(theatre, state.size, reduced_motion="reduce")
    try:
        stage.script(f'window.__state = "{state.name}";')
        stage.page.add_init_script(path=HERE / "prepare.js")
        page = stage.open(state.query)
        _settle(page)
        state.act(page)
        for script in (AXE, HERE / "faults.js"):
            page.evaluate(script.read_text(encoding="utf-8"))
        lens = page.context.new_cdp_session(page)
        return [f"{shot.file}: {fault}" for shot in wanted for fault in _take(stage, lens, shot, out)]
    except PlaywrightError as error:
        return [f"{state.name} was not reached: {error}"]
    finally:
        stage.close()


def _take(stage: Stage, lens: CDPSession, shot: Shot, out: Path) -> list[str]:
    """One picture; returns what is wrong with it."""
    width, height = shot.size
    metrics = {"width": width, "height": height, "deviceScaleFactor": shot.scale / 100, "mobile": False}
    lens.send("Emulation.setDeviceMetricsOverride", metrics)
    settings = stage.tell("return bridge.state.settings")
    stage.push("SettingsChanged", {**settings, "language": shot.language, "theme": shot.theme})
    _settle(stage.page)
    picture = lens.send("Page.captureScreenshot", {"format": "png"})
    (out / shot.file).write_bytes(base64.b64decode(picture["data"]))
    wrong = cast("list[str]", stage.page.evaluate("window.__faults.overflowing()")) + stage.trouble
    stage.trouble.clear()
    if shot.scale == 100:
        wrong += stage.page.evaluate("window.__faults.breaches()")
    return wrong


def _settle(page: Page) -> None:
    """Until nothing is asked and everything is drawn."""
    page.wait_for_function("window.__bridge.answering === 0")
    page.evaluate(DRAWN)
    page.wait_for_function("window.__bridge.answering === 0")


def _rows(taken: list[Shot]) -> dict[str, list[Shot]]:
    rows: dict[str, list[Shot]] = {}
    for shot in taken:
        rows.setdefault(shot.state.name, []).append(shot)
    return rows


def contact_page(taken: list[Shot], out: Path) -> None:
    """All pictures on one page, under the names of their states."""
    parts = [f"<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>{STYLE}</style>"]
    for name, row in _rows(taken).items():
        parts.append(f"<h2>{html.escape(name)}</h2><div>")
        for shot in row:
            caption = f"{shot.language} {shot.theme} {shot.scale} %"
            picture = f'<img src="{shot.file}" loading="lazy" alt="">'
            parts.append(f"<figure>{picture}<figcaption>{caption}</figcaption></figure>")
        parts.append("</div>")
    (out / "index.html").write_text("".join(parts), encoding="utf-8")


def contact_sheet(taken: list[Shot], out: Path) -> None:
    """All pictures at 100 % on one, a row for each state: both languages, light and dark."""
    rows = _rows([shot for shot in taken if shot.scale == 100])
    tiles = [[_tile(out / shot.file) for shot in row] for row in rows.values()]
    heights = [max(tile.height for tile in row) + GAP for row in tiles]
    sheet = Image.new("RGB", (4 * (TILE + GAP), sum(heights)), "gray")
    for number, row in enumerate(tiles):
        for column, tile in enumerate(row):
            sheet.paste(tile, (column * (TILE + GAP), sum(heights[:number])))
    sheet.save(out / "index.png")


def _tile(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        width = min(TILE, picture.width)
        return picture.convert("RGB").resize((width, picture.height * width // picture.width))


def main(names: list[str]) -> int:
    """Fails on any fault; names choose some states."""
    wrong = shoot(names)
    for one in wrong:
        print(one)
    print(f"{len(shots(names))} pictures in {OUT.relative_to(ROOT)}, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
