"""Findings as a digest meets them, for tests: one place that fills a Finding's many fields.

The facts in them are invented.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.model import ChangeKind, Edit, Fact, FactType, Field, Op, PageKind, Tier, Weight
from pipeline.telling.finding import Blind, Finding

NOON = datetime(2026, 11, 21, 2, 40, tzinfo=UTC)
SINCE = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
UNTIL = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)

GIA = {
    "en": "HKSAR Government press releases",
    "zh-Hant": "香港特別行政區政府新聞公報",
    "zh-Hans": "香港特别行政区政府新闻公报",
}
CAC = {"en": "Cyberspace Administration of China", "zh-Hant": "國家互聯網信息辦公室", "zh-Hans": "国家互联网信息办公室"}
DPO = {"en": "Digital Policy Office", "zh-Hant": "數字政策辦公室", "zh-Hans": "数字政策办公室"}
RTHK = {"en": "RTHK", "zh-Hant": "香港電台", "zh-Hans": "香港电台"}
SCMP = {"en": "South China Morning Post", "zh-Hant": "《南華早報》", "zh-Hans": "《南华早报》"}


def make_finding(change_id: int = 1, **keys: Any) -> Finding:
    """A relevant new official announcement in English; keys replace its values."""
    values: dict[str, Any] = {
        "change_id": change_id,
        "found_at": NOON,
        "not_before": None,
        "kind": ChangeKind.APPEARED,
        "weight": Weight.MAJOR,
        "baseline": False,
        "silent": False,
        "title_changed": False,
        "reverts_to": None,
        "facts": (),
        "summary": "",
        "edits": (),
        "page_id": change_id,
        "page_url": f"https://www.example.hk/page/{change_id}",
        "source_id": "hk-gia",
        "source_names": GIA,
        "tier": Tier.OFFICIAL,
        "language": "en",
        "title": "Harbour data desk opens to applications",
        "areas": ("data-flow",),
        "score": 0.9,
        "relevant": True,
        "page_kind": PageKind.ANNOUNCEMENT,
        "rule": "hk body and mainland body",
        "published_shown": "2026-11-18",
        "published_precision": "day",
    }
    return Finding(**{**values, **keys})


def make_edited(change_id: int = 1, **keys: Any) -> Finding:
    """A silent edit of a date, a limit and a duty."""
    values: dict[str, Any] = {
        "kind": ChangeKind.EDITED,
        "silent": True,
        "from_version": 1,
        "to_version": 2,
        "title": "Hetao data channel to open to applications",
        "facts": (
            Fact(type=FactType.DATE, before="1 December 2026", after="15 January 2027"),
            Fact(type=FactType.LIMIT, before="up to 30 institutions", after="30 institutions"),
            Fact(type=FactType.MODALITY, before="should file", after="must file"),
        ),
        "edits": (
            replace_edit(
                "The Hetao data channel opens to applications on 1 December 2026.",
                "The Hetao data channel opens to applications on 15 January 2027.",
            ),
            replace_edit(
                "The Digital Policy Office will accept applications for up to 30 institutions in the first phase.",
                "The Digital Policy Office will accept applications for 30 institutions in the first phase.",
            ),
            replace_edit(
                "Applicants should file the standard contract within 10 working days.",
                "Applicants must file the standard contract within 10 working days.",
            ),
            Edit(field=Field.PARAGRAPH, op=Op.INSERT, before="", after="An enquiry desk has been set up at the Park."),
        ),
    }
    return make_finding(change_id, **{**values, **keys})


def replace_edit(before: str, after: str, field: Field = Field.PARAGRAPH) -> Edit:
    """One sentence that became another."""
    return Edit(field=field, op=Op.REPLACE, before=before, after=after)


def rich_findings() -> tuple[Finding, ...]:
    """Two days of everything a digest can tell, in three languages."""
    return (
        make_finding(
            1,
            page_kind=PageKind.PRACTICAL_INITIATIVE,
            title="Hetao data channel opens to applications",
            quote="Applications are accepted from 18 November 2026 through the Digital Policy Office.",
            published_shown="2026-11-18T15:12+08:00",
            published_precision="minute",
            story_id=7,
        ),
        make_finding(
            2, page_kind=PageKind.PRACTICAL_INITIATIVE, language="zh-Hant", title="河套數據通道接受申請", story_id=7
        ),
        make_finding(
            3,
            tier=Tier.PRESS,
            source_id="hk-rthk",
            source_names=RTHK,
            title="Hetao data channel to take applications",
            story_id=7,
        ),
        make_finding(
            4,
            source_id="cn-cac",
            source_names=CAC,
            language="zh-Hans",
            title="工作组就算力互联达成十二项共识",
            quote="双方就十二项工作达成共识，其中三项将在河套先行先试。",
            published_shown="2026-11-21",
            areas=("digital-infrastructure",),
            story_id=8,
        ),
        make_finding(
            5,
            tier=Tier.PRESS,
            source_id="hk-scmp",
            source_names=SCMP,
            title="Twelve items for computing power",
            story_id=8,
        ),
        make_edited(6, story_id=7),
        make_edited(
            7,
            story_id=7,
            language="zh-Hant",
            title="河套數據通道接受申請",
            facts=(
                Fact(type=FactType.DATE, before="2026年12月1日", after="2027年1月15日"),
                Fact(type=FactType.LIMIT, before="最多30間", after="30間"),
                Fact(type=FactType.MODALITY, before="應", after="須"),
            ),
            edits=(
                replace_edit("河套數據通道將於2026年12月1日接受申請。", "河套數據通道將於2027年1月15日接受申請。"),
                replace_edit(
                    "數字政策辦公室首階段會接受最多30間機構的申請。", "數字政策辦公室首階段會接受30間機構的申請。"
                ),
                replace_edit("申請機構應於十個工作天內備案。", "申請機構須於十個工作天內備案。"),
            ),
        ),
        make_finding(
            8,
            kind=ChangeKind.TWIN_CONFLICT,
            source_id="hk-dpo",
            source_names=DPO,
            title="GBA Standard Contract: frequently asked questions",
            facts=(Fact(type=FactType.NUMBER, before="5 working days", after="10個工作天"),),
            edits=(replace_edit("File within 10 working days.", "File within 5 working days."),),
        ),
        make_finding(
            9,
            kind=ChangeKind.WITHDRAWN,
            source_id="hk-dpo",
            source_names=DPO,
            title="Pilot on biological samples: application form",
            gone_since=NOON - timedelta(hours=26),
            gone_status=404,
            gone_checks=4,
        ),
        make_finding(
            10,
            kind=ChangeKind.RESTORED,
            title="Cross-boundary credit referencing: service guide",
            gone_since=NOON - timedelta(days=3),
        ),
        make_finding(
            11,
            kind=ChangeKind.MOVED,
            weight=Weight.MINOR,
            title="數據跨境流動專題網頁",
            language="zh-Hant",
            moved_from="https://www.example.hk/old/page",
        ),
        make_finding(
            12,
            kind=ChangeKind.EDITED,
            weight=Weight.MINOR,
            title="Cross-boundary data flow: standing page",
            from_version=3,
            to_version=4,
            edits=(Edit(field=Field.ATTACHMENT, op=Op.INSERT, before="", after="Application form (PDF, revised)"),),
        ),
        make_finding(13, tier=Tier.ANALYSIS, page_kind=PageKind.COMMENTARY, source_id="hk-scmp", source_names=SCMP),
    )


def rich_blind() -> tuple[Blind, ...]:
    """A Source that could not be seen."""
    names = {"en": "Shenzhen Municipal Government", "zh-Hant": "深圳市人民政府", "zh-Hans": "深圳市人民政府"}
    return (Blind(source_id="sz-gov", source_names=names, since=NOON - timedelta(hours=54), reason="silent"),)
