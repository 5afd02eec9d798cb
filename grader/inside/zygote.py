"""The parent of all kernels: imports the slow libraries once, then forks a kernel for each connection.

Run inside the sandbox (see grader/kernel/sandbox.py) with a listening Unix socket as an inherited descriptor. The
modules of this folder are all of ours that runs there: they import nothing else of the grader, so that nothing of the
instructor's is in the memory of a student's kernel.

Protocol, one JSON object a line. The client connects and sends a request (`request_for` of grader/kernel/server.py),
with the open sockets that the kernel, or the examiner, gets, and before them, where its request says "group", the
entrance to its control group (see grader/kernel/groups.py); the answer is {"pid": n}. Then {"signal": n} and
{"times": true} may follow from the client; to the second the answer is {"waited": seconds, "used": seconds}. In the end
comes {"exit": code, "reason": text}. When the client hangs up, the kernel is killed. So a kernel lives exactly as long
as its connection.

Each kernel has namespaces of its own (user, mount, PID, IPC, network, host name) inside those of the sandbox: a
private /tmp and /dev/shm of limited size, no sight of other kernels, no process that outlives it. Its PID 1 is a
supervisor of ours (supervisor.py) that watches the number of processes and their memory.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from . import linux
from .kernel import KERNEL_MODULES, run_kernel
from .seccomp import refuse_system_calls
from .supervisor import SETUP_FAILED, explain, supervise


def run_forked(request: dict[str, Any], sockets: list[int], folder: Path, sandboxed: bool) -> None:
    """Be what was asked for: a kernel, or an examiner."""
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()  # as in a new process, not the parent's state
    os.chdir(request["cwd"])
    forget_output()
    if request.get("examiner"):
        run_examiner(request, sockets, sandboxed)
    else:
        run_kernel(request, sockets, folder, sandboxed)


def forget_output() -> None:
    """Let go of the zygote's input and output: files that all its forks share would carry what one writes, or how it
    sets them, to the next."""
    for number in range(3):
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, number)
        os.close(null)


def run_examiner(request: dict[str, Any], sockets: list[int], sandboxed: bool) -> None:
    """Be an examiner until the grader hangs up."""
    from . import examiner  # which imports NumPy: not before main does

    linux.limit_resources(request["limits"])
    if sandboxed:
        linux.drop_capabilities()
        refuse_system_calls()
    examiner.main(*sockets)


def child(request: dict[str, Any], sockets: list[int], user: tuple[int, int], sandboxed: bool) -> int:
    """All that a fork of the zygote does: returns the exit code for it."""
    folder = Path(request["folder"])
    limits = request["limits"]
    if request["group"]:
        linux.enter_group(sockets.pop(0))
    if not sandboxed:
        os.setpgid(0, 0)
        run_forked(request, sockets, folder, sandboxed)
        return 0
    linux.call("prctl", linux.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    linux.map_user(*user)
    linux.private_mounts(str(folder), limits, request["keep"])
    shutil.copytree("/run/kernel/files", request["cwd"], symlinks=True)
    kernel = os.fork()
    if kernel:
        return supervise(kernel, limits)
    run_forked(request, sockets, Path("/run/kernel"), sandboxed)
    return 0


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
            data, sockets, _, _ = socket.recv_fds(kernel.connection, 1 << 16, 3)
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
            elif "times" in message:
                self.tell_times(kernel)
            else:
                self.fork(kernel, message)

    def fork(self, kernel: Kernel, request: dict[str, Any]) -> None:
        user = os.getuid(), os.getgid()
        try:
            pid = linux.fork_into_namespaces() if self.sandboxed else os.fork()
        except OSError as error:  # of this kernel's only: others go on
            kernel.close_sockets()
            kernel.send(exit=SETUP_FAILED, reason=f"{explain(SETUP_FAILED)}: {error.strerror}")
            return
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

    def tell_times(self, kernel: Kernel) -> None:
        """Say how long a kernel's own process waited for a processor, and how much processor time all of it took."""
        waited = used = 0.0
        if kernel.pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                waited = linux.waited(self.kernel_process(kernel.pid))
            used = linux.processor_time(kernel.pid)
        kernel.send(waited=waited, used=used)

    def kill(self, kernel: Kernel) -> None:
        if self.sandboxed:
            os.kill(kernel.pid, signal.SIGKILL)  # PID 1 of its namespace: with it, all in the namespace go
        else:
            os.killpg(kernel.pid, signal.SIGKILL)

    def kernel_process(self, pid: int) -> int:
        """The process that runs the student's code: the first child of the supervisor, in a sandbox."""
        if not self.sandboxed:
            return pid
        for first in linux.children(pid):
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
                linux.libc.dlopen(
                    str(path).encode(), os.RTLD_NOW
                )  # unlike an import, without holding back other threads


def main() -> None:
    settings = json.loads(sys.argv[1])
    sys.argv[1:] = []
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
    preload([f"{__package__}.wire", f"{__package__}.examiner"])
    ready = settings["ready"]
    os.write(ready, json.dumps({"threads": guilty}).encode() + b"\n")
    os.close(ready)
    if guilty:
        return
    gc.freeze()  # what is here stays shared between all forks
    gc.enable()
    Zygote(socket.socket(fileno=settings["listener"]), settings["life"], settings["sandboxed"]).serve()
    os._exit(0)  # nothing here needs the slow farewell of large libraries
