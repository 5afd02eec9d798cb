"""The pictures of the notes of course4_sequence/week3_sequence_to_sequence; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np

from companion.audio import spectrogram
from companion.spoken import RATE, load_spoken

ORANGE, GREEN, AMBER, SKY = "#D55E00", "#009E73", "#E69F00", "#56B4E9"


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


PICTURES = {"ctc_paths": draw_ctc_paths, "trigger_labels": draw_trigger_labels}
