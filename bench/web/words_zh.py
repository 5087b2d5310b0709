"""Chinese words of the simulated web (Traditional; Simplified sites convert them): sentences with slots, names. All invented."""

OFFICES = tuple(
    "海港數據辦事處|跨境商貿局|數碼碼頭署|貿易平台登記處|智慧海關議會|支付連線管理局|灣區標準研究所|共享賬本局|雲端關稅委員會|聯合數據走廊組|人才交流委員會|物流互通辦公室".split(
        "|"
    )
)
PLACES = tuple("前灣|南沙|落馬洲|橫琴|觀塘|東莞|屯門|珠海|惠州|沙田|佛山|將軍澳".split("|"))
PEOPLE = tuple("林詠欣|鄭浩輝|吳思傑|高立文|謝佩玲|羅健|溫巧雲|郭志豪|葉美芳|邵仁杰".split("|"))
SCHEMES = tuple(
    "灣區數據通行證|無紙艙單計劃|跨境發票試點|信任速遞方案|開放賬本門戶|小型出口商資助券|數碼工藝獎學金|醫療檔案沙盒|統一產品編碼|電子簽署互認名單".split(
        "|"
    )
)
GOODS = tuple("電子發票|報關單|醫療摘要|信貸報告|速遞艙單|產品標籤|薪酬檔案|檢測證書".split("|"))
SENTENCES = (
    "{office}表示，自{date}起，{place}已有{n}家企業參加{scheme}。",
    "申請人以電子方式遞交每份{goods}，最多可獲{n}元資助。",
    "{scheme}的申請將於{deadline}截止。",
    "{person}將由{date}起主持{goods}專責小組的工作。",
    "處理{goods}的收費將下調至申報價值的{pct}%。",
    "有關安排將適用於經公路或鐵路離開{place}的{goods}。",
    "根據安排，{office}須於{small}個工作天內答覆有關要求。",
    "去年經{place}傳送的{goods}，約{pct}%無須使用紙張。",
    "{office}將於{date}前公布獲認可服務商名單。",
    "當局已預留{small}.{digit}億元，在{place}開辦培訓課程。",
    "參加{scheme}的機構必須保存{goods}至少{small}年。",
    "{person}向委員表示，{place}的試行工作已處理{n}份{goods}，並無爭議。",
    "第二階段將於{date}展開，涵蓋另外{small}個地區。",
    "設於{place}的營運商可由{date}起，透過單一窗口遞交{goods}。",
    "{office}在{deadline}之前不會就{scheme}收取費用。",
    "{office}檢討後發現，{place}的輪候時間由{small}小時縮短至{digit}小時。",
    "僱員少於{n}人的公司，可使用{goods}的簡化表格。",
    "{scheme}開放予持有有效證明書的{place}居民參加。",
    "公眾如對{goods}的擬議規則有意見，應於{deadline}或之前送交{office}。",
    "{person}指出，雙方已同意互相承認有關{goods}的規則。",
    "{goods}的標準由{n}名義工測試，為期{small}個星期。",
    "{scheme}下一輪將邀請最多{n}間公司參與。",
    "{goods}的數據只有在物主書面同意下，方可存放於{place}。",
    "{office}與{place}對口單位簽訂的協議於{date}生效。",
    "督察巡查了{place}的{small}個倉庫，檢驗{n}份{goods}。",
    "截至{date}的三個月，{goods}的收入上升{pct}%。",
    "位於{place}的服務台在首{small}天接獲{n}宗關於{scheme}的查詢。",
    "委員詢問{office}，小商戶的{goods}會否獲得豁免。",
)
STOCK = ("詳情載於附件。", "市民可於辦公時間查詢。")
TITLES = (
    "{office}向{place}企業開放{scheme}",
    "{scheme}擴展至{place}",
    "{office}就{goods}提出新規則",
    "{place}商戶以{scheme}遞交{n}份{goods}",
    "{person}出任{scheme}負責人",
    "{office}與{place}簽署{goods}備忘錄",
    "{goods}諮詢將於{deadline}結束",
    "{scheme}：{place}常見問題",
    "經{place}傳送的{goods}統計",
    "{place}獲撥{small}億元發展{goods}",
)
HEADINGS = ("背景", "申請資格", "下一步工作", "運作方式", "數字一覽", "聯絡方法", "時間表", "參加條件")
TABLE_HEAD = ("地區", "企業數目", "比例", "開始日期")
ENTRIES = (
    "在{place}登記的證明文件",
    "{date}後發出的{goods}副本",
    "已簽署的{scheme}表格",
    "費用{n}元",
    "{office}發出的函件",
    "{n}名會員的同意書",
    "在{place}的送達地址",
)
LABELS = ("附件{n}：{goods}表格 (PDF)", "{scheme}指南 (PDF)", "{goods}收費表 (PDF)", "{place}摘要 (PDF)")
NOTICE = "請注意：本網站將於下月一日遷往新址，櫃位所有服務在此前兩天暫停，敬請留意。"
