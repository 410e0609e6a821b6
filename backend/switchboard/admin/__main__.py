"""The administration's command line: `python -m backend.switchboard.admin --data DIR ...`."""

from __future__ import annotations

import argparse
import base64
import csv
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from backend.switchboard.admin.access import read_access
from backend.switchboard.admin.csv_table import LARGEST
from backend.switchboard.admin.sentences import chinese, say

TIMEOUT_S = 120
FILES = ("departments", "people", "policies")
COLUMNS = {
    "permission": "internal, local, national, international 内部、本地、国内、国际",
    "mode": "network, callback 网络、回拨",
    "extension": "3 to 6 digits, - for none 3 到 6 位数字，- 表示没有",
    "mobile": "a mobile number, - for none 手机号码，- 表示没有",
    "name": "姓名",
    "department": "path, id or name 部门的路径、编号或名称",
    "position": "- for none 职务，- 表示没有",
    "email": "- for none 邮箱，- 表示没有",
}
ENTERPRISE = "--enterprise"
ABOUT = {
    "departments": "CSV of departments 部门的 CSV 文件",
    "people": "CSV of people 人员的 CSV 文件",
    "policies": "CSV of client policies 登录策略的 CSV 文件",
    ENTERPRISE: "its id 企业编号",
    "enterprise": "its id 企业编号",
    "person": "extension or id 分机号或编号",
    "policy": "exclusive, refuse, shared 独占、拒绝、共享",
}

EXPORTED = {
    "departments": {"id": "id", "name": "name", "parent": "parent_id"},
    "people": {name: name for name in ("id", *COLUMNS)},
}
CHANGED = ("name", "people_count", "added", "changed", "removed", "department_count", "policy")


class Failed(Exception):
    """The message is for the user."""


def main(words: list[str] | None = None) -> int:
    """Do what was asked for; 0 when done, 1 with a reason on the error output, 2 for words nobody understands."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given = _arguments().parse_args(words)
    try:
        given.run(given)
    except Failed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m backend.switchboard.admin", description="Changes a running switchboard. 管理正在运行的总机。"
    )
    parser.add_argument("--data", type=Path, required=True, help="its data folder 数据文件夹")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], None], about: str, *words: str) -> Any:
        one = commands.add_parser(name, help=about, description=about)
        one.set_defaults(run=run)
        for word in words:
            one.add_argument(word, type=_filled, help=ABOUT[word])
        return one

    command("list", _list, "enterprises, or the people of one 列出企业，或一个企业的人员", ENTERPRISE)
    one = command("import", _import, "from CSV files, all or nothing 从 CSV 导入，要么全部，要么全不", ENTERPRISE)
    for name in FILES:
        one.add_argument(f"--{name}", type=Path, metavar="FILE", help=ABOUT[name])
    one.add_argument("--update", action="store_true", help="change those in the file only 只修改文件里的人员")
    one.add_argument("--check", action="store_true", help="look for errors only 只检查")
    one = command("export", _export, "to CSV files, to be changed and imported 导出为 CSV，修改后再导入", ENTERPRISE)
    for name in EXPORTED:
        one.add_argument(f"--{name}", type=Path, metavar="FILE", help=ABOUT[name])
    one = command("set", _set, "change one person 修改一个人", ENTERPRISE, "person")
    for name, about in COLUMNS.items():
        one.add_argument(f"--{name}", metavar="VALUE", help=about)
    command("remove", _remove, "remove one person 删除一个人", ENTERPRISE, "person")
    command("log-out", _log_out, "log one person out everywhere 让一个人退出登录", ENTERPRISE, "person")
    command("policy", _policy, "set the client policy of an enterprise 设置登录策略", "enterprise", "policy")
    command("reset", _reset, "as the world file has it 恢复为世界文件的内容", "enterprise")
    return parser


def _filled(word: str) -> str:
    if not word.strip():
        raise argparse.ArgumentTypeError("must not be empty 不能为空")
    return word.strip()


def _list(given: argparse.Namespace) -> None:
    if not given.enterprise:
        for one in _ask(given, "GET", "/enterprises")["enterprises"]:
            print(one["id"], one["name"], one["main_number"], one["policy"], one["people_count"], sep="\t")
        return
    for person in _ask(given, "GET", _path(given.enterprise))["people"]:
        fields = ("id", "extension", "name", "mobile", "department", "permission", "mode")
        clients = ",".join(person["clients"])
        print(*(person[name] or "" for name in fields), clients, sep="\t")


def _import(given: argparse.Namespace) -> None:
    paths = {name: path for name in FILES if (path := getattr(given, name))}
    if not paths:
        raise Failed(say("no_files", _options(FILES)))
    body: dict[str, Any] = {"update": given.update, "only_check": given.check}
    if {"departments", "people"} & paths.keys():
        body["enterprise_id"] = _enterprise(given)
    for name, path in paths.items():
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            raise Failed(say("unreadable", path, error.strerror)) from error
        body[name] = {"name": path.name, "content": base64.b64encode(content).decode()}
    changed = _ask(given, "POST", "/import", body)["enterprises"]
    for one in changed:
        print(say("changed", *(one[name] for name in CHANGED)))
    if given.check:
        print(say("checked"))
    elif not changed:
        print(say("nothing"))


def _export(given: argparse.Namespace) -> None:
    wanted = [(path, name) for name in EXPORTED if (path := getattr(given, name))]
    if not wanted:
        raise Failed(say("no_files", _options(EXPORTED)))
    found = _ask(given, "GET", _path(_enterprise(given)))
    for path, name in wanted:
        try:
            with path.open("x", encoding="utf-8-sig", newline="") as file:  # with the mark that spreadsheets want
                lines = csv.writer(file)
                lines.writerow(EXPORTED[name])
                lines.writerows([one[column] or "" for column in EXPORTED[name].values()] for one in found[name])
        except OSError as error:
            raise Failed(say("unwritable", path, error.strerror)) from error
    print(say("done"))


def _set(given: argparse.Namespace) -> None:
    fields = {name: value for name in COLUMNS if (value := getattr(given, name)) is not None}
    if not fields:
        raise Failed(say("no_changes", _options(COLUMNS)))
    _ask(given, "PATCH", _person(given), fields)
    print(say("done"))


def _remove(given: argparse.Namespace) -> None:
    _ask(given, "DELETE", _person(given))
    print(say("done"))


def _log_out(given: argparse.Namespace) -> None:
    print(say("logged_out", _ask(given, "POST", f"{_person(given)}/log_out", {})["logged_out"]))


def _policy(given: argparse.Namespace) -> None:
    _ask(given, "PUT", f"{_path(given.enterprise)}/policy", {"policy": given.policy})
    print(say("done"))


def _reset(given: argparse.Namespace) -> None:
    _ask(given, "POST", f"{_path(given.enterprise)}/reset", {})
    print(say("done"))


def _enterprise(given: argparse.Namespace) -> str:
    """The enterprise that is meant; where there is but one it need not be named."""
    if given.enterprise:
        return str(given.enterprise)
    known = [one["id"] for one in _ask(given, "GET", "/enterprises")["enterprises"]]
    if len(known) != 1:
        raise Failed(say("which", ", ".join(known)))
    return str(known[0])


def _person(given: argparse.Namespace) -> str:
    return f"{_path(_enterprise(given))}/people/{quote(given.person, safe='', errors='replace')}"


def _path(enterprise: str) -> str:
    return f"/enterprises/{quote(enterprise, safe='', errors='replace')}"


def _options(names: Iterable[str]) -> str:
    return ", ".join(f"--{name}" for name in names)


def _ask(given: argparse.Namespace, method: str, path: str, body: Any = None) -> Any:
    try:
        access = read_access(given.data)
    except (OSError, ValueError) as error:
        raise Failed(say("not_running", given.data)) from error
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {access.token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{access.url}/api{path}", data, headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_S) as response:
            return json.loads(response.read() or b"null")
    except urllib.error.HTTPError as refused:
        with refused:
            raise Failed(_why(refused)) from refused
    except OSError as error:
        raise Failed(say("not_running", given.data)) from error


def _why(refused: urllib.error.HTTPError) -> str:
    try:
        error = json.loads(refused.read())["error"]
        detail = error["detail"]
        if error["code"] == "refused":
            language = "zh" if chinese() else "en"
            lines = [one[language] for one in detail["objections"]]
            return "\n".join([say("refused", len(lines)), *lines])
        if error["code"] == "cannot_be_kept":
            return say("cannot_be_kept", detail.get("text", ""))
    except (ValueError, KeyError, TypeError):
        return say("failed", refused.code, "")
    return say("failed", refused.code, error["code"])


if __name__ == "__main__":
    sys.exit(main())
