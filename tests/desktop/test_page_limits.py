"""Where a page may go."""

from __future__ import annotations

import pytest

from backend.desktop.qt_page import may_go

FILE = "file:///usr/share/cloud/index.html?lang=zh-CN"
SIMULATOR = "http://127.0.0.1:5000/?token=t"


@pytest.mark.parametrize(
    ("home", "address", "allowed"),
    [
        (FILE, "file:///usr/share/cloud/index.html?lang=zh-CN", True),
        (FILE, "file:///usr/share/cloud/index.html?view=incoming#there", True),
        ("file:///home/%E6%88%91%20x/index.html", "file:///home/%E6%88%91%20x/index.html?view=incoming", True),
        ("file:///home/a(b)/index.html", "file:///home/a%28b%29/index.html", True),
        (FILE, "file:///usr/share/cloud/other.html", False),
        (FILE, "file:///etc/passwd", False),
        (FILE, "http://127.0.0.1:5000/", False),
        (FILE, "javascript:alert(1)", False),
        (FILE, "data:text/html,x", False),
        (SIMULATOR, "http://127.0.0.1:5000/?token=t&lang=en", True),
        (SIMULATOR, "http://127.0.0.1:5001/", False),
        (SIMULATOR, "https://127.0.0.1:5000/", False),
        (SIMULATOR, "http://127.0.0.1:5000@evil.example/", False),
        (SIMULATOR, "file:///etc/passwd", False),
    ],
)
def test_a_page_stays_at_home(home: str, address: str, allowed: bool) -> None:
    assert may_go(home, address) is allowed
