"""The pictures of the notes of course4_sequence/week3_sequence_to_sequence; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np

from companion.audio import spectrogram
from companion.spoken import RATE, load_spoken

BLUE, ORANGE, GREEN, AMBER, SKY, GREY = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "0.6"


# translation with attention


def draw_attention_step():
    """From scores to weights for one output character: the softmax goes over the places, and padding has no part."""
    text, scores = ["6", "/", "2", "/", "9", "9", "pad", "pad"], np.array([3.0, 1.2, 0.1, -0.8, -1.0, -1.4, 1.5, 1.5])
    known = np.arange(8) < 6
    masked = np.where(known, np.exp(scores), 0)
    unmasked = np.exp(scores)
    figure, axes = plt.subplots(1, 3, figsize=(11, 2.8), layout="constrained")
    axes[0].bar(range(8), scores, color=np.where(known, BLUE, GREY))
    axes[1].bar(range(8), masked / masked.sum(), color=BLUE)
    axes[2].bar(range(8), unmasked / unmasked.sum(), color=np.where(known, BLUE, ORANGE))
    titles = "scores for the month's last digit", "weights: softmax over characters", "no mask: padding takes a share"
    for ax, title in zip(axes, titles, strict=True):
        ax.set(xticks=range(8), xticklabels=text, xlabel="read")
        ax.set_title(title, fontsize=10)
        ax.axhline(0, color="black", linewidth=0.8)
    for ax in axes[1:]:
        ax.set(ylim=(0, 1), ylabel="attention weight")
    axes[0].set(ylabel="score (made up)")
    return figure


# speech


def ctc_steps(z, s):
    """The entries of z from which a path may come to entry s."""
    skips = s > 1 and z[s] != "–" and z[s] != z[s - 2]
    return range(max(s - (2 if skips else 1), 0), s + 1)


def draw_ctc_paths():
    """The table of CTC for the text 3 7 7 in seven frames, with one of its paths."""
    z, path = ["–", "3", "–", "7", "–", "7", "–"], [1, 1, 2, 3, 4, 5, 5]
    figure, ax = plt.subplots(figsize=(7.5, 4.6), layout="constrained")
    for t in range(len(path)):
        for s, entry in enumerate(z):
            ax.plot(t, s, "o", markersize=17, color=AMBER if entry == "–" else SKY)
            ax.text(t, s, entry, ha="center", va="center")
            for before in ctc_steps(z, s) if t else ():
                taken = path[t - 1 : t + 1] == [before, s]
                arrow = {"arrowstyle": "->", "color": ORANGE if taken else "0.75", "linewidth": 2.5 if taken else 1}
                ax.annotate("", (t - 0.13, s), (t - 0.87, before), arrowprops=arrow)
    ax.set(xlabel="frame t", ylabel="entry s of z", yticks=range(len(z)), ylim=(len(z) - 0.5, -0.5))
    ax.set_title("Steps of all paths, and one path: 3 3 – 7 – 7 7 becomes 3 7 7")
    return figure


def draw_trigger_labels():
    """Three words one after the other, and the labels of a trigger word detector."""
    spoken, x, place = load_spoken(), 0.003 * np.random.default_rng(0).normal(size=3 * RATE), RATE // 4
    y, spans = np.zeros(3 * RATE // 512 + 1), []
    for word in ("captivate", "activate", "seven"):
        clip = spoken.clips[spoken.words.index(word)]
        x[place : place + len(clip)] += 0.6 * clip
        spans.append((word, place / RATE, (place + len(clip)) / RATE))
        if word == "activate":
            y[(place + len(clip) - 1) // 512 + 1 :][:8] = 1
        place += len(clip) + RATE // 4
    figure, (above, below) = plt.subplots(2, 1, figsize=(8, 4), sharex=True, layout="constrained", height_ratios=(2, 1))
    picture = spectrogram(x, RATE)
    above.imshow(picture.decibels, origin="lower", aspect="auto", extent=(0, 3, 0, 4))
    above.set(ylabel="frequency (kHz)", title="The label is 1 for half a second after the trigger word's end")
    below.step(np.arange(len(y)) * 512 / RATE, y, where="post", color=ORANGE)
    for word, begin, end in spans:
        below.axvspan(begin, end, color=GREEN if word == "activate" else "0.6", alpha=0.3, linewidth=0)
        below.text((begin + end) / 2, 0.5, word, ha="center")
    below.set(xlabel="time (s)", ylabel="label", xlim=(0, 3), ylim=(-0.1, 1.15))
    return figure


# file name -> function that draws it
PICTURES = {"attention_step": draw_attention_step, "ctc_paths": draw_ctc_paths, "trigger_labels": draw_trigger_labels}
