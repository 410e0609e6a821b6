"""The few words outside the page: tray, notifications, window titles and what the terminal is told; the page has
its own."""

from __future__ import annotations

import os
from collections.abc import Mapping

WORDS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "title": "云总机",
        "simulator": "模拟电话",
        "open": "打开",
        "about": "关于",
        "log_out": "注销…",
        "exit": "退出",
        "tray.tooltip": "云总机：{status}",
        "tray.ok": "可以拨打和接听",
        "tray.ok.quiet": "免打扰：来电不响铃，记为未接",
        "tray.ring": "有来电",
        "tray.call": "通话中",
        "tray.call.muted": "通话中，已静音",
        "tray.missed": "有未接来电",
        "tray.missed.quiet": "免打扰，有未接来电",
        "tray.nobody": "尚未登录",
        "tray.off": "暂时无法拨打和接听",
        "tray.off.unregistered": "暂时无法拨打和接听：尚未连接平台",
        "tray.off.registering": "正在连接平台，暂时无法拨打和接听",
        "tray.off.platform_unreachable": "暂时无法拨打和接听：无法连接平台，正在重试",
        "tray.off.registration_refused": "暂时无法拨打和接听：平台没有接受注册，正在重试",
        "tray.off.credentials_refused": "无法拨打和接听：登录信息未被接受，请注销后重新登记",
        "tray.off.phone_process_died": "暂时无法拨打和接听：话机程序正在重新启动",
        "tray.off.login_revoked": "无法拨打和接听：账号已在另一台设备登录",
        "tray.off.login_removed": "无法拨打和接听：账号已被企业管理员停用",
        "answer": "应答",
        "decline": "拒接",
        "call_back": "回拨",
        "incoming": "来电 {number}",
        "incoming.via": "来电 {number} · 经总机 {via}",
        "missed": "未接来电 {number}",
        "incoming.unknown": "来电",
        "incoming.unknown.via": "来电 · 经总机 {via}",
        "missed.unknown": "未接来电",
        "hidden": "云总机仍在运行",
        "hidden.text": "窗口已隐藏，来电时会提醒您。点击托盘图标可再次打开，要结束程序请在托盘菜单中选择“退出”。",
        "in_call": "通话仍在继续",
        "in_call.hidden": "窗口已隐藏，没有退出。点击托盘图标可再次打开。",
        "in_call.minimised": "窗口已最小化，没有退出。请先挂断，再关闭窗口。",
        "no_tray": "本机没有系统托盘：关闭窗口即退出云总机。",
        "already_running": "云总机已在运行，已打开它的窗口。",
        "first_is_silent": "云总机已在运行，但没有应答；请先结束它再试。",
        "demo_failed": "演示没有启动：它的总机无法运行。\n"
        "请检查这个文件夹能否写入、磁盘是否还有空间，然后再试：\n{folder}",
        "understood": "知道了",
        "no_display": "本机没有图形界面，改在浏览器中打开。",
        "missing_libraries": "无法显示窗口：本机缺少系统组件。请安装后再试：\n"
        "    sudo apt install {packages}\n现在改在浏览器中打开。",
    },
    "en": {
        "title": "Cloud Switchboard",
        "simulator": "Phone simulator",
        "open": "Open",
        "about": "About",
        "log_out": "Sign out…",
        "exit": "Exit",
        "tray.tooltip": "Cloud Switchboard: {status}",
        "tray.ok": "You can call and be called",
        "tray.ok.quiet": "Do not disturb: calls do not ring and count as missed",
        "tray.ring": "Incoming call",
        "tray.call": "On a call",
        "tray.call.muted": "On a call, muted",
        "tray.missed": "Missed calls",
        "tray.missed.quiet": "Do not disturb, with missed calls",
        "tray.nobody": "Not signed in",
        "tray.off": "You can’t call or be called now",
        "tray.off.unregistered": "You can’t call or be called: not connected to the platform yet",
        "tray.off.registering": "Connecting to the platform; you can’t call or be called yet",
        "tray.off.platform_unreachable": "You can’t call or be called: the platform can’t be reached, trying again",
        "tray.off.registration_refused": "You can’t call or be called: the platform refuses, trying again",
        "tray.off.credentials_refused": "You can’t call or be called: please sign out and register again",
        "tray.off.phone_process_died": "You can’t call or be called: the phone is being restarted",
        "tray.off.login_revoked": "You can’t call or be called: your account is used on another device",
        "tray.off.login_removed": "You can’t call or be called: your administrator has disabled your account",
        "answer": "Answer",
        "decline": "Decline",
        "call_back": "Call back",
        "incoming": "Incoming call {number}",
        "incoming.via": "Incoming call {number} · via main number {via}",
        "missed": "Missed call {number}",
        "incoming.unknown": "Incoming call",
        "incoming.unknown.via": "Incoming call · via main number {via}",
        "missed.unknown": "Missed call",
        "hidden": "Cloud Switchboard is still running",
        "hidden.text": "The window is hidden and you will be told of calls. Click the tray icon to open it again; "
        "to end the program choose Exit in the tray menu.",
        "in_call": "The call goes on",
        "in_call.hidden": "The window is hidden; the program did not end. Click the tray icon to open it again.",
        "in_call.minimised": "The window is minimised; the program did not end. Please hang up before you close it.",
        "no_tray": "There is no system tray here: closing the window ends Cloud Switchboard.",
        "already_running": "Cloud Switchboard is already running; its window was opened.",
        "first_is_silent": "Cloud Switchboard is already running but does not answer; please end it and try again.",
        "demo_failed": "The demo did not start: its switchboard can’t run.\n"
        "Please check that this folder can be written and the disk has room, then try again:\n{folder}",
        "understood": "Got it",
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
