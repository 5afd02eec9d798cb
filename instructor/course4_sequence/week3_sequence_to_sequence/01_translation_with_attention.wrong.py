# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% encoder_model "Padding isn't hidden"
def encoder_model(T_x, n_x, n_e, n_a):
    inp = keras.layers.Input(shape=(T_x,))
    emb = keras.layers.Embedding(n_x, n_e)(inp)
    seq, f, b = keras.layers.Bidirectional(keras.layers.GRU(n_a, return_state=True, return_sequences=True, name="gru"))(emb)
    return keras.models.Model(inputs=inp, outputs=[seq, keras.ops.concatenate([f, b], axis=-1)])


# %% encoder_model "At the last place the backward GRU"
def encoder_model(T_x, n_x, n_e, n_a):
    inputs = keras.Input(shape=(T_x,), dtype="int32")
    h = layers.Embedding(n_x, n_e, mask_zero=True)(inputs)
    h = layers.Bidirectional(layers.GRU(n_a, return_sequences=True, name="gru"), merge_mode="concat")(h)
    return keras.Model(inputs=inputs, outputs=[h, h[:, T_x - 1, :]])


# %% encoder_model "It reads in one direction"
def encoder_model(T_x, n_x, n_e, n_a):
    inputs = keras.Input(shape=(T_x,), dtype="int32")
    h = layers.Embedding(n_x, n_e, mask_zero=True)(inputs)
    out, state = layers.GRU(n_a * 2, return_state=True, return_sequences=True)(h)
    return keras.Model(inputs, [out, state])


# %% shifted "Shifted the wrong way"
def shifted(Y, start):
    out = np.full_like(Y, start)
    out[:, :-1] = Y[:, 1:]
    return out


# %% shifted "The rows are one too long"
def shifted(Y, start):
    return np.hstack((np.ones((Y.shape[0], 1), dtype=int) * start, Y))


# %% shifted "The last character comes round"
def shifted(Y, start):
    return np.hstack([Y[:, -1:], Y[:, :-1]])


# %% shifted none
def shifted(Y, start):
    return np.vstack([np.full((1, Y.shape[1]), start), Y[:-1]])


# %% greedy "Each step starts from s0 again"
def greedy(step, s0, T_y, start):
    out = np.zeros((len(s0), T_y), dtype=int)
    y = np.array([start] * len(s0))
    for t in range(T_y):
        s, logits = step(s0, y)
        y = np.asarray(logits).argmax(axis=-1)
        out[:, t] = y
    return out


# %% greedy "Each step is fed `start`"
def greedy(step, s0, T_y, start):
    out = []
    s = s0
    for t in range(T_y):
        s, logits = step(s, np.full(len(s0), start))
        out.append(np.asarray(logits).argmax(-1))
    return np.array(out).T


# %% greedy "The rows are steps and the columns texts"
def greedy(step, s0, T_y, start):
    y, found = np.full(len(s0), start), np.zeros((T_y, len(s0)), dtype=int)
    s = s0
    for i in range(T_y):
        s, logits = step(s, y)
        y = np.argmax(logits, axis=-1)
        found[i] = y
    return found


# %% greedy "The argmax goes over the texts"
def greedy(step, s0, T_y, start):
    y, s, found = np.full(len(s0), start), s0, []
    for _ in range(T_y):
        s, logits = step(s, y)
        y = np.argmax(logits, 0)
        found.append(y)
    return np.array(found).T


# %% my_alignment "With slashes the month comes first"
def my_alignment():
    return {"words": {3: [17, 18, 19, 20], 6: [14], 9: [10]}, "numbers": {6: [2], 9: [0], 0: [4, 5]}}


# %% my_alignment "Places are counted from 0"
def my_alignment():
    return {"words": {3: [20], 6: [13, 14, 15, 16], 9: [11]}, "numbers": {6: [1], 9: [3], 0: [5]}}


# %% attention_step "The softmax goes over the texts"
def attention_step(a, s_prev, mask, W_a, W_s, b, v):
    e = np.tanh(np.matmul(a, W_a) + np.expand_dims(np.matmul(s_prev, W_s), 1) + b) @ v
    e = e + (mask - 1) * 1e9
    e = np.exp(e - np.max(e, axis=0))
    alphas = e / np.sum(e, axis=0)
    return np.einsum("mt,mtn->mn", alphas, a), alphas


# %% attention_step "The mask is never used"
def attention_step(a, s_prev, mask, W_a, W_s, b, v):
    e = np.tanh(np.matmul(a, W_a) + np.expand_dims(np.matmul(s_prev, W_s), 1) + b) @ v
    e = np.exp(e - np.max(e, axis=1, keepdims=True))
    alphas = e / np.sum(e, axis=1, keepdims=True)
    return np.einsum("mt,mtn->mn", alphas, a), alphas


# %% attention_step "The mask comes after the softmax"
def attention_step(a, s_prev, mask, W_a, W_s, b, v):
    e = np.tanh(a @ W_a + s_prev[:, None, :] @ W_s + b) @ v
    p = np.exp(e - e.max(1)[:, None])
    p = p / p.sum(1)[:, None]
    p[mask == 0] = 0
    return (p[..., None] * a).sum(1), p


# %% attention_step "The tanh is missing"
def attention_step(a, s_prev, mask, W_a, W_s, b, v):
    e = (a @ W_a + s_prev[:, None, :] @ W_s + b) @ v
    e = e - 1e9 * (1 - mask)
    p = np.exp(e - e.max(1)[:, None])
    p = p / p.sum(1)[:, None]
    return (p[..., None] * a).sum(1), p


# %% attention_step "np.exp of large scores overflows"
def attention_step(a, s_prev, mask, W_a, W_s, b, v):
    e = np.tanh(a @ W_a + s_prev[:, None, :] @ W_s + b) @ v
    p = np.where(mask == 1, np.exp(e), 0)
    p = p / p.sum(1)[:, None]
    return (p[..., None] * a).sum(1), p


# %% one_step_attention "The softmax goes over the last axis"
def one_step_attention(a, s_prev, mask, densor_a, densor_s, densor_v):
    s = layers.RepeatVector(a.shape[1])(s_prev)
    e = densor_v(keras.ops.tanh(densor_a(a) + densor_s(s)))
    alphas = layers.Softmax()(e)
    context = keras.ops.sum(alphas * a, axis=1)
    return context, keras.ops.squeeze(alphas, -1)


# %% one_step_attention "The mask is never used"
def one_step_attention(a, s_prev, mask, densor_a, densor_s, densor_v):
    s = layers.RepeatVector(a.shape[1])(s_prev)
    e = densor_v(keras.ops.tanh(densor_a(a) + densor_s(s)))
    alphas = layers.Softmax(axis=1)(e)
    context = keras.ops.sum(alphas * a, axis=1)
    return context, keras.ops.squeeze(alphas, -1)


# %% one_step_attention "The tanh is missing"
def one_step_attention(a, s_prev, mask, densor_a, densor_s, densor_v):
    s = densor_s(s_prev)[:, None, :]
    e = keras.ops.squeeze(densor_v(densor_a(a) + s), -1) + (mask - 1) * 1e9
    alphas = keras.ops.softmax(e)
    return keras.ops.einsum("mt,mtn->mn", alphas, a), alphas


# %% decoder "Every step starts from s0 again"
def decoder_step(a, mask, s_prev, y_prev, parts):
    c, w = one_step_attention(a, s_prev, mask, parts["densor_a"], parts["densor_s"], parts["densor_v"])
    s, _ = parts["cell"](layers.Concatenate()([c, parts["embed"](y_prev)]), [s_prev])
    return s, parts["output"](s), w


def decoder(a, mask, s0, Y_in, parts):
    outs, found, s = [], [], s0
    for t in range(Y_in.shape[1]):
        s, o, w = decoder_step(a, mask, s0, Y_in[:, t], parts)
        outs.append(o)
        found.append(w)
    return keras.ops.stack(outs, 1), keras.ops.stack(found, 1)


# %% decoder "The embedded character stands before the context"
def decoder_step(a, mask, s_prev, y_prev, parts):
    c, w = one_step_attention(a, s_prev, mask, parts["densor_a"], parts["densor_s"], parts["densor_v"])
    s, _ = parts["cell"](layers.Concatenate()([parts["embed"](y_prev), c]), [s_prev])
    return s, parts["output"](s), w


def decoder(a, mask, s0, Y_in, parts):
    outs, found, s = [], [], s0
    for t in range(Y_in.shape[1]):
        s, o, w = decoder_step(a, mask, s, Y_in[:, t], parts)
        outs.append(o)
        found.append(w)
    return keras.ops.stack(outs, 1), keras.ops.stack(found, 1)


# %% decoder "A dense layer is made at every step"
def decoder_step(a, mask, s_prev, y_prev, parts):
    c, w = one_step_attention(a, s_prev, mask, parts["densor_a"], parts["densor_s"], parts["densor_v"])
    s, _ = parts["cell"](layers.Concatenate()([c, parts["embed"](y_prev)]), [s_prev])
    return s, layers.Dense(parts["output"].units)(s), w


def decoder(a, mask, s0, Y_in, parts):
    outs, found, s = [], [], s0
    for t in range(Y_in.shape[1]):
        s, o, w = decoder_step(a, mask, s, Y_in[:, t], parts)
        outs.append(o)
        found.append(w)
    return keras.ops.stack(outs, 1), keras.ops.stack(found, 1)


# %% errors_by_form "Sorted by exact match"
def errors_by_form(forms, found, wanted):
    ok = (found == wanted).all(axis=1)
    f = np.array(forms)
    out = []
    for form in sorted(set(forms), key=forms.index):
        sel = f == form
        out.append((form, sel.sum(), ok[sel].mean(), (ok.sum() + (~ok & sel).sum()) / len(ok)))
    out.sort(key=lambda r: r[2])
    return out


# %% errors_by_form "You count right characters"
def errors_by_form(forms, found, wanted):
    ok = (found == wanted).mean(axis=1)
    f = np.array(forms)
    out = []
    for form in sorted(set(forms), key=forms.index):
        sel = f == form
        out.append((form, sel.sum(), ok[sel].mean(), (ok[~sel].sum() + sel.sum()) / len(ok)))
    out.sort(key=lambda r: -r[3])
    return out


# %% errors_by_form "The lowest ceiling stands first"
def errors_by_form(forms, found, wanted):
    ok = (found == wanted).all(axis=1)
    f = np.array(forms)
    rows = [(n, int((f == n).sum()), ok[f == n].mean(), (ok | (f == n)).mean()) for n in dict.fromkeys(forms)]
    return sorted(rows, key=lambda r: r[-1])


# %% occlusion "The covers pile up"
def occlusion(score, x, cover):
    p0 = np.asarray(score(x[None]))[0]
    out = np.zeros((len(p0), len(x)))
    x2 = np.array(x)
    for j in range(int((x > 0).sum())):
        x2[j] = cover
        out[:, j] = p0 - np.asarray(score(x2[None]))[0]
    return out


# %% occlusion "Before less after"
def occlusion(score, x, cover):
    n = int((x > 0).sum())
    X = np.repeat(x[None], n, axis=0)
    X[range(n), range(n)] = cover
    out = np.zeros((np.asarray(score(x[None])).shape[1], len(x)))
    out[:, :n] = (np.asarray(score(X)) - np.asarray(score(x[None]))).T
    return out


# %% occlusion "Padding is covered as well"
def occlusion(score, x, cover):
    p0 = np.asarray(score(x[None]))[0]
    out = []
    for j in range(len(x)):
        z = x.copy()
        z[j] = cover
        out.append(p0 - np.asarray(score(z[None]))[0])
    return np.stack(out, axis=1)
