"""What the administration's command line says, in Chinese and English."""

from __future__ import annotations

import os

_TEXTS = {
    "not_running": (
        "在 {0} 没有正在运行的总机（演示的总机在程序数据文件夹的 demo/switchboard 下）",
        "no switchboard is running in {0} (the demo's is in demo/switchboard below the program's data folder)",
    ),
    "unreadable": ("无法读取 {0}：{1}", "{0} cannot be read: {1}"),
    "unwritable": ("无法写入 {0}：{1}", "{0} cannot be written: {1}"),
    "refused": ("有 {0} 处错误，什么都没有改变：", "nothing was changed; errors: {0}"),
    "failed": ("总机拒绝了：{0} {1}", "the switchboard refused: {0} {1}"),
    "cannot_be_kept": ("无法保存，什么都没有改变：{0}", "it could not be saved, and nothing was changed: {0}"),
    "nothing": ("没有变化", "nothing changes"),
    "changed": (
        "{0}：{1} 人（新增 {2}，修改 {3}，删除 {4}），{5} 个部门，登录策略 {6}",
        "{0}: people {1} ({2} new, {3} changed, {4} removed), departments {5}, policy {6}",
    ),
    "checked": ("没有错误；未做改变", "no errors; nothing was changed"),
    "done": ("完成", "done"),
    "logged_out": ("已退出 {0} 个客户端", "clients logged out: {0}"),
    "which": ("请用 --enterprise 指明企业：{0}", "say with --enterprise which one: {0}"),
    "no_files": ("没有给出文件，请用 {0}", "no file was given: use {0}"),
    "no_changes": ("没有给出要改什么，请用 {0}", "say what to change, with {0}"),
}  # fmt: skip


def chinese() -> bool:
    """Whether the user's language is Chinese, by the usual variables."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return named.lower().startswith("zh")


def say(code: str, *values: object) -> str:
    """A sentence in the user's language."""
    return _TEXTS[code][0 if chinese() else 1].format(*values)
