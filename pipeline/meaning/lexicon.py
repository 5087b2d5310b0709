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
        futian=福田 luohu=罗湖 longgang=龙岗 nanshan=南山 yantian=盐田 guangming=光明区 panyu=番禺 tianhe=天河 yuexiu=越秀
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
        legal_services,legal=法律 credit_referencing,credit_reference=征信 catering,food=饮食,餐饮
        biotechnology=生物科技,生物技术
        manufacturing,industry=制造,工业 accounting=会计 auction=拍卖 elderly=长者,安老 tax=税""",
    "firm": """
        hsbc=汇丰 hang_seng=恒生 bank_of_china=中国银行,中银 standard_chartered=渣打 bank_of_east_asia=东亚银行
        dah_sing=大新银行 za_bank=众安银行 livi=理慧 fusion_bank=富融 airstar=天星 welab=汇立 ant_bank=蚂蚁银行
        mox=mox ping_an=平安 tencent,wechat=腾讯,微信 alibaba,alipay=阿里巴巴,支付宝 huawei=华为 icbc=工银,工商银行
        china_construction_bank=建设银行,建行 bank_of_communications=交通银行,交银 citic=中信 china_mobile=中国移动
        shenzhen_data_exchange=深圳数据交易所,深数所 guangzhou_data_exchange=广州数据交易所 mtr=港铁 hkex=港交所
        university_of_hong_kong,hku=香港大学,港大 chinese_university,cuhk=香港中文大学,中大 hkust=科技大学,科大
        people's_bank_of_china=人民银行,人行
        lingnan_university=岭南大学 city_university,cityu=城市大学,城大 baptist_university=浸会大学,浸大 sensetime=商汤
        chong_hing=创兴 shanghai_commercial=上海商业银行 citibank,citi=花旗 dbs=星展 xiaomi=小米 baidu=百度 jd.com=京东
        polyu,polytechnic_university=理工大学,理大 cathay_pacific=国泰 jockey_club=赛马会,马会""",
    "office": """
        customs=海关 police=警方,警务 immigration_department=入境事务处 fire_services=消防 observatory=天文台
        legislative_council,legco=立法会 department_of_justice=律政司 hospital_authority=医管局,医院管理局
        environmental_protection_department=环境保护署,环保署 transport_department=运输署 housing=房屋 judiciary=司法机构
        civil_engineering=土木工程拓展署 education_bureau=教育局 labour=劳工 audit=审计 census=统计处
        health_bureau=医务卫生局,医卫局 development_bureau=发展局 security_bureau=保安局 transport_and_logistics_bureau=运物局
        inland_revenue=税务局 companies_registry=公司注册处 land_registry=土地注册处 consumer_council=消委会,消费者委员会
        ombudsman=申诉专员 privacy_commissioner=私隐专员 district_council=区议会 executive_council=行政会议
        chamber_of_commerce=总商会 trade_development_council,hktdc=贸发局 productivity_council,hkpc=生产力局""",
    "person": """
        lawmaker,lawmakers,legislator,member_of_the_legislative_council=议员 scholar,academic=学者 professor=教授
        commissioner=专员 chairman,chair,chairperson=主席 spokesman,spokesperson,spokeswoman=发言人 director=署长,处长
        expert,experts=专家 analyst,analysts=分析员,分析师 doctor,doctors=医生 patient,patients=病人,患者 student,students=学生
        teacher,teachers=教师,老师 driver,drivers=司机 resident,residents=居民 tourist,tourists,visitor,visitors=旅客,游客
        employer,employers=雇主 employee,employees,staff=员工,雇员 worker,workers=工人,劳工 customer,customers=客户,顾客
        merchant,merchants,shop,shops=商户,商店 engineer,engineers=工程师 lawyer,lawyers=律师 judge,judges=法官
        auditor,auditors=核数,审计师 taxpayer,taxpayers=纳税人 applicant,applicants=申请人 borrower,borrowers=借款人
        delegation=代表团 reporter,reporters=记者 graduate,graduates=毕业生 parent,parents=家长 youth,young_people=青年,年轻人
        researcher,researchers=研究人员,科研人员 investor,investors=投资者 trader,traders=贸易商 hacker,hackers=黑客""",
    "matter": """
        contract=合同,合约 filing=备案 wallet=钱包 loan=贷款 limit,ceiling,cap=上限,限额 remittance=汇款,转账
        negative_list=负面清单 draft=草案,征求意见稿 comment,comments,views=意见 applications,application,apply=申请
        subsidy=资助,补贴 agreement=协议 meeting,meet=会议,会面 trial,pilot,test=试验,试行,试点,试用
        guidance,guidelines=指引,指南
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
        appointment,appointed,appoint,appoints=委任,任命 succeeds,succeed,successor=接替,接任 retired,retire=退休
        resigns,resigned,resignation=辞职 council,committee=委员会 advisory=咨询委员会 counter,counters=柜位,柜台
        signal,warning_signal=信号,风球 closed,shut,close=关闭,暂停服务 survey,poll,polled=调查,民调
        one_third,a_third,one_in_three=三分之一
        half=半数,一半 quarter=四分之一 two_thirds=三分之二 majority=过半 blog=网志,博客 article=撰文,文章
        visit,visits,visited=访问,到访
        tour,toured=参观 laboratory,laboratories,lab=实验室 speech=致辞,演辞 forum=论坛 summit=峰会 conference=大会
        exhibition,expo=展览,博览 award,awards=奖项,嘉许 watchdog=监察 independent=独立 outage,broke_down,breakdown=故障
        report,reports=报告 penalty,fined,fine=罚款 leak,leaked,leakage=外泄,泄漏 hotline=热线 complaint,complaints=投诉
        inspection,inspect,inspections=抽查,巡查 interview=访谈,专访 programme=节目 transcript=谈话内容 written_reply=书面答复
        oral_reply=口头答复 examination,examinations=考试 certificate,certificates,certification=证书,认证 degree,degrees=学位
        qualification,qualifications=资格 identity=身份 passport=护照 permit=许可,签注 driving_licence=驾驶执照
        record,records=病历,纪录,记录 consent=同意 clinic,clinics=诊所 hospital,hospitals=医院 drug,drugs,medicine=药物,药品
        vaccine=疫苗 sample,samples=样本 research=研究,科研 laboratory_test=化验 manifest,manifests=舱单
        lorry,lorries,truck,trucks=货车
        cargo=货物,货运 clearance=通关,清关 port,ports,boundary_control_point=口岸 airport=机场 railway,rail=铁路 bridge=大桥
        vessel,vessels,ship,ships=船只,船舶 vehicle,vehicles,car,cars=车辆,汽车 drone,drones=无人机 robot,robots=机器人
        chip,chips,semiconductor=芯片,半导体 satellite=卫星 cloud=云端,云计算 fibre,fiber=光纤 server,servers=服务器,伺服器
        algorithm,algorithms=算法 model,models=模型 platform=平台 portal=门户 app=应用程式,应用程序 website=网站
        code=代码,程式码
        ledger=账本,帐本 sandbox=沙盒 standard,standards=标准 regulation,regulations=规例,条例,法规 bill=条例草案 law,laws=法律
        guideline_note=指引说明 court=法院,法庭 case,cases=个案,案件 investigation,investigate=调查工作
        fraud,scam,scams=诈骗,骗案
        payment,payments,pay=支付,付款 faster_payment=转数快 account,accounts=户口,账户 deposit,deposits=存款 mortgage=按揭
        interest_rate=利率 listing,ipo=上市 green=绿色 carbon=碳 gold=黄金 currency=货币 exchange_rate=汇率 premium=保费
        rent=租金,免租 land=用地,土地 flat,flats=单位 building,buildings=大厦,楼宇 office_space=办公室 park=园区 campus=校园
        salary,wage,wages=薪酬,工资,年薪 recruitment,recruit,jobs=招聘,职位 unemployment=失业 scholarship=奖学金 training=培训
        incubation,incubator=孵化 award_scheme=奖励计划 grant,grants=拨款 project,projects=项目 contractor=承建商 deadline=截止
        first_phase=首阶段,第一期 second_phase=第二阶段,第二期 delayed,delay,postponed=延迟,押后,延期 cancelled,cancel=取消
        rejects,rejected,denies,denied=驳斥,否认,反驳 criticised,criticises=批评 urges,urged,calls_for,called_for=促请,敦促,要求
        welcomes,welcomed=欢迎 hopes,hopeful,hope=期望,希望 expects,expected,expect=预计,料 warns,warned,warning=警告,提醒
        advice=建议,提点 safe,safely,safety=安全 convenient,convenience=便利,便捷 cheaper,cost,costs=成本,开支 pilot_zone=试验区
        unaffected,not_affected=不受影响,未受影响 rumour,rumours,claim=传闻,说法 video=影片,视频 online=网上,线上,在线
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
