"""A control group for each kernel: in a folder laid out as the cgroup file system, and in the real one where kernels get groups."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from grader.inside import supervisor
from grader.kernel import groups
from grader.kernel.groups import CONTROLLERS, KERNEL, LEAF, NONE, Group, Groups
from grader.kernel.limits import MIB, Limits
from grader.kernel.owner import owner
from grader.kernel.server import KILLED, OUT_OF_MEMORY, KernelServer
from grader.kernel.session import DIED, OK, CellRun, KernelSession

SMALL = Limits(cell_seconds=200.0, cpu_seconds=200, memory_bytes=256 * MIB, disk_bytes=16 * MIB, processes=40)


def lay_out(folder: Path, inside: str, controllers: str = "cpu io memory pids", others: str = "") -> Groups:
    """The files of a cgroup file system in which this process is in `inside` of a group that it was given."""
    base = folder / "given"
    (base / LEAF).mkdir(parents=True)
    for each in (base, base / LEAF):
        (each / "cgroup.controllers").write_text(controllers)
        (each / "cgroup.type").write_text("domain")
        (each / "cgroup.procs").write_text(others)
    (folder / "own").write_text(f"4:memory:/\n0::/{inside}\n")
    return Groups(folder, folder / "own")


def remove_folder(path: Path) -> None:
    """As cgroupfs does it: a group's files go with it, and one that has processes stays."""
    if (path / "populated").exists():
        raise OSError("busy")
    shutil.rmtree(path)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Groups:
    monkeypatch.setattr(Path, "rmdir", remove_folder)
    return lay_out(tmp_path, f"given/{LEAF}")


def kernels(found: Groups) -> list[Path]:
    """The groups of kernels that there are."""
    here = found._here()
    return sorted(here.parent.glob(f"{KERNEL}*")) if here is not None else []


def test_a_group_holds_what_the_limits_say_and_no_less_than_the_supervisor_allows(fake: Groups) -> None:
    limits = Limits(memory_bytes=100, disk_bytes=10, processes=7)
    group = fake.new(limits)
    assert group is not None
    said = {name: int((group.path / name).read_text()) for name in (*groups.bounds(limits), "memory.swap.max")}
    assert said == {"memory.max": 220, "memory.oom.group": 1, "pids.max": 14, "cpu.weight": 10, "memory.swap.max": 0}
    assert said["memory.max"] > 1.5 * limits.memory_bytes + 2 * limits.disk_bytes  # /tmp and /dev/shm
    group.end()
    assert kernels(fake) == [] and group.entrance.closed


REASONS = {
    "cgroup v1": ("nowhere", "cpu memory pids", "", NONE),
    "controllers": ("given", "cpu io", "", "cgroup v2 without memory, pids"),
    "a shell": ("given", "cpu memory pids", "1\n", "other processes are in the grader's group"),
    "given": ("given", "cpu memory pids", f"{os.getpid()}\n", ""),
    "in its leaf already": (f"given/{LEAF}", "cpu memory pids", "", ""),
}


@pytest.mark.parametrize("kind", REASONS)
def test_why_kernels_get_no_groups_is_said(tmp_path: Path, kind: str) -> None:
    inside, controllers, others, reason = REASONS[kind]
    found = lay_out(tmp_path, inside, controllers, others)
    said = found.prepare()
    assert said == reason or (reason and reason in said)
    moved = (tmp_path / "given" / LEAF / "cgroup.procs").read_text() == "0"
    assert moved is (tmp_path / "given" / "cgroup.subtree_control").exists() is (reason == "")


def test_a_group_that_is_not_ours_to_divide_is_said_and_left(fake: Groups) -> None:
    (fake.root / "given" / "cgroup.subtree_control").mkdir()
    assert "not its own to divide" in fake.prepare()


def test_a_group_s_name_may_be_any_bytes(tmp_path: Path) -> None:
    (tmp_path / "own").write_bytes(b"0::/\xff\xfe\n")
    assert Groups(tmp_path, tmp_path / "own").prepare() == NONE


def test_a_process_that_did_not_move_makes_no_groups(tmp_path: Path) -> None:
    found = lay_out(tmp_path, "given")
    assert found.new(Limits()) is None and kernels(found) == []


def test_a_group_that_can_t_be_bounded_is_none_and_leaves_nothing(
    fake: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "bounds", lambda limits: {"no/such/file": 1})
    assert fake.new(Limits()) is None and kernels(fake) == []


def test_what_killed_runs_left_is_removed_and_what_lives_is_not(fake: Groups) -> None:
    base, mine = fake.root / "given", owner(os.getpid()).replace(" ", "-")
    for name in ("1073741823-5-dead", f"{os.getpid()}-1-reused", f"{mine}-slow", f"{mine}-alive"):
        (base / f"{KERNEL}{name}").mkdir()
    (base / f"{KERNEL}{mine}-alive" / "populated").touch()
    others = ["another", f"{KERNEL}of-somebody-else"]
    for name in others:
        (base / name).mkdir()
    assert fake.prepare() == ""
    left = {path.name for path in base.iterdir() if path.is_dir()}
    assert left == {*others, LEAF, f"{KERNEL}{mine}-alive"}


@pytest.mark.parametrize("alone", [True, False])
def test_all_is_undone_unless_others_need_it(fake: Groups, alone: bool) -> None:
    base = fake.root / "given"
    fake.prepare()
    (base / LEAF / "cgroup.procs").write_text(f"{os.getpid()}\n" if alone else f"{os.getpid()}\n77\n")
    fake.leave()
    assert (base / LEAF).exists() is not alone
    enabled = " ".join(f"{'-' if alone else '+'}{name}" for name in CONTROLLERS)
    assert (base / "cgroup.subtree_control").read_text() == enabled


# ------------------------------------------------------------------------- kernels of the real sandbox, and such a folder
def one(server: KernelServer, folder: Path, text: str) -> tuple[CellRun, str]:
    """How a cell runs in a new kernel, and what it prints."""
    cell = new_code_cell(text)
    with KernelSession(server, folder, server.limits) as session:
        found = session.run(cell, server.limits.cell_seconds)
    return found, "".join(output.get("text", "") for output in cell.outputs)


@contextlib.contextmanager
def serving(found: Groups, limits: Limits) -> Iterator[KernelServer]:
    with KernelServer((), True, limits, groups=found) as server:
        server.wait_ready()
        yield server


LOOK = """\
import os
kept = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")]
print(any("cgroup" in path or "given" in path for path in kept), os.path.exists("/sys"), open("/proc/self/cgroup").read().count("grader"))
"""


def test_a_kernel_enters_its_group_and_holds_no_way_back_to_it(fake: Groups, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    with serving(fake, SMALL) as server, KernelSession(server, tmp_path / "work", SMALL) as session:
        cell = new_code_cell(LOOK)
        assert session.run(cell, 60).status == OK and cell.outputs[0].text.split() == ["False", "False", "0"]
        (group,) = kernels(fake)
        assert (group / "cgroup.procs").read_text() == "0"  # the kernel's own number, whatever it is out here
    assert kernels(fake) == []


def test_a_kernel_that_its_group_ended_is_told_as_the_supervisor_tells_it(fake: Groups, tmp_path: Path) -> None:
    assert (supervisor.OUT_OF_MEMORY, supervisor.explain(supervisor.OUT_OF_MEMORY)) == OUT_OF_MEMORY
    assert "SIGKILL" in supervisor.explain(KILLED)
    (tmp_path / "work").mkdir()
    reasons = []
    with serving(fake, SMALL) as server:
        for oom in (0, 3):
            with KernelSession(server, tmp_path / "work", SMALL) as session:
                (group,) = kernels(fake)
                (group / "memory.events").write_text(f"low 0\nhigh 0\nmax 9\noom {oom}\noom_kill {oom}\n")
                reasons.append(session.run(new_code_cell("import os; os.kill(os.getpid(), 9)"), 60).reason)
    assert reasons == ["the program was ended by SIGKILL", "out of memory"]


class Full(Groups):
    """Groups that nothing can enter."""

    def new(self, limits: Limits) -> Group | None:
        group = super().new(limits)
        return group and dataclasses.replace(group, entrance=Path("/dev/full").open("wb", buffering=0))


@pytest.mark.parametrize("bad", [True, False])
def test_a_bad_group_costs_no_kernel_anything(fake: Groups, tmp_path: Path, bad: bool) -> None:
    (tmp_path / "work").mkdir()
    found = Full(fake.root, fake.own) if bad else Groups(fake.root, tmp_path / "none")
    with serving(found, SMALL) as server:
        assert one(server, tmp_path / "work", "print(6 * 7)") == (CellRun(OK, seconds=pytest.approx(0, abs=60)), "42\n")


# ----------------------------------------------------------------------------------------- the real cgroup file system
@pytest.fixture
def real(tmp_path: Path) -> Iterator[KernelServer]:
    """A zygote whose kernels get groups, where this machine lets them."""
    found = Groups()
    if problem := found.problem():
        pytest.skip(problem)
    with serving(found, SMALL) as server:
        yield server


def members(group: Path) -> list[int]:
    return [int(word) for word in (group / "cgroup.procs").read_text().split()]


def gone(found: Groups) -> bool:
    """Whether no kernel's group is left once the processes in them have ended, which may take a slow machine a while."""
    deadline = time.monotonic() + 100
    while kernels(found) and time.monotonic() < deadline:
        time.sleep(0.1)
        found.prepare()
    return not kernels(found)


EAT = "b = b'x' * (60 << 20)"
MEMORY = {
    "of many processes": f"import os, time\nfor _ in range(12):\n    if os.fork() == 0:\n        {EAT}; time.sleep(60); os._exit(0)\ntime.sleep(60)",
    "shared by processes": (
        "import mmap, os, time\nfor _ in range(12):\n    if os.fork() == 0:\n        m = mmap.mmap(-1, 60 << 20)\n"
        "        for n in range(0, 60 << 20, 4096): m[n] = 1\n        time.sleep(60)\ntime.sleep(60)"
    ),
}


@pytest.mark.parametrize("supervised", [True, False])
@pytest.mark.parametrize("kind", MEMORY)
def test_memory_ends_in_the_same_verdict_whoever_sees_it_first(
    real: KernelServer, tmp_path: Path, kind: str, supervised: bool
) -> None:
    with KernelSession(real, tmp_path, SMALL) as session:
        (group,) = kernels(real.groups)
        if not supervised:
            os.kill(members(group)[0], signal.SIGSTOP)
        found = session.run(new_code_cell(MEMORY[kind]), 200)
        assert int((group / "memory.peak").read_text()) <= groups.bounds(SMALL)["memory.max"]
    assert (found.status, found.reason) == (DIED, "out of memory")
    assert one(real, tmp_path, "print(1)")[1] == "1\n" and gone(real.groups)


BOMB = """\
import os, time
first = os.getpid()
while True:
    try: os.fork()
    except OSError:
        if os.getpid() == first: break
        time.sleep(1)
"""


def test_a_fork_bomb_is_bounded_even_where_the_supervisor_can_t_see_it(real: KernelServer, tmp_path: Path) -> None:
    assert one(real, tmp_path, f"{BOMB}time.sleep(100)")[0].reason == "too many processes or threads"
    with KernelSession(real, tmp_path, SMALL) as session:
        (group,) = kernels(real.groups)
        os.kill(members(group)[0], signal.SIGSTOP)
        session.run(new_code_cell(BOMB), 200)
        events = dict(line.split() for line in (group / "pids.events").read_text().splitlines())
        assert int(events["max"]) > 0 and len(members(group)) <= 2 * SMALL.processes
    assert gone(real.groups)


SPIN = """\
import os
go, start = os.pipe()
for _ in range(120):
    if os.fork() == 0:
        os.close(start)
        os.read(go, 1)  # until all are there
        while True: pass
os.close(start)
"""
SHARE = "import time\nstart, used = time.time(), time.process_time()\nwhile time.time() < start + 5: pass\nprint((time.process_time() - used) / 5)"


def test_a_neighbour_with_many_processes_has_one_share_of_the_processors(real: KernelServer, tmp_path: Path) -> None:
    many = dataclasses.replace(SMALL, processes=200, memory_bytes=1024 * MIB)
    with serving(Groups(), many) as server, KernelSession(server, tmp_path, many) as neighbour:
        assert neighbour.run(new_code_cell(SPIN), 200).status == OK
        assert sum(len(members(path)) for path in kernels(server.groups)) > 120
        assert float(one(server, tmp_path, SHARE)[1]) > 0.2


LEFT = """\
import os, signal, sys
from pathlib import Path
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.kernel.session import KernelSession
with KernelServer((), True, Limits()) as server, KernelSession(server, Path(sys.argv[1]), Limits()) as session:
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_groups_of_a_killed_run_are_removed_by_the_next(real: KernelServer, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LEFT, str(tmp_path)])
    assert done.returncode == -signal.SIGKILL
    assert len(kernels(real.groups)) == 1 and gone(real.groups)
