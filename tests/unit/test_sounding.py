"""Latin names are found by their sound."""

import pytest

from index.sounding import compile_sound, list_hanzi, spell_otherwise, split_syllables


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Tongjing", "浙江同景集团"),
        ("Xiangyang", "临汾向阳中学"),
        ("Zhibo", "讲师冯智博"),
        ("Lvliang", "吕梁"),
        ("Luliang", "吕梁"),
        ("Lüliang", "吕梁"),
        ("Xi'an", "西安"),
    ],
)
def test_a_name_is_found_in_hanzi(name: str, text: str) -> None:
    pattern = compile_sound(name)
    assert pattern is not None
    assert pattern.search(text)


@pytest.mark.parametrize("word", ["processing", "Feng", "World", "", "5G"])
def test_what_is_no_name_in_pinyin_has_no_pattern(word: str) -> None:
    assert compile_sound(word) is None


def test_another_sound_is_not_found() -> None:
    pattern = compile_sound("Tongjing")
    assert pattern is not None
    assert not pattern.search("浙江铜金集团")


def test_the_fewest_syllables_are_read() -> None:
    assert split_syllables("Tongjing") == [("tong", "jing")]


def test_the_hanzi_of_each_syllable() -> None:
    first, second = list_hanzi("Huawei")
    assert "华" in first
    assert "为" in second


def test_the_usual_slips_of_spelling() -> None:
    assert "diancai" in set(spell_otherwise("dianchai"))
    assert "jingcheng" in set(spell_otherwise("jincheng"))
    assert "zhenzhou" in set(spell_otherwise("zhengzhou"))
    assert "huaxin" not in set(spell_otherwise("haixin"))
