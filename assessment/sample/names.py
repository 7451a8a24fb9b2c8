"""Invented names: a table of surnames and of given-name characters, combined at random. Nobody is meant."""

from __future__ import annotations

from typing import Final

from assessment.sample.draw import Draw, pool

_SURNAMES: Final = pool(
    {
        **dict.fromkeys("王李张刘陈", 14),
        **dict.fromkeys("杨赵黄周吴徐孙胡朱高林何郭马罗", 6),
        **dict.fromkeys("梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕", 3),
        **dict.fromkeys(
            "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤", 1
        ),
    }
)
# The middle characters fit every generation; what a name sounds like is in its last character.
_MIDDLE: Final = "文德国永明正光天仕朝廷玉素金春秀兴世大学成家书开元登绍仁继方远泽全中良本怀思立先"
_MALE_OLD: Final = "福贵财生才富全发祥顺义仁忠清安山林根寿喜"
_MALE_YOUNG: Final = "强勇军伟斌涛鹏杰浩辉波龙俊超磊阳宇飞凯松"
_MALE_CHILD: Final = "轩睿哲晨博瑞洋航铭然源皓钰恒宸"
_FEMALE_OLD: Final = "秀英兰芳珍菊莲桂芝琼碧蓉华凤梅"
_FEMALE_YOUNG: Final = "丽艳燕霞娟敏静萍琴红玲蓉洁倩莉"
_FEMALE_CHILD: Final = "涵怡欣妍琪萱雨诗彤悦婷佳瑶馨月"
_OLD_FROM: Final = 45
_YOUNG_FROM: Final = 18


def surname(draw: Draw) -> str:
    return draw.pick(_SURNAMES)


def given_name(draw: Draw, *, male: bool, age: int) -> str:
    """One or two characters in the taste of the generation that is ``age`` years old."""
    if age >= _OLD_FROM:
        last = _MALE_OLD if male else _FEMALE_OLD
    elif age >= _YOUNG_FROM:
        last = _MALE_YOUNG if male else _FEMALE_YOUNG
    else:
        last = _MALE_CHILD if male else _FEMALE_CHILD
    if draw.random() < 0.12:
        return draw.pick(last)
    return draw.pick(_MIDDLE) + draw.pick(last)
