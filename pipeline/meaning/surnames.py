"""Who is named, by surname: Chan Pui-yee, Mr Chan and 陳沛儀議員 are of one, in whatever romanisation.

Pure. Only what stands like a name counts: a given name beside it in English, an office, title or verb of speech behind it in
Chinese. Surnames that are everyday words (金, 高, 方) are left out: 金管局表示 names nobody.
"""

import re
from collections.abc import Iterator

_GROUPS = """
chan,chen=陈 lee,li=李 wong,wang,huang=黄王汪 cheung,zhang,chang=张章 lau,liu=刘 leung,liang=梁 ng,wu=吴伍 cheng,zheng=郑
ho,he=何 lam,lin=林 chow,chau,zhou=周邹 tsang,zeng=曾 kwok,guo=郭 law,luo,lo=罗卢 tang,deng=邓 yeung,yang=杨 chu,zhu=朱
hui,xu,tsui=许徐 tam,tan=谭 sun,suen=孙 choi,cai,tsoi=蔡 tse,xie=谢 yip,ye=叶 so,su=苏 poon,pan=潘 chung,zhong=钟 lui,lu=吕
fung,feng=冯 kwan,guan=关 yuen,yuan,ruan=袁阮 mok,mo=莫 siu,xiao=萧 lai=黎赖 au,ou=区欧 yau,qiu,yiu,yao=邱丘姚 tong=汤唐
kong,jiang,kiang=江姜蒋 shek,shi=石 hung,hong=洪 yu,yue=余俞 fan=范樊 to,du=杜 wan=尹温 xia,ha=夏 zhao,chiu=赵
zhuang,chong=庄 dong,tung=董 shen,shum=沈 cao,tso=曹 peng,pang=彭 han,hon=韩 hu=胡
"""
_GROUP_OF = {
    name: names.split(",")[0]
    for line in _GROUPS.split()
    for names, _, glyphs in [line.partition("=")]
    for name in [*names.split(","), *glyphs]
}
_ROMAN = "|".join(sorted({name.title() for name in _GROUP_OF if name.isascii()}, key=len, reverse=True))
_ENGLISH = re.compile(
    rf"\b(?:Mr|Ms|Mrs|Miss|Dr|Professor|Prof|Hon|Ir) (?:({_ROMAN})\b|[A-Z][a-z]+ ({_ROMAN})\b)"
    rf"|\b({_ROMAN}) (?=[A-Z][a-z]+-[a-z]+\b)"
)
_GLYPHS = "".join(name for name in _GROUP_OF if not name.isascii())
_CHINESE = re.compile(
    rf"(?<![任如为因])([{_GLYPHS}])(?:[㐀-鿿]{{1,2}}(?=议员|教授|博士|医生|律师|[副署]?[局署处]长|司长|先生|女士|小姐)"
    r"|[㐀-鿿]{2}(?=主席|专员|总裁|表示|指出|认为|指|说|称|[：:促]))"
)


def find_surnames(printed: str, folded: str) -> Iterator[str]:
    """Features 'surname:chan' of a text as printed and as folded to Simplified lower case."""
    for match in _ENGLISH.finditer(printed):
        yield f"surname:{_GROUP_OF[(match[1] or match[2] or match[3]).lower()]}"
    for match in _CHINESE.finditer(folded):
        yield f"surname:{_GROUP_OF[match[1]]}"
