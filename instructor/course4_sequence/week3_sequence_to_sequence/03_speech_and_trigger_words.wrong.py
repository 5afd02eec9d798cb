# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% log_spectrogram "The window is missing"
def log_spectrogram(samples, size, hop, floor=1e-6):
    out = []
    for i in range(0, len(samples) - size + 1, hop):
        out.append(np.log(np.maximum(np.abs(np.fft.rfft(samples[i : i + size])) ** 2, floor)))
    return np.array(out)


# %% log_spectrogram "This is the magnitude"
def log_spectrogram(samples, size, hop, floor=1e-6):
    w = np.hanning(size)
    out = []
    for i in range(0, len(samples) - size + 1, hop):
        mag = np.abs(np.fft.rfft(samples[i : i + size] * w))
        out.append(np.log(np.clip(mag, floor, None)))
    return np.stack(out)


# %% log_spectrogram "The floor is added to the power"
def log_spectrogram(samples, size, hop, floor=1e-6):
    n = (len(samples) - size) // hop + 1
    f = np.stack([samples[i * hop : i * hop + size] for i in range(n)]) * np.hanning(size)
    return np.log(floor + np.square(np.abs(np.fft.rfft(f))))


# %% log_spectrogram "Silence has the power 0"
def log_spectrogram(samples, size, hop, floor=1e-6):
    n = (len(samples) - size) // hop + 1
    f = np.stack([samples[i * hop : i * hop + size] for i in range(n)]) * np.hanning(size)
    s = np.fft.rfft(f)
    return np.log(s.real**2 + s.imag**2)


# %% log_spectrogram "The last frame is missing"
def log_spectrogram(samples, size, hop, floor=1e-6):
    w = np.hanning(size)
    return np.array([np.log(np.maximum(np.abs(np.fft.rfft(samples[i : i + size] * w)) ** 2, floor)) for i in range(0, len(samples) - size, hop)])


# %% ctc_collapse "Two equal symbols with a blank between them"
def ctc_collapse(path, blank=0):
    path = [p for p in path if p != blank]
    out = []
    for i in range(len(path)):
        if i == 0 or path[i] != path[i - 1]:
            out.append(path[i])
    return out


# %% ctc_collapse "A symbol is kept once"
def ctc_collapse(path, blank=0):
    return [p for p in dict.fromkeys(list(path)) if p != blank]


# %% ctc_collapse "The blank is taken for 0"
def ctc_collapse(path, blank=0):
    from itertools import groupby

    return [int(k) for k, _ in groupby(path) if k]


# %% ctc_collapse "Two equal symbols with a blank between them"
def ctc_collapse(path, blank=0):
    out = []
    for p in path:
        if p == blank:
            continue
        if len(out) > 0 and out[-1] == p:
            continue
        out.append(p)
    return out


# %% ctc_log_probability "A path may not leave out the blank"
def ctc_log_probability(log_probs, labels, blank=0):
    ext = [blank]
    for l in labels:
        ext.append(l)
        ext.append(blank)
    T, S = len(log_probs), len(ext)
    a = np.full((T, S), -np.inf)
    a[0, 0] = log_probs[0, blank]
    if S > 1:
        a[0, 1] = log_probs[0, ext[1]]
    for t in range(1, T):
        for s in range(S):
            v = a[t - 1, s]
            if s >= 1:
                v = np.logaddexp(v, a[t - 1, s - 1])
            if s >= 2 and ext[s] != blank:
                v = np.logaddexp(v, a[t - 1, s - 2])
            a[t, s] = v + log_probs[t, ext[s]]
    return np.logaddexp(a[-1, -1], a[-1, -2]) if S > 1 else a[-1, -1]


# %% ctc_log_probability "With probabilities instead of logarithms"
def ctc_log_probability(log_probs, labels, blank=0):
    p = np.exp(log_probs)
    ext = [blank]
    for l in labels:
        ext += [l, blank]
    T, S = len(p), len(ext)
    a = np.zeros((T, S))
    a[0, :2] = [p[0, e] for e in ext[:2]]
    for t in range(1, T):
        for s in range(S):
            v = a[t - 1, s]
            if s >= 1:
                v += a[t - 1, s - 1]
            if s >= 2 and ext[s] != blank and ext[s] != ext[s - 2]:
                v += a[t - 1, s - 2]
            a[t, s] = v * p[t, ext[s]]
    return np.log(np.sum(a[-1, -2:]))


# %% ctc_log_probability "Only paths that end in a blank"
def ctc_log_probability(log_probs, labels, blank=0):
    ext = [blank]
    for l in labels:
        ext += [l, blank]
    T, S = len(log_probs), len(ext)
    a = np.full((T, S), -np.inf)
    a[0, :2] = [log_probs[0, e] for e in ext[:2]]
    for t in range(1, T):
        for s in range(S):
            v = [a[t - 1, s]]
            if s >= 1:
                v.append(a[t - 1, s - 1])
            if s >= 2 and ext[s] != blank and ext[s] != ext[s - 2]:
                v.append(a[t - 1, s - 2])
            a[t, s] = np.logaddexp.reduce(v) + log_probs[t, ext[s]]
    return a[T - 1, S - 1]


# %% ctc_log_probability none
def ctc_log_probability(log_probs, labels, blank=0):
    ext = [blank]
    for l in labels:
        ext += [l, blank]
    T, S = len(log_probs), len(ext)
    a = np.full((T, S), -np.inf)
    a[0, :2] = [log_probs[0, e] for e in ext[:2]]
    for t in range(1, T):
        for s in range(S):
            v = a[t - 1, max(s - 2, 0) : s + 1]
            a[t, s] = np.logaddexp.reduce(v) + log_probs[t, ext[s]]
    return np.logaddexp.reduce(a[-1, -2:])


# %% insert_audio_clip "Segments that touch in one sample share it"
def is_overlapping(segment_time, previous_segments):
    s, e = segment_time
    overlap = False
    for ps, pe in previous_segments:
        if s < pe and e > ps:
            overlap = True
    return overlap


def insert_audio_clip(background, audio_clip, previous_segments, rng):
    out, k = background.copy(), len(audio_clip)
    for retry in range(10):
        s = rng.integers(0, len(background) - k + 1)
        if not is_overlapping((s, s + k - 1), previous_segments):
            out[s : s + k] += audio_clip
            previous_segments.append((s, s + k - 1))
            return out, (s, s + k - 1)
    return out, None


# %% insert_audio_clip "The new segment isn't appended"
def is_overlapping(segment_time, previous_segments):
    s, e = segment_time
    overlap = False
    for ps, pe in previous_segments:
        if s <= pe and e >= ps:
            overlap = True
    return overlap


def insert_audio_clip(background, audio_clip, previous_segments, rng):
    out, k = background.copy(), len(audio_clip)
    for retry in range(10):
        s = rng.integers(0, len(background) - k + 1)
        if not is_overlapping((s, s + k - 1), previous_segments):
            out[s : s + k] += audio_clip
            previous_segments = previous_segments + [(s, s + k - 1)]
            return out, (s, s + k - 1)
    return out, None


# %% insert_audio_clip "The segment's end is one too far"
def is_overlapping(segment_time, previous_segments):
    s, e = segment_time
    return any(s <= pe and e >= ps for ps, pe in previous_segments)


def insert_audio_clip(background, audio_clip, previous_segments, rng):
    out, k = background.copy(), len(audio_clip)
    for retry in range(10):
        s = int(rng.integers(0, len(background) - k + 1))
        e = s + k
        if not is_overlapping((s, e), previous_segments):
            out[s:e] = out[s:e] + audio_clip
            previous_segments.append((s, e))
            return out, (s, e)
    return out, None


# %% insert_audio_clip "The background that was given is changed"
def is_overlapping(segment_time, previous_segments):
    s, e = segment_time
    return any(s <= pe and e >= ps for ps, pe in previous_segments)


def insert_audio_clip(background, audio_clip, previous_segments, rng):
    k, retry = len(audio_clip), 10
    while retry > 0:
        s = int(rng.integers(0, len(background) - k + 1))
        if not is_overlapping((s, s + k - 1), previous_segments):
            new_background = background
            new_background[s : s + k] += audio_clip
            previous_segments.append((s, s + k - 1))
            return new_background, (s, s + k - 1)
        retry -= 1
    return background, None


# %% insert_ones "The ones begin in the output of the word's last sample"
def insert_ones(y, segment_end, stride=512, count=8):
    e = int(segment_end / stride)
    for i in range(e, e + count):
        if i < y.shape[1]:
            y[0, i] = 1
    return y


# %% insert_ones "Nothing cuts off the outputs"
def insert_ones(y, segment_end, stride=512, count=8):
    e = int(segment_end / stride)
    for i in range(count):
        y[0, e + 1 + i] = 1
    return y


# %% insert_ones "The ones of earlier words are lost"
def insert_ones(y, segment_end, stride=512, count=8):
    new = np.zeros(y.shape)
    e = segment_end // stride
    new[:, e + 1 : e + 1 + count] = 1
    return new


# %% insert_ones "One output more than count"
def insert_ones(y, segment_end, stride=512, count=8):
    e = segment_end // stride
    for i in range(e + 1, e + count + 2):
        if i < y.shape[1]:
            y[0, i] = 1
    return y


# %% create_training_example "Negatives get ones, too"
def create_training_example(background, activates, negatives, rng):
    y = np.zeros((1, int(np.ceil(len(background) / 512))))
    segs = []
    clips = [activates[rng.integers(len(activates))] for _ in range(rng.integers(0, 3))]
    clips += [negatives[rng.integers(len(negatives))] for _ in range(rng.integers(0, 5))]
    for c in clips:
        background, seg = insert_audio_clip(background, c, segs, rng)
        if seg is not None:
            insert_ones(y, seg[1])
    return background, y


# %% create_training_example none
def create_training_example(background, activates, negatives, rng):
    y = np.zeros((1, int(np.ceil(len(background) / 512))))
    segs = []
    for i in rng.integers(len(activates), size=rng.integers(0, 3)):
        background, (s, e) = insert_audio_clip(background, activates[i], segs, rng)
        y = insert_ones(y, e)
    for i in rng.integers(len(negatives), size=rng.integers(0, 5)):
        background, _ = insert_audio_clip(background, negatives[i], segs, rng)
    return background, y


# %% create_training_example none
def create_training_example(background, activates, negatives, rng):
    y = np.zeros((1, int(np.ceil(len(background) / 512))))
    for clips, top in ((activates, 3), (negatives, 5)):
        segs = []
        for i in rng.integers(len(clips), size=rng.integers(0, top)):
            background, seg = insert_audio_clip(background, clips[i], segs, rng)
            if seg is not None and clips is activates:
                y = insert_ones(y, seg[1])
    return background, y


# %% detector_model "The GRU returns its last state only"
def detector_model(n_bands):
    m = keras.Sequential([keras.Input((None, n_bands)), layers.Conv1D(48, 15, strides=4, padding="same"), layers.BatchNormalization(), layers.Activation("relu"), layers.Dropout(0.2)])
    m.add(layers.GRU(32))
    m.add(layers.Dropout(0.2))
    m.add(layers.Dense(1, activation="sigmoid"))
    return m


# %% detector_model "The convolution has no padding"
def detector_model(n_bands):
    m = keras.Sequential([keras.Input((None, n_bands)), layers.Conv1D(48, 15, strides=4), layers.BatchNormalization(), layers.Activation("relu"), layers.Dropout(0.2)])
    m.add(layers.GRU(32, return_sequences=True))
    m.add(layers.Dropout(0.2))
    m.add(layers.Dense(1, activation="sigmoid"))
    return m


# %% detector_model "The ReLU comes before the normalization"
def detector_model(n_bands):
    m = keras.Sequential([keras.Input((None, n_bands)), layers.Conv1D(48, 15, strides=4, padding="same"), layers.ReLU(), layers.BatchNormalization(), layers.Dropout(0.2)])
    m.add(layers.GRU(32, return_sequences=True))
    m.add(layers.Dropout(0.2))
    m.add(layers.Dense(1, activation="sigmoid"))
    return m


# %% detect "A probability of exactly the threshold"
def detect(probabilities, threshold, gap):
    out, last = [], -1000000
    for i in range(len(probabilities)):
        if probabilities[i] > threshold and i - last > gap:
            out.append(i)
            last = i
    return out


# %% detect "It rings again one output too early"
def detect(probabilities, threshold, gap):
    out, i = [], 0
    while i < len(probabilities):
        if probabilities[i] >= threshold:
            out.append(i)
            i += max(gap, 1)
        else:
            i += 1
    return out


# %% detect "The gap is counted from the last output"
def detect(probabilities, threshold, gap):
    above = [i for i, p in enumerate(probabilities) if p >= threshold]
    return [a for n, a in enumerate(above) if n == 0 or a - above[n - 1] > gap]


# %% choose_threshold "Of equally cheap thresholds the highest"
def choose_threshold(probabilities, ends, thresholds, price, gap=10):
    costs, best, low = [], None, np.inf
    for t in thresholds:
        c = 0
        for p, e in zip(probabilities, ends):
            h, f, m = match(detect(p, t, gap), e)
            c += f * price + m
        costs.append(c)
        if c < low:
            best, low = t, c
    return best, costs


# %% choose_threshold "The price is put on misses"
def choose_threshold(probabilities, ends, thresholds, price, gap=10):
    costs = []
    for t in thresholds:
        c = 0
        for p, e in zip(probabilities, ends):
            h, f, m = match(detect(p, t, gap), e)
            c += f + price * m
        costs.append(c)
    return max(t for t, c in zip(thresholds, costs) if c == min(costs)), costs


# %% choose_threshold none
def choose_threshold(probabilities, ends, thresholds, price, gap=10):
    costs = []
    for t in thresholds:
        c = 0
        for p, e in zip(probabilities, ends):
            h, f, m = match(detect(p, t, gap), e)
            c += (f * price + m) / len(ends)
        costs.append(c)
    return max(t for t, c in zip(thresholds, costs) if c == min(costs)), costs
