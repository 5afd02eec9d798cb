"""The parent of all kernels: imports the slow libraries once, then forks a kernel for each connection.

Run as a program inside the sandbox (see sandbox.py), with a listening Unix socket as an inherited descriptor. It
imports nothing of this package, so that nothing of the instructor's is in the memory of a student's kernel.

Protocol, one JSON object a line. The client connects and sends a request (`request_for` of kernels.py), with the open
sockets that the kernel, or the examiner (examiner.py), gets; the answer is {"pid": n}.
Then {"signal": n} may follow from the client, and {"exit": code, "reason": text} comes when the kernel
has ended. When the client hangs up, the kernel is killed. So a kernel lives exactly as long as its connection.

Each kernel has namespaces of its own (user, mount, PID, IPC, network, host name) inside those of the sandbox: a
private /tmp and /dev/shm of limited size, no sight of other kernels, no process that outlives it. Its PID 1 is a
supervisor of ours that watches the number of processes and their memory.
"""

from __future__ import annotations

import ast
import contextlib
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
import threading
import time
import traceback
import types
import warnings
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
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
MACHINE = os.uname().machine
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}.get(MACHINE)
SYS_CLONE = {"x86_64": 56}.get(MACHINE, 220)

# The exit codes of a supervisor that had to end its kernel, and what to tell people.
REASONS = {240: "out of memory", 241: "too many processes or threads", 242: "the sandbox could not be set up"}
OUT_OF_MEMORY, TOO_MANY_PROCESSES, SETUP_FAILED = REASONS

# What a kernel imports while it starts: done once, here.
KERNEL_MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "ipykernel.comm.manager",
    "ipykernel.subshell_manager", "ipykernel.shellchannel", "ipykernel.embed", "IPython.core.completer",
    "IPython.core.magics", "IPython.core.pylabtools", "IPython.core.debugger", "IPython.core.extensions",
    "IPython.extensions.storemagic",
    "concurrent.futures.thread", "tornado.platform.asyncio", "zmq.eventloop.zmqstream", "IPython.core.historyapp",
    "IPython.core.oinspect", "IPython.core.completerlib", "IPython.core.logger", "faulthandler",
    "stack_data", "executing", "pure_eval", "asttokens", "pygments.formatters.terminal256", "pygments.plugin",
    "pygments.styles",
)  # fmt: skip

HOST_PROC = "/run/host-proc"  # see sandbox.py

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


# --------------------------------------------------------------------------------------------------------- the kernel


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


def map_user(uid: int, gid: int) -> None:
    """In a new user namespace: be the user of the same number inside."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


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


def run_forked(request: dict[str, Any], sockets: list[int], folder: Path, sandboxed: bool) -> None:
    """Be what was asked for: a kernel, or an examiner."""
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()  # as in a new process, not the parent's state
    os.chdir(request["cwd"])
    if request.get("examiner"):
        run_examiner(request, sockets, sandboxed)
    else:
        run_kernel(request, sockets, folder, sandboxed)


def run_examiner(request: dict[str, Any], sockets: list[int], sandboxed: bool) -> None:
    """Be an examiner until the grader hangs up."""
    import examiner

    limit_resources(request["limits"])
    if sandboxed:
        drop_capabilities()
    examiner.main(*sockets)


def run_kernel(request: dict[str, Any], sockets: list[int], folder: Path, sandboxed: bool) -> None:
    """Be an IPython kernel until told to shut down."""
    from ipykernel import ipkernel
    from ipykernel.kernelapp import IPKernelApp

    connection = folder / "connection.json"
    connection.write_text(json.dumps(request["connection"]))
    app = IPKernelApp.instance()
    fixed = ["-f", str(connection), "--HistoryManager.enabled=False", "--IPKernelApp.parent_handle=0"]
    # A kernel lists all modules for a debugger that it does not have here, and so takes its own copy of each.
    ipkernel.sys = types.SimpleNamespace(**{**vars(sys), "modules": {}})  # type: ignore[assignment]
    app.initialize([*fixed, *request["arguments"]])
    ipkernel.sys = sys
    skip_translation(app.shell)
    answer_forgetting(app)
    if sockets:
        answer_examiner(app, sockets[0])
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None:
        # As its import does in a kernel; here it was imported before there was one.
        inline._enable_matplotlib_integration()
    if sandboxed:
        mount("none", "/run/kernel", flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    else:
        connection.unlink()
    limit_resources(request["limits"])
    if sandboxed:
        os.nice(10)  # whatever it starts, the supervisor gets its turn
        drop_capabilities()
    try:
        app.start()
    except Exception:  # of what a notebook did to its kernel
        os.write(2, traceback.format_exc().encode())
        os._exit(1)


def answer_examiner(app: Any, channel: int) -> None:
    """Let this kernel answer an examiner, over an open socket, whenever a `serve_request` comes: a message of its own,
    since hooks that a notebook adds to IPython would see a cell."""
    import wire

    peer = wire.KernelPeer(socket.socket(fileno=channel), app.shell.user_ns)

    def serve_request(stream: Any, ident: Any, parent: Any) -> None:
        try:
            peer.serve()
        finally:
            app.kernel.session.send(stream, "serve_reply", {"status": "ok"}, parent, ident)

    app.kernel.shell_handlers["serve_request"] = serve_request


def answer_forgetting(app: Any) -> None:
    """Let a `forget_request` undo that the last cell was counted as an input: the cells of a notebook keep their
    numbers, which tracebacks show, whatever else the grader runs between them."""

    def forget_request(stream: Any, ident: Any, parent: Any) -> None:
        try:
            app.shell.execution_count -= 1
            del app.shell.history_manager.input_hist_parsed[-1], app.shell.history_manager.input_hist_raw[-1]
        finally:
            app.kernel.session.send(stream, "forget_reply", {"status": "ok"}, parent, ident)

    app.kernel.shell_handlers["forget_request"] = forget_request


def skip_translation(shell: Any) -> None:
    """Let a cell that is plain Python run as it is: IPython's translation of magics would not change it, and its
    tokenizer, run twice a cell, takes as long as a test."""
    manager = shell.input_transformer_manager
    translate = manager.transform_cell
    standard = [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers]

    def transform_cell(cell: str) -> str:
        if [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers] == standard:
            with warnings.catch_warnings(), contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
                warnings.simplefilter("ignore")
                flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
                if not cell[:1].isspace() and not cell.startswith("In ["):
                    compile(cell, "<cell>", "exec", flags)
                    return cell if cell.endswith("\n") else f"{cell}\n"
        return str(translate(cell))

    manager.transform_cell = transform_cell


def processes() -> list[str]:
    """The other processes of this PID namespace, seen from its PID 1."""
    return [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]  # noqa: PTH208


def threads_of(pid: str) -> int:
    """The number of threads of a process; 0 when it has ended."""
    with contextlib.suppress(OSError):
        return int(Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[17])
    return 0


def own_memory(pid: str) -> int:
    """Bytes of memory of a process that are no file's; those shared since a fork count in full."""
    with contextlib.suppress(OSError):
        fields = Path("/proc", pid, "statm").read_bytes().split()
        return (int(fields[1]) - int(fields[2])) * resource.getpagesize()
    return 0


def shared_fairly(pid: str) -> int:
    """Bytes of memory of a process, a page shared by n processes counted as 1/n (PSS): exact, but slow to read while
    the process is busy."""
    with contextlib.suppress(OSError):
        for line in Path("/proc", pid, "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0


class MemoryWatch:
    """Tells when processes together use more than a limit.

    What each has beyond the image that all were forked from is summed at every look. That image counts in full for
    each only where a slower reading, at most one process a look, finds that they no longer share it.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.image = own_memory("self")
        self.exact: dict[str, int] = {}

    def exceeded(self, pids: list[str]) -> bool:
        own = {pid: own_memory(pid) for pid in pids}
        beyond = {pid: max(0, size - self.image) for pid, size in own.items()}
        if sum(beyond.values()) > self.limit:
            return True
        if sum(own.values()) <= self.limit:
            return False
        self.exact = {pid: size for pid, size in self.exact.items() if pid in own}
        unread = [pid for pid in pids if pid not in self.exact] or pids
        self.exact[unread[0]] = shared_fairly(unread[0])
        return sum(max(self.exact.get(pid, 0), beyond[pid]) for pid in pids) > self.limit


def supervise(kernel: int, limits: dict[str, Any]) -> int:
    """Wait for the kernel, as PID 1 of its namespace, and end it where its processes together pass a limit."""
    call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)
    pause = 0.01
    memory = MemoryWatch(1.5 * limits["memory_bytes"])
    while True:
        code = reap(kernel)
        if code is not None:
            return code
        others = processes()
        if len(others) > limits["processes"] or sum(map(threads_of, others)) > limits["processes"]:
            return TOO_MANY_PROCESSES
        if memory.exceeded(others):
            return OUT_OF_MEMORY
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def reap(kernel: int) -> int | None:
    """Take leave of children that have ended, orphans among them; the exit code of the kernel once it has."""
    for _ in range(100):  # and not for ever: a fork bomb makes orphans faster than they can be counted
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == kernel:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        if pid == 0:
            break
    return None


def child(request: dict[str, Any], sockets: list[int], user: tuple[int, int], sandboxed: bool) -> int:
    """All that a fork of the zygote does: returns the exit code for it."""
    folder = Path(request["folder"])
    limits = request["limits"]
    if not sandboxed:
        os.setpgid(0, 0)
        run_forked(request, sockets, folder, sandboxed)
        return 0
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    map_user(*user)
    private_mounts(str(folder), limits, request["keep"])
    shutil.copytree("/run/kernel/files", request["cwd"], symlinks=True)
    kernel = os.fork()
    if kernel:
        return supervise(kernel, limits)
    run_forked(request, sockets, Path("/run/kernel"), sandboxed)
    return 0


# --------------------------------------------------------------------------------------------------------- the server


class Kernel:
    """A connection and the kernel that was forked for it."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.received = b""
        self.sockets: list[int] = []
        self.pid = 0
        self.pidfd = -1

    def send(self, **message: Any) -> None:
        with contextlib.suppress(OSError):
            self.connection.sendall(json.dumps(message).encode() + b"\n")

    def close_sockets(self) -> None:
        for number in self.sockets:
            os.close(number)
        self.sockets.clear()


class Zygote:
    """Serves connections on `listener` with forked kernels until the other end of `life` closes."""

    def __init__(self, listener: socket.socket, life: int, sandboxed: bool) -> None:
        self.listener, self.life, self.sandboxed = listener, life, sandboxed
        self.selector = selectors.DefaultSelector()
        self.kernels: set[Kernel] = set()

    def serve(self) -> None:
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ, self.accept)
        self.selector.register(self.life, selectors.EVENT_READ, None)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    return
                key.data()

    def accept(self) -> None:
        with contextlib.suppress(BlockingIOError):
            kernel = Kernel(self.listener.accept()[0])
            kernel.connection.setblocking(True)
            self.kernels.add(kernel)
            self.selector.register(kernel.connection, selectors.EVENT_READ, lambda: self.receive(kernel))

    def receive(self, kernel: Kernel) -> None:
        try:
            data, sockets, _, _ = socket.recv_fds(kernel.connection, 1 << 16, 2)
            kernel.sockets += sockets
        except OSError:
            data = b""
        if not data:
            self.hang_up(kernel)
            return
        kernel.received += data
        while b"\n" in kernel.received:
            line, kernel.received = kernel.received.split(b"\n", 1)
            message = json.loads(line)
            if "signal" in message:
                self.signal(kernel, message["signal"])
            else:
                self.fork(kernel, message)

    def fork(self, kernel: Kernel, request: dict[str, Any]) -> None:
        user = os.getuid(), os.getgid()
        pid = fork_into_namespaces() if self.sandboxed else os.fork()
        if pid == 0:
            code = SETUP_FAILED
            try:
                self.close_inherited(kernel)
                code = child(request, kernel.sockets, user, self.sandboxed)
            except SystemExit as exit:
                code = exit.code if isinstance(exit.code, int) else 0
            except BaseException:
                os.write(2, traceback.format_exc().encode())
            finally:
                os._exit(code)
        kernel.close_sockets()
        kernel.pid = pid
        kernel.pidfd = os.pidfd_open(pid)
        self.selector.register(kernel.pidfd, selectors.EVENT_READ, lambda: self.ended(kernel))
        kernel.send(pid=pid)

    def close_inherited(self, own: Kernel) -> None:
        """In a child: forget every connection and every other's sockets, so that none is held open or can be written
        to by a student."""
        self.selector.close()
        self.listener.close()
        os.close(self.life)
        for kernel in self.kernels:
            kernel.connection.close()
            if kernel is not own:
                kernel.close_sockets()
            if kernel.pidfd >= 0:
                os.close(kernel.pidfd)
        self.kernels.clear()

    def signal(self, kernel: Kernel, number: int) -> None:
        """Pass a signal on: SIGKILL ends the whole kernel, others go to its process."""
        if kernel.pidfd < 0:
            return
        with contextlib.suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                self.kill(kernel)
            else:
                os.kill(self.kernel_process(kernel.pid), number)

    def kill(self, kernel: Kernel) -> None:
        if self.sandboxed:
            os.kill(kernel.pid, signal.SIGKILL)  # PID 1 of its namespace: with it, all in the namespace go
        else:
            os.killpg(kernel.pid, signal.SIGKILL)

    def kernel_process(self, pid: int) -> int:
        """The process that runs the student's code: the first child of the supervisor, in a sandbox."""
        if not self.sandboxed:
            return pid
        for first in children(pid):
            return first
        raise ProcessLookupError

    def ended(self, kernel: Kernel) -> None:
        code = os.waitstatus_to_exitcode(os.waitpid(kernel.pid, 0)[1])
        code = code if code >= 0 else 128 - code
        self.selector.unregister(kernel.pidfd)
        os.close(kernel.pidfd)
        kernel.pidfd = -1
        kernel.send(exit=code, reason=explain(code))

    def hang_up(self, kernel: Kernel) -> None:
        self.selector.unregister(kernel.connection)
        kernel.connection.close()
        kernel.close_sockets()
        self.kernels.discard(kernel)
        if kernel.pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                self.kill(kernel)
            self.selector.unregister(kernel.pidfd)
            self.selector.register(kernel.pidfd, selectors.EVENT_READ, lambda: self.ended(kernel))


def children(pid: int) -> list[int]:
    """The children of a process whose main thread made them."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def explain(code: int) -> str:
    """What an exit code of a kernel means, in words."""
    if code in REASONS:
        return REASONS[code]
    if code > 128:
        number = code - 128
        if number == signal.SIGXCPU:
            return "out of CPU time"
        with contextlib.suppress(ValueError):
            return f"the program was ended by {signal.Signals(number).name}"
    return f"the program ended itself (exit code {code})"


def threads() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208


def preload(modules: list[str]) -> list[str]:
    """Import what kernels will need; returns the modules that started a thread (a process with threads can't be
    forked safely)."""
    guilty = []
    for name in modules:
        before = threads()
        with contextlib.suppress(Exception):
            importlib.import_module(name)
        if threads() > before:
            guilty.append(name)
    return guilty


def load_library(package: str) -> None:
    """Load TensorFlow's shared library, by far the largest of all: its import then finds it loaded."""
    with contextlib.suppress(ImportError, AttributeError, TypeError):
        for folder in importlib.util.find_spec(package).submodule_search_locations:  # type: ignore[union-attr]
            for path in sorted(Path(folder).glob("libtensorflow_cc.so*")):
                libc.dlopen(str(path).encode(), os.RTLD_NOW)  # unlike an import, without holding back other threads


def main() -> None:
    settings = json.loads(sys.argv[1])
    sys.argv[1:] = []
    folder = sys.path.pop(0)  # what lies beside this file is not for students to import
    gc.disable()  # imports make hardly any garbage, and looking for it takes a tenth of their time
    loading = [threading.Thread(target=load_library, args=(name,)) for name in settings["preload"] if "." not in name]
    for thread in loading:
        thread.start()
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # nobody debugs here, and it takes long to load
    preload(list(KERNEL_MODULES))
    del sys.modules["debugpy"]
    for thread in loading:
        thread.join()
    guilty = preload(settings["preload"])
    if "numpy" in sys.modules:
        preload(["numpy.random", "numpy.linalg"])  # which NumPy itself imports when they are first used
    sys.path.insert(0, folder)
    preload(["wire", "examiner"])
    sys.path.pop(0)
    ready = settings["ready"]
    os.write(ready, json.dumps({"threads": guilty}).encode() + b"\n")
    os.close(ready)
    if guilty:
        return
    gc.freeze()  # what is here stays shared between all forks
    gc.enable()
    Zygote(socket.socket(fileno=settings["listener"]), settings["life"], settings["sandboxed"]).serve()
    os._exit(0)  # nothing here needs the slow farewell of large libraries


if __name__ == "__main__":
    main()
