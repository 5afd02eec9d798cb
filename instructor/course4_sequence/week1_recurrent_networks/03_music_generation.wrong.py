# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% make_windows "The last note of a tune is an input, though it has no target"
def make_windows(sequences, length, step):
    rows = [(s, i) for s in sequences for i in range(0, len(s) - 1, step)]
    X, Y = np.zeros((len(rows), length), dtype=int), np.zeros((len(rows), length), dtype=int)
    for n, (s, i) in enumerate(rows):
        x, y = s[i : i + length], s[i + 1 : i + 1 + length]
        X[n, : len(x)] = x
        Y[n, : len(y)] = y
    return X, Y


# %% music_model "Without mask_zero"
def music_model(notes, units):
    i = keras.Input(shape=(None,))
    e = layers.Embedding(notes + 1, 32, name="embedding")(i)
    x = layers.LSTM(units, return_sequences=True, return_state=True, name="lstm")(e)[0]
    return keras.Model(i, layers.Dense(notes + 1, name="dense")(x))


# %% mended_perplexity "A mean of the windows' perplexities"
def mended_perplexity(logits, Y):
    result = []
    for z, y in zip(np.asarray(logits, float), Y):
        z = z - z.max(-1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(-1, keepdims=True))
        result.append(np.exp(-np.mean([logp[t, y[t]] for t in range(len(y)) if y[t] != 0])))
    return sum(result) / len(result)


# %% one_step_model "The LSTM begins with zeros"
def one_step_model(model):
    lstm = model.get_layer("lstm")
    note, a0, c0 = keras.Input((1,)), keras.Input((lstm.units,)), keras.Input((lstm.units,))
    x, a, c = lstm(model.get_layer("embedding")(note))
    return keras.Model([note, a0, c0], [model.get_layer("dense")(a), a, c])


# %% next_note_probabilities "What is left doesn't sum to 1"
def next_note_probabilities(logits, temperature=1.0, top_p=1.0):
    z = np.array(logits) / temperature
    p = np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z)))
    total = 0
    for k in np.argsort(p)[::-1]:
        if total >= top_p:
            p[k] = 0
        else:
            total += p[k]
    return p


# %% generate "The state isn't carried"
def generate(step, start, length, rng, temperature=1.0, top_p=1.0):
    out = list(start)
    while len(out) < len(start) + length:
        logits, state = step(out[-1], None)
        p = next_note_probabilities(logits, temperature, top_p)
        out.append(int(rng.choice(np.arange(len(p)), p=p)))
    return out


# %% tagger "depth isn't used"
def tagger(codes, tags, units, depth=1, bidirectional=False):
    model = keras.Sequential([keras.Input((None,)), layers.Embedding(codes + 1, 16, mask_zero=True)])
    if bidirectional:
        model.add(layers.Bidirectional(layers.LSTM(units, return_sequences=True)))
    else:
        model.add(layers.LSTM(units, return_sequences=True))
    model.add(layers.Dense(tags))
    return model


# %% make_windows "Windows that aren't full are dropped"
def make_windows(sequences, length, step):
    starts = [(s, i) for s in sequences for i in range(0, len(s), step) if i + length < len(s)]
    X = [s[i : i + length] for s, i in starts]
    Y = [s[i + 1 : i + length + 1] for s, i in starts]
    return np.array(X), np.array(Y)


# %% make_windows none
def make_windows(sequences, length, step):
    X, Y = [], []
    for s in sequences:
        for i in range(0, len(s), step):
            window = np.zeros(length + 1, dtype=int)
            window[: len(s[i : i + length + 1])] = s[i : i + length + 1]
            X.append(window[:-1])
            Y.append(window[1:])
    return np.stack(X), np.stack(Y)


# %% music_model "There is a softmax at the end"
def music_model(notes, units):
    i = keras.Input(shape=(None,), dtype="int64")
    e = layers.Embedding(notes + 1, 32, mask_zero=True, name="embedding")(i)
    a, h, c = layers.LSTM(units, return_sequences=True, return_state=True, name="lstm")(e)
    return keras.Model(i, keras.ops.softmax(layers.Dense(notes + 1, name="dense")(a)))


# %% mended_perplexity "Padding adds nothing to the sum, but it is still in the number"
def mended_perplexity(logits, Y):
    m, T, V = logits.shape
    total = 0
    for i in range(m):
        for t in range(T):
            if Y[i, t] == 0:
                continue
            z = logits[i, t] - np.max(logits[i, t])
            total += np.log(np.sum(np.exp(z))) - z[Y[i, t]]
    return np.exp(total / (m * T))


# %% mended_perplexity "Large logits overflow"
def mended_perplexity(logits, Y):
    e = np.exp(logits)
    p = e / e.sum(axis=2)[:, :, None]
    rows, places = np.nonzero(Y)
    return float(np.exp(np.mean(-np.log(p[rows, places, Y[rows, places]]))))


# %% one_step_model "h and c are swapped"
def one_step_model(model):
    layer = {each.name: each for each in model.layers}
    x, h, c = keras.Input((1,)), keras.Input((layer["lstm"].units,)), keras.Input((layer["lstm"].units,))
    out, h1, c1 = layer["lstm"](layer["embedding"](x), initial_state=(c, h))
    return keras.Model([x, h, c], [layer["dense"](h1), h1, c1])


# %% next_note_probabilities "The note that brings the sum to p is cut off"
def next_note_probabilities(logits, temperature=1.0, top_p=1.0):
    p = np.exp((logits - np.max(logits)) / temperature)
    p = p / p.sum()
    kept, total = np.zeros(len(p)), 0
    for k in np.argsort(p)[::-1]:
        total += p[k]
        if total > top_p + 1e-6 and kept.any():
            break
        kept[k] = p[k]
    return kept / kept.sum()


# %% generate "Always the likeliest note"
def generate(step, start, length, rng, temperature=1.0, top_p=1.0):
    out, state = start.copy(), None
    for note in start:
        logits, state = step(note, state)
    while len(out) < len(start) + length:
        p = next_note_probabilities(logits, temperature, top_p)
        out += [max(range(len(p)), key=lambda k: p[k])]
        logits, state = step(out[-1], state)
    return out


# %% tagger "Both directions are added"
def tagger(codes, tags, units, depth=1, bidirectional=False):
    model = keras.Sequential([keras.Input((None,)), layers.Embedding(codes + 1, 16, mask_zero=True)])
    for _ in range(depth):
        lstm = layers.LSTM(units, return_sequences=True)
        model.add(layers.Bidirectional(lstm, merge_mode="sum") if bidirectional else lstm)
    model.add(layers.Dense(tags))
    return model


# %% tagger "Without mask_zero"
def tagger(codes, tags, units, depth=1, bidirectional=False):
    model = keras.Sequential([keras.Input((None,), dtype="int32"), layers.Embedding(codes + 1, 16)])
    for _ in range(depth):
        lstm = layers.LSTM(units, return_sequences=True)
        model.add(layers.Bidirectional(lstm) if bidirectional else lstm)
    model.add(layers.Dense(tags))
    return model


# %% tagger "There is a softmax at the end"
def tagger(codes, tags, units, depth=1, bidirectional=False):
    x = first = keras.Input((None,))
    x = layers.Embedding(codes + 1, 16, mask_zero=True)(x)
    for _ in range(depth):
        each = layers.LSTM(units, return_sequences=True)
        x = (layers.Bidirectional(each) if bidirectional else each)(x)
    return keras.Model(first, layers.Softmax()(layers.Dense(tags)(x)))


# %% fill_gaps "Only the left neighbour decides"
def fill_gaps(whole, torn):
    from collections import Counter, defaultdict

    follows, all_notes = defaultdict(Counter), Counter()
    for tune in whole:
        all_notes.update(tune)
        for a, b in zip(tune, tune[1:]):
            follows[a][b] += 1
    result = []
    for tune in torn:
        new = []
        for pitch in tune:
            before = new[-1] if new else 0
            new.append(pitch or (follows[before] or all_notes).most_common(1)[0][0])
        result.append(new)
    return result
