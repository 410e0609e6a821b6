"""The command line: `cloud-switchboard [demo] [--data DIR] [--browser] [--lang LANGUAGE]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.app import Start


def main() -> int:
    """Be the program, or one of its processes: a frozen program starts itself with a hidden first argument."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--phone-process"]:
        from backend.phone import child

        return child.main(arguments[1:])
    if arguments[:1] == ["--switchboard"]:
        from backend.switchboard.__main__ import main as switchboard

        del sys.argv[1]
        return switchboard()
    from backend.app import run

    return run(_start(arguments))


def _start(arguments: list[str]) -> Start:
    from backend.app import Start

    parser = argparse.ArgumentParser(
        prog="cloud-switchboard",
        description="云总机：企业总机的电脑电话 / the desktop telephone of a cloud switchboard",
    )
    parser.add_argument(
        "mode", nargs="?", choices=["demo"], help="带一台本机总机试用 / try it with a local switchboard"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="数据目录 / folder of all data")
    parser.add_argument("--browser", action="store_true", help="在浏览器里使用 / serve the page to a browser")
    parser.add_argument("--lang", choices=["zh-CN", "en"], default="", help="界面语言 / language")
    given = parser.parse_args(arguments)
    demo = given.mode == "demo"
    data = (given.data or _data_folder()).absolute()
    return Start(data / "demo" if demo else data, demo, given.browser, given.lang)


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("cloud-switchboard", appauthor=False)


if __name__ == "__main__":
    sys.exit(main())
