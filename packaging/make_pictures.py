"""Draws the pictures of the invented people in the switchboard's world: `python packaging/make_pictures.py`.

Abstract portraits, made of circles only: no real person is shown, and the same id always gives the same picture.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 160
SCALE = 4
FOLDER = Path(__file__).resolve().parent.parent / "backend" / "switchboard" / "pictures"
PEOPLE = ("yf8001", "yf8004", "yf8008", "yf8014", "yf8025", "yf8057")
GROUNDS = ("#CFE0F5", "#D5EBDD", "#F6E0CC", "#E3DAF3", "#F5D9DE", "#D3E9EC")
CLOTHES = ("#1F5DA6", "#2E7D5B", "#B4662A", "#6A4FA3", "#A8455A", "#2C7784")
SKINS = ("#F3CFB3", "#EBC19F", "#F7D9C2")
HAIRS = ("#2B2320", "#3B2C26", "#1E1E24")


def portrait(person_id: str) -> Image.Image:
    """A head, hair and shoulders; colours and hair style follow from the id."""
    seed = hashlib.sha256(person_id.encode()).digest()
    index = PEOPLE.index(person_id)
    side = SIDE * SCALE
    image = Image.new("RGB", (side, side), GROUNDS[index % len(GROUNDS)])
    draw = ImageDraw.Draw(image)

    def disc(x: float, y: float, width: float, height: float, colour: str) -> None:
        box = ((x - width / 2) * side, (y - height / 2) * side, (x + width / 2) * side, (y + height / 2) * side)
        draw.ellipse(box, fill=colour)

    skin, hair = SKINS[seed[0] % len(SKINS)], HAIRS[seed[1] % len(HAIRS)]
    if index % 2:
        disc(0.5, 0.5, 0.50, 0.66, hair)
    disc(0.5, 1.02, 0.78, 0.62, CLOTHES[index % len(CLOTHES)])
    disc(0.5, 0.70, 0.17, 0.22, skin)
    disc(0.5, 0.40, 0.40, 0.44, hair)
    disc(0.5, 0.47, 0.335, 0.385, skin)
    disc(0.5 + (seed[2] % 5 - 2) * 0.02, 0.285, 0.34, 0.16, hair)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def main() -> None:
    """Write every picture as a small PNG."""
    FOLDER.mkdir(exist_ok=True)
    for person_id in PEOPLE:
        picture = portrait(person_id).quantize(64, dither=Image.Dither.NONE)
        picture.save(FOLDER / f"{person_id}.png", optimize=True)


if __name__ == "__main__":
    main()
