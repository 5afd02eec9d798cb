"""The forked, sandboxed kernel as others use it: nbclient, nbval and stock nbgrader, unchanged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from grader.errors import GraderError
from grader.kernel.provisioner import install_kernelspec


@pytest.fixture(scope="module")
def kernel() -> Iterator[str]:
    folder = install_kernelspec("grader-test")
    yield "grader-test"
    shutil.rmtree(folder)


def test_nbclient_runs_a_notebook_in_it(kernel: str, tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("42")
    cells = [
        "import numpy as np",
        "print(open('data.txt').read(), np.ones(3).sum())",
        "import os; os.getcwd()",
        "1 / 0",
    ]
    notebook = new_notebook(cells=[new_code_cell(text) for text in cells])
    client = NotebookClient(notebook, kernel_name=kernel, resources={"metadata": {"path": str(tmp_path)}})
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        client.execute()
    assert notebook.cells[1].outputs[0].text == "42 3.0\n"
    assert notebook.cells[2].outputs[0].data["text/plain"] == "'/tmp/work'"


def test_pictures_are_pictures(kernel: str, tmp_path: Path) -> None:
    cell = new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()")
    NotebookClient(
        new_notebook(cells=[cell]), kernel_name=kernel, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    assert "image/png" in cell.outputs[-1].data


def test_a_folder_that_is_too_large_to_copy_is_a_clear_error(kernel: str, tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(1 << 30)
    client = NotebookClient(
        new_notebook(cells=[new_code_cell("1")]), kernel_name=kernel, resources={"metadata": {"path": str(tmp_path)}}
    )
    with pytest.raises(GraderError, match="can't be copied into the sandbox: it is larger than 256 MiB"):
        client.execute()


def test_nbval_checks_a_notebook_in_it(kernel: str, tmp_path: Path) -> None:
    right = new_code_cell(
        "1 + 1",
        execution_count=1,
        outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=1)],
    )
    wrong = new_code_cell(
        "1 + 2",
        execution_count=2,
        outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "4"}, execution_count=2)],
    )
    spec = {"name": kernel, "display_name": "x", "language": "python"}
    for name, cells in (("good", [right]), ("bad", [right, wrong])):
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec}), tmp_path / f"{name}.ipynb")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "nbval",
        "--nbval",
        "-c",
        os.devnull,
        "--rootdir",
        str(tmp_path),
    ]
    good = subprocess.run([*command, str(tmp_path / "good.ipynb")], capture_output=True, text=True, cwd=tmp_path)
    bad = subprocess.run([*command, str(tmp_path / "bad.ipynb")], capture_output=True, text=True, cwd=tmp_path)
    assert good.returncode == 0 and "1 passed" in good.stdout, good.stdout
    assert bad.returncode == 1 and "1 failed, 1 passed" in bad.stdout, bad.stdout


def test_the_kernelspec_names_the_provisioner(kernel: str) -> None:
    from jupyter_client.kernelspec import KernelSpecManager

    spec = KernelSpecManager().get_kernel_spec(kernel)
    assert spec.metadata["kernel_provisioner"]["provisioner_name"] == "grader-provisioner"
    assert json.loads(Path(spec.resource_dir, "kernel.json").read_text())["language"] == "python"


def test_the_server_may_have_more_files_open_than_its_kernels() -> None:
    """Else one kernel could fill what Linux lets a user's processes have under way, and no other one would start."""
    code = (
        "import resource as r; from grader.kernel.limits import Limits; from grader.kernel.server import KernelServer\n"
        "r.setrlimit(r.RLIMIT_NOFILE, (512, r.getrlimit(r.RLIMIT_NOFILE)[1]))\n"
        "with KernelServer((), False, Limits(open_files=300)) as server: server.wait_ready()\n"
        "print(r.getrlimit(r.RLIMIT_NOFILE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 600
