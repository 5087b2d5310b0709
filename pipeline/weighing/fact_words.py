"""The words in which facts are told, in English and Chinese: knowledge for facts.py, as data.

Han is written in Simplified and everything half-width, as in a flat text (glyphs.py). Each line stands in a test.
"""

CURRENCIES = {
    "HKD": ("HK$", "HKD", "Hong Kong dollars", "Hong Kong dollar", "港元", "港币", "港纸"),
    "USD": ("US$", "USD", "US dollars", "US dollar", "美元", "美金"),
    "CNY": ("RMB", "CNY", "CN¥", "yuan", "renminbi", "人民币", "元人民币"),
    "MOP": ("MOP", "patacas", "pataca", "澳门元", "澳门币"),
    "EUR": ("€", "EUR", "euros", "euro", "欧元"),
    "GBP": ("£", "GBP", "pounds", "英镑"),
    "JPY": ("JPY", "yen", "日元", "日圆"),
    "$": ("$", "dollars", "dollar"),
    "¥": ("¥",),
    "元": ("元", "块钱"),
}
"""A bare 元 is the writer's own: Hong Kong dollars there, yuan on the mainland; a bare $ likewise."""

SCALES = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "mn": 6, "bn": 9, "m": 6, "b": 9, "k": 3,
    "万亿": 12, "千万": 7, "百万": 6, "十亿": 9, "百亿": 10, "千亿": 11, "亿": 8, "万": 4, "千": 3, "百": 2,
}  # fmt: skip

MEASURES = (
    "个工作日|个工作天|工作日|工作天|个小时|小时|分钟|秒|个月|个星期|星期|周岁|周年|周|年度|年|天|日|"
    "平方公里|平方米|平方尺|公里|千米|厘米|毫米|米|公顷|公吨|吨|公斤|千克|克|升|兆瓦|千瓦|度|"
    "个百分点|百分点|基点|万次|人次|户次|家次|"
    "家|个|项|名|位|人|间|宗|条|次|份|类|种|台|套|座|所|批|期|轮|章|款|倍|户|笔|场|届|级|层|颗|艘|辆|张|页|字|岁|"
    "组|门|支|只|件|处|号|片|栋|幢|枚|对|双|站|环|格"
)

NO_MEASURE = str.split("次性 级市 条龙 家人 个别 号文")
"""A measure word that goes on like this is none: 一次性, 二級市場, 十分重要."""

UNITS = (
    r"(?:(?:working|business|calendar|natural|clear)\s)?days?|hours?|minutes?|seconds?|weeks?|(?:calendar\s)?months?|years?|"
    r"quarters?|decades?|(?:basis|percentage)\spoints?|(?:square\s)?(?:kilometres?|kilometers?|metres?|meters?|feet|miles?)|"
    r"hectares?|tonnes?|tons?|kg|km|sq\s?ft|sq\s?m|MW|GW|TB|GB|MB|KB|kB|people|staff|persons?|percent|times|fold|pp"
)
"""English units that are no plural in -s, or of two words; any other plural after a number counts as its unit."""

NOT_UNITS = frozenset(
    str.split("is was has this us plus as its his hers always perhaps across towards besides unless thus versus")
)

SMALL_NUMBERS = {
    word: value
    for value, word in enumerate(
        str.split(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
} | {
    word: 10 * value for value, word in enumerate(str.split("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}

ORDINALS = {
    word: value
    for value, word in enumerate(
        str.split("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"), 1
    )
}

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul", "August Aug",
            "September Sept Sep", "October Oct", "November Nov", "December Dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip

RELATIVE_DATES = (
    "明年|今年|去年|后年|前年|本年度?|年底|年内|年初|年中|下个?月|本月|上个?月|明日|今日|昨日|明天|今天|昨天|即日|上半年|下半年|"
    "首季|末季|第[一二三四1-4]季度?|[一二三四1-4]季度|下周|本周|上周"
)

LIMITS = {
    "max": (
        r"up\sto|at\smost|(?:no|not)\s(?:more|greater|higher|later|longer)\sthan|not\s(?:exceeding|exceed)|a\smaximum\sof|"
        r"(?:a\s)?maximum|ceiling|cap(?:ped)?\s(?:of|at)",
        "最多|至多|不超过|不多于|不高于|不得超过|不得多于|不得高于|不逾|上限|以内|之内|不迟于|最迟|最高",
    ),
    "min": (
        r"at\sleast|(?:no|not)\s(?:less|fewer|lower|earlier)\sthan|a\sminimum\sof|(?:a\s)?minimum",
        "至少|最少|不少于|不得少于|不得低于|不低于|下限|以上|或以上|最低",
    ),
    "over": (
        r"more\sthan|over(?=\s(?:HK\$|US\$|\$|\d))|exceed(?:s|ing|ed)?|in\sexcess\sof|above(?=\s(?:HK\$|\$|\d))",
        "超过|多于|高于|超出|逾(?=[\\d一二三四五六七八九十百千万两])",
    ),
    "under": (
        r"less\sthan|fewer\sthan|under(?=\s(?:HK\$|\$|\d))|below(?=\s(?:HK\$|\$|\d))",
        "少于|低于|以下|未满|不足(?=[\\d一二三四五六七八九十百两])",
    ),
    "about": (
        r"about(?=\s(?:HK\$|US\$|\$|\d))|approximately|around(?=\s(?:HK\$|US\$|\$|\d))|nearly|almost(?=\s(?:HK\$|US\$|\$|\d))|roughly",
        "(?<![合契预条公签节制违解立特相大隐])约(?=[\\d一二三四五六七八九十百两])|(?<![最附接邻将临靠])近(?=[\\d一二三四五六七八九十百两])|大约|将近|左右",
    ),
    "within": (r"within(?=\s(?:\d|one|two|three|four|five|six|seven|ten|twelve|thirty))", ""),
}  # fmt: skip
"""Where a number ends or begins. 約 in 合約 and 近 in 最近 are none."""

NEGATIONS_LATIN = (
    r"no\slonger|not(?!\sonly)|never|cannot|[a-z]{2,6}n't|neither|nor|none|nothing|nobody|"
    r"without(?!\sprejudice)|no(?!\.)"
)
NEGATIONS_HAN = (
    "不再|不得|不能|不可(?!或缺|分|避|思|抗)|不会|不应|不须|不需|不必|不予|不准|不许|不用|不是|不在|"
    "没有|尚未|并未|未有|未能|未经|并非|无须|无需|毋须|毋需|无法|不|未|无|没|毋|勿|"
    "(?<![是除莫])非"
)
NO_NEGATION = str.split(
    "不但 不断 不仅 不单 不只 不过 不同(?!意) 不少 不论 不管 不如 不妨 不禁 不乏 不日 不时 不久 不良 不等(?!于) 不一 "
    "不动产 不锈 不得不 不可或缺 不可分 不可避 不可思 不可抗 不外 不料 不止 不惜 不满 不法 不便 不利 不足 "
    "不愧 不仅仅 不明 不幸 不已 不菲 不息 不懈 不凡 不丹 不倒 不遗 不负 不夜 未来 未免 未成年 未必 未尝 未婚 "
    "未知 无论 无人 无线 无疑 无锡 无障碍 无形 无偿 无纸 无缝 无数 无界 无穷 无比 无限 无私 无声 无国界 无间 "
    "无忧 无愧 无奈 无视 无畏 无双 无感 无边 无菌 无烟 无机 无触 无接触 无现金 没收 没落 淹没 埋没 出没 沉没 "
    "吞没 非常 非洲 非凡 非但 非遗 非物质 非政府 非牟利 非营利 非法 非正式 南非 东非 西非 北非 非典"
)
"""Words with 不, 未, 無, 沒 or 非 in them that deny nothing."""

MODALS_LATIN = {
    "may": r"may|might|May(?=\s(?:be|not|also|only|now|apply|choose|use|have)\b)",
    "will": r"[Ww]ill", "would": r"[Ww]ould", "shall": r"[Ss]hall", "should": r"[Ss]hould|ought\sto",
    "must": r"[Mm]ust|(?:is|are|be|been|was|were)\s(?:required|obliged|mandated)\sto|ha(?:s|ve)\sto|needs?\sto",
    "can": r"[Cc]an|[Cc]ould|(?:is|are|be)\s(?:allowed|permitted)\sto",
    "plan": r"(?:plans?|planned|intends?|intended|aims?|expected|expects?|scheduled|proposes?|proposed)\sto",
}  # fmt: skip
MODALS_HAN = {
    "must": "必须|须要|须|需要|需|务必|一定要|有必要",
    "should": "应当|应该|应|宜",
    "can": "可以|得以|可|能够|获准",
    "will": "将会|将|即将",
    "plan": "拟|打算|有意|预计|预期|力争|争取",
}
NO_MODAL = str.split(
    "应用 应对 应急 应邀 应变 应付 应答 应届 应收 应聘 应战 应允 应运 应验 应有尽有 应承 应声 供应 反应 适应 "
    "响应 对应 相应 效应 感应 回应 因应 一应 照应 呼应 顺应 答应 报应 策应 将军 将来 将近 将士 将领 将相 大将 "
    "名将 健将 麻将 上将 中将 少将 小将 主将 老将 干将 悍将 武将 可能 可持续 可靠 可行 可见 许可 认可 可观 "
    "可再生 可信 可比 可视 可谓 可惜 可爱 可口 可否 可用性 可控 可追溯 可操作 可携 可疑 可贵 可喜 可预 可怕 "
    "可乐 可编程 可穿戴 宁可 可转债 可支配 可燃 可达 可替代 可互 可扩 可验证 可解释 可及 可负担 可塑 可歌 "
    "可圈 可识别 小可 尚可 可是 须知 必须品 胡须 需求 所需 必需 急需 供需 内需 按需 需量 军需 模拟 虚拟 拟合 "
    "拟人 拟定 草拟 比拟 拟订 拟备 拟议 拟态 适宜 宜居 便宜 事宜 因地制宜 宜家 宜兴 宜昌 宜春 宜宾 权宜 "
    "有意义 有意思 有意见"
)
"""Words with a modal character in them that lay down nothing: 供應, 將軍澳, 可持續."""

STATUSES = {
    "signed": (r"sign(?:s|ed|ing)?|inks?|inked|conclude[sd]?", "签署|签订|签立"),
    "proposed": (r"propos(?:e[sd]?|al|als|ing)|explor(?:e[sd]?|ing)", "建议|探讨|探索"),
    "consulting": (
        r"consult(?:s|ed|ing|ation|ations)?|exposure\sdraft|solicit(?:s|ed|ing)?",
        "咨询|征求意见稿?|公开征集",
    ),
    "pilot": (r"pilot(?:s|ed|ing)?|trials?|sandbox(?:es)?", "试点|试行|先行先试|沙盒|试验"),
    "launched": (
        r"launch(?:es|ed|ing)?|roll(?:s|ed|ing)?\sout|commenc(?:e[sd]?|ing|ement)|go(?:es)?\slive|went\slive|"
        r"open(?:s|ed)?\s(?:for|to)\sapplications?",
        "推出|启动|开通|上线|接受申请|落地|开展",
    ),
    "in_force": (
        r"(?:takes?|took|taking|taken)\seffect|com(?:es?|ing)\sinto\s(?:operation|force|effect)|came\sinto\s(?:operation|force|effect)|"
        r"in\sforce|effective",
        "生效|施行|实施",
    ),
    "expanded": (r"expand(?:s|ed|ing)?|expansion|regularis(?:e[sd]?|ing|ation)", "扩展至?|扩大|扩至|恒常化|常态化"),
    "extended": (r"extend(?:s|ed|ing)?|extension|renew(?:s|ed|ing|al)?", "延长|续期|续签|延期"),
    "amended": (
        r"amend(?:s|ed|ing|ment|ments)?|revis(?:e[sd]?|ing|ion|ions)|streamlin(?:e[sd]?|ing)",
        "修订|优化|简化|修改",
    ),
    "suspended": (
        r"suspend(?:s|ed|ing)?|suspension|postpon(?:e[sd]?|ing|ement)|defer(?:s|red)?",
        "暂停|中止|押后|推迟|暂缓",
    ),
    "ended": (
        r"withdraw(?:s|n|al|ing)?|withdrew|terminat(?:e[sd]?|ing|ion)|laps(?:e[sd]?|ing)|clos(?:e[sd]|ing|ure)|cancel(?:s|led|led|ling)?|"
        r"revok(?:e[sd]?|ing)|expir(?:e[sd]?|y)|abolish(?:es|ed)?",
        "撤回|终止|届满|到期|取消|废止|撤销|关闭|截止",
    ),
    "open": (r"(?:re)?open(?:s|ed)?", "开放|重开"),
    "approved": (r"approv(?:e[sd]?|al|ing)|granted|licensed", "批准|获批|核准"),
    "rejected": (r"reject(?:s|ed|ion)?|refus(?:e[sd]?|al)", "拒绝|否决|驳回"),
}  # fmt: skip
"""How far a measure has come: forms of one word, and words of one state, have one value."""

PARTIES = {
    "cac": "Cyberspace Administration of China|CAC|国家互联网信息办公室|国家网信办|中央网信办|网信办",
    "itib": "Innovation, Technology and Industry Bureau|ITIB|创新科技及工业局|创科及工业局|创科局",
    "dpo": "Digital Policy Office|DPO|数字政策办公室|数字办",
    "pcpd": "Privacy Commissioner for Personal Data|PCPD|个人资料私隐专员公署|私隐专员公署",
    "hkma": "Hong Kong Monetary Authority|HKMA|香港金融管理局|金融管理局|金管局",
    "sfc": "Securities and Futures Commission|SFC|证券及期货事务监察委员会|证监会",
    "nda": "National Data Administration|国家数据局",
    "miit": "Ministry of Industry and Information Technology|MIIT|工业和信息化部|工信部",
    "mofcom": "Ministry of Commerce|MOFCOM|商务部",
    "ndrc": "National Development and Reform Commission|NDRC|国家发展和改革委员会|国家发展改革委|发改委",
    "pbc": "People's Bank of China|PBoC|PBC|中国人民银行|人民银行",
    "fstb": "Financial Services and the Treasury Bureau|FSTB|财经事务及库务局|财库局",
    "cmab": "Constitutional and Mainland Affairs Bureau|CMAB|政制及内地事务局",
    "hong kong": "Hong Kong|HKSAR|香港特别行政区|香港特区|香港",
    "macao": "Macao|Macau|澳门特别行政区|澳门",
    "mainland": "Mainland|mainland|内地",
    "gba": "Guangdong-Hong Kong-Macao Greater Bay Area|Greater Bay Area|GBA|粤港澳大湾区|大湾区",
    "guangdong": "Guangdong|广东省?",
    "shenzhen": "Shenzhen|深圳市?",
    "guangzhou": "Guangzhou|广州市?",
    "zhuhai": "Zhuhai|珠海市?",
    "shanghai": "Shanghai|上海市?",
    "beijing": "Beijing|北京市?",
    "hetao": "Hetao|河套",
    "qianhai": "Qianhai|前海",
    "nansha": "Nansha|南沙",
    "hengqin": "Hengqin|横琴",
    "taiwan": "Taiwan|台湾",
    "singapore": "Singapore|新加坡",
}
"""Bodies and places an arrangement may be between: all names of one have one value."""

PEOPLE = {
    "john lee": "John Lee(?: Ka-chiu)?|李家超",
    "sun dong": "Sun Dong|孙东",
    "lillian cheong": "Lillian Cheong|张曼莉",
    "tony wong": "Tony Wong(?: Chi-kwong)?|黄志光",
    "zhuang rongwen": "Zhuang Rongwen|庄荣文",
    "wang jingtao": "Wang Jingtao|王京涛",
    "zhao zeliang": "Zhao Zeliang|赵泽良",
    "wang song": "Wang Song|王崧",
    "cao shumin": "Cao Shumin|曹淑敏",
    "zheng yanxiong": "Zheng Yanxiong|郑雁雄",
    "paul chan": "Paul Chan(?: Mo-po)?|陈茂波",
    "christopher hui": "Christopher Hui|许正宇",
    "arthur yuen": "Arthur Yuen|阮国恒",
    "eddie yue": "Eddie Yue|余伟文",
    "fifteenth plan": "15th Five-Year Plan|十五五(?:规划)?",
    "fourteenth plan": "14th Five-Year Plan|十四五(?:规划)?",
    "cepa": "CEPA|更紧密经贸关系安排",
}

OPENERS = frozenset(
    str.split(
        "The A An In On At By For From To Of And But If When While As With This That These Those It He She They "
        "We You I All Any Each No Not Under After Before Since Until Our Its Their His Her Mr Ms Mrs Dr Prof "
        "However According Such Some Most Many Both Please More Where Which Who What How Why There Here"
    )
)
"""Capitalised words that open a sentence and name nobody."""

DEADLINE_WORDS = (
    r"deadline|clos(?:e[sd]?|ing)\b|due\b|no later than|not later than|submit|expir|apply by|applications? by|until|"
    r"截止|截至|限期|期限|届满|到期|(?:之|以)?前(?=[,。;)]|提交|完成|$)|最迟|不迟于"
)
"""Words that make the date beside them a deadline in a summary."""
