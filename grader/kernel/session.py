"""A kernel while it runs a notebook: start, run one cell at a time, stop; every wait ends when the kernel dies or its
time is up."""

from __future__ import annotations

import contextlib
import dataclasses
import mmap
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grader.errors import GraderError
from grader.kernel.interpreter import NATIVE
from grader.kernel.limits import Limits
from grader.kernel.messages import receive
from grader.kernel.server import KernelConnection, KernelServer, Times

# No history file; tracebacks as Python prints them: IPython's own cost ten times what a test costs.
ARGUMENTS = (
    "--HistoryManager.hist_file=:memory:",
    "--InteractiveShell.xmode=Plain",
    "--InteractiveShell.colors=nocolor",
    "--IPythonKernel._execute_sleep=0",
)
START_SECONDS = 60.0
INTERRUPT_SECONDS = 2.0
POLL_SECONDS = 0.1
MOST_TIMES = 10  # as long as allowed, for a cell that others keep from running
MAX_PART = 256 << 20  # bytes of one part of a message
MAX_HELD = 512 << 20  # bytes of messages that this process may hold while a cell runs
PAGE = mmap.PAGESIZE

REPLIES = ("execute_reply", "serve_reply", "mark_reply", "canary_reply")

OK, ERROR, TIMEOUT, DIED, TOO_MUCH_OUTPUT = "ok", "error", "timeout", "died", "too much output"


@dataclass(frozen=True)
class CellRun:
    """How the run of one cell ended: status is one of the constants above.

    ename and evalue are those of the exception, reason says in words why a kernel died or was stopped, seconds is
    wall time. tampered: a test that must fail passed in this kernel. student: the exception came out of the student's
    code, not from an assertion of the test. passed: a canary passed in a copy of the kernel. kind: the built-in type of
    an exception that a test ended in. inputs: how the test describes those that it failed with. line: the line of the
    test that it ended in, 0 where that isn't known.
    """

    status: str
    ename: str = ""
    evalue: str = ""
    reason: str = ""
    seconds: float = 0.0
    tampered: bool = False
    student: bool = False
    passed: bool = False
    kind: str = ""
    inputs: tuple[str, ...] = ()
    line: int = 0


class KernelDied(Exception):
    """The kernel ended by itself; its text is the reason."""


class KernelSession:
    """One kernel in its own working directory, a copy of `files`; use as a context manager.

    server: the zygote whose fork it is; None starts a kernel of the kernelspec `name`, with this user's rights, in
    `files` itself. channel: a socket that the kernel gets (see wire.py).
    """

    def __init__(
        self,
        server: KernelServer | None,
        files: Path,
        limits: Limits,
        channel: socket.socket | None = None,
        name: str = NATIVE[0],
    ) -> None:
        self.server, self.files, self.limits, self.channel = server, files, limits, channel
        self.name = NATIVE[0] if server is not None or name in NATIVE else name
        self.beside: list[KernelConnection] = []  # what works for this kernel: an examiner
        self.finished: set[str] = set()  # the requests that were answered
        self.forged = False  # whether one of these was answered twice: the first time by somebody else than the kernel
        self.collector = NotebookClient(new_notebook(), record_timing=False)  # for how it turns messages into outputs

    def __enter__(self) -> KernelSession:
        if self.server is not None:
            self.server.wait_ready()
        provisioner = "grader-provisioner" if self.server is not None else "local-provisioner"
        self.manager = KernelManager(kernel_name=self.name)
        if self.name in NATIVE:
            self.manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": provisioner}  # type: ignore[union-attr]
        extra = {"channel": self.channel, "server": self.server} if self.server is not None else {}
        self.manager.start_kernel(cwd=str(self.files), extra_arguments=self._arguments(), **extra)
        if self.channel is not None:
            self.channel.close()  # the kernel has it: its end is seen when the kernel is gone
        self.client: BlockingKernelClient = self.manager.client()
        self.client.context.setsockopt(zmq.MAXMSGSIZE, MAX_PART)
        try:
            self._wait_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):
            self.client.stop_channels()
        with contextlib.suppress(Exception):
            if self.server is None:
                self.manager.shutdown_kernel(now=True)
            self.manager.cleanup_resources()

    def _arguments(self) -> list[str]:
        """What a kernel is told besides: nothing where it may be none of IPython's."""
        if self.server is not None:
            return [*ARGUMENTS, *self.server.interpreter.arguments]
        return list(ARGUMENTS) if self.name in NATIVE else []

    @property
    def _connection(self) -> Any:
        return getattr(self.manager.provisioner, "connection", None)

    def _check_alive(self) -> None:
        connection = self._connection
        if connection is None:
            if not self.manager.is_alive():
                raise KernelDied("the kernel ended")
        elif connection.poll() is not None:
            raise KernelDied(connection.reason)

    def _poll(self, deadline: float) -> set[Any]:
        """Wait a moment for a message or the kernel's end; an empty set where there is none, or at the deadline.

        Raises KernelDied once no message is left.
        """
        poller = zmq.Poller()
        shell, iopub = self.client.shell_channel.socket, self.client.iopub_channel.socket
        poller.register(shell, zmq.POLLIN)
        poller.register(iopub, zmq.POLLIN)
        connection = self._connection
        if connection is not None:
            poller.register(connection.socket, zmq.POLLIN)
        wait = max(0.0, deadline - time.monotonic())
        ready = dict(poller.poll(int(1000 * min(wait, POLL_SECONDS))))
        messages = {each for each in (shell, iopub) if each in ready}
        if not messages:
            self._check_alive()
        return messages

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        if self.server is not None:  # a client that connects too early waits much longer than the kernel takes to start
            needed = [Path(f"{self.manager.ip}-{port}") for port in (self.manager.shell_port, self.manager.iopub_port)]
            while not all(path.exists() for path in needed):
                self._start_step(deadline)
                time.sleep(0.003)
        self.client.start_channels(shell=True, iopub=True, stdin=False, hb=False, control=False)
        replied = heard = False
        asked = 0.0
        while not (replied and heard):
            self._start_step(deadline)
            if time.monotonic() > asked + 0.5:
                self.client.kernel_info()
                asked = time.monotonic()
            for ready in self._poll(time.monotonic() + 0.1):
                message = receive(ready)
                if ready is self.client.iopub_channel.socket:
                    heard = True
                elif message is not None and message["msg_type"] == "kernel_info_reply":
                    replied = True

    def _start_step(self, deadline: float) -> None:
        try:
            self._check_alive()
        except KernelDied as died:
            raise GraderError(f"a kernel could not be started: {died}") from None
        if time.monotonic() > deadline:
            raise GraderError(f"a kernel did not start in {START_SECONDS:.0f} s")

    def run(self, cell: NotebookNode, seconds: float) -> CellRun:
        """Run a code cell for at most `seconds`; its outputs are put into it as they come."""
        return self._await(self.client.execute(cell.source, allow_stdin=False, stop_on_error=False), cell, seconds)

    def request(self, kind: str, content: dict[str, Any], seconds: float, cell: NotebookNode | None = None) -> CellRun:
        """Send the kernel a request of ours (see grader/inside/kernel.py) and wait for its reply as for a cell's; what
        is printed and displayed meanwhile is put into `cell`."""
        return self._await(self.send(kind, content), cell or new_code_cell(""), seconds)

    def send(self, kind: str, content: dict[str, Any]) -> str:
        """Send the kernel a request of ours, which it does before the next one, and don't wait for it; returns its
        id."""
        message = self.client.session.msg(f"{kind}_request", content)
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def _await(self, request: str, cell: NotebookNode, seconds: float) -> CellRun:
        started = time.monotonic()
        outputs = Outputs(cell, self.limits.output_bytes, self.collector)
        try:
            run = self._collect(request, outputs, Allowance(seconds, self._ask_times))
        except KernelDied as died:
            reason = outputs.reason or str(died)
            run = CellRun(TOO_MUCH_OUTPUT if outputs.reason else DIED, reason=reason)
            outputs.error("DeadKernelError", reason)
        outputs.finish()
        return dataclasses.replace(run, seconds=time.monotonic() - started)

    def _collect(self, request: str, outputs: Outputs, allowance: Allowance) -> CellRun:
        deadline = allowance.deadline
        memory = own_memory() + MAX_HELD
        interrupted = 0.0
        reply = None
        while reply is None or not outputs.complete:
            for ready in self._poll(interrupted or deadline):
                message = receive(ready)
                if message is None:
                    continue
                if (asked := message["parent_header"]["msg_id"]) != request:
                    self.forged |= asked in self.finished and message["msg_type"] in REPLIES
                    continue
                if ready is self.client.iopub_channel.socket:
                    outputs.add(message)
                elif message["msg_type"] in REPLIES:
                    reply = message["content"]
                    deadline = min(deadline, time.monotonic() + 10)
            now = time.monotonic()
            allowance.watch(now)
            if not outputs.reason and own_memory() > memory:
                outputs.too_much()
            if not interrupted and reply is None and now > deadline:
                deadline = allowance.extended(now)
            if interrupted and now > interrupted:
                self.kill()
                return self._stopped(outputs)
            if not interrupted and (outputs.reason or now > deadline):
                self.interrupt()
                interrupted = now + INTERRUPT_SECONDS
        if interrupted:
            return self._stopped(outputs)
        self.finished.add(request)
        if reply.get("status") == "error":
            if not outputs.failed:
                outputs.error(reply["ename"], reply["evalue"], reply["traceback"])
            return CellRun(ERROR, reply["ename"], reply["evalue"])
        if outputs.failed:
            return CellRun(ERROR, "Error", "an error was shown")
        return CellRun(OK, passed=reply.get("passed") is True)

    def _stopped(self, outputs: Outputs) -> CellRun:
        if outputs.reason:
            outputs.error("TooMuchOutput", outputs.reason)
            return CellRun(TOO_MUCH_OUTPUT, reason=outputs.reason)
        outputs.error("CellTimeoutError", "out of time")
        return CellRun(TIMEOUT, reason="out of time")

    def _ask_times(self) -> Callable[[], Times]:
        """Ask what this kernel, and what works for it, has used up to now."""
        answers = [each.ask_times() for each in (self._connection, *self.beside) if each is not None]
        return lambda: sum((answer() for answer in answers), Times(0.0, 0.0))

    @property
    def end_reason(self) -> str:
        """Why the kernel ended; "" while it lives."""
        try:
            self._check_alive()
        except KernelDied as died:
            return str(died)
        return ""

    @property
    def alive(self) -> bool:
        try:
            self._check_alive()
        except KernelDied:
            return False
        return True

    def interrupt(self) -> None:
        self.manager.interrupt_kernel()

    def kill(self) -> None:
        """End the kernel and wait until it has ended."""
        if self._connection is not None:
            self._connection.send_signal(signal.SIGKILL)
        else:
            self.manager.signal_kernel(signal.SIGKILL)
        deadline = time.monotonic() + 10
        while self.alive and time.monotonic() < deadline:
            time.sleep(0.005)


class Allowance:
    """How long a cell may run: `seconds` of wall time in which nothing but itself kept it from running.

    Where others keep the processors busy, what it waited for them doesn't count, up to ten times as long. It ends early
    where all that it started took twice as much processor time. What was used before is asked for only when a cell has
    run for a moment: most are done by then.
    """

    def __init__(self, seconds: float, ask_times: Callable[[], Callable[[], Times]]) -> None:
        self.seconds, self.ask_times = seconds, ask_times
        self.started = time.monotonic()
        self.deadline = self.started + seconds
        self.before: Callable[[], Times] | None = None

    def watch(self, now: float) -> None:
        """Ask what was used before, once it is time to."""
        if self.before is None and now > self.started + POLL_SECONDS:
            self.before = self.ask_times()

    def extended(self, now: float) -> float:
        """The deadline, seen now that the earlier one is over: later where others were in the way."""
        before = self.before or self.ask_times()
        used = self.ask_times()().since(before())
        own = now - self.started - used.waited
        late = now - self.started > MOST_TIMES * self.seconds or used.used > 2 * self.seconds
        return self.deadline if late or own >= self.seconds else now + self.seconds - own


def own_memory() -> int:
    """Bytes of memory that this process holds; 0 where Linux's /proc isn't there."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * PAGE
    except OSError:
        return 0


class Outputs:
    """Collects the outputs of one cell as nbclient does, up to a number of bytes."""

    def __init__(self, cell: NotebookNode, limit: int, client: NotebookClient) -> None:
        self.cell, self.left = cell, limit
        self.limit = limit
        self.complete = False
        self.reason = ""
        cell.outputs = []
        self.client = client
        client.nb = NotebookNode(cells=[cell])
        client.reset_execution_trackers()
        client.clear_before_next_output = False
        self.growing: NotebookNode | None = None
        self.parts: list[str] = []

    @property
    def failed(self) -> bool:
        return any(output.output_type == "error" for output in self.cell.outputs)

    def add(self, message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] in ("stream", "display_data", "execute_result", "error", "update_display_data"):
            self.left -= sum(len(str(value)) for value in (content.get("data") or content).values())
        if self.left < 0:
            self.too_much()
            if message["msg_type"] != "status":
                return
        if message["msg_type"] == "stream" and self._extend_stream(content):
            return
        try:
            self.client.process_message(message, self.cell, 0)
        except CellExecutionComplete:
            self.complete = True

    def too_much(self) -> None:
        """Take nothing more."""
        self.reason = f"it printed or displayed more than {self.limit // (1 << 20)} MiB"

    def _extend_stream(self, content: dict[str, Any]) -> bool:
        """Append to the last output where it is the same stream, so that a million small prints stay one output."""
        last = self.cell.outputs[-1] if self.cell.outputs else None
        if (
            last is None
            or self.client.clear_before_next_output
            or last.output_type != "stream"
            or last.name != content["name"]
        ):
            return False
        if self.growing is not last:
            self.finish()
            self.growing, self.parts = last, [last.text]
        self.parts.append(content["text"])
        return True

    def finish(self) -> None:
        """Join what was collected of the last stream."""
        if self.growing is not None:
            self.growing.text = "".join(self.parts)
            self.growing = None

    def error(self, ename: str, evalue: str, traceback: list[str] | None = None) -> None:
        self.finish()
        self.cell.outputs.append(
            new_output("error", ename=ename, evalue=evalue, traceback=traceback or [f"{ename}: {evalue}"])
        )
