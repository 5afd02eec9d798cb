# Right answers, written otherwise than the solutions: with loops, in float32, with other functions. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="make_windows"
def make_windows(sequences, length, step):
    """Place by place, into arrays of zeros of another type."""
    starts = [(each, first) for each in sequences for first in range(0, len(each), step) if first < len(each) - 1]
    X, Y = np.zeros((2, len(starts), length), dtype=np.int32)
    for row, (each, first) in enumerate(starts):
        targets = each[first + 1 : first + 1 + length]
        X[row, : len(targets)] = each[first : first + len(targets)]
        Y[row, : len(targets)] = targets
    return X, Y


# %% solution="make_windows"
def make_windows(sequences, length, step):
    """Each sequence padded first; the answers as numbers in float32."""
    rows = []
    for each in sequences:
        padded = np.concatenate([each, np.zeros(length, dtype=int)]).astype(int)
        rows += [padded[first : first + length + 1] for first in range(0, max(len(each) - 1, 0), step)]
    both = np.stack(rows)
    return np.where(both[:, 1:] > 0, both[:, :-1], 0).astype(np.float32), both[:, 1:].astype(np.float32)


# %% solution="music_model"
def music_model(notes, units):
    """Other ways to write the same layers; compiled."""
    inputs = keras.Input(shape=(None,), name="codes")
    vectors = layers.Embedding(input_dim=1 + notes, output_dim=32, mask_zero=True, name="embedding")(inputs)
    lstm = layers.LSTM(units, return_state=True, return_sequences=True, name="lstm")
    outputs = lstm(vectors)[0]
    model = keras.Model(inputs=inputs, outputs=layers.Dense(1 + notes, activation="linear", name="dense")(outputs))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


# %% solution="mended_perplexity"
def mended_perplexity(logits, Y):
    """Place by place."""
    losses = []
    for row, targets in zip(np.asarray(logits, dtype=float), Y):
        for z, y in zip(row, targets):
            if y > 0:
                losses.append(np.max(z) + np.log(np.sum(np.exp(z - np.max(z)))) - z[y])
    return float(np.exp(np.mean(losses)))


# %% solution="mended_perplexity"
def mended_perplexity(logits, Y):
    """By TensorFlow's own loss; the answer is a float64, not a float32, which e to 450 would overflow."""
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(np.asarray(Y), tf.constant(logits, tf.float64)).numpy()
    weights = np.not_equal(Y, 0)
    return np.exp(np.sum(losses * weights) / np.sum(weights))


# %% solution="one_step_model"
def one_step_model(model):
    """By the sequence of outputs, without its axis of places; layers from the list."""
    lstm = model.get_layer("lstm")
    code = keras.Input(shape=(1,))
    states = [keras.Input(shape=(lstm.units,), name=name) for name in ("h", "c")]
    x, h, c = lstm(model.get_layer("embedding")(code), initial_state=states)
    logits = model.get_layer("dense")(x)[:, 0]
    return keras.Model([code, *states], [logits, h, c])


# %% solution="next_note_probabilities"
def next_note_probabilities(logits, temperature=1.0, top_p=1.0):
    """Note by note, in float32 at the end."""
    z = [float(each) / temperature for each in logits]
    odds = [np.exp(each - max(z)) for each in z]
    p = [each / sum(odds) for each in odds]
    total, result = 0.0, np.zeros(len(p))
    for k in sorted(range(len(p)), key=lambda k: p[k], reverse=True):
        if total >= top_p:
            break
        result[k] = p[k]
        total += p[k]
    return (result / result.sum()).astype(np.float32)


# %% solution="next_note_probabilities"
def next_note_probabilities(logits, temperature=1.0, top_p=1.0):
    """By a threshold, and TensorFlow's softmax."""
    p = tf.nn.softmax(tf.constant(logits, tf.float64) / temperature).numpy()
    ranked = np.sort(p)[::-1]
    last = min(np.searchsorted(np.cumsum(ranked), top_p), len(p) - 1)
    kept = np.where(p >= ranked[last], p, 0)
    return kept / np.sum(kept)


# %% solution="generate"
def generate(step, start, length, rng, temperature=1.0, top_p=1.0):
    """One loop for reading and writing, by sums and a uniform number."""
    codes, state, logits = [int(each) for each in start], None, None
    for place in range(len(start) + length - 1):
        logits, state = step(codes[place], state)
        if place + 1 == len(codes):
            sums = np.cumsum(next_note_probabilities(logits, temperature, top_p))
            codes.append(int(np.searchsorted(sums, rng.random() * sums[-1], side="right")))
    return codes


# %% solution="tagger"
def tagger(codes, tags, units, depth=1, bidirectional=False):
    """Layers in a list, then called one after the other."""
    steps = [layers.Embedding(codes + 1, 16, mask_zero=True)]
    for number in range(depth):
        lstm = layers.LSTM(units, return_sequences=True, name=f"reader{number}")
        steps.append(layers.Bidirectional(lstm, merge_mode="concat") if bidirectional else lstm)
    x = inputs = keras.Input((None,))
    for step in [*steps, layers.Dense(tags)]:
        x = step(x)
    return keras.Model(inputs, x)


# %% solution="tagger"
def tagger(codes, tags, units, depth=1, bidirectional=False):
    """A Sequential model."""
    model = keras.Sequential([keras.Input((None,)), layers.Embedding(codes + 1, 16, mask_zero=True)])
    for number in range(depth):
        lstm = layers.LSTM(units, return_sequences=True, name=f"reader{number}")
        model.add(layers.Bidirectional(lstm, merge_mode="concat") if bidirectional else lstm)
    model.add(layers.Dense(tags))
    return model


# %% solution="fill_gaps"
def fill_gaps(whole, torn):
    """By dictionaries: what stood between the same two neighbours, else what followed the left one."""
    from collections import Counter, defaultdict

    between, pairs, often = defaultdict(Counter), defaultdict(Counter), Counter()
    for tune in whole:
        often.update(tune)
        for a, b in zip(tune, tune[1:]):
            pairs[a][b] += 1
        for a, b, c in zip(tune, tune[1:], tune[2:]):
            between[a, c][b] += 1
    filled = []
    for tune in torn:
        new = list(tune)
        for k, pitch in enumerate(tune):
            if not pitch:
                ends = (new[k - 1] if k else 0, tune[k + 1] if k + 1 < len(tune) else 0)
                found = between[ends] or pairs[ends[0]] or often
                new[k] = found.most_common(1)[0][0]
        filled.append(new)
    return filled


# %% solution="music_model"
def music_model(notes, units):
    """With all settings written out, in float32."""
    codes = keras.Input((None,), dtype="int64")
    embedding = layers.Embedding(notes + 1, 32, mask_zero=True, name="embedding", dtype="float32")
    lstm = layers.LSTM(units, return_sequences=True, return_state=True, name="lstm", dtype="float32")
    x, *states = lstm(embedding(codes))
    dense = layers.Dense(notes + 1, name="dense", dtype="float32")
    return keras.Model(codes, dense(x))


# %% solution="one_step_model"
def one_step_model(model):
    """The layers' names as they come, all in float32."""
    found = {layer.name: layer for layer in model.layers}
    units = found["lstm"].cell.units
    code = keras.Input((1,), dtype="float32")
    h, c = (keras.Input((units,), dtype="float32") for _ in range(2))
    _, *states = found["lstm"](found["embedding"](code), initial_state=(h, c))
    return keras.Model(inputs=[code, h, c], outputs=[found["dense"](states[0]), states[0], states[1]])


# %% solution="generate"
def generate(step, start, length, rng, temperature=1.0, top_p=1.0):
    """The probabilities in float32, by one draw of a multinomial."""
    state = None
    for code in start:
        logits, state = step(int(code), state)
    new = []
    while len(new) < length:
        p = np.asarray(next_note_probabilities(logits, temperature, top_p), dtype=np.float32).astype(float)
        new.append(int(np.argmax(rng.multinomial(1, p / p.sum()))))
        logits, state = step(new[-1], state)
    return [*start, *new]


# %% solution="tagger"
def tagger(codes, tags, units, depth=1, bidirectional=False):
    """Layers counted down, in float32."""
    inputs = keras.Input((None,), dtype="int32")
    x = layers.Embedding(codes + 1, 16, mask_zero=True, dtype="float32")(inputs)
    while depth > 0:
        lstm = layers.LSTM(units, return_sequences=True)
        x = layers.Bidirectional(lstm)(x) if bidirectional else lstm(x)
        depth -= 1
    return keras.Model(inputs=inputs, outputs=layers.Dense(tags, activation=None)(x))


# %% solution="fill_gaps"
def fill_gaps(whole, torn):
    """Sums of logarithms, in float32, with a little of how often a pitch occurs."""
    often = np.bincount(np.concatenate(whole), minlength=128).astype(np.float32)
    counts = np.tile(0.1 * often / often.sum(), (128, 1)).astype(np.float32)
    for tune in whole:
        for a, b in zip(tune, tune[1:]):
            counts[a, b] += 1
    with np.errstate(divide="ignore"):
        after, alone = np.log(counts / counts.sum(axis=1, keepdims=True)), np.log(often / often.sum())
    result = []
    for tune in torn:
        new = list(tune)
        for k in range(len(tune)):
            if tune[k] == 0:
                score = after[new[k - 1]] if k else alone
                if k + 1 < len(tune) and often[tune[k + 1]]:
                    score = score + np.where(often > 0, after[:, tune[k + 1]], -np.inf)
                new[k] = int(np.argmax(score))
        result.append(new)
    return result
