"""The few words outside the page: tray, window titles and what the terminal is told; the page has its own."""

from __future__ import annotations

import os
from collections.abc import Mapping

WORDS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "title": "云总机",
        "simulator": "模拟电话",
        "open": "打开",
        "exit": "退出",
        "ok": "云总机：可以拨打和接听",
        "ring": "云总机：有来电",
        "call": "云总机：通话中",
        "missed": "云总机：有未接来电",
        "off": "云总机：暂时无法拨打和接听",
        "nobody": "云总机：尚未登录",
        "no_tray": "本机没有系统托盘：关闭窗口即退出云总机。",
        "already_running": "云总机已在运行，已打开它的窗口。",
        "first_is_silent": "云总机已在运行，但没有应答；请先结束它再试。",
        "no_display": "本机没有图形界面，改在浏览器中打开。",
        "missing_libraries": "无法显示窗口：本机缺少系统组件。请安装后再试：\n"
        "    sudo apt install {packages}\n现在改在浏览器中打开。",
    },
    "en": {
        "title": "Cloud Switchboard",
        "simulator": "Phone simulator",
        "open": "Open",
        "exit": "Exit",
        "ok": "Cloud Switchboard: you can call and be called",
        "ring": "Cloud Switchboard: incoming call",
        "call": "Cloud Switchboard: in a call",
        "missed": "Cloud Switchboard: missed calls",
        "off": "Cloud Switchboard: you cannot call or be called now",
        "nobody": "Cloud Switchboard: nobody is logged in",
        "no_tray": "There is no system tray here: closing the window ends Cloud Switchboard.",
        "already_running": "Cloud Switchboard is already running; its window was opened.",
        "first_is_silent": "Cloud Switchboard is already running but does not answer; please end it and try again.",
        "no_display": "There is no graphical display here; opening in a browser instead.",
        "missing_libraries": "No window can be shown: parts of the system are missing. Install them and try again:\n"
        "    sudo apt install {packages}\nOpening in a browser instead.",
    },
}


def language(chosen: str = "", environment: Mapping[str, str] = os.environ) -> str:
    """The chosen language, else the system's: English where the system speaks another language than Chinese."""
    if chosen in WORDS:
        return chosen
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            return "zh-CN" if value.startswith(("zh", "C", "POSIX")) else "en"
    return "zh-CN"


def words(chosen: str = "") -> Mapping[str, str]:
    """The words of a language; "" means the system's."""
    return WORDS[language(chosen)]
