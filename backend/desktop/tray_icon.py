"""The tray's icon, drawn: a cloud that is a switchboard, with a badge for what goes on. On a grid of 58 units."""

from __future__ import annotations

from typing import Literal

from PIL import Image, ImageChops, ImageDraw

from backend.desktop.standing import TrayState

Ground = Literal["light", "dark", "template"]
Point = tuple[float, float]

# What trays ask for: 16 (Windows, older panels), 22 and 24 (KDE, GNOME), and each at 150 and 200 %.
SIZES = (16, 22, 24, 32, 33, 36, 44, 48, 64)
GRID = 58
MASTER = 8 * GRID  # drawn once at this size, px, then made smaller: smooth edges at every size

FIGURE = {"light": "#1E1D1A", "dark": "#ECEAE6", "template": "#000000"}
GREEN, RED = "#1A7F52", "#C8352D"
FAINT = 0.5  # how much of the figure is left while one cannot be called

# The outline of the cloud, clockwise from its lower left: a start, then curves as (control, control, end).
CLOUD_START: Point = (15.8, 38)
CLOUD: tuple[tuple[Point, Point, Point], ...] = (
    ((9.8, 38), (5.5, 33.9), (5.5, 28.5)),
    ((5.5, 23.5), (9.1, 19.6), (14, 19)),
    ((15.7, 11.3), (22, 6), (29.6, 6)),
    ((37.8, 6), (44.5, 11.7), (46, 19.4)),
    ((50, 20.5), (52.5, 24), (52.5, 28.4)),
    ((52.5, 33.8), (48.4, 38), (43.2, 38)),
)
JACKS: tuple[Point, ...] = ((17.5, 28.2), (28, 28.2), (39, 28.2))
BADGE: Point = (43, 13)
BADGE_HALO = 15.5


def draw(state: TrayState, ground: Ground) -> Image.Image:
    """The icon at MASTER px for a tray of this ground; `template` is macOS's, which only looks at the opacity."""
    figure = _figure()
    badge = Image.new("L", figure.size)
    colour = FIGURE[ground]
    if state == "off":
        figure = figure.point(lambda value: round(value * FAINT))
        figure = ImageChops.subtract(figure, _slash(13))
        badge = _slash(5)
    elif state != "ok":
        figure = ImageChops.subtract(figure, _disc(BADGE, BADGE_HALO))
        badge = _badge(state, ground)
        if ground != "template":
            colour = RED if state == "missed" else GREEN
    icon = Image.new("RGBA", figure.size, FIGURE[ground])
    icon.paste(colour, mask=badge)
    icon.putalpha(ImageChops.lighter(figure, badge))
    return icon


def smaller(icon: Image.Image, size: int) -> Image.Image:
    """The same icon at `size` px."""
    return icon.resize((size, size), Image.Resampling.BOX)


def _figure() -> Image.Image:
    """The cloud with its jacks left out, and the line that leaves the third of them."""
    mask = Image.new("L", (MASTER, MASTER))
    pen = ImageDraw.Draw(mask)
    pen.polygon([_px(point) for point in _outline()], fill=255)
    for jack in JACKS:
        _circle(pen, jack, 3, 0)
    pen.rectangle((*_px((37, 30.4)), *_px((41, 38))), fill=0)
    pen.rectangle((*_px((36.75, 38)), *_px((41.25, 44))), fill=255)
    pen.arc((*_px((24.75, 35.75)), *_px((41.25, 52.25))), 0, 90, fill=255, width=round(4.5 * MASTER / GRID))
    pen.rectangle((*_px((12, 47.75)), *_px((33, 52.25))), fill=255)
    _circle(pen, (11, 50), 4.5, 255)
    return mask


def _outline() -> list[Point]:
    points, start, steps = [CLOUD_START], CLOUD_START, 24
    for first, second, end in CLOUD:
        for step in range(1, steps + 1):
            t, u = step / steps, 1 - step / steps
            weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
            corners = (start, first, second, end)
            x = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True))
            points.append((x, sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True))))
        start = end
    return points


def _badge(state: TrayState, ground: Ground) -> Image.Image:
    """A ring for a call that comes in, a disc else; without colour a bar tells a missed call from a running one."""
    badge = _disc(BADGE, 12)
    if state == "ring":
        return ImageChops.subtract(badge, _disc(BADGE, 7))
    if state == "missed" and ground == "template":
        ImageDraw.Draw(badge).rectangle((*_px((35.5, 11)), *_px((50.5, 15))), fill=0)
    return badge


def _disc(middle: Point, radius: float) -> Image.Image:
    mask = Image.new("L", (MASTER, MASTER))
    _circle(ImageDraw.Draw(mask), middle, radius, 255)
    return mask


def _slash(width: float) -> Image.Image:
    mask = Image.new("L", (MASTER, MASTER))
    pen, ends = ImageDraw.Draw(mask), ((7, 3), (51, 51))
    pen.line([_px(end) for end in ends], fill=255, width=round(width * MASTER / GRID))
    for end in ends:
        _circle(pen, end, width / 2, 255)
    return mask


def _circle(pen: ImageDraw.ImageDraw, middle: Point, radius: float, value: int) -> None:
    (x, y), around = _px(middle), radius * MASTER / GRID
    pen.ellipse((x - around, y - around, x + around, y + around), fill=value)


def _px(point: Point) -> Point:
    return point[0] * MASTER / GRID, point[1] * MASTER / GRID
