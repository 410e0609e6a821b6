"""Names in the order of the Chinese alphabet: pinyin, with the readings that surnames have as surnames."""

from __future__ import annotations

import unicodedata

# Characters that are read differently when they are a surname (百家姓; 现代汉语词典).
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "任": "ren", "翟": "zhai", "乐": "yue", "覃": "qin", "缪": "miao", "员": "yun", "冼": "xian", "折": "she",
    "黑": "he", "种": "chong", "秘": "bi", "繁": "po", "祭": "zhai", "逄": "pang", "佴": "nai", "召": "shao",
    "燕": "yan", "宁": "ning", "葛": "ge", "尉": "wei", "谌": "chen", "重": "chong", "都": "du", "车": "che",
    "能": "nai", "薄": "bo", "阚": "kan", "沈": "shen", "粘": "nian", "盛": "sheng", "柏": "bai", "句": "gou",
    "相": "xiang", "哈": "ha", "要": "yao", "隽": "juan", "撒": "sa", "那": "na", "卜": "bu", "宿": "su",
    "郗": "xi", "观": "guan", "行": "xing", "长": "chang", "石": "shi", "贾": "jia", "纪": "ji", "强": "qiang",
    "降": "jiang", "幸": "xing", "干": "gan", "应": "ying", "晁": "chao", "邵": "shao", "么": "yao",
}  # fmt: skip
_COMPOUND_SURNAMES = {
    "单于": ("chan", "yu"), "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"), "令狐": ("ling", "hu"), "鲜于": ("xian", "yu"), "皇甫": ("huang", "fu"),
    "夏侯": ("xia", "hou"), "闾丘": ("lü", "qiu"), "宰父": ("zai", "fu"), "亓官": ("qi", "guan"),
}  # fmt: skip
LAST_LETTER = "#"


def syllables(name: str) -> tuple[str, ...]:
    """The name as lower-case pinyin without tones; what is not Chinese stays as it is."""
    from pypinyin import lazy_pinyin  # slow to import, and only a build of the directory needs it

    name = unicodedata.normalize("NFKC", name).strip()
    start: tuple[str, ...] = _COMPOUND_SURNAMES.get(name[:2], ()) if len(name) > 2 else ()
    if not start and name[:1] in _SURNAMES:
        start = (_SURNAMES[name[0]],)
    rest = lazy_pinyin(name[len(start) :]) if len(name) > len(start) else []
    return tuple(part.casefold() for part in (*start, *rest))


def letter(parts: tuple[str, ...]) -> str:
    """The head a name stands under: A to Z, or # for what has no letter."""
    first = unicodedata.normalize("NFKD", parts[0])[:1].upper() if parts and parts[0] else ""
    return first if "A" <= first <= "Z" else LAST_LETTER


def sort_key(name: str, parts: tuple[str, ...]) -> tuple[bool, tuple[str, ...], str]:
    """Syllable by syllable, so that Li An stands before Lian; names without a letter stand last."""
    return (letter(parts) == LAST_LETTER, parts, name)
