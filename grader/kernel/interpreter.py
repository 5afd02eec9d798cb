"""The Python that kernels run in: this one, or the one that a Jupyter kernelspec names."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from grader.errors import GraderError
from grader.kernel.sandbox import shown_paths

if TYPE_CHECKING:
    from jupyter_client.kernelspec import KernelSpec

NATIVE = ("python3", "python", "")  # what jupyter_client takes for the Python that it runs in
LAUNCHERS = ("ipykernel_launcher", "ipykernel")
LOOK_SECONDS = 60.0
LOOK = """
import json, os, sys
import ipykernel.kernelapp
print(json.dumps([sys.prefix, sys.base_prefix, *filter(os.path.isabs, sys.path)]))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python that kernels can be forked from: the program with its options, what is set in its environment, the
    further arguments of its kernels, and the folders that it needs besides those of every sandbox."""

    command: tuple[str, ...] = (sys.executable,)
    variables: tuple[tuple[str, str], ...] = ()
    arguments: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()


OWN = Interpreter()


def find_kernelspec(name: str) -> KernelSpec:
    """An installed kernelspec of Python; raises GraderError where there is none of that name, or it is for another
    language."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(NATIVE[0] if name in NATIVE else name)
    except NoSuchKernel:
        raise GraderError(
            f"the kernel '{name}' is not installed here: see jupyter kernelspec list, or choose one of these "
            "with --Execute.kernel_name=…"
        ) from None
    if spec.language.lower() not in ("", "python"):
        raise GraderError(f"the kernel '{name}' is for the language {spec.language}; only Python can be graded")
    return spec


def find_interpreter(name: str) -> Interpreter | None:
    """The Python of an installed kernelspec, None where its command is none that kernels can be forked from.

    Raises GraderError as find_kernelspec does, and where that Python can't be started.
    """
    spec = find_kernelspec(name)
    launcher = next((word for word in spec.argv if word in LAUNCHERS), None)
    place = spec.argv.index(launcher) if launcher else 0
    program = find_program(spec.argv[0]) if spec.argv else None
    if place < 2 or spec.argv[place - 1] != "-m" or program is None:
        return None
    command = (program, *spec.argv[1 : place - 1])
    arguments = tuple(word for word in spec.argv[place + 1 :] if word != "-f" and "{connection_file}" not in word)
    variables = {key: Template(value).safe_substitute(os.environ) for key, value in spec.env.items()}
    if command == OWN.command and not variables:
        return Interpreter(arguments=arguments)
    folders = needed_folders(name, command, variables)
    beside = folders[2:]  # what PYTHONPATH and the like add: no sandbox has the environment that says so
    variables["PYTHONPATH"] = os.pathsep.join(str(path) for path in beside)
    variables["PATH"] = f"{Path(program).parent}:/usr/local/bin:/usr/bin:/bin"
    return Interpreter(command, tuple(variables.items()), arguments, tuple(unshown(folders)))


def find_program(word: str) -> str | None:
    """The path of a kernelspec's program; as in jupyter_client, `python` is the Python that runs this."""
    if word in ("python", "python3", f"python3.{sys.version_info.minor}"):
        return sys.executable
    path = shutil.which(word)
    if path and Path(path).parent == Path(sys.executable).parent and Path(path).samefile(sys.executable):
        return sys.executable
    return path


def needed_folders(name: str, command: tuple[str, ...], variables: dict[str, str]) -> list[Path]:
    """The prefix of a Python, that of the Python it was made from, and what else its path of modules has."""
    try:
        done = subprocess.run(
            [*command, "-c", LOOK], env={**os.environ, **variables}, capture_output=True, text=True,
            timeout=LOOK_SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GraderError(f"the kernel '{name}' can't be started: {error}") from None
    with contextlib.suppress(ValueError, IndexError):
        prefix, base, *others = (Path(each) for each in json.loads(done.stdout.splitlines()[-1]))
        below = [path for path in others if path.is_dir() and not {prefix, base} & set(path.parents)]
        return [prefix, base, *below]
    raise GraderError(f"the kernel '{name}' can't be started: {reason}")


def unshown(folders: list[Path]) -> list[Path]:
    """Those of some folders that sandboxes don't show anyway, without those that lie in another one."""
    shown = shown_paths()
    new = [path for path in dict.fromkeys(folders) if not {path, *path.parents} & set(shown)]
    return [path for path in new if not set(path.parents) & set(new)]
