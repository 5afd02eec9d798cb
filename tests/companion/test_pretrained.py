"""Proves that the trunk is the one of its datasheet, computes what its weights say, and has features worth having; and
that the detector's head and the U-Net's weights find and outline what they have never seen."""

from __future__ import annotations

import runpy
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from PIL import Image

from companion.data import find_data, load_photographs
from companion.pretrained import load_detector_head, load_trunk, load_unet_weights, preprocess_input
from companion.scenes import draw_scenes

DATASETS = Path(__file__).resolve().parents[2] / "datasets"


@pytest.fixture(scope="module")
def trunk() -> keras.Model:
    return load_trunk((96, 96, 3))


def large(pictures: np.ndarray, size: int = 96) -> np.ndarray:
    return np.stack([np.array(Image.fromarray(picture).resize((size, size))) for picture in pictures])


def test_each_array_of_the_file_is_in_the_model_once(trunk: keras.Model) -> None:
    found = {"/".join(weight.path.split("/")[-2:]): weight.numpy() for weight in trunk.weights}
    with h5py.File(find_data("trunk.h5")) as file:
        stored = {f"{layer}/{name}": array[:] for layer, arrays in file.items() for name, array in arrays.items()}
    assert found.keys() == stored.keys()
    assert all(np.array_equal(found[name], stored[name].astype(np.float32)) for name in stored)
    assert trunk.count_params() == sum(array.size for array in stored.values()) == 716_928


def test_the_stem_is_a_strided_convolution_padded_below_and_to_the_right(trunk: keras.Model) -> None:
    X = preprocess_input(large(load_photographs().X_dev[:2]))
    padded = np.pad(X, ((0, 0), (0, 1), (0, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::2, ::2]
    expected = np.einsum("mijckl,klcf->mijf", windows, trunk.get_layer("stem").kernel.numpy())
    found = keras.Model(trunk.input, trunk.get_layer("stem").output).predict(X, verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize("size", [(32, 32), (96, 128), (100, 33)])
def test_it_takes_pictures_of_any_size_to_a_sixteenth(size: tuple[int, int]) -> None:
    assert load_trunk((*size, 3)).output_shape == (None, -(-size[0] // 16), -(-size[1] // 16), 112)


@pytest.mark.parametrize("shape", [(31, 64, 3), (64, 64, 1), (64, 64), (0, 0, 3)])
def test_what_is_no_shape_of_pictures_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="has to be \\(height, width, 3\\)"):
        load_trunk(shape)


def test_pictures_are_scaled_as_the_trunk_expects_them() -> None:
    scaled = preprocess_input(np.array([[0, 127, 255]], dtype=np.uint8))
    assert scaled.dtype == np.float32 and np.allclose(scaled, [[-127 / 128, 0, 1]])


def test_its_features_tell_animals_from_other_things_where_pixels_don_t(trunk: keras.Model) -> None:
    data = load_photographs()

    def right_by_the_nearer_mean(train: np.ndarray, dev: np.ndarray) -> float:
        scaled = train.std(axis=0) + 1e-6
        means = [train[data.Y_train[0] == label].mean(axis=0) for label in (0, 1)]
        far = [np.linalg.norm((dev - mean) / scaled, axis=1) for mean in means]
        return float(np.mean((far[1] < far[0]) == data.Y_dev[0]))

    train, dev = (
        trunk.predict(preprocess_input(large(X)), verbose=0).mean(axis=(1, 2)) for X in (data.X_train, data.X_dev)
    )
    pixels = right_by_the_nearer_mean(data.X_train.reshape(182, -1) / 255.0, data.X_dev.reshape(61, -1) / 255.0)
    assert right_by_the_nearer_mean(train, dev) > max(0.85, pixels + 0.1)


def outlining() -> keras.Model:
    """The network that unet.h5 is for, built here without the script that trained it."""
    layers = keras.layers

    def level(x: keras.KerasTensor, filters: int, left: int) -> keras.KerasTensor:
        x = convolved(x, filters)
        if not left:
            return x
        below = level(layers.MaxPooling2D()(x), 2 * filters, left - 1)
        up = layers.Conv2DTranspose(filters, 2, strides=2)(below)
        return convolved(layers.Concatenate()([up, x]), filters)

    def convolved(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
        for _ in range(2):
            x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        return x

    inputs = keras.Input((None, None, 3))
    return keras.Model(inputs, layers.Conv2D(5, 1)(level(inputs, 8, 3)))


def test_the_u_net_s_weights_outline_figures_that_it_has_not_seen() -> None:
    model = outlining()
    model.set_weights(load_unet_weights())
    scenes = draw_scenes(60, np.random.default_rng(9), "dev", 64, (1, 3), (0.25, 0.7))
    found = model.predict(scenes.X / 127.5 - 1, verbose=0).argmax(axis=-1)
    both, either = (found > 0) & (scenes.masks > 0), (found > 0) | (scenes.masks > 0)
    assert both.sum() / either.sum() > 0.6


def test_folding_normalization_into_the_weights_changes_nothing_that_the_network_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(DATASETS))
    script = runpy.run_path(str(DATASETS / "make_unet.py"))
    model, plain = script["unet"](), outlining()
    rng = np.random.default_rng(0)
    model.set_weights([np.abs(rng.normal(0.5, 0.1, each.shape)) for each in model.get_weights()])
    plain.set_weights(script["folded"](model))
    X = rng.uniform(-1, 1, size=(1, 16, 16, 3))
    np.testing.assert_allclose(plain.predict(X, verbose=0), model.predict(X, verbose=0), rtol=1e-3)


def test_the_detector_s_head_fits_the_notebook_s_and_finds_figures_that_it_has_never_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(DATASETS))
    script = runpy.run_path(str(DATASETS / "make_detector.py"))
    solved, dev = script["solutions"](), script["scenes"]("dev", 60, 5)
    inputs = keras.Input((8, 8, 80))
    head = keras.Model(inputs, solved["yolo_head"](inputs, len(script["ANCHORS"]), len(dev.classes)))
    outputs, maps = [], script["trunk_maps"](dev.X)
    for weights in (head.get_weights(), load_detector_head()):
        head.set_weights(weights)
        outputs.append(head(maps, training=False).numpy())
    untrained, trained = (script["average_precisions"](solved, each, dev).mean() for each in outputs)
    assert untrained < 0.1 and trained > 0.65
