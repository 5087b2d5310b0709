"""Everyday words of official English and Chinese that mean one thing: cities, trades, banks, offices, happenings.

Pure. They join the editions of one publication where the glossary of a topic is silent. Chinese stands in Simplified, as
fold_text gives it; a kind groups what excludes one another: a release about Zhuhai is none about Foshan.
"""

from pipeline.meaning.terms import Surface, TermIndex

WORDS = {
    "city": """
        shenzhen=深圳 guangzhou=广州 zhuhai=珠海 foshan=佛山 dongguan=东莞 zhongshan=中山 jiangmen=江门 huizhou=惠州
        zhaoqing=肇庆 nansha=南沙 qianhai=前海 hengqin=横琴 hetao=河套 macao,macau=澳门 shanghai=上海 beijing=北京
        hangzhou=杭州 hainan=海南 fujian=福建 zhejiang=浙江 jiangsu=江苏 sichuan=四川 chongqing=重庆 tianjin=天津
        taiwan=台湾 singapore=新加坡 wuzhen=乌镇 lok_ma_chau=落马洲 sandy_ridge=沙岭 cyberport=数码港,数字港
        science_park=科学园 northern_metropolis=北部都会区 kowloon=九龙 sha_tin=沙田 tuen_mun=屯门 yuen_long=元朗""",
    "land": """
        japan=日本 south_korea=韩国 thailand=泰国 malaysia=马来西亚 indonesia=印尼,印度尼西亚 vietnam=越南 india=印度
        united_kingdom,uk,britain=英国 united_states,us=美国 canada=加拿大 australia=澳洲,澳大利亚 germany=德国
        france=法国 european_union,eu=欧盟 saudi_arabia=沙特 united_arab_emirates,uae=阿联酋 russia=俄罗斯""",
    "trade": """
        banking,bank=银行 insurance,insurer=保险 healthcare,medical,health=医疗,医健,卫生 logistics=物流
        aviation,airline=航空 retail=零售 shipping,maritime=航运 education,school=教育,学校 tourism,travel=旅游
        construction=建造,建筑 property=地产,物业 securities=证券 telecommunications,telecom=电讯,电信 energy=能源
        legal_services,legal=法律 credit_referencing,credit_reference=征信 catering,food=饮食,餐饮 biotechnology=生物科技,生物技术
        manufacturing,industry=制造,工业 accounting=会计 auction=拍卖 elderly=长者,安老 tax=税""",
    "firm": """
        hsbc=汇丰 hang_seng=恒生 bank_of_china=中国银行,中银 standard_chartered=渣打 bank_of_east_asia=东亚银行
        dah_sing=大新银行 za_bank=众安银行 livi=理慧 fusion_bank=富融 airstar=天星 welab=汇立 ant_bank=蚂蚁银行
        mox=mox ping_an=平安 tencent,wechat=腾讯,微信 alibaba,alipay=阿里巴巴,支付宝 huawei=华为 icbc=工银,工商银行
        china_construction_bank=建设银行,建行 bank_of_communications=交通银行,交银 citic=中信 china_mobile=中国移动
        shenzhen_data_exchange=深圳数据交易所,深数所 guangzhou_data_exchange=广州数据交易所 mtr=港铁 hkex=港交所
        university_of_hong_kong,hku=香港大学,港大 chinese_university,cuhk=香港中文大学,中大 hkust=科技大学,科大
        people's_bank_of_china=人民银行,人行
        polyu,polytechnic_university=理工大学,理大 cathay_pacific=国泰 jockey_club=赛马会,马会""",
    "office": """
        customs=海关 police=警方,警务 immigration_department=入境事务处 fire_services=消防 observatory=天文台
        legislative_council,legco=立法会 department_of_justice=律政司 hospital_authority=医管局,医院管理局
        environmental_protection_department=环境保护署,环保署 transport_department=运输署 housing=房屋 judiciary=司法机构
        civil_engineering=土木工程拓展署 education_bureau=教育局 labour=劳工 audit=审计 census=统计处""",
    "matter": """
        contract=合同,合约 filing=备案 wallet=钱包 loan=贷款 limit,ceiling,cap=上限,限额 remittance=汇款,转账
        negative_list=负面清单 draft=草案,征求意见稿 comment,comments,views=意见 applications,application,apply=申请
        subsidy=资助,补贴 agreement=协议 meeting,meet=会议,会面 trial,pilot,test=试验,试行,试点,试用 guidance,guidelines=指引,指南
        seminar=讲座,研讨会 question=提问 reply=答复 blockchain=区块链 verified,verification,verify=核实,验证,查核
        log_in,login=登入,登录 quota=额度,名额 fee=收费,费用 tender,tenders=招标 seized,seizes=检获 smuggled,smuggling=走私
        arrested=被捕 beach,beaches=泳滩 race,racing=赛马 road,roads=道路 typhoon,cyclone=台风,热带气旋 fund=基金
        bond,bonds=债券 stablecoin=稳定币 artificial_intelligence,ai=人工智能 data_centre,data_center=数据中心
        computing_power=算力 submarine_cable=海底电缆,海缆 electronic_signature,e_signature=电子签名
        cybersecurity=网络安全 privacy=私隐,隐私 digital_trade=数字贸易 e_commerce=电商 startup,start_up=初创
        talent=人才 memorandum,mou=备忘录 negative=负面 task,tasks=工作,任务 product,products=产品 licence=牌照
        seminar_day=讲座日 reserve=储备 budget=财政预算案,预算案 policy_address=施政报告 consultation=咨询
        default_rate=拖欠率,坏账率 regular,permanent=恒常,常态,常规 extended,extend,extension=延长,延展 suspended,suspend=暂停
        terminate,terminated,ended=终止 withdrawn=撤回 expanded,expand,expansion=扩展,扩大,扩至 raise,raised=提高,上调,增至
        admitted=获批,获准 join,joins=加入 open,opens,opened=开放,开通 effect,force=生效 sign,signed,signs=签署,签约""",
}


def _surfaces() -> list[Surface]:
    made: dict[str, Surface] = {}
    for kind, text in WORDS.items():
        for pair in text.split():
            english, _, chinese = pair.partition("=")
            names = [*english.replace("_", " ").split(","), *chinese.split(",")]
            concept = f"{kind}:{names[0].replace(' ', '-')}"
            for name in names:
                made.setdefault(name, Surface(folded=name, concept=concept))
    return list(made.values())


INDEX = TermIndex(_surfaces())
"""Finds them in a folded text."""
