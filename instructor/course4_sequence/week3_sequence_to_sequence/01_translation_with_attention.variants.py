# Right answers, written otherwise than the solutions: with loops, in float32, with other functions. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="encoder_model"
def encoder_model(T_x, n_x, n_e, n_a):
    """Padding is told to the GRU by hand; the three results in a list."""
    X = keras.layers.Input(shape=(T_x,), dtype="int64")
    rows = layers.Embedding(input_dim=n_x, output_dim=n_e)(X)
    both = layers.Bidirectional(layers.GRU(units=n_a, return_sequences=True, return_state=True))
    found = both(rows, mask=keras.ops.not_equal(X, 0))
    return keras.Model(inputs=X, outputs=[found[0], keras.ops.concatenate(found[1:], axis=1)], name="encoder")


# %% solution="encoder_model"
def encoder_model(T_x, n_x, n_e, n_a):
    """Numbers in float32 where texts come in; a tuple of outputs, compiled."""
    text = keras.Input(shape=(T_x,), name="text")
    found = layers.Bidirectional(layers.GRU(n_a, return_sequences=True, return_state=True), merge_mode="concat")(
        layers.Embedding(n_x, n_e, mask_zero=True)(text)
    )
    model = keras.Model(text, (found[0], layers.concatenate(found[1:])))
    model.compile("adam", "mse")
    return model


# %% solution="shifted"
def shifted(Y, start):
    """Padded on the left."""
    return np.pad(np.asarray(Y), ((0, 0), (1, 0)), constant_values=start)[:, :-1]


# %% solution="shifted"
def shifted(Y, start):
    """By way of float32, then whole numbers again."""
    late = np.array([[start, *row[:-1]] for row in Y], dtype=np.float32)
    return late.astype(np.int32)


# %% solution="greedy"
def greedy(step, s0, T_y, start):
    """An array that is filled column by column; logits in float32."""
    found = np.zeros((len(s0), T_y), dtype=int)
    state = s0
    for t in range(T_y):
        state, logits = step(state, found[:, t - 1] if t else np.full(len(s0), start))
        found[:, t] = np.asarray(logits, dtype=np.float32).argmax(-1)
    return found


# %% solution="greedy"
def greedy(step, s0, T_y, start):
    """By recursion, with tensors."""

    def written(s, y, left):
        if left == 0:
            return []
        s, logits = step(s, y)
        y = keras.ops.convert_to_numpy(keras.ops.argmax(logits, axis=-1))
        return [y, *written(s, y, left - 1)]

    return np.array(written(s0, np.array([start] * len(s0)), T_y)).T


# %% solution="my_alignment"
def my_alignment():
    """As few places as possible, as sets."""
    return {"words": {3: {20}, 6: {14}, 9: {10}}, "numbers": {6: {0}, 9: {2}, 0: {4}}}


# %% solution="my_alignment"
def my_alignment():
    """Whole parts, with what stands beside them; as an array of float32, a tuple, a range."""
    return {
        "words": {3: range(17, 21), 6: list(range(11, 16)), 9: [9, 10]},
        "numbers": {6: (0, 1), 9: (1, 2), 0: np.array([4, 5], dtype=np.float32)},
    }


# %% solution="attention_step"
def attention_step(a, s_prev, mask, W_a, W_s, b, v):
    """Text by text, in float32."""
    contexts, rows = [], []
    for k in range(len(a)):
        e = np.array([v @ np.tanh(W_a.T @ place + W_s.T @ s_prev[k] + b) for place in a[k]], dtype=np.float32)
        e[mask[k] == 0] = -np.inf
        exps = np.exp(e - e.max())
        rows.append(exps / exps.sum())
        contexts.append(rows[-1] @ a[k])
    return np.array(contexts), np.array(rows)


# %% solution="attention_step"
def attention_step(a, s_prev, mask, W_a, W_s, b, v):
    """By einsum; scores at padding are very small numbers, and zeros once more at the end."""
    hidden = np.einsum("mtn,nd->mtd", a, W_a) + np.einsum("mn,nd->md", s_prev, W_s)[:, None, :] + b
    e = np.einsum("mtd,d->mt", np.tanh(hidden), v) - 1e9 * (1 - mask)
    e = e - np.max(e, 1)[:, None]
    alphas = np.exp(e) * mask
    alphas = alphas / np.sum(alphas, 1)[:, None]
    return np.einsum("mt,mtn->mn", alphas, a), alphas


# %% solution="attention_step"
def attention_step(a, s_prev, mask, W_a, W_s, b, v):
    """Joined first, as one product with both matrices on top of each other."""
    m, T, _ = a.shape
    joined = np.concatenate([a, np.repeat(s_prev[:, np.newaxis], T, axis=1)], axis=2)
    e = np.tanh(joined @ np.concatenate([W_a, W_s]) + b).dot(v.reshape(-1, 1)).reshape(m, T)
    e = np.where(mask == 1, e, -1e30)
    alphas = np.exp(e - np.max(e, axis=1, keepdims=True))
    alphas /= alphas.sum(axis=1, keepdims=True)
    return (alphas[:, np.newaxis] @ a)[:, 0], alphas


# %% solution="one_step_attention"
def one_step_attention(a, s_prev, mask, densor_a, densor_s, densor_v):
    """With Keras's layers for the rest: repeated states, a softmax over axis 1, a product."""
    repeated = layers.RepeatVector(a.shape[1])(densor_s(s_prev))
    e = densor_v(layers.Activation("tanh")(layers.Add()([densor_a(a), repeated])))
    e = e + keras.ops.expand_dims((mask - 1) * 1e9, -1)
    alphas = layers.Softmax(axis=1)(e)
    return layers.Flatten()(layers.Dot(axes=1)([alphas, a])), alphas[..., 0]


# %% solution="one_step_attention"
def one_step_attention(a, s_prev, mask, densor_a, densor_s, densor_v):
    """By einsum in float32; exp by hand, with the mask as a factor."""
    hidden = keras.ops.tanh(densor_a(a) + densor_s(keras.ops.expand_dims(s_prev, axis=1)))
    e = keras.ops.squeeze(densor_v(hidden), axis=-1)
    exps = keras.ops.exp(e - keras.ops.max(e, axis=1, keepdims=True)) * mask
    alphas = exps / keras.ops.sum(exps, axis=1, keepdims=True)
    return keras.ops.einsum("mt,mtn->mn", alphas, a), alphas


# %% solution="decoder"
def decoder_step(a, mask, s_prev, y_prev, parts):
    """Another style: in float32, the joined inputs by a layer, a list of results."""
    layers_of_scores = [parts["densor_" + name] for name in "asv"]
    context, alphas = one_step_attention(a, s_prev, mask, *layers_of_scores)
    inputs = layers.Concatenate(axis=-1)([context, parts["embed"](y_prev)])
    s = parts["cell"](inputs, [s_prev])[0]
    return [s, parts["output"](s), alphas]


def decoder(a, mask, s0, Y_in, parts):
    results, s = [], s0
    for t in range(Y_in.shape[1]):
        results.append(decoder_step(a, mask, s, Y_in[:, t], parts))
        s = results[-1][0]
    return [keras.ops.concatenate([keras.ops.expand_dims(each[k], 1) for each in results], axis=1) for k in (1, 2)]


# %% solution="decoder"
def decoder_step(a, mask, s_prev, y_prev, parts):
    """Attention written out; all output logits at once, of the stacked states."""
    hidden = keras.ops.tanh(parts["densor_a"](a) + parts["densor_s"](s_prev)[:, None, :])
    e = keras.ops.where(keras.ops.equal(mask, 1), keras.ops.squeeze(parts["densor_v"](hidden), -1), -1e9)
    alphas = keras.ops.softmax(e)
    context = keras.ops.einsum("mt,mtn->mn", alphas, a)
    s, _ = parts["cell"](keras.ops.concatenate((context, parts["embed"](y_prev)), -1), [s_prev])
    return s, parts["output"](s), alphas


def decoder(a, mask, s0, Y_in, parts):
    states, weights = [s0], []
    for t in range(Y_in.shape[1]):
        s, _, alphas = decoder_step(a, mask, states[-1], Y_in[:, t], parts)
        states.append(s)
        weights.append(alphas)
    return parts["output"](keras.ops.stack(states[1:], axis=1)), keras.ops.stack(weights, 1)


# %% solution="errors_by_form"
def errors_by_form(forms, found, wanted):
    """Counted with dictionaries."""
    count, wrong = {}, {}
    for form, one, other in zip(forms, found, wanted):
        count[form] = count.get(form, 0) + 1
        wrong[form] = wrong.get(form, 0) + (list(one) != list(other))
    m, errors = len(forms), sum(wrong.values())
    rows = [(form, count[form], 1 - wrong[form] / count[form], 1 - (errors - wrong[form]) / m) for form in count]
    return sorted(rows, key=lambda row: wrong[row[0]], reverse=True)


# %% solution="errors_by_form"
def errors_by_form(forms, found, wanted):
    """With np.unique, in float32; sorted by place among those that are equal."""
    forms, right = np.array(forms), (np.array(found) == np.array(wanted)).all(1)
    names, first, inverse, counts = np.unique(forms, return_index=True, return_inverse=True, return_counts=True)
    wrong = np.bincount(inverse, weights=~right, minlength=len(names))
    order = np.lexsort((first, -wrong))
    exact, ceiling = np.float32(1 - wrong / counts), np.float32(right.mean() + wrong / len(forms))
    return [(str(names[k]), int(counts[k]), exact[k], ceiling[k]) for k in order]


# %% solution="occlusion"
def occlusion(score, x, cover):
    """Place by place, in float32."""
    before = np.asarray(score(np.array([x])), dtype=np.float32)[0]
    falls = np.zeros((len(before), len(x)), dtype=np.float32)
    for place in range(len(x)):
        if x[place] != 0:
            row = x.copy()
            row[place] = cover
            falls[:, place] = before - np.asarray(score(row[np.newaxis]))[0]
    return falls


# %% solution="occlusion"
def occlusion(score, x, cover):
    """All places at once, the text itself as the first row; padding stays padding, so nothing falls there."""
    rows = np.where(np.eye(len(x), dtype=bool) & (x > 0), cover, x)
    found = np.asarray(score(np.vstack([x, rows])))
    return found[0][:, np.newaxis] - found[1:].T
