"""After an upgrade of extraction: technical Versions that reach no reader, and no Edit against what another EXTRACTOR read."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import reextract as module
from pipeline.joining import join_new
from pipeline.model import EXTRACTOR
from pipeline.readers import Readers
from pipeline.reextract import Reread, count_pages, reextract
from pipeline.store.codec import encode_document, pack_against
from pipeline.store.documents import document_of
from pipeline.store.findings import Wish, find_changes
from tests.installation import Installation
from tests.installation import installation as installation
from tests.joined import PROFILE
from tests.ticks import TOPIC, World, release
from tests.ticks import world as world


def grow_old(world: World, *page_ids: int) -> None:
    """Make the last Versions what an extraction of old made of their Captures: with the menu in the text."""
    with world.store.write_txn():
        world.store.execute(
            "DELETE FROM observations"
        )  # they are compressed against the Documents that are replaced here
        rows = world.store.rows("SELECT * FROM versions")
        for row, said in [
            (row, document_of(world.store, row["version_id"])) for row in rows
        ]:  # before any base is replaced
            document = replace(said, extractor=0)
            if row["page_id"] in page_ids:
                document = replace(document, text=f"Home Contact\n{document.text}", blocks=document.blocks[::-1])
            world.store.execute(
                "UPDATE versions SET base_id=NULL, document=?, text=?, extractor=0, rules_sha256='of old' WHERE version_id=?",
                (
                    pack_against(encode_document(document), f"{document.title}\n{document.text}".encode()),
                    document.text,
                    row["version_id"],
                ),
            )


def read_anew(world: World) -> Reread:
    with Readers(TOPIC, workers=0) as readers:
        done = reextract(world.store, (world.source,), readers, profile=PROFILE)
    join_new(world.store, (world.source,), TOPIC, world.now)
    return done


def numbers(world: World) -> list[tuple[str, int, str, int]]:
    rows = world.store.rows(
        "SELECT p.url, v.number, v.reason, v.extractor FROM versions AS v JOIN pages AS p USING (page_id) ORDER BY 1, 2"
    )
    return [(row["url"].rpartition("/")[2], *tuple(row)[1:]) for row in rows]


def test_other_text_makes_a_technical_version_and_no_change(world: World) -> None:
    grow_old(world, 2)
    before = len(find_changes(world.store, Wish(everything=True)))
    assert read_anew(world) == Reread(pages=3, technical=1)
    assert numbers(world) == [
        ("1", 1, "first", EXTRACTOR), ("2", 1, "first", 0), ("2", 2, "technical", EXTRACTOR), ("3", 1, "first", EXTRACTOR),
    ]  # fmt: skip
    shown = world.store.value("SELECT text FROM versions WHERE number=2")
    assert "Home Contact" not in shown
    world.tick()
    assert len(find_changes(world.store, Wish(everything=True))) == before
    assert read_anew(world) == Reread()


def test_after_it_an_edit_is_told_as_ever(world: World) -> None:
    grow_old(world, 1, 2, 3)
    read_anew(world)
    world.site.put("/a/2", release(2, limit="45 institutions"))
    world.tick()
    (edited,) = [one for one in find_changes(world.store, Wish()) if one.kind == "edited"]
    assert (edited.summary, edited.from_version, edited.to_version) == ("“30 institutions” → “45 institutions”", 2, 3)


def test_tick_by_itself_tells_no_edit_against_another_extractor(world: World) -> None:
    grow_old(world, 1, 2, 3)
    world.site.put("/a/2", release(2, limit="45 institutions"))
    for number in (1, 3):
        world.site.put(f"/a/{number}", release(number, noise=5))
    world.tick()
    (edited,) = [one for one in find_changes(world.store, Wish(everything=True)) if one.kind == "edited"]
    assert edited.summary == "“30 institutions” → “45 institutions”"
    assert [edit.before[:18] for edit in edited.edits] == ["The channel takes "]


def test_tick_holds_nothing_against_what_cannot_be_read_any_more(world: World) -> None:
    grow_old(world, 2)
    with world.store.write_txn():
        world.store.execute("UPDATE captures SET body_sha256=NULL WHERE page_id=2")
    assert read_anew(world) == Reread(pages=3, bodiless=1)
    world.site.put("/a/2", release(2, limit="45 institutions"))
    world.tick()
    assert [one.kind for one in find_changes(world.store, Wish(everything=True))] == ["appeared"] * 3
    assert numbers(world)[1:3] == [("2", 1, "first", 0), ("2", 2, "technical", EXTRACTOR)]
    world.site.put("/a/2", release(2, limit="60 institutions"))
    world.tick()
    assert [one.summary for one in find_changes(world.store, Wish())][3:] == ["“45 institutions” → “60 institutions”"]


def test_what_was_read_is_not_read_again_after_a_kill(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    grow_old(world, 1, 2, 3)
    monkeypatch.setattr(module, "BATCH", 1)

    class Killed(Exception):
        pass

    def kill(_: int) -> None:
        raise Killed

    with Readers(TOPIC, workers=0) as readers, pytest.raises(Killed):
        reextract(world.store, (world.source,), readers, profile=PROFILE, progress=kill)
    assert count_pages(world.store, (world.source,)) == 2
    assert read_anew(world) == Reread(pages=2, technical=2)
    assert [reason for _, _, reason, _ in numbers(world)] == ["first", "technical"] * 3


def test_command_tells_counts(installation: Installation, tmp_path: Path) -> None:
    mine = installation.copy(tmp_path / "mine")
    assert mine.run("reextract").out == "Nothing to read anew: all was read by today's extraction and rules.\n"
    source = mine.folder / "sources" / "x-gazette.toml"
    source.write_text(source.read_text(encoding="utf-8") + '[[rules]]\ntitle = "p:nth-of-type(2)"\n', encoding="utf-8")
    ended = mine.run("reextract", "x-gazette")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "3 pages read anew: 3 technical versions, 0 as they were\n"
    assert mine.run("changes", "--all").out == installation.run("changes", "--all").out
