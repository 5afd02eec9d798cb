"""Right answers that are written otherwise than the solutions (tests/variants) get all points."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.build import Tree
from grader.kernels import KernelServer
from grader.source import docstring, read_source
from grader.workbench import Workbench

VARIANTS = Path(__file__).parent / "variants"
CELL = re.compile(r'^# %% solution="(\w+)"\n(.*?)(?=^# %%|\Z)', re.M | re.S)


@pytest.mark.parametrize("path", sorted(VARIANTS.glob("*.py")), ids=lambda path: path.stem)
def test_every_variant_gets_all_points(tree: Tree, path: Path, tmp_path: Path, author_server: KernelServer) -> None:
    source = read_source(next(each for each in tree.sources if each.name == path.name))
    variants = CELL.findall(path.read_text(encoding="utf-8"))
    with Workbench(source, author_server, tmp_path) as bench:
        faults = {f"{name}: {docstring(text)}": bench.fault(name, text) for name, text in variants}
    assert {name: fault for name, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("path", sorted(VARIANTS.glob("*.py")), ids=lambda path: path.stem)
def test_each_exercise_has_a_variant_with_another_shape_of_code_and_one_in_float32(tree: Tree, path: Path) -> None:
    source = read_source(next(each for each in tree.sources if each.name == path.name))
    variants = CELL.findall(path.read_text(encoding="utf-8"))
    for name in source.exercises:
        mine = [docstring(text) for exercise, text in variants if exercise == name]
        assert len(mine) >= 2 and any("float32" in text for text in mine), name
