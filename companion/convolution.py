"""Pictures of a kernel that slides over an image: one position of it drawn, and sliders that move it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from ipywidgets import Widget

MARK = "#D55E00"


def slide(image: ArrayLike, kernel: ArrayLike, stride: int = 1, pad: int = 0) -> NDArray[np.float64]:
    """What a kernel says at each position on an image: the sum of the products with the pixels under it.

    image: (n_H, n_W), numbers. kernel: (f, f), numbers; it isn't turned around. stride: pixels between two positions,
    at least 1. pad: rows and columns of zeros around the image, at least 0.
    Returns float64 of shape (floor((n_H + 2 pad - f) / stride) + 1, floor((n_W + 2 pad - f) / stride) + 1).
    Raises ValueError where the kernel is larger than the padded image, or stride or pad is too small.
    Used in course3_cnn/week1_foundations, in the notes' pictures and in `draw_sliding`.
    """
    if stride < 1 or pad < 0:
        raise ValueError(f"stride is {stride} and pad is {pad}: stride is at least 1, pad at least 0")
    padded, weights = np.pad(np.asarray(image, dtype=float), pad), np.asarray(kernel, dtype=float)
    if max(weights.shape) > min(padded.shape):
        raise ValueError(f"the kernel {weights.shape} is larger than the padded image {padded.shape}")
    windows = sliding_window_view(padded, weights.shape)[::stride, ::stride]
    return np.asarray(np.einsum("hwij,ij->hw", windows, weights), dtype=np.float64)


def draw_sliding(
    image: ArrayLike, kernel: ArrayLike, row: int = 0, column: int = 0, stride: int = 1, pad: int = 0
) -> Figure:
    """Draw one position of a kernel on an image: the image with its window, the numbers in it, the kernel, the result.

    image, kernel, stride, pad: as for `slide`, the image's values from 0 to 1. row, column: the position in the
    result, from 0; beyond its last row or column, the last is drawn.
    Returns the figure, whose title computes the shape of the result. Raises ValueError as `slide` does.
    Used in course3_cnn/week1_foundations/01_convolution_step_by_step.
    """
    weights, padded = np.asarray(kernel, dtype=float), np.pad(np.asarray(image, dtype=float), pad)
    result = slide(image, kernel, stride, pad)
    row, column = min(row, result.shape[0] - 1), min(column, result.shape[1] - 1)
    top, left, f = row * stride, column * stride, len(weights)
    window = padded[top : top + f, left : left + f]
    figure, axes = plt.subplots(1, 4, figsize=(12, 3.6), layout="constrained", width_ratios=[3, 2, 2, 3])
    axes[0].imshow(padded, cmap="gray", vmin=0, vmax=1)
    axes[0].set_title(f"image, {padded.shape[0]} × {padded.shape[1]}" + (" with its border" if pad else ""))
    _mark(axes[0], top, left, f)
    _numbers(axes[1], window, "pixels under the kernel", 1)
    _numbers(axes[2], weights, "kernel", float(np.abs(weights).max()) or 1.0)
    largest = float(np.abs(result).max()) or 1.0
    axes[3].imshow(result, cmap="PuOr_r", vmin=-largest, vmax=largest)
    axes[3].set_title(f"result, {result.shape[0]} × {result.shape[1]}")
    _mark(axes[3], row, column, 1)
    rows = len(np.asarray(image))
    figure.suptitle(
        f"Σ pixel × weight = {result[row, column]:.2f}      "
        f"rows: ⌊({rows} + 2·{pad} − {f}) / {stride}⌋ + 1 = {result.shape[0]}"
    )
    return figure


def explore_sliding(image: ArrayLike, kernels: Mapping[str, ArrayLike]) -> Widget:
    """Sliders for `draw_sliding`: row, column, stride and padding, and a choice of kernels; drawn anew as they move.

    image: as for `draw_sliding`. kernels: name -> (f, f) numbers, at least one.
    Returns an ipywidgets box for a notebook to show; without a running notebook it shows nothing.
    Used in course3_cnn/week1_foundations/01_convolution_step_by_step.
    """
    import ipywidgets as widgets

    def slider(name: str, least: int, most: int, value: int) -> widgets.IntSlider:
        return widgets.IntSlider(value, least, most, description=name, continuous_update=False)

    def draw(kernel: str, row: int, column: int, stride: int, pad: int) -> None:
        draw_sliding(image, kernels[kernel], row, column, stride, pad)
        plt.show()

    rows, columns = np.shape(image)
    controls = {
        "kernel": widgets.Dropdown(options=list(kernels), description="kernel"),
        "row": slider("row", 0, rows - 1, rows // 3),
        "column": slider("column", 0, columns - 1, columns // 3),
        "stride": slider("stride", 1, 5, 1),
        "pad": slider("padding", 0, 4, 0),
    }
    shown = widgets.interactive_output(draw, controls)
    return widgets.VBox([widgets.HBox(list(controls.values()), layout={"flex_flow": "row wrap"}), shown])


def _mark(ax: Axes, top: int, left: int, size: int) -> None:
    """Frame `size` by `size` pixels of the picture in `ax`, and hide its ticks."""
    ax.add_patch(Rectangle((left - 0.5, top - 0.5), size, size, fill=False, edgecolor=MARK, linewidth=2))
    ax.set(xticks=[], yticks=[])


def _numbers(ax: Axes, values: NDArray[np.float64], title: str, largest: float) -> None:
    """Draw a small matrix as colours, each cell with its number."""
    ax.imshow(values, cmap="PuOr_r", vmin=-1.6 * largest, vmax=1.6 * largest)
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, f"{value:.2g}", ha="center", va="center", fontsize=10 if len(values) < 5 else 7)
    ax.set(title=title, xticks=[], yticks=[])
