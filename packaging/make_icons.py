"""Draws the program's icon (frontend/icon.svg) in the sizes of desktops: `python packaging/make_icons.py FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
GRID = 64  # units of the drawing
SCALE = 32  # px for a unit while it is drawn; all sizes are made from that one
BLUE, WHITE = "#1F5DA6", "#FFFFFF"

Point = tuple[float, float]
Curve = tuple[Point, Point, Point]  # control, control, end

# The cloud's outline, clockwise from its lower left.
CLOUD_START: Point = (18.8, 43)
CLOUD: tuple[Curve, ...] = (
    ((12.8, 43), (8.5, 38.9), (8.5, 33.5)),
    ((8.5, 28.5), (12.1, 24.6), (17, 24)),
    ((18.7, 16.3), (25, 11), (32.6, 11)),
    ((40.8, 11), (47.5, 16.7), (49, 24.4)),
    ((53, 25.5), (55.5, 29), (55.5, 33.4)),
    ((55.5, 38.8), (51.4, 43), (46.2, 43)),
)
JACKS: tuple[Point, ...] = ((20.5, 33.2), (31, 33.2), (42, 33.2))
STEPS = 24


def icon() -> Image.Image:
    """The drawing, large."""
    image = Image.new("RGBA", (GRID * SCALE, GRID * SCALE))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(_scaled((2, 2), (62, 62)), 14 * SCALE, BLUE)
    draw.polygon(_scaled(*_outline()), WHITE)
    for x, y in JACKS:
        draw.ellipse(_scaled((x - 3, y - 3), (x + 3, y + 3)), BLUE)
    draw.rectangle(_scaled((40, 33.2), (44, 43)), BLUE)
    draw.rectangle(_scaled((40, 43), (44, 49)), WHITE)
    draw.arc(_scaled((28, 41), (44, 57)), 0, 90, WHITE, 4 * SCALE)
    draw.rectangle(_scaled((15, 53), (36, 57)), WHITE)
    draw.ellipse(_scaled((10, 51), (18, 59)), WHITE)
    return image


def _outline() -> list[Point]:
    points, start = [CLOUD_START], CLOUD_START
    for first, second, end in CLOUD:
        points += [_on(start, first, second, end, step / STEPS) for step in range(1, STEPS + 1)]
        start = end
    return points


def _on(start: Point, first: Point, second: Point, end: Point, part: float) -> Point:
    """Where a cubic curve is after this part of its way."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    corners = (start, first, second, end)
    x = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True))
    return x, sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True))


def _scaled(*points: Point) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def draw_all(folder: Path) -> None:
    """NN.png in all sizes, app.ico for Windows, app.icns for macOS."""
    folder.mkdir(parents=True, exist_ok=True)
    large = icon()
    pictures = {size: large.resize((size, size), Image.Resampling.LANCZOS) for size in SIZES}
    for size, picture in pictures.items():
        picture.save(folder / f"{size}.png", optimize=True)
    pictures[256].save(folder / "app.ico", sizes=[(size, size) for size in SIZES if size <= 256])
    pictures[512].save(folder / "app.icns")


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]))
