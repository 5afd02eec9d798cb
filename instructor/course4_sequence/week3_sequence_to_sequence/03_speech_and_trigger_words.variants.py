# Right answers, written otherwise than the solutions: with loops, in float32, with other functions. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="log_spectrogram"
def log_spectrogram(samples, size, hop, floor=1e-6):
    """Frame by frame, in float32, real and imaginary part squared."""
    x, w = np.asarray(samples, dtype=np.float32), np.hanning(size).astype(np.float32)
    count = 1 + (len(x) - size) // hop
    S = np.empty((count, size // 2 + 1), dtype=np.float32)
    for t in range(count):
        c = np.fft.rfft(x[hop * t : hop * t + size] * w)
        S[t] = np.log(np.clip(c.real**2 + c.imag**2, floor, None))
    return S


# %% solution="log_spectrogram"
def log_spectrogram(samples, size, hop, floor=1e-6):
    """By places, with the whole FFT cut in half."""
    starts = np.arange(0, len(samples) - size + 1, hop)
    pieces = np.asarray(samples)[starts[:, np.newaxis] + np.arange(size)]
    spectrum = np.fft.fft(pieces * np.hanning(size))[:, : size // 2 + 1]
    power = (spectrum * spectrum.conj()).real
    power[power < floor] = floor
    return np.log(power)


# %% solution="ctc_collapse"
def ctc_collapse(path, blank=0):
    """By groupby."""
    from itertools import groupby

    return [key for key, _ in groupby(path) if key != blank]


# %% solution="ctc_collapse"
def ctc_collapse(path, blank=0):
    """By masks over an array of float32."""
    path = np.asarray(path, dtype=np.float32)
    new = np.ones(len(path), dtype=bool)
    new[1:] = path[1:] != path[:-1]
    return [int(each) for each in path[new & (path != blank)]]


# %% solution="ctc_log_probability"
def ctc_log_probability(log_probs, labels, blank=0):
    """Shifted arrays instead of the inner loop, in float32."""
    log_probs = np.asarray(log_probs, dtype=np.float32)
    z = np.full(2 * len(labels) + 1, blank)
    z[1::2] = labels
    skip = np.zeros(len(z), dtype=bool)
    skip[2:] = (z[2:] != blank) & (z[2:] != z[:-2])
    alpha = np.where(np.arange(len(z)) < 2, log_probs[0, z], -np.inf)
    for t in range(1, len(log_probs)):
        one = np.concatenate([[-np.inf], alpha[:-1]])
        two = np.where(skip, np.concatenate([[-np.inf, -np.inf], alpha])[: len(z)], -np.inf)
        alpha = np.logaddexp(np.logaddexp(alpha, one), two) + log_probs[t, z]
    return float(alpha[0]) if len(z) == 1 else float(np.logaddexp(alpha[-1], alpha[-2]))


# %% solution="ctc_log_probability"
def ctc_log_probability(log_probs, labels, blank=0):
    """Rescaled probabilities, in each frame divided by their sum; the logarithms of the sums are added."""
    z = [blank]
    for label in labels:
        z += [int(label), blank]
    alpha, total = np.zeros(len(z)), 0.0
    for t, frame in enumerate(np.exp(log_probs)):
        new = np.zeros(len(z))
        for s in range(len(z)):
            if t == 0:
                new[s] = 1.0 if s < 2 else 0.0
            else:
                new[s] = alpha[s] + (alpha[s - 1] if s >= 1 else 0)
                if s >= 2 and z[s] != blank and z[s] != z[s - 2]:
                    new[s] += alpha[s - 2]
            new[s] *= frame[z[s]]
        scale = new.sum()
        alpha, total = new / scale, total + np.log(scale)
    end = alpha[-2:].sum()
    return total + np.log(end) if end > 0 else -np.inf


# %% solution="insert_audio_clip"
def is_overlapping(segment_time, previous_segments):
    """A loop, and the question asked the other way round."""
    start, end = segment_time
    for previous_start, previous_end in previous_segments:
        if not (end < previous_start or start > previous_end):
            return True
    return False


def insert_audio_clip(background, audio_clip, previous_segments, rng):
    """With a list for the segment, and a padded clip."""
    n, k, tries = len(background), len(audio_clip), 0
    while tries < 10:
        start = rng.integers(0, n - k, endpoint=True)
        if not is_overlapping((start, start + k - 1), previous_segments):
            previous_segments += [(start, start + k - 1)]
            return background + np.pad(audio_clip, (start, n - k - start)), (start, start + k - 1)
        tries += 1
    return background.copy(), None


# %% solution="insert_audio_clip"
def is_overlapping(segment_time, previous_segments):
    """By the overlap's own ends; the sound below in float32."""
    return any(max(segment_time[0], a) <= min(segment_time[1], b) for a, b in previous_segments)


def insert_audio_clip(background, audio_clip, previous_segments, rng):
    """By choice, in float32."""
    segment, retry = None, 10
    while retry and segment is None:
        first = int(rng.choice(np.arange(background.size - audio_clip.size + 1)))
        one = (first, first + audio_clip.size - 1)
        segment, retry = None if is_overlapping(one, previous_segments) else one, retry - 1
    new = background.astype(np.float32)
    if segment:
        previous_segments.append(segment)
        new[segment[0] : segment[1] + 1] += audio_clip.astype(np.float32)
    return new, segment


# %% solution="insert_ones"
def insert_ones(y, segment_end, stride=512, count=8):
    """The usual loop with its question, in place."""
    segment_end_y = int(segment_end / stride)
    for i in range(segment_end_y + 1, segment_end_y + count + 1):
        if i < y.shape[1]:
            y[0, i] = 1.0
    return y


# %% solution="insert_ones"
def insert_ones(y, segment_end, stride=512, count=8):
    """A new array in float32, by a mask."""
    places = np.arange(y.shape[1]) - segment_end // stride
    return np.maximum(y, ((places > 0) & (places <= count))[np.newaxis]).astype(np.float32)


# %% solution="create_training_example"
def create_training_example(background, activates, negatives, rng):
    """Indices drawn at once, as the usual course has it, in float32."""
    n = len(background)
    y, segments, sound = np.zeros((1, int(np.ceil(n / 512))), dtype=np.float32), [], background.astype(np.float32)
    for i in rng.choice(len(activates), size=rng.integers(0, 3)):
        sound, segment = insert_audio_clip(sound, activates[i], segments, rng)
        if segment:
            y = insert_ones(y, segment_end=segment[1])
    for i in rng.choice(len(negatives), size=rng.integers(0, 5)):
        sound, _ = insert_audio_clip(sound, negatives[i], segments, rng)
    return sound, y


# %% solution="create_training_example"
def create_training_example(background, activates, negatives, rng):
    """Labels last, from the segments that were found."""
    sound, segments, ends = np.copy(background), [], []
    chosen = [(activates, True)] * int(rng.random() * 3) + [(negatives, False)] * int(rng.random() * 5)
    for clips, trigger in chosen:
        before = len(segments)
        sound, found = insert_audio_clip(sound, clips[int(rng.random() * len(clips))], segments, rng)
        if trigger and len(segments) > before:
            ends.append(found[1])
    y = np.zeros((1, (len(background) - 1) // 512 + 1))
    for end in ends:
        y = insert_ones(y, end)
    return sound, y


# %% solution="detector_model"
def detector_model(n_bands):
    """A Sequential model, the dense layer for each output by itself."""
    return keras.Sequential(
        [
            keras.Input(shape=(None, n_bands)),
            layers.Conv1D(filters=48, kernel_size=15, strides=4, padding="same"),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.Dropout(0.2),
            layers.GRU(units=32, return_sequences=True),
            layers.Dropout(rate=0.2),
            layers.TimeDistributed(layers.Dense(1, activation="sigmoid")),
        ]
    )


# %% solution="detector_model"
def detector_model(n_bands):
    """Functional, float32 said, the sigmoid by keras.ops; compiled."""
    x = inputs = keras.Input((None, n_bands), dtype="float32")
    x = layers.Conv1D(48, 15, 4, "same")(x)
    x = keras.ops.relu(layers.BatchNormalization()(x))
    x = layers.GRU(32, return_sequences=True)(layers.Dropout(0.2)(x))
    x = layers.Dense(1)(layers.Dropout(0.2)(x))
    model = keras.Model(inputs, keras.ops.sigmoid(x), name="ear")
    model.compile("adam", "binary_crossentropy")
    return model


# %% solution="detect"
def detect(probabilities, threshold, gap):
    """Jumping over the gap."""
    rings, t = [], 0
    while t < len(probabilities):
        if probabilities[t] >= threshold:
            rings.append(t)
            t += gap
        t += 1
    return rings


# %% solution="detect"
def detect(probabilities, threshold, gap):
    """All outputs that reach it, then the first of each gap, in float32."""
    rings, silent_until = [], -1
    for t in np.flatnonzero(np.asarray(probabilities) >= threshold):
        if t > silent_until:
            rings.append(int(t))
            silent_until = t + gap
    return rings


# %% solution="choose_threshold"
def choose_threshold(probabilities, ends, thresholds, price, gap=10):
    """Costs in an array of float32; equal ones by a mask."""
    costs = np.zeros(len(thresholds), dtype=np.float32)
    for i, threshold in enumerate(thresholds):
        for row, where in zip(probabilities, ends):
            hits, false, missed = match(detect(row, threshold, gap), where)
            costs[i] += price * false + missed
    return np.asarray(thresholds)[costs == costs.min()].max(), costs


# %% solution="choose_threshold"
def choose_threshold(probabilities, ends, thresholds, price, gap=10):
    """Sorted pairs."""

    def cost(threshold):
        false, missed = 0, 0
        for number in range(len(ends)):
            _, more, without = match(detect(probabilities[number], threshold, gap), ends[number])
            false, missed = false + more, missed + without
        return false * price + missed

    costs = [cost(threshold) for threshold in thresholds]
    return -sorted(zip(costs, -np.array(thresholds)))[0][1], costs
