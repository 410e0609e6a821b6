"""Text that strangers wrote into a message, made fit to be shown."""

from __future__ import annotations


def one_line(text: str, longest: int = 64) -> str:
    """Without what cannot be seen or turns the line around, at most `longest` characters, an ellipsis for the rest."""
    shown = " ".join("".join(c if c.isprintable() else " " if c.isspace() else "" for c in text[: 4 * longest]).split())
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"
