"""What Linux offers for keeping processes apart: namespaces, mounts, capabilities, limits, and a look at /proc."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path
from typing import Any

CLONE_NEW = {
    "ns": 0x20000,
    "uts": 0x4000000,
    "ipc": 0x8000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}
CLONE_NEWCGROUP = 0x2000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
MACHINE = os.uname().machine
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}.get(MACHINE)
SYS_CLONE = {"x86_64": 56}.get(MACHINE, 220)
MAX_FAMILY = 1000
HOST_PROC = "/run/host-proc"  # where the sandbox shows an uncovered /proc: see grader/kernel/sandbox.py
libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: Any) -> None:
    """A call of libc that raises OSError where it fails."""
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )


def make_read_only(target: str) -> None:
    """Let nothing be written any more to what is bound there."""
    mount("none", target, flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def fork_into_namespaces() -> int:
    """Like os.fork(), with new namespaces of all kinds for the child, in which it is PID 1."""
    flags = int(signal.SIGCHLD)
    for flag in CLONE_NEW.values():
        flags |= flag
    ctypes.pythonapi.PyOS_BeforeFork()
    pid: int = ctypes.PyDLL(None, use_errno=True).syscall(SYS_CLONE, ctypes.c_ulong(flags), *[ctypes.c_void_p()] * 4)
    number = ctypes.get_errno()
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, f"clone: {os.strerror(number)}")
    return pid


def enter_group(entrance: int) -> None:
    """Move into a control group, by its list of processes that the grader has opened, and see nothing beyond it.

    Where Linux refuses, the kernel runs without: its supervisor bounds it.
    """
    with contextlib.suppress(OSError):
        os.write(entrance, b"0")
        call("unshare", CLONE_NEWCGROUP)
    os.close(entrance)


def map_user(uid: int, gid: int) -> None:
    """In a new user namespace: be the user of the same number inside."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


def private_mounts(folder: str, limits: dict[str, Any], keep: list[str]) -> None:
    """Give this kernel a /tmp, a /dev/shm and a /proc of its own, and of the folder of all kernels only its own part.

    keep: folders below /tmp that stay visible (a Python environment may live there).
    """
    mount("none", "/", flags=MS_REC | MS_PRIVATE)
    kept = {path: os.open(path, os.O_PATH) for path in keep}
    size = f"size={limits['disk_bytes']},nr_inodes={limits['files']},mode=0700"
    mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, size)
    for path, descriptor in kept.items():
        Path(path).mkdir(parents=True)
        mount(f"/proc/self/fd/{descriptor}", path, flags=MS_BIND | MS_REC)
        os.close(descriptor)
    mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, size)
    mount("devpts", "/dev/pts", "devpts", MS_NOSUID, "newinstance,ptmxmode=0666,mode=0620")
    for name in DEVICES:
        # It can be written to, but not be given another owner or mode, where root's number is the owner's.
        mount("none", f"/dev/{name}", flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID)
    mount(folder, "/run/kernel", flags=MS_BIND)
    mount("tmpfs", str(Path(folder).parent), "tmpfs", MS_NOSUID | MS_NODEV, "size=0,nr_inodes=1,mode=0500")
    mount(
        "proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_RDONLY
    )  # read-only: root's number may write sysctls without a capability
    if Path(HOST_PROC).exists():
        mount("tmpfs", HOST_PROC, "tmpfs", MS_NOSUID | MS_NODEV, "size=0,nr_inodes=1,mode=0500")


def drop_capabilities() -> None:
    """Give up, for good, what this process may do to its namespaces."""
    number = 0
    while libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
        number += 1
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if SYS_CAPSET:
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        call("syscall", SYS_CAPSET, header, (ctypes.c_uint32 * 6)())


def limit_resources(limits: dict[str, Any]) -> None:
    """Set the limits of one process (bytes, seconds, numbers), as hard ones."""
    for name, value in (
        (resource.RLIMIT_DATA, limits["memory_bytes"]),
        (resource.RLIMIT_FSIZE, limits["disk_bytes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_NPROC, 2 * limits["processes"]),  # the supervisor comes first, and says why
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def processes() -> list[str]:
    """The other processes of this PID namespace, seen from its PID 1."""
    return [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]  # noqa: PTH208


def threads_of(pid: str) -> int:
    """The number of threads of a process; 0 when it has ended."""
    with contextlib.suppress(OSError):
        return int(Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[17])
    return 0


def own_memory(pid: str) -> int:
    """Bytes of memory of a process that are no file's on disk: its own, and what it shares; those shared since a fork
    count in full."""
    found = 0
    with contextlib.suppress(OSError):
        for line in Path("/proc", pid, "status").read_bytes().splitlines():
            if line.startswith((b"RssAnon:", b"RssShmem:")):
                found += 1024 * int(line.split()[1])
    return found


def sockets() -> int:
    """How many sockets there are in this network namespace."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/net/sockstat").read_text().split()[2])
    return 0


def waited(pid: int) -> float:
    """Seconds that the main thread of a process was ready to run, and had to wait for a processor; 0 where Linux
    doesn't count them."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    return 0.0


def processor_time(pid: int) -> float:
    """Seconds of processor time of a process and of all that it started, those that have ended included."""
    ticks = 0
    for each in family(pid):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # of its own in user and system mode, of ended children in both
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    found, new = list[int](), [pid]
    while new and len(found) < MAX_FAMILY:
        found += new
        new = [child for each in new for child in children(each)]
    return found


def shared_fairly(pid: str) -> int:
    """Bytes of memory of a process, a page shared by n processes counted as 1/n (PSS): exact, but slow to read while
    the process is busy."""
    with contextlib.suppress(OSError):
        for line in Path("/proc", pid, "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0


def children(pid: int) -> list[int]:
    """The children of a process, whichever of its threads made them."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                found += map(int, (thread / "children").read_text().split())
    return found
