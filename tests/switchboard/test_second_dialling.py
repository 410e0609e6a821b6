"""What keys mean after the main number has answered, as a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.switchboard.second_dialling import read_keys
from backend.switchboard.world import Enterprise
from backend.switchboard.world_file import load_world

YUNFAN = replace(load_world().enterprises[0], operator="8005")


def mixed() -> Enterprise:
    """An enterprise with extensions of three and of four digits, one of which begins like another."""
    first, second, third = YUNFAN.people[:3]
    people = (replace(first, extension="80"), replace(second, extension="801"), replace(third, extension="8014"))
    return replace(YUNFAN, people=people, operator=None)


def meant(enterprise: Enterprise, keys: str, complete: bool = False) -> str:
    """Whose extension it is, or "more", or "wrong"."""
    found = read_keys(enterprise, keys, complete)
    return found if isinstance(found, str) else found.extension or ""


@pytest.mark.parametrize(
    ("keys", "meaning"),
    [
        ("0", "8005"), ("0#", "8005"), ("8", "more"), ("80", "more"), ("801", "more"), ("8014", "8014"),
        ("8014#", "8014"), ("8999", "wrong"), ("801#", "wrong"), ("#", "wrong"), ("05", "more"), ("0514", "wrong"),
        ("A", "more"), ("999999", "wrong"),
    ],
)  # fmt: skip
def test_keys_in_an_enterprise_with_extensions_of_four_digits(keys: str, meaning: str) -> None:
    assert meant(YUNFAN, keys) == meaning


@pytest.mark.parametrize(
    ("keys", "complete", "meaning"),
    [
        ("80", False, "more"), ("80", True, "80"), ("80#", False, "80"), ("801", False, "more"), ("801", True, "801"),
        ("8014", False, "8014"), ("8", True, "wrong"), ("0", False, "wrong"),
    ],
)  # fmt: skip
def test_an_extension_that_begins_like_another_is_ended_by_the_hash_key_or_a_pause(
    keys: str, complete: bool, meaning: str
) -> None:
    assert meant(mixed(), keys, complete) == meaning
