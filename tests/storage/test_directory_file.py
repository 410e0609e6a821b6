"""Trees and names as a platform should not send them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.directory import Department, DirectoryContent, Person
from backend.storage.directory import Directory
from backend.storage.directory_file import place
from backend.storage.pinyin import letter, sort_key, syllables


def tree(
    folder: Path, departments: tuple[Department, ...], people: tuple[Person, ...] = ()
) -> dict[str, tuple[str, int]]:
    """Every department's parent and count."""
    directory = Directory()
    directory.open(folder, "e")
    directory.replace(DirectoryContent("r", departments, people), folder)
    return {one.id: (one.parent_id, one.count) for one in directory.departments()}


def test_a_circle_is_cut_and_everybody_in_it_is_counted_once(tmp_path: Path) -> None:
    circle = (
        Department("a", "A", "b"),
        Department("b", "B", "c"),
        Department("c", "C", "a"),
        Department("d", "D", "d"),
    )
    people = (Person("p", "甲", "a"), Person("q", "乙", "c"), Person("r", "丙", "d"))
    found = tree(tmp_path, circle, people)
    assert found == {"a": ("", 2), "c": ("a", 1), "b": ("c", 0), "d": ("", 1)}


def test_a_department_without_its_parent_stands_at_the_top(tmp_path: Path) -> None:
    assert tree(tmp_path, (Department("a", "A", "gone"),)) == {"a": ("", 0)}


def test_a_department_sent_twice_stands_there_once(tmp_path: Path) -> None:
    assert list(tree(tmp_path, (Department("a", "A"), Department("a", "A again")))) == ["a"]


def test_a_tree_of_any_depth_is_taken(tmp_path: Path) -> None:
    chain = tuple(Department(f"d{n}", f"{n}", f"d{n - 1}" if n else "") for n in range(3000))
    found = tree(tmp_path, chain, (Person("p", "甲", "d2999"),))
    assert (found["d0"], found["d2999"]) == (("", 1), ("d2998", 1))


def test_people_of_no_department_and_people_sent_twice(tmp_path: Path) -> None:
    directory = Directory()
    directory.open(tmp_path, "e")
    people = (Person("p", "甲", "gone"), Person("p", "甲", "gone"), Person("q", "乙", ""))
    state = directory.replace(DirectoryContent("r", (), people), tmp_path)
    assert state.count == directory.people().total == 2
    assert directory.person("p").department_path == ()


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefghx"), max_size=8))
def test_whatever_the_tree_every_department_gets_one_place(parents: dict[str, str]) -> None:
    places = place(tuple(Department(id_, id_, parent) for id_, parent in parents.items()))
    assert set(places) == set(parents)
    assert sorted(one.first for one in places.values()) == list(range(1, len(parents) + 1))
    for one in places.values():
        for other in places.values():
            inside = one.first <= other.first <= one.last
            assert not inside or other.last <= one.last


@pytest.mark.parametrize(
    ("name", "spelt", "head"),
    [
        ("单田芳", "shan tian fang", "S"), ("曾国藩", "zeng guo fan", "Z"), ("解晓东", "xie xiao dong", "X"),
        ("仇英", "qiu ying", "Q"), ("区小明", "ou xiao ming", "O"), ("查良镛", "zha liang yong", "Z"),
        ("盖叫天", "ge jiao tian", "G"), ("朴树", "piao shu", "P"), ("翟志刚", "zhai zhi gang", "Z"),
        ("乐毅", "yue yi", "Y"), ("尉迟恭", "yu chi gong", "Y"), ("尉健", "wei jian", "W"),
        ("单于夫罗", "chan yu fu luo", "C"),
        ("万俟卨", "mo qi xie", "M"), ("长孙无忌", "zhang sun wu ji", "Z"), ("何雨桐", "he yu tong", "H"),
        ("Émile", "émile", "E"), ("欧阳娜娜", "ou yang na na", "O"), ("张三", "zhang san", "Z"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames(name: str, spelt: str, head: str) -> None:
    assert " ".join(syllables(name)) == spelt
    assert letter(syllables(name)) == head


@pytest.mark.parametrize("name", ["", "  ", "8号楼", "😀", "!", "\u200b"])
def test_what_has_no_letter_stands_under_the_sharp(name: str) -> None:
    assert letter(syllables(name)) == "#"


def test_names_are_ordered_syllable_by_syllable() -> None:
    names = ["连云", "李安", "李亚", "Li", "123", "阿华"]
    assert sorted(names, key=lambda name: sort_key(name, syllables(name))) == [
        "阿华",
        "Li",
        "李安",
        "李亚",
        "连云",
        "123",
    ]
