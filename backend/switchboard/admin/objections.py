"""What is wrong with an import or a change: each has its place, its code, and a sentence in both languages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

SENTENCES = {
    "empty_file": ("文件是空的", "the file is empty"),
    "file_too_large": ("文件太大", "the file is too large"),
    "encoding": (
        "不是 UTF-8 或 GBK 文本，请把表格另存为 CSV",
        "is no text in UTF-8 or GBK: save the table as CSV",
    ),
    "not_csv": ("不是可读的 CSV", "is no CSV that can be read"),
    "no_header": (
        "第一行应当是列名（例如 {value}），以英文逗号、分号或制表符分隔",
        "the first line must name the columns (for example {value}), with commas, semicolons or tabs between them",
    ),
    "unknown_column": ("没有名为“{value}”的列", "there is no column called “{value}”"),
    "duplicate_column": ("列“{value}”出现了两次", "the column “{value}” stands there twice"),
    "missing_column": ("缺少列“{value}”", "the column “{value}” is missing"),
    "too_many_fields": ("这一行的字段比表头多", "the line has more fields than the header"),
    "required": ("不能为空", "must not be empty"),
    "dash_empties": ("不能为空；要清空请写 -", "must not be empty; write - to empty it"),
    "too_long": ("超过 {value} 个字符", "is longer than {value} characters"),
    "control_character": ("含有换行或其他不可见的字符", "has a line break or another invisible character in it"),
    "bad_id": (
        "“{value}”不能作编号（只用字母、数字和 - _，至多 40 个）",
        "“{value}” is no id (letters, digits, - and _, at most 40)",
    ),
    "bad_extension": (
        "“{value}”不是分机号（3 到 6 位数字，不以 0 开头）",
        "“{value}” is no extension (3 to 6 digits, not beginning with 0)",
    ),
    "emergency_extension": ("“{value}”是紧急号码", "“{value}” is an emergency number"),
    "bad_mobile": ("“{value}”不是手机号码", "“{value}” is no mobile number"),
    "bad_permission": (
        "“{value}”不是呼叫权限（internal/内部、local/本地、national/国内、international/国际）",
        "“{value}” is no call permission (internal, local, national, international)",
    ),
    "bad_mode": ("“{value}”不是呼叫模式（network/网络、callback/回拨）", "“{value}” is no mode (network, callback)"),
    "bad_policy": (
        "“{value}”不是登录策略（exclusive/独占、refuse/拒绝、shared/共享）",
        "“{value}” is no client policy (exclusive, refuse, shared)",
    ),
    "duplicate_id": ("编号“{value}”已被使用", "the id “{value}” is taken"),
    "duplicate_extension": ("分机号“{value}”出现不止一次", "the extension “{value}” stands there more than once"),
    "duplicate_mobile": ("手机号码“{value}”出现不止一次", "the mobile number “{value}” stands there more than once"),
    "duplicate_department": ("部门“{value}”出现不止一次", "the department “{value}” stands there more than once"),
    "duplicate_enterprise": ("企业“{value}”出现不止一次", "the enterprise “{value}” stands there more than once"),
    "unknown_department": ("没有部门“{value}”", "there is no department “{value}”"),
    "ambiguous_department": (
        "有多个部门叫“{value}”，请写完整路径或编号",
        "several departments are called “{value}”: write the whole path or the id",
    ),
    "unknown_parent": ("没有上级部门“{value}”", "there is no parent department “{value}”"),
    "too_deep": ("部门超过 {value} 级", "is more than {value} levels deep"),
    "department_cycle": ("部门“{value}”成了自己的上级", "the department “{value}” is above itself"),
    "department_in_use": ("部门“{value}”里还有人", "there are still people in the department “{value}”"),
    "unknown_person": ("没有人员“{value}”", "there is no person “{value}”"),
    "unknown_enterprise": ("没有企业“{value}”", "there is no enterprise “{value}”"),
    "no_key": ("需要 id、extension 或 mobile 之一来指明人员", "needs id, extension or mobile to say who is meant"),
}  # fmt: skip


@dataclass(frozen=True)
class Objection:
    """One thing that is wrong; `line` counts from 1, 0 where it concerns no line of a file."""

    code: str
    file: str = ""
    line: int = 0
    column: str = ""
    value: str = ""

    def told(self) -> dict[str, Any]:
        """As the administration is told it."""
        return {**asdict(self), "zh": self.sentence(chinese=True), "en": self.sentence(chinese=False)}

    def sentence(self, chinese: bool) -> str:
        """The place and what is wrong there."""
        text = SENTENCES[self.code][0 if chinese else 1].format(value=self.value)
        place = ""
        if self.line:
            place = f"{self.file} 第 {self.line} 行" if chinese else f"{self.file} line {self.line}"
        elif self.file:
            place = self.file
        if self.column:
            place = f"{place}, {self.column}" if place else self.column
        return f"{place}: {text}" if place else text


class Refused(Exception):
    """Nothing was changed; the objections say why."""

    def __init__(self, objections: list[Objection]) -> None:
        super().__init__(f"{len(objections)} objections")
        self.objections = objections
