"""What a worker in a sandbox sees, and what ends it. Every promise on each tier that works on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from labs.catalogue import find_lab
from labs.grading.given import build_tree
from labs.grading.sandbox.bubblewrap import Bubblewrap
from labs.grading.sandbox.docker import Docker
from labs.grading.sandbox.limits import MAX_COUNTED_FILES, Limits, Used, folder_bytes
from labs.grading.sandbox.namespaces import Namespaces
from labs.grading.sandbox.orphans import adopt_orphans
from labs.grading.sandbox.tier import Rooms, Sandbox, Tier
from labs.grading.sandbox.tiers import TIERS, choose_tier
from labs.grading.sandbox.view import SHARED_MEMORY_BYTES
from labs.grading.submission import Submission, SubmissionError, Worker
from pipeline.errors import EnvironmentProblem

WORKING = [name for name, tier in TIERS.items() if not tier().problem()]
WALLED: dict[str, type[Bubblewrap] | type[Namespaces]] = {
    tier.name: tier for tier in (Bubblewrap, Namespaces) if tier.name in WORKING
}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    adopt_orphans()
    folder = tmp_path_factory.mktemp("given") / "tree"
    build_tree([find_lab("04")], folder)
    return folder


Enter = Callable[..., tuple[Submission, Sandbox]]


@pytest.fixture
def enter(tree: Path, tmp_path: Path) -> Iterator[Enter]:
    workers: list[Worker] = []

    def start(
        tier: Tier | str, code: str, limits: Limits | None = None, seconds: float = 20
    ) -> tuple[Submission, Sandbox]:
        files, exchange = tmp_path / "files", tmp_path / "exchange"
        for folder in (files, exchange):
            folder.mkdir()
        (files / "exercise.py").write_text(code)
        limits = limits or Limits()
        chosen = choose_tier(tier) if isinstance(tier, str) else tier
        sandbox = Sandbox(chosen, Rooms(tree, files, exchange), limits)
        workers.append(Worker(sandbox, max_failures=limits.failures))
        submission = Submission(files / "exercise.py", "submission_99", worker=workers[-1], call_seconds=seconds)
        return submission, sandbox

    yield start
    for worker in workers:
        worker.close()


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("tier", WORKING)
def test_values_cross_and_what_is_given_can_be_used(enter: Enter, tier: str) -> None:
    submission, sandbox = enter(
        tier, "from pipeline import words as units\ndef f(text):\n    return units.words(text, 'en')\n"
    )
    assert submission.f("one two") == ["one", "two"]
    assert sandbox.stopped == []


@pytest.mark.parametrize("tier", WORKING)
@pytest.mark.parametrize(
    "what", ["pipeline.pii.find", "labs.author", "labs.grading.check", "tests.checks", "labs.world"]
)
def test_the_reference_and_the_checks_cannot_be_imported(enter: Enter, tier: str, what: str) -> None:
    submission, _ = enter(tier, f"def f():\n    import {what}\n")
    with pytest.raises(SubmissionError, match=r"raised (ModuleNotFoundError|ImportError)"):
        submission.f()


@pytest.mark.parametrize("tier", WORKING)
def test_what_the_grader_knows_is_not_in_the_environment(
    enter: Enter, tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_KEY", "secret")
    monkeypatch.setenv("CI", "true")
    submission, _ = enter(tier, "import os\ndef f():\n    return dict(os.environ)\n")
    known = submission.f()
    assert "PYTHONPATH" in known
    assert not {"COURSE_KEY", "CI"} & set(known)


@pytest.mark.parametrize("tier", WALLED)
def test_the_machine_is_not_there(enter: Enter, tier: str) -> None:
    places = [
        str(ROOT / "tests"),
        str(ROOT / "pipeline"),
        str(ROOT / "labs"),
        str(Path.home() / ".ssh"),
        "/var",
        "/srv",
    ]
    submission, _ = enter(
        tier,
        "import os, socket\n"
        "def there(places):\n    return [place for place in places if os.path.exists(place)]\n"
        "def processes():\n    return len([name for name in os.listdir('/proc') if name.isdigit()])\n"
        "def network():\n    return [name for _, name in socket.if_nameindex()]\n"
        "def user():\n    return [os.getuid(), os.uname().nodename]\n",
    )
    assert submission.there(places) == []
    assert submission.processes() <= 3
    assert submission.network() == ["lo"]
    assert submission.user() == [1000, "lab"]


@pytest.mark.parametrize("tier", WALLED)
def test_python_may_lie_below_tmp(tier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        rooms = Rooms(*(Path(place, name) for name in ("tree", "files", "exchange")))
        for folder in (rooms.tree, rooms.files, rooms.exchange):
            folder.mkdir()
        venv.create(Path(place, "venv"), with_pip=False, symlinks=True)
        monkeypatch.setattr(sys, "prefix", f"{place}/venv")
        walls = WALLED[tier]().walls(rooms, Limits())
        command = [*walls, f"{place}/venv/bin/python", "-c", "print(7)"]
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert answer.stdout == "7\n", answer.stderr


@pytest.mark.parametrize("tier", WALLED)
def test_loopback_is_up(enter: Enter, tier: str) -> None:
    submission, _ = enter(
        tier,
        "import socket\ndef f():\n    door = socket.create_server(('127.0.0.1', 0))\n"
        "    with socket.create_connection(door.getsockname(), 5):\n        return door.accept()[1][0]\n",
    )
    assert submission.f() == "127.0.0.1"


@pytest.mark.parametrize("tier", WALLED)
def test_nothing_but_its_own_rooms_can_be_written(enter: Enter, tier: str, tree: Path, tmp_path: Path) -> None:
    submission, _ = enter(
        tier,
        "def write(path):\n    try:\n        open(path + '/x', 'w').close()\n    except OSError as error:\n"
        "        return type(error).__name__\n    return 'written'\n",
    )
    for place in (tree, tmp_path / "files", Path("/etc"), Path("/usr"), Path("/")):
        assert submission.write(str(place)) in ("OSError", "PermissionError"), place
    assert submission.write("/tmp") == submission.write(str(tmp_path / "exchange")) == "written"
    assert not Path("/tmp/x").exists()


@pytest.mark.parametrize("tier", WALLED)
def test_what_leaves_its_session_ends_too(enter: Enter, tier: str) -> None:
    # A program of a length that is nobody else's, to find it again from outside, where its number is another.
    submission, _ = enter(
        tier,
        "import subprocess, sys\ndef f():\n    sleep = [sys.executable, '-c', 'import time; time.sleep(613)']\n"
        "    subprocess.Popen(sleep, start_new_session=True)\n    return True\n",
    )
    assert submission.f() is True

    def found() -> list[int]:
        return [
            p.pid for p in psutil.process_iter(["cmdline"]) if "time.sleep(613)" in " ".join(p.info["cmdline"] or [])
        ]

    assert len(found()) == 1
    submission._worker.close()
    assert found() == []


@pytest.mark.parametrize("tier", WALLED)
def test_memory_that_counts_for_nobody_is_bounded(enter: Enter, tier: str) -> None:
    # A file in memory is no memory of a process, and lies in no folder that is watched.
    code = (
        "def write(path, size):\n    try:\n        with open(path, 'wb') as file: file.write(b'x' * size)\n"
        "    except OSError as error:\n        return type(error).__name__\n    return 'written'\n"
    )
    submission, _ = enter(tier, code, Limits(disk_bytes=8 << 20, file_bytes=1 << 30))
    assert submission.write("/dev/shm/x", SHARED_MEMORY_BYTES) == "written"
    assert submission.write("/dev/shm/y", 1) == "OSError"
    assert submission.write("/tmp/x", (8 << 20) + 1) == "OSError"
    assert submission.write("/dev/x", 1) == submission.write("/x", 1) == "OSError"
    assert submission.write("/dev/null", 1) == "written"


@pytest.mark.parametrize("tier", WALLED)
def test_it_has_no_rights_and_gets_none_by_namespaces_of_its_own(enter: Enter, tier: str, tree: Path) -> None:
    submission, _ = enter(
        tier,
        "import ctypes, os\n"
        "def rights():\n    lines = dict(line.split(':\\t') for line in open('/proc/self/status'))\n"
        "    return [int(lines[name], 16) for name in ('CapEff', 'CapPrm', 'CapAmb', 'NoNewPrivs')]\n"
        "def again(target):\n    libc = ctypes.CDLL(None, use_errno=True)\n    uid = os.getuid()\n"
        "    libc.unshare(0x10000000 | 0x00020000)\n"
        "    try:\n        open('/proc/self/uid_map', 'w').write(f'0 {uid} 1')\n    except OSError: pass\n"
        "    done = [libc.mount(None, target.encode(), None, 0x1020, None),  # to be written, a bind mount anew\n"
        "            libc.umount2(b'/tmp', 2), libc.umount2(target.encode(), 2)]\n"
        "    try:\n        open(target + '/x', 'w').close()\n        return [*done, 'written']\n"
        "    except OSError:\n        return [*done, 'not written']\n",
    )
    assert submission.rights() == [0, 0, 0, 1]
    assert submission.again(str(tree)) == [-1, -1, -1, "not written"]


GRADER = """
import sys, time
from pathlib import Path
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tier import Rooms, Sandbox
from labs.grading.sandbox.tiers import choose_tier
tier, tree, files, exchange = sys.argv[1:]
sandbox = Sandbox(choose_tier(tier), Rooms(Path(tree), Path(files), Path(exchange)), Limits())
started = sandbox.start(sys.stderr)
started.connection.recv(1)
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("tier", WALLED)
def test_it_does_not_outlive_a_grader_that_is_killed(tier: str, tree: Path, tmp_path: Path) -> None:
    for name in ("files", "exchange"):
        (tmp_path / name).mkdir()
    command = [sys.executable, "-c", GRADER, tier, str(tree), str(tmp_path / "files"), str(tmp_path / "exchange")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == b"ready\n"
        behind = psutil.Process(grader.pid).children(recursive=True)
        assert len(behind) >= 2
        grader.kill()
    gone, _ = psutil.wait_procs(behind, timeout=30)
    assert all(not alive(process.pid) for process in behind), gone


@pytest.mark.parametrize("tier", WALLED)
def test_very_many_processes_end_it(enter: Enter, tier: str) -> None:
    # At most 512 of them, and for a minute: if the sandbox fails, the machine does not.
    submission, sandbox = enter(
        tier,
        "import os, time\ndef f():\n    for _ in range(9):\n        os.fork()\n    time.sleep(60)\n"
        "def g():\n    return 7\n",
        Limits(processes=64),
    )
    with pytest.raises(SubmissionError, match=r"f was stopped: it had \d+ processes, the limit is 64"):
        submission.f()
    assert submission.g() == 7
    assert len(sandbox.stopped) == 1


@pytest.mark.parametrize("tier", WORKING)
def test_too_much_memory_ends_it_and_nothing_else(enter: Enter, tier: str) -> None:
    submission, sandbox = enter(
        tier,
        "def f():\n    kept = []\n    for _ in range(40):\n        kept.append(b'x' * (20 << 20))\n"
        "    import time\n    time.sleep(30)\ndef g():\n    return 7\n",
        Limits(memory_bytes=256 << 20),
    )
    with pytest.raises(
        SubmissionError, match=r"f was stopped: it used \d+ MB of memory, the limit is 256 MB"
    ) as caught:
        submission.f()
    assert caught.value.kind == "limit"
    assert submission.g() == 7
    assert sandbox.highest_memory_bytes > 256 << 20


@pytest.mark.parametrize("tier", WORKING)
def test_too_much_disk_ends_it_and_is_given_back(enter: Enter, tier: str, tmp_path: Path) -> None:
    exchange = tmp_path / "exchange"
    submission, _ = enter(
        tier,
        "import time\ndef f():\n    for n in range(8):\n"
        f"        open('{exchange}/' + str(n), 'wb').write(b'x' * (8 << 20))\n"
        "    time.sleep(30)\ndef g():\n    return 7\n",
        Limits(disk_bytes=32 << 20),
    )
    with pytest.raises(SubmissionError, match=r"f was stopped: it wrote \d+ MB of files, the limit is 32 MB"):
        submission.f()
    assert list(exchange.iterdir()) == []
    assert submission.g() == 7


@pytest.mark.parametrize("tier", WORKING)
def test_too_much_processor_time_ends_it(enter: Enter, tier: str) -> None:
    submission, _ = enter(
        tier,
        "def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n",
        Limits(processor_seconds=1),
    )
    with pytest.raises(SubmissionError, match=r"processor time|ended the process"):
        submission.f()


@pytest.mark.parametrize("tier", WORKING)
def test_one_file_has_a_largest_size(enter: Enter, tier: str) -> None:
    code = "def f(size):\n    with open('big', 'wb') as file:\n        file.write(b'x' * size)\n    return True\n"
    submission, _ = enter(tier, code, Limits(file_bytes=1 << 20))
    assert submission.f(1 << 20) is True
    with pytest.raises(SubmissionError, match="raised OSError"):
        submission.f((1 << 20) + 1)


@pytest.mark.parametrize("tier", WORKING)
def test_what_left_its_parent_ends_with_the_process(enter: Enter, tier: str) -> None:
    submission, _ = enter(
        tier,
        "import os, time\ndef f():\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
        "            time.sleep(617)\n        os._exit(0)\n    os.wait()\n    return os.getpid()\n",
    )
    submission.f()
    submission._worker.close()
    deadline = time.monotonic() + 5
    while (left := psutil.Process(os.getpid()).children(recursive=True)) and time.monotonic() < deadline:
        left = [child for child in left if alive(child.pid) and "exercise" in " ".join(child.cmdline())]
        if not left:
            break
        time.sleep(0.05)
    assert left == []


@pytest.mark.parametrize("tier", WORKING)
def test_nothing_stays_behind_as_a_zombie(enter: Enter, tier: str) -> None:
    submission, _ = enter(tier, "def f():\n    return True\n")
    assert submission.f() is True
    submission._worker.close()
    left = psutil.Process().children(recursive=True)
    assert [child for child in left if child.status() == psutil.STATUS_ZOMBIE] == []


@pytest.mark.parametrize("tier", WORKING)
def test_a_function_that_kills_its_process_is_not_called_for_ever(enter: Enter, tier: str) -> None:
    submission, _ = enter(tier, "import os\ndef f():\n    os._exit(0)\ndef g():\n    return 7\n", Limits(failures=2))
    for words in ("ended the process", "ended the process", "was not called again"):
        with pytest.raises(SubmissionError, match=words):
            submission.f()
    assert submission.g() == 7


@pytest.mark.parametrize(
    ("used", "words"),
    [
        (Used(10, 100, 5, 1000), ""),
        (Used(10.5, 100, 5, 1000), "processor time"),
        (Used(10, 101, 5, 1000), "memory"),
        (Used(10, 100, 6, 1000), "processes"),
        (Used(10, 100, 5, 1001), "files"),
    ],
)
def test_a_limit_itself_may_be_used(used: Used, words: str) -> None:
    told = used.over(Limits(processor_seconds=10, memory_bytes=100, processes=5, disk_bytes=1000))
    assert words in told
    assert bool(told) is bool(words)


def test_a_folder_is_measured_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "file").write_bytes(b"x" * 100_000)
    (tmp_path / "link").symlink_to("/usr")
    assert 100_000 <= folder_bytes(tmp_path) < 200_000
    assert folder_bytes(tmp_path / "nothing") == 0
    assert MAX_COUNTED_FILES > 1_000


def test_the_best_tier_that_works_is_chosen() -> None:
    assert choose_tier(None).name == WORKING[0]


def test_a_tier_that_does_not_work_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Docker, "problem", lambda self: "there is no program docker")
    with pytest.raises(EnvironmentProblem, match="--sandbox docker does not work here: there is no program docker"):
        choose_tier("docker")


def test_without_bubblewrap_the_same_walls_are_built_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bubblewrap, "problem", lambda self: "there is no program bwrap")
    monkeypatch.setattr(Namespaces, "problem", lambda self: "")
    assert choose_tier(None).name == "userns"


def test_a_machine_that_allows_no_namespaces_says_so_in_one_line(tmp_path: Path) -> None:
    # Another root than our own cannot be built on a file.
    (tmp_path / "root").write_text("")
    command = [sys.executable, "-m", "labs.grading.sandbox.enter", str(tmp_path / "root")]
    answer = subprocess.run(
        [*command, '{"places": [], "environment": {}}', "/bin/true"], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert line.startswith("namespaces cannot be made here: ")


def test_only_the_last_resort_warns() -> None:
    assert [name for name, tier in TIERS.items() if tier.warning] == ["process"]


def test_a_container_is_started_without_network_rights_and_more_memory(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path / "tree", tmp_path / "files", tmp_path / "exchange")
    command = Docker().command(rooms, Limits(memory_bytes=1 << 30), tmp_path / "exchange" / "socket")
    text = " ".join(command)
    for wanted in ("--network none", "--read-only", "--cap-drop ALL", "no-new-privileges", f"--memory {1 << 30}"):
        assert wanted in text
    assert f"{tmp_path}/files:{tmp_path}/files:ro" in text
    assert f"{tmp_path}/exchange:{tmp_path}/exchange:rw" in text


def test_a_worker_connects_to_a_socket_as_it_does_in_a_container(
    enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that stands in for Docker's client: it runs the container's command here, with the same paths."""
    fake = tmp_path / "bin" / "docker"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\n[ "$1" = run ] || exit 0\nwhile [ "$1" != python3 ]; do shift; done\nshift\n'
                    f'exec env PYTHONPATH="$LAB_TEST_TREE" {sys.executable} "$@"\n')  # fmt: skip
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("LAB_TEST_TREE", str(ROOT))
    submission, _ = enter(Docker(), "def f(x):\n    return x + 1\n")
    assert submission.f(1) == 2
