"""The pictures of the notes of course1_nn/week1_introduction; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np

from companion.data import find_data, load_houses
from companion.graphs import draw_graph
from companion.networks import predict_with_network, predict_with_neuron
from companion.pictures import read_picture

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "0.55"


def draw_neuron():
    houses = load_houses()
    area = np.linspace(0, 350, 141)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    z = 1.5 * area - 90
    left.plot(area, z, "--", color=ORANGE, label="the sum $z = 1.5\\,x - 90$")
    left.plot(area, np.maximum(0, z), color=BLUE, linewidth=2.5, label="the output $\\max(0, z)$")
    left.axhline(0, color=GREY, linewidth=0.8)
    left.plot(60, 0, "o", color=BLUE)
    left.annotate("bend at x = −b/w = 60", (60, 0), (85, -70), arrowprops={"arrowstyle": "->"})
    left.set(xlabel="living area x (m²)", ylabel="thousand dollars", title="ReLU cuts off what is below zero")
    left.legend(loc="upper left")
    right.plot(houses.X_train[0], houses.Y_train[0] / 1000, ".", color="0.8", label="a house", zorder=0)
    right.plot(area, 1.15 * area + 20, color=BLUE, linewidth=2.5, label="w = 1.15, b = 20")
    right.set(
        xlabel="living area x (m²)", ylabel="price (thousand dollars)", title="The neuron with the lowest squared error"
    )
    right.legend(loc="upper left")
    return figure


def draw_hidden_features():
    inputs = {"living area (m²)": 100, "basement (m²)": 60, "year built": 1940, "bedrooms": 3}
    hidden = {"space": 10, "newness": 0, "cramped": 50}
    positions = {name: (0, 4.2 - 1.4 * k) for k, name in enumerate(inputs)}
    positions |= {name: (3.4, 3.5 - 1.4 * k) for k, name in enumerate(hidden)} | {"price": (6.4, 2.1)}
    edges = [(start, end) for start in inputs for end in hidden] + [(name, "price") for name in hidden]
    figure, ax = plt.subplots(figsize=(10, 4.8), layout="constrained")
    labels = {"price": "price (thousand $)"}
    draw_graph(ax, positions, edges, labels, values={**inputs, **hidden, "price": 87.5})
    ax.set_xlim(-0.75, 7.3)
    ax.set_title("Three hidden neurons make features of one house, the output makes a price of them")
    return figure


def draw_data():
    houses = load_houses()
    pixels = read_picture(find_data("example_picture.jpg"), size=64)
    figure, (table, picture, sound) = plt.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    rows, columns = [0, 3, 4], [0, 1, 2, 3, 5]  # house 4 has no bedroom above ground
    cells = [[f"{houses.X_train[row, column]:.0f}" for row in rows] for column in columns]
    cells = [[*line, f"{houses.Y_train[0, column]:,.0f}"] for column, line in zip(columns, cells, strict=True)]
    drawn = table.table(cells, colLabels=["area (m²)", "year", "bedrooms", "price ($)"], loc="center", cellLoc="right")
    drawn.set_fontsize(10)
    drawn.scale(1, 1.6)
    table.set_axis_off()
    table.set_title("Structured:\neach column has a meaning")
    picture.imshow(pixels)
    picture.set(xlabel="column", ylabel="row", title="Unstructured:\n64 × 64 pixels of three colours")
    seconds = np.arange(0, 0.05, 1 / 8000)
    wave = np.sin(2 * np.pi * 180 * seconds) + 0.5 * np.sin(2 * np.pi * 430 * seconds + 1)
    sound.plot(1000 * seconds, wave * np.exp(-((seconds - 0.022) ** 2) / 2e-4), color=BLUE, linewidth=1)
    sound.set(xlabel="time (ms)", ylabel="sound pressure (relative)", title="Unstructured:\n8,000 numbers a second")
    return figure


def draw_error_against_data():
    """The experiment of 01_first_neuron: the same draws, models and sizes."""
    houses = load_houses()
    mean, spread = houses.X_train.mean(axis=1, keepdims=True), houses.X_train.std(axis=1, keepdims=True)
    X, X_dev = (houses.X_train - mean) / spread, (houses.X_dev - mean) / spread
    Y, Y_dev = houses.Y_train / 1000, houses.Y_dev / 1000
    sizes = (30, 100, 300, 1000, 1800)
    rng = np.random.default_rng(1)
    orders = [rng.permutation(X.shape[1]) for _ in range(10)]
    figure, ax = plt.subplots(figsize=(7.5, 4.4), layout="constrained")
    looks = {
        0: ("one neuron", "o-", "black"),
        4: ("4 hidden neurons", "s--", ORANGE),
        32: ("32 hidden neurons", "^-.", BLUE),
    }
    for hidden, (name, line, color) in looks.items():
        errors = []
        for order in orders:
            parts = [(X[:, order[:m]], Y[:, order[:m]], X_dev) for m in sizes]
            predicted = [
                predict_with_network(*part, hidden) if hidden else predict_with_neuron(*part) for part in parts
            ]
            errors.append([np.sqrt(np.mean((Y_hat - Y_dev) ** 2)) for Y_hat in predicted])
        bars = np.std(errors, axis=0, ddof=1) / np.sqrt(len(orders))
        ax.errorbar(sizes, np.mean(errors, axis=0), bars, fmt=line, color=color, capsize=4, label=name)
    ax.set_xscale("log")
    ax.set_xticks(sizes, [f"{m:,}" for m in sizes])
    ax.minorticks_off()
    ax.set(xlabel="training houses m (logarithmic scale)", ylabel="typical dev error (thousand dollars)")
    ax.set_title("With few houses one neuron is best, with many the large network")
    ax.legend()
    return figure


# file name -> function that draws it
PICTURES = {
    "neuron": draw_neuron,
    "hidden_features": draw_hidden_features,
    "data": draw_data,
    "error_against_data": draw_error_against_data,
}
