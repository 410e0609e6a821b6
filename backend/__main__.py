"""The command line: `cloud-switchboard [demo] [--data DIR] [--browser] [--lang LANGUAGE] [--hidden] [LINK]`."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from backend.app import Start


LONGEST_SHOWN = 100


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

    return _leave(run(_start(arguments)))


def _leave(code: int) -> NoReturn:
    """End the process now that all is stopped; a thread of the window system that never returns does not keep it."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a program without a terminal on Windows
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(code)


def _start(arguments: list[str]) -> Start:
    from backend.app import Start

    parser = argparse.ArgumentParser(
        prog="cloud-switchboard",
        description="云总机：企业总机的电脑电话 / the desktop telephone of a cloud switchboard",
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="demo | LINK",
        help="demo：带一台本机总机试用；LINK：tel:、sip:、callto: 链接 / try it with a local switchboard; show a link",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="数据目录 / folder of all data")
    parser.add_argument("--browser", action="store_true", help="在浏览器里使用 / serve the page to a browser")
    parser.add_argument("--lang", choices=["zh-CN", "en"], default="", help="界面语言 / language")
    parser.add_argument("--hidden", action="store_true", help="启动后只显示托盘图标 / begin in the tray")
    given = parser.parse_intermixed_args(arguments)
    demo = "demo" in given.words
    links = [word for word in given.words if word != "demo"]
    if len(links) > 1 or any(":" not in link for link in links):
        parser.error(f"{links[-1][:LONGEST_SHOWN]!r}")
    data = (given.data or _data_folder()).absolute()
    return Start(data / "demo" if demo else data, demo, given.browser, given.lang, given.hidden, "".join(links))


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("cloud-switchboard", appauthor=False)


if __name__ == "__main__":
    sys.exit(main())
