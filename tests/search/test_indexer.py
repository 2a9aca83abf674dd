"""The index follows the files: incrementally, whatever happens to them, and whenever it is killed."""

import multiprocessing
import os
import random
import shutil
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from kbsearch.errors import DiskFull, FolderNotWritable, IndexLocked, IndexMissing, NothingToIndex
from kbsearch.kb import KnowledgeBase
from kbsearch.search import generations, index_run
from kbsearch.search.indexer import IndexReport, index
from kbsearch.settings import Settings
from tests.search.trees import article, content, write

THREE = {
    "a.md": article("E1", "alpha broke"),
    "b.md": article("E2", "beta broke"),
    "sub/c.md": article("E3", "gamma broke"),
}


def run(root: Path, **options: Any) -> IndexReport:
    return index(Settings.load(root), **options)


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def hits(root: Path, text: str) -> list[str]:
    with KnowledgeBase.open(root) as kb:
        return [hit.article.id for hit in kb.search(text).hits]


def age(root: Path, seconds: int = 60) -> None:
    """Make all articles older than the resolution of time stamps."""
    for file in (root / "articles").rglob("*.md"):
        then = file.stat().st_mtime_ns - seconds * 10**9
        os.utime(file, ns=(then, then))


def test_every_run_counts_what_it_did(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    assert counts(run(tmp_path)) == (3, 0, 0, 0)
    assert counts(run(tmp_path)) == (0, 0, 0, 3)
    write(tmp_path, {"a.md": article("E1", "alpha burst"), "d.md": article("E4", "delta broke")})
    (tmp_path / "articles/b.md").unlink()
    assert counts(run(tmp_path)) == (1, 1, 1, 1)
    assert hits(tmp_path, "E2") == []
    assert hits(tmp_path, "error E4: delta broke")[:1] == ["d"]


def test_a_file_that_did_not_change_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, THREE)
    age(tmp_path)
    run(tmp_path)
    for file in (tmp_path / "articles").rglob("*.md"):
        state = file.stat()
        file.write_bytes(b"x" * state.st_size)  # nothing that stat can see
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    report = run(tmp_path)
    assert counts(report) == (0, 0, 0, 3)
    assert report.findings == ()


def test_a_change_within_the_resolution_of_time_stamps_is_seen(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    file = tmp_path / "articles/a.md"
    state = file.stat()
    file.write_text(file.read_text().replace("alpha", "omega"))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert counts(run(tmp_path)) == (0, 1, 0, 2)


def test_a_touched_file_with_the_same_bytes_is_unchanged(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    before = content(tmp_path)
    age(tmp_path)
    assert counts(run(tmp_path)) == (0, 0, 0, 3)
    assert content(tmp_path) == before


def test_a_broken_article_stays_searchable_as_it_was_until_it_is_mended(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    write(tmp_path, {"a.md": "---\ntitle: [\n---\n"})
    for _ in range(2):
        report = run(tmp_path)
        assert counts(report) == (0, 0, 0, 3)
        assert [(finding.path, finding.code) for finding in report.findings] == [("articles/a.md", "KBL201")]
    with KnowledgeBase.open(tmp_path) as kb:
        (hit,) = [hit for hit in kb.search("E1").hits if hit.article.id == "a"]
        assert hit.stale
    write(tmp_path, {"a.md": article("E1", "alpha broke")})
    report = run(tmp_path)
    assert counts(report) == (0, 1, 0, 2)
    assert report.findings == ()
    with KnowledgeBase.open(tmp_path) as kb:
        assert not kb.search("E1").hits[0].stale


def test_the_last_good_version_survives_a_rebuild(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    write(tmp_path, {"a.md": "---\ntitle: [\n---\n"})
    run(tmp_path)
    run(tmp_path, rebuild=True)
    with KnowledgeBase.open(tmp_path) as kb:
        (hit,) = kb.search("E1").hits[:1]
        assert (hit.article.id, hit.stale) == ("a", True)


def test_an_article_that_never_could_be_read_is_a_finding_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, {**THREE, "broken.md": "---\ntitle: [\n---\n"})
    report = run(tmp_path)
    assert counts(report) == (3, 0, 0, 0)
    assert [finding.path for finding in report.findings] == ["articles/broken.md"]
    (tmp_path / "articles/broken.md").unlink()
    report = run(tmp_path)
    assert (counts(report), report.findings) == ((0, 0, 0, 3), ())


def test_a_broken_file_that_is_removed_takes_its_last_good_version_with_it(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    write(tmp_path, {"a.md": "---\ntitle: [\n---\n"})
    run(tmp_path)
    (tmp_path / "articles/a.md").unlink()
    report = run(tmp_path)
    assert (counts(report), report.findings) == ((0, 0, 1, 2), ())
    assert hits(tmp_path, "E1") == []


@pytest.mark.parametrize("how", ["rename", "copy"])
def test_a_renamed_file_keeps_its_id_and_its_key(tmp_path: Path, how: str) -> None:
    write(tmp_path, {"a.md": article("E1", "alpha broke", id="token"), "b.md": article("E2", "beta broke")})
    run(tmp_path)
    with KnowledgeBase.open(tmp_path) as kb, kb._reading() as opened:
        before = opened.catalog.article_by_id("token")
    source, target = tmp_path / "articles/a.md", tmp_path / "articles/moved/z.md"
    target.parent.mkdir()
    source.rename(target) if how == "rename" else shutil.copyfile(source, target)
    source.unlink(missing_ok=True)
    assert counts(run(tmp_path)) == (0, 1, 0, 1)
    with KnowledgeBase.open(tmp_path) as kb, kb._reading() as opened:
        after = opened.catalog.article_by_id("token")
    assert before is not None
    assert after is not None
    assert (after.key, after.article.path) == (before.key, "articles/moved/z.md")


def test_two_files_that_change_places_are_both_updated(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    a, b, spare = (tmp_path / "articles" / name for name in ("a.md", "b.md", "spare"))
    a.rename(spare), b.rename(a), spare.rename(b)
    run(tmp_path)
    changed = content(tmp_path)
    run(tmp_path, rebuild=True)
    assert changed == content(tmp_path)


def test_of_two_articles_with_one_id_the_first_by_path_has_it(tmp_path: Path) -> None:
    write(tmp_path, {"b/x.md": article("E2", "beta broke", id="same"), "c.md": article("E3", "gamma broke")})
    run(tmp_path)
    write(tmp_path, {"a/x.md": article("E1", "alpha broke", id="same")})
    report = run(tmp_path)
    assert [str(finding) for finding in report.findings] == [
        "articles/b/x.md:1:1 KBL207 the id 'same' belongs to articles/a/x.md, so this article goes by 'b/x': "
        "give one of them another id"
    ]
    assert [hits(tmp_path, code)[0] for code in ("E1", "E2", "E3")] == ["same", "b/x", "c"]
    assert run(tmp_path).findings == report.findings
    (tmp_path / "articles/a/x.md").unlink()
    report = run(tmp_path)
    assert (report.findings, hits(tmp_path, "E2")) == ((), ["same"])


def test_other_settings_read_every_article_again(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    (tmp_path / "kbsearch.toml").write_text('[defaults]\nproducts = ["acme-sync"]\n')
    assert counts(run(tmp_path)) == (0, 3, 0, 0)
    with KnowledgeBase.open(tmp_path) as kb:
        assert kb.article("a").products == ("acme-sync",)


def test_the_outcome_does_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    files = {f"n{n}.md": article(f"E{n:04}", f"number {n} broke") for n in range(150)}
    alone, together = (write(tmp_path / name, files) for name in ("alone", "together"))
    run(alone, workers=0)
    run(together, workers=3)
    assert content(alone) == content(together)


def test_progress_counts_every_file_and_ends_at_the_total(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    seen: list[tuple[int, int, str]] = []
    run(tmp_path, progress=lambda *at: seen.append(at))
    assert seen == [(3, 3, "reading"), (3, 3, "indexing")]


def test_a_folder_without_articles_says_so(tmp_path: Path) -> None:
    with pytest.raises(NothingToIndex) as nothing:
        run(tmp_path)
    assert str(nothing.value) == (
        f"no article found under {tmp_path}: write one with 'kbsearch new', "
        "or set 'articles' in kbsearch.toml to the folder that holds them [KBE1008]"
    )


def test_when_the_last_article_goes_the_index_is_empty(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": article("E1", "alpha broke")})
    run(tmp_path)
    (tmp_path / "articles/a.md").unlink()
    assert counts(run(tmp_path)) == (0, 0, 1, 0)
    assert hits(tmp_path, "E1") == []


def test_when_the_article_folder_goes_the_index_stays(tmp_path: Path) -> None:
    (tmp_path / "kbsearch.toml").write_text('[kb]\narticles = "articles"\n')
    write(tmp_path, THREE)
    run(tmp_path)
    (tmp_path / "articles").rename(tmp_path / "elsewhere")
    with pytest.raises(NothingToIndex):
        run(tmp_path)
    assert hits(tmp_path, "E1")[:1] == ["a"]


def test_a_second_writer_is_refused_at_once(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    with generations.locked(tmp_path / "index"), pytest.raises(IndexLocked):
        run(tmp_path)
    assert counts(run(tmp_path)) == (3, 0, 0, 0)


def test_an_index_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    (tmp_path / "index").write_text("a file where the folder should be")
    with pytest.raises(FolderNotWritable) as refused:
        run(tmp_path)
    assert str(refused.value) == (
        f"cannot write to {tmp_path / 'index'} (File exists): give this user the right to write there, "
        "or set 'index' in kbsearch.toml to another folder [KBE1023]"
    )


def test_a_read_only_disk_is_said_and_still_searched(tmp_path: Path, mounted: Callable[[str], Path]) -> None:
    root = write(mounted("size=20m"), THREE)
    run(root)
    mounted("remount,ro")
    write_refused = pytest.raises(FolderNotWritable)
    with write_refused:
        run(root)
    assert hits(root, "E1")[:1] == ["a"]


def test_a_full_disk_is_said_and_the_last_index_still_answers(mounted: Callable[[str], Path]) -> None:
    root = write(mounted("size=5m"), THREE)
    run(root)
    noise = random.Random(5)
    words = [" ".join(f"{noise.getrandbits(40):x}" for _ in range(6000)) for _ in range(30)]
    write(root, {f"n{n}.md": article(f"F{n}", "filler", body=text) for n, text in enumerate(words[:25])})
    with pytest.raises(DiskFull):
        run(root)
    assert hits(root, "E1")[:1] == ["a"]
    for file in (root / "articles").glob("n*.md"):
        file.unlink()
    run(root)
    changed = content(root)
    run(root, rebuild=True)
    assert content(root) == changed


HARMS: dict[str, Callable[[Path], object]] = {
    "no-meta": lambda generation: (generation / "meta.json").unlink(),
    "cut-meta": lambda generation: (generation / "meta.json").write_text('{"format": "kbse'),
    "other-format": lambda generation: (generation / "meta.json").write_text('{"format": "kbsearch 0.0, index 0"}'),
    "no-catalog": lambda generation: (generation / "catalog.db").unlink(),
    "garbage-catalog": lambda generation: (generation / "catalog.db").write_bytes(b"garbage" * 999),
    "empty-catalog": lambda generation: (generation / "catalog.db").write_bytes(b""),
    "no-engine": lambda generation: shutil.rmtree(generation / "entries"),
    "cut-engine": lambda generation: (generation / "articles/meta.json").write_text("{"),
    "lost-documents": lambda generation: [file.unlink() for file in (generation / "articles").glob("*.store")],
    "no-generation": lambda generation: shutil.rmtree(generation),
    "garbage-current": lambda generation: (generation.parent / "current").write_bytes(b"\xff\x00../../etc"),
    "no-current": lambda generation: (generation.parent / "current").unlink(),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_index_is_built_again(tmp_path: Path, harm: str) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    before = content(tmp_path)
    HARMS[harm](generations.current(tmp_path / "index"))
    run(tmp_path)
    assert content(tmp_path) == before
    assert hits(tmp_path, "E3")[:1] == ["c"]


def test_a_rebuild_swaps_and_the_old_generation_goes_when_nobody_reads_it(tmp_path: Path) -> None:
    write(tmp_path, THREE)
    run(tmp_path)
    first = generations.current(tmp_path / "index")
    with generations.held(first):
        run(tmp_path, rebuild=True)
        assert first.is_dir()
    run(tmp_path)
    assert not first.exists()
    assert generations.current(tmp_path / "index").is_dir()


def _index_when_told(root: Path, told: Connection, options: dict[str, Any]) -> None:
    index_run.BATCH = 40  # several commits in a run of a few hundred files
    told.send("ready")
    index(Settings.load(root), **options)
    told.send("done")


def test_killed_at_fifty_random_moments_the_index_opens_and_the_next_run_is_complete(tmp_path: Path) -> None:
    chance = random.Random(20261124)
    root = tmp_path / "kb"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kbsearch.search.indexer", "kbsearch.articles.reader"])

    def edit(version: int) -> None:
        for n in range(100):
            if version == 0 or chance.random() < 0.5:
                write(root, {f"{n % 7}/n{n}.md": article(f"E{n:04}", f"number {n} broke at version{version}")})
        gone = root / f"articles/{version % 7}/n{version % 100}.md"
        if version:
            gone.unlink(missing_ok=True)

    def run_and_kill(after: float | None, **options: Any) -> float:
        """One run in a process of its own, killed so many seconds after it began; returns how long it lasted."""
        told, child = context.Pipe(duplex=False)
        process = context.Process(target=_index_when_told, args=(root, child, options))
        process.start()
        child.close()
        assert told.recv() == "ready"
        began = time.perf_counter()
        if after is not None:
            time.sleep(after)
            process.kill()
        process.join()
        told.close()
        return time.perf_counter() - began

    edit(0)
    usual = run_and_kill(None, workers=0)
    for moment in range(1, 51):
        edit(moment)
        first_build = moment % 10 == 0
        if first_build:
            shutil.rmtree(root / "index")
        options: dict[str, Any] = {"workers": 2 if moment % 10 == 5 else 0, "rebuild": moment % 10 == 7}
        run_and_kill(chance.uniform(0, usual), **options)
        try:
            with KnowledgeBase.open(root) as kb:
                assert [hit.article.id for hit in kb.search("E0099").hits[:1]] == ["n99"]
                assert kb.stats().articles >= 75
        except IndexMissing:
            assert first_build
            run(root)
    run(root)
    final = content(root)
    fresh = tmp_path / "fresh"
    shutil.copytree(root / "articles", fresh / "articles")
    run(fresh)
    assert final == content(fresh)
    assert final["pending"] == []
    with KnowledgeBase.open(root) as kb, KnowledgeBase.open(fresh) as other:
        assert kb.stats().articles == other.stats().articles
        for code in ("E0000", "E0042", "E0099"):
            ids = [sorted(hit.article.id for hit in one.search(code, limit=50).hits) for one in (kb, other)]
            assert ids[0] == ids[1]
