"""An IPython kernel in a fork of the zygote, with the requests that it answers besides Jupyter's: the examiner's
channel, marks, canaries in a copy."""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import os
import signal
import socket
import sys
import time
import traceback
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import linux
from .seccomp import refuse_system_calls

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


def run_kernel(request: dict[str, Any], sockets: list[int], folder: Path, sandboxed: bool) -> None:
    """Be an IPython kernel until told to shut down."""
    from ipykernel.kernelapp import IPKernelApp

    ipkernel: Any = importlib.import_module("ipykernel.ipkernel")

    connection = folder / "connection.json"
    connection.write_text(json.dumps(request["connection"]))
    app: Any = IPKernelApp.instance()
    fixed = ["-f", str(connection), "--HistoryManager.enabled=False", "--IPKernelApp.parent_handle=0"]
    # A kernel lists all modules for a debugger that it does not have here, and so takes its own copy of each.
    ipkernel.sys = types.SimpleNamespace(**{**vars(sys), "modules": {}})
    app.initialize([*fixed, *request["arguments"]])
    ipkernel.sys = sys
    skip_translation(app.shell)
    answer_requests(app, sockets[0] if sockets else None)
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None:
        # As its import does in a kernel; here it was imported before there was one.
        inline._enable_matplotlib_integration()
    if sandboxed:
        linux.make_read_only("/run/kernel")
    else:
        connection.unlink()
    linux.limit_resources(request["limits"])
    if sandboxed:
        os.nice(10)  # whatever it starts, the supervisor gets its turn
        linux.drop_capabilities()
        refuse_system_calls()
    try:
        app.start()
    except Exception:  # of what a notebook did to its kernel
        os.write(2, traceback.format_exc().encode())
        os._exit(1)


def answer_requests(app: Any, channel: int | None) -> None:
    """Let this kernel answer the grader's own requests: messages of their own kind, since hooks that a notebook adds to
    IPython would see a cell.

    mark_request: remember under a name what all names mean now. serve_request: answer the examiner, over the open
    socket `channel`, with names meaning what they meant at a mark. canary_request: run a cell in a forked copy of this
    kernel, and say whether it passed.
    """
    names, marks = app.shell.user_ns, dict[str, dict[str, Any]]()
    peer = None
    if channel is not None:
        from . import wire  # which imports NumPy: not before the zygote does

        peer = wire.KernelPeer(socket.socket(fileno=channel), names)

    def mark(content: dict[str, Any]) -> dict[str, Any]:
        marks[content["name"]] = dict(names)
        return {}

    def serve(content: dict[str, Any]) -> dict[str, Any]:
        assert peer is not None
        if content["name"] not in marks:  # names mean what they mean now, and keep what the examiner makes of them
            peer.serve()
            return {}
        now = dict(names)
        rebind(names, marks[content["name"]])
        try:
            peer.serve()
        finally:
            rebind(names, now)
        return {}

    def canary(content: dict[str, Any]) -> dict[str, Any]:
        return {"passed": passes_in_copy(app.shell, content["code"], content["seconds"])}

    for kind, answer in {"mark": mark, "serve": serve, "canary": canary}.items():
        app.kernel.shell_handlers[f"{kind}_request"] = handler(app, kind, answer)


def rebind(names: dict[str, Any], meanings: dict[str, Any]) -> None:
    """Let names mean what they meant at another time; functions that use them as globals see that, too."""
    names.clear()
    names.update(meanings)


def handler(app: Any, kind: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[..., None]:
    """A handler of a request for ipykernel, which replies with what `answer` makes of its content."""

    def handle(stream: Any, ident: Any, parent: Any) -> None:
        reply: dict[str, Any] = {}
        try:
            reply = answer(parent["content"])
        finally:
            app.kernel.session.send(stream, f"{kind}_reply", {"passed": False, "status": "ok", **reply}, parent, ident)

    return handle


def passes_in_copy(shell: Any, code: str, seconds: float) -> bool:
    """Whether a cell runs to its end in a forked copy of this process, of which nothing is seen and nothing is left."""
    child = os.fork()
    if child == 0:
        try:
            os.closerange(3, 1 << 16)  # no message of this copy reaches anybody
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
            os._exit(0 if shell.run_cell(code, silent=True).success else 1)
        finally:
            os._exit(1)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


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
