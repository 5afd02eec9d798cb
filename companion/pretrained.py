"""Weights that took others long to find: the first stages of a network that knows ImageNet, a detector's head on top of
them, a U-Net that outlines what is in scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import h5py
import numpy as np

from companion.data import find_data

if TYPE_CHECKING:
    import keras


class Stage(NamedTuple):
    """Inverted residual blocks that follow each other: how many, the side of the depthwise kernel, the stride of the
    first one, how many times as many channels it has inside, channels of its output."""

    blocks: int
    kernel: int
    stride: int
    expansion: int
    channels: int


STEM = 32
STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
)

HEAD = (
    *("first/kernel", "norm/gamma", "norm/beta", "norm/moving_mean", "norm/moving_variance"),
    *("last/kernel", "last/bias"),
)


def preprocess_input(pictures: np.ndarray) -> np.ndarray:
    """Pictures in the scale that the trunk was trained with: (x − 127) / 128.

    pictures: of any shape, from 0 to 255. Returns float32 of the same shape, from about −1 to 1. Used in
    course3_cnn/week2_case_studies and week3_detection.
    """
    return (np.asarray(pictures, dtype=np.float32) - 127) / 128


def load_trunk(input_shape: tuple[int, int, int] = (160, 160, 3)) -> keras.Model:
    """The first eleven of the sixteen blocks of EfficientNet-Lite0, with the weights that ImageNet gave them.

    input_shape: height, width, 3 of the pictures, which `preprocess_input` has scaled; height and width are at least
    32. Returns a functional model (716,928 parameters) from (m, height, width, 3) to (m, height/16, width/16, 112),
    rounded up; its layers are named stem, stem_norm, block0_depthwise … block10_add. Raises FileNotFoundError where
    datasets/trunk.h5 is missing, and ValueError where input_shape is none of pictures. Source: M. Tan, Q. Le,
    "EfficientNet", arXiv:1905.11946, in the variant "Lite0" of 2020. Described in datasets/trunk.md. Used in
    course3_cnn/week2_case_studies, week3_detection and week4_recognition_and_style.
    """
    import keras

    if len(input_shape) != 3 or input_shape[2] != 3 or min(input_shape[:2]) < 32:
        raise ValueError(f"input_shape is {input_shape}: it has to be (height, width, 3), both at least 32")
    inputs = keras.Input(input_shape)
    x = _convolution(inputs, keras.layers.Conv2D(STEM, 3, 2, padding="same", use_bias=False, name="stem"))
    block = 0
    for stage in STAGES:
        for number in range(stage.blocks):
            x = _inverted_residual(x, stage, 1 if number else stage.stride, f"block{block}_")
            block += 1
    model = keras.Model(inputs, x, name="trunk")
    _fill(model)
    return model


def load_unet_weights() -> list[np.ndarray]:
    """The weights of a U-Net that outlines what is in drawn scenes, in the order of its layers, for set_weights.

    They fit a network with 8, 16, 32 filters on the way down, 64 at the bottom, and 5 classes: two 3 by 3 convolutions
    with ReLU a level, transposed convolutions of 2 by 2, each skip concatenated behind what comes from below, and a
    1 by 1 convolution to the logits. Pictures are scaled to x / 127.5 - 1. Raises FileNotFoundError where
    datasets/unet.h5 is missing. Described in datasets/unet.md. Used in course3_cnn/week3_detection/02_unet.
    """
    with h5py.File(find_data("unet.h5")) as file:
        return [file[name][:].astype(np.float32) for name in sorted(file)]


def load_detector_head() -> list[np.ndarray]:
    """The weights of a YOLO's head that has learnt from 2,400 street scenes, for `model.set_weights`.

    Returns seven float32 arrays, of a convolution without biases (3, 3, 80, 64), its batch normalization (four of 64)
    and a convolution (1, 1, 64, 18) with biases (18,): they turn what the trunk's block 7 makes of scenes of 128 by 128
    pixels into two anchors' vectors of nine numbers. Raises FileNotFoundError where datasets/detector.h5 is missing.
    Described in datasets/detector.md. Used in course3_cnn/week3_detection.
    """
    with h5py.File(find_data("detector.h5")) as file:
        return [file[name][:].astype(np.float32) for name in HEAD]


def _convolution(x: keras.KerasTensor, layer: keras.Layer, activation: bool = True) -> keras.KerasTensor:
    """A convolution, its normalization and, but for projections, ReLU6."""
    import keras

    y = keras.layers.BatchNormalization(epsilon=1e-3, name=f"{layer.name}_norm")(layer(x))
    return keras.layers.ReLU(6.0, name=f"{layer.name}_relu")(y) if activation else y


def _inverted_residual(x: keras.KerasTensor, stage: Stage, stride: int, name: str) -> keras.KerasTensor:
    """Expand, filter each channel by itself, project; plus the input where the shapes agree."""
    from keras.layers import Add, Conv2D, DepthwiseConv2D

    y = x
    if stage.expansion > 1:
        wide = stage.expansion * x.shape[-1]
        y = _convolution(y, Conv2D(wide, 1, use_bias=False, name=f"{name}expand"))
    y = _convolution(y, DepthwiseConv2D(stage.kernel, stride, padding="same", use_bias=False, name=f"{name}depthwise"))
    y = _convolution(y, Conv2D(stage.channels, 1, use_bias=False, name=f"{name}project"), activation=False)
    return Add(name=f"{name}add")([x, y]) if x.shape == y.shape else y


def _fill(model: keras.Model) -> None:
    """Give each weight of a model the array of its layer's and its own name."""
    with h5py.File(find_data("trunk.h5")) as file:
        for weight in model.weights:
            layer, name = weight.path.split("/")[-2:]
            weight.assign(file[f"{layer}/{name}"][:].astype(np.float32))
