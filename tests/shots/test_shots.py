"""The contact sheet: it is made, and it notices what it is there to notice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.frontend.stage import FRONTEND
from tests.shots import shoot
from tests.shots.states import STATES, State

FEW = ("number-unknown", "call", "incoming")


@pytest.mark.timeout(180)
def test_some_states_are_photographed_without_a_fault(tmp_path: Path) -> None:
    assert shoot.shoot(FEW, tmp_path) == []
    assert len(list(tmp_path.glob("*.150.png"))) == len(FEW) * 4
    with Image.open(tmp_path / "incoming.en.dark.150.png") as picture:
        assert picture.size == (540, 300)
    with Image.open(tmp_path / "index.png") as sheet:
        assert sheet.width == 4 * 528
    assert (tmp_path / "index.html").read_text(encoding="utf-8").count("<img") == len(FEW) * 8


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (
            "document.head.insertAdjacentHTML('beforeend', '<style>.ctrl { width: 30px }</style>')",
            "wider than its place",
        ),
        ("document.querySelector('.dock__name').style.color = '#eee'", "color-contrast"),
        ("console.error('no sentence for call.nonsense')", "no sentence for call.nonsense"),
    ],
)
def test_a_fault_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str, fault: str) -> None:
    state = next(state for state in STATES if state.name == "call")
    spoilt = State("call", state.size, lambda page: page.evaluate(f"() => {{ {spoil} }}"))
    monkeypatch.setattr(shoot, "STATES", (spoilt,))
    monkeypatch.setattr(shoot, "LANGUAGES", ("en",))
    monkeypatch.setattr(shoot, "THEMES", ("light",))
    assert any(fault in one for one in shoot.shoot(("call",), tmp_path))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_state_is_photographed_without_a_fault(tmp_path: Path) -> None:
    assert shoot.shoot(out=tmp_path) == []


def test_every_state_that_is_prepared_has_a_name_and_no_name_stands_twice() -> None:
    names = [state.name for state in STATES]
    assert len(set(names)) == len(names)
    prepared = re.findall(
        r'^    "([a-z-]+)":', (Path(shoot.__file__).parent / "prepare.js").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(set(prepared) - set(names)) == []
    assert len(prepared) > 40


def test_every_style_sheet_of_the_page_is_linked() -> None:
    linked = set(re.findall(r"styles/([a-z]+)\.css", (FRONTEND / "index.html").read_text(encoding="utf-8")))
    assert {file.stem for file in (FRONTEND / "styles").glob("*.css")} - {"simulator"} == linked
