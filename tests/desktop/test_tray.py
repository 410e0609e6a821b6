"""What the tray says, and how its icon looks."""

from __future__ import annotations

import ast
import itertools
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from PIL import ImageChops

from backend.core.state import Registration
from backend.desktop.closing import on_close
from backend.desktop.standing import Standing, TrayState
from backend.desktop.tray import tray_view
from backend.desktop.tray_icon import SIZES, Ground, draw, smaller
from backend.desktop.words import words

CORE = Path(__file__).parents[2] / "backend" / "core"
SOMEBODY = Standing(logged_in=True, step="done")


def reasons() -> set[str]:
    """Every reason of a registration that core writes down."""
    found: set[str] = {"login_revoked", "login_removed"}
    for node in ast.walk(ast.parse((CORE / "registration.py").read_text("utf-8"))):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "_" in node.value
            and " " not in node.value
        ):
            found.add(node.value)
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_menu_says_why_one_cannot_be_called(language: str) -> None:
    say = words(language)
    for reason in reasons():
        now = replace(SOMEBODY, registration=Registration("failed", reason))
        assert tray_view(now, say).status == say[f"tray.off.{reason}"]
    for state in ("unregistered", "registering"):
        now = replace(SOMEBODY, registration=Registration(state))
        assert tray_view(now, say).status == say[f"tray.off.{state}"]


def test_a_reason_nobody_knows_is_still_a_sentence() -> None:
    now = replace(SOMEBODY, registration=Registration("failed", "new_reason"))
    assert tray_view(now, words("zh-CN")).status == "暂时无法拨打和接听"


def test_m10_only_who_is_logged_in_can_log_out() -> None:
    assert tray_view(Standing(), words("zh-CN")).log_out == ""
    assert tray_view(Standing(), words("zh-CN")).tooltip == "云总机：尚未登录"
    assert tray_view(SOMEBODY, words("en")).log_out == "Sign out…"


def test_every_state_looks_different_at_every_size_and_on_every_ground() -> None:
    for ground in get_args(Ground):
        drawn = {state: draw(state, ground) for state in get_args(TrayState)}
        for size in (min(SIZES), 24, max(SIZES)):
            looks = [smaller(icon, size) for icon in drawn.values()]
            for one, other in itertools.combinations(looks, 2):
                assert sum(ImageChops.difference(one, other).tobytes()) > 64 * size


def test_the_icon_stands_free_on_its_ground() -> None:
    icon = smaller(draw("missed", "light"), 64)
    assert icon.getpixel((0, 63)) == (0, 0, 0, 0)
    assert icon.getpixel((47, 14)) == (0xC8, 0x35, 0x2D, 255)


@pytest.mark.parametrize(
    ("tray", "close_to_tray", "in_call", "does"),
    [
        (True, True, False, "hide"),
        (True, True, True, "hide"),
        (True, False, False, "quit"),
        (True, False, True, "hide"),
        (False, True, False, "quit"),
        (False, False, False, "quit"),
        (False, True, True, "minimise"),
        (False, False, True, "minimise"),
    ],
)
def test_the_close_button_never_ends_a_call(tray: bool, close_to_tray: bool, in_call: bool, does: str) -> None:
    assert on_close(tray=tray, close_to_tray=close_to_tray, in_call=in_call) == does
