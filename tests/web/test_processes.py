"""Several processes answer on one address: each knows what the others know, and none outlives the first."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from kbsearch.errors import FolderNotWritable, ProcessesRefused
from kbsearch.kb import KnowledgeBase
from kbsearch.web import create_app, processes, serve
from kbsearch.web.memory import Memory
from kbsearch.web.processes import Processes
from kbsearch.web.server import THREADS
from tests.conftest import KnowledgeBaseMaker
from tests.web.conftest import CLOCK, write_articles

PATIENCE_S = 30

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="processes are looked up in /proc")


@dataclass(frozen=True, slots=True)
class Server:
    """A server of two processes that runs: where, the path of the link that signs in, and what it says of failures."""

    root: Path
    process: subprocess.Popen[str]
    address: str
    link: str
    errors: Path

    @property
    def others(self) -> list[int]:
        """The processes that the first has started."""
        return children(self.process.pid)

    def complete(self) -> bool:
        """Whether both processes have the threads with which they answer."""
        return [len(list(Path(f"/proc/{pid}/task").iterdir())) > THREADS for pid in self.others] == [True]

    @property
    def said(self) -> str:
        return self.errors.read_text(encoding="utf-8")

    def read(self, path: str, asker: OpenerDirector | None = None) -> str:
        with (asker or build_opener()).open(f"{self.address}{path}", timeout=PATIENCE_S) as answer:
            return str(answer.read().decode())

    def status(self, path: str) -> int:
        try:
            self.read(path)
        except HTTPError as error:
            with error:
                return error.code
        return 200

    @contextlib.contextmanager
    def only(self, one: int) -> Iterator[None]:
        """Let one process alone answer."""
        rest = [pid for pid in (self.process.pid, *self.others) if pid != one]
        for pid in rest:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in rest:
                os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def started(folder: Path) -> Iterator[Server]:
    root = folder / "kb"
    write_articles(root, {"clock": CLOCK})
    errors = folder / "errors"
    command = [sys.executable, "-m", "kbsearch", "--kb", str(root), "serve", "--port", "0", "--processes", "2"]
    with (
        errors.open("w") as file,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=file, text=True, process_group=0) as process,
    ):
        try:
            assert process.stdout is not None
            said = "".join(process.stdout.readline() for _ in range(3))
            address = re.fullmatch(
                r"kb: (\S+)/\nSign in with one click, once: \1(\S+)\n2 processes answer. Ctrl-C ends it.\n", said
            )
            assert address is not None, said
            yield Server(root, process, address[1], address[2], errors)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("server")) as it:
        yield it


def test_an_edit_is_found_whichever_process_is_asked(server: Server) -> None:
    file = server.root / "articles" / "clock.md"
    file.write_text(file.read_text("utf-8").replace("Set the clock.", "Wind the clock."), "utf-8")
    until(lambda: "Wind the clock." in server.read("/a/clock"))
    for pid in (server.process.pid, *server.others):
        with server.only(pid):
            assert "Wind the clock." in server.read("/a/clock")


def test_settings_are_read_again_by_each_process(server: Server) -> None:
    (server.root / "kbsearch.toml").write_text('[kb]\nname = "Vossmere"\n', "utf-8")
    for pid in server.others:
        with server.only(pid):
            assert "Vossmere" in server.read("/")


def test_who_signs_in_to_one_process_is_known_to_the_other(server: Server) -> None:
    asker = build_opener(HTTPCookieProcessor(CookieJar()))
    with server.only(server.process.pid):
        server.read(server.link, asker)
    for pid in server.others:
        with server.only(pid):
            assert "admin" in server.read("/account", asker)


def test_tries_are_counted_for_all_processes_together(server: Server) -> None:
    tries = []
    for pid in (server.process.pid, *server.others):
        with server.only(pid):
            tries += [server.status("/request/1/wrong") for _ in range(6)]
    assert tries == [403] * 10 + [429] * 2


def test_a_process_that_is_killed_has_a_successor(server: Server) -> None:
    (killed,) = server.others
    os.kill(killed, signal.SIGKILL)
    until(lambda: server.others != [killed] and server.complete())
    assert server.said.endswith(f"process {killed} of the server has ended (signal 9): another one begins in 1 s\n")
    (successor,) = server.others
    with server.only(successor):
        assert "Clock skew" in server.read("/a/clock")


def test_ctrl_c_ends_all_of_them(server: Server) -> None:
    others = server.others
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.process.wait(PATIENCE_S) == 0
    assert not any(map(runs, others))
    assert "Traceback" not in server.said


def test_none_outlives_a_first_process_that_is_killed(tmp_path: Path) -> None:
    with started(tmp_path) as server:
        others = server.others
        server.process.kill()
        until(lambda: not any(map(runs, others)))


def test_a_process_that_always_ends_is_not_started_without_a_pause(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(processes, "LOOK_S", 0.01)
    monkeypatch.setattr(processes, "AGAIN_S", 0.02)
    monkeypatch.setattr(processes, "AGAIN_AT_MOST_S", 0.08)
    with socket.create_server(("127.0.0.1", 0)) as listening, Processes(1, listening):
        until(lambda: len(caplog.messages) == 4)
    said = [re.sub(r"\d+ of", "N of", message) for message in caplog.messages]
    ended = "process N of the server has ended (exit status 1): another one begins in {} s"
    assert said == [ended.format(pause) for pause in (0.02, 0.04, 0.08, 0.08)]


def test_where_python_cannot_be_started_again_several_processes_are_refused(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(ProcessesRefused) as refused:
        serve(kb, port=0, processes=2)
    assert str(refused.value) == (
        "several processes cannot answer on one address here (it is not known where Python stands): "
        "leave --processes out: one process answers with several threads [KBE1047]"
    )


def test_where_there_is_no_place_for_what_they_share_several_processes_are_refused(
    knowledge_base: KnowledgeBaseMaker,
) -> None:
    root = knowledge_base({".kbsearch": "a file where a folder should be"})
    with KnowledgeBase.open(root) as kb, pytest.raises(FolderNotWritable) as refused:
        serve(kb, port=0, processes=2)
    assert refused.value.said == f"cannot write to {root} (File exists)"


def test_a_form_that_is_sent_twice_to_different_processes_makes_one_request(kb: KnowledgeBase, tmp_path: Path) -> None:
    form = {"name": "Maria", "mail": "maria@shop.example", "text": "sync: token refused", "form": "the-same-form"}
    apps = [create_app(kb, memory=Memory(tmp_path / "memory.db")) for _ in range(2)]
    pages = [app.test_client().post("/request", data=form).location for app in apps]
    assert [page.partition("?")[0].rpartition("/")[0] for page in pages] == ["/request/1", "/request/1"]


def children(pid: int) -> list[int]:
    """The processes that have this one as their parent, and run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


def runs(pid: int) -> bool:
    """Whether a process is there, and no zombie that nobody has asked for its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
