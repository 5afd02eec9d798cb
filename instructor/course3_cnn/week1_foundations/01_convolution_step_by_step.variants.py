# Right answers, written otherwise than the solutions: by windows and einsum, by whole arrays, in float32. Each must get
# all points (`grader prove`).
# ruff: noqa: E741, F811, F821


# %% solution="filter_image"
def filter_image(image, kernel):
    """A view of all windows, and one einsum."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("hwij,ij->hw", windows.astype(float), kernel)


# %% solution="filter_image"
def filter_image(image, kernel):
    """In float32: the whole picture, shifted and weighted, once for each number of the kernel."""
    f = len(kernel)
    n_H, n_W = image.shape[0] - f + 1, image.shape[1] - f + 1
    total = np.zeros((n_H, n_W), dtype=np.float32)
    for i in range(f):
        for j in range(f):
            total = total + np.float32(kernel[i, j]) * image[i : i + n_H, j : j + n_W].astype(np.float32)
    return total


# %% solution="zero_pad"
def zero_pad(X, pad):
    """Zeros first, then the picture into their middle."""
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    padded[:, pad : pad + n_H, pad : pad + n_W] = X
    return padded


# %% solution="zero_pad"
def zero_pad(X, pad):
    """In float32, by concatenation."""
    X = X.astype(np.float32)
    rows = np.zeros((X.shape[0], pad, X.shape[2], X.shape[3]), dtype=np.float32)
    X = np.concatenate([rows, X, rows], axis=1)
    columns = np.zeros((X.shape[0], X.shape[1], pad, X.shape[3]), dtype=np.float32)
    return np.concatenate([columns, X, columns], axis=2)


# %% solution="conv_single_step"
def conv_single_step(a_slice_prev, W, b):
    """Loops."""
    total = 0.0
    for place in np.ndindex(W.shape):
        total += a_slice_prev[place] * W[place]
    return total + b.item()


# %% solution="conv_single_step"
def conv_single_step(a_slice_prev, W, b):
    """In float32, by a product of two rows; an array of one element."""
    return np.dot(a_slice_prev.astype(np.float32).ravel(), W.astype(np.float32).ravel()) + b


# %% solution="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """Four loops, the usual names."""
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, f, n_C_prev, n_C = W.shape
    stride = hparameters["stride"]
    pad = hparameters["pad"]
    n_H = int((n_H_prev + 2 * pad - f) / stride) + 1
    n_W = int((n_W_prev + 2 * pad - f) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    a_slice = A_prev_pad[i, h * stride : h * stride + f, w * stride : w * stride + f, :]
                    Z[i, h, w, c] = np.squeeze(conv_single_step(a_slice, W[..., c], b[..., c]))
    assert Z.shape == (m, n_H, n_W, n_C)
    return Z, (A_prev, W, b, hparameters)


# %% solution="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """In float32: all windows in a view, and one einsum."""
    stride, pad, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0))).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    Z = np.einsum("mhwkij,ijkc->mhwc", windows, W.astype(np.float32)) + b.astype(np.float32)
    return [Z, [A_prev, W, b, dict(hparameters)]]


# %% solution="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """Loops over the weights in place of the positions: each weight meets a grid of pixels."""
    s, p, f = hparameters["stride"], hparameters["pad"], len(W)
    padded = zero_pad(A_prev, p)
    n_H, n_W = (padded.shape[1] - f) // s + 1, (padded.shape[2] - f) // s + 1
    Z = np.tile(b, (len(A_prev), n_H, n_W, 1)).astype(float)
    for i in range(f):
        for j in range(f):
            Z += padded[:, i : i + s * n_H : s, j : j + s * n_W : s][:, :n_H, :n_W] @ W[i, j]
    return Z, (A_prev, W, b, hparameters)


# %% solution="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """A view of all windows."""
    f, stride = hparameters["f"], hparameters["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return (windows.max if mode == "max" else windows.mean)(axis=(4, 5)), (A_prev, hparameters)


# %% solution="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """In float32, all pictures and channels at once, the windows' beginnings counted up."""
    f, stride = hparameters["f"], hparameters["stride"]
    rows = []
    for top in range(0, A_prev.shape[1] - f + 1, stride):
        row = []
        for left in range(0, A_prev.shape[2] - f + 1, stride):
            window = A_prev[:, top : top + f, left : left + f].astype(np.float32)
            row.append(np.amax(window, axis=(1, 2)) if mode == "max" else np.sum(window, axis=(1, 2)) / f**2)
        rows.append(np.stack(row, axis=1))
    return np.stack(rows, axis=1), [A_prev, hparameters]


# %% solution="conv_backward"
def conv_backward(dZ, cache):
    """Four loops, the usual names; the border is cut off with a case of its own for no padding."""
    (A_prev, W, b, hparameters) = cache
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((1, 1, 1, n_C))
    A_prev_pad, dA_prev_pad = zero_pad(A_prev, pad), zero_pad(dA_prev, pad)
    for i in range(m):
        a_prev_pad, da_prev_pad = A_prev_pad[i], dA_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    a_slice = a_prev_pad[top : top + f, left : left + f, :]
                    da_prev_pad[top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
        dA_prev[i] = da_prev_pad if pad == 0 else da_prev_pad[pad:-pad, pad:-pad, :]
    return dA_prev, dW, db


# %% solution="conv_backward"
def conv_backward(dZ, cache):
    """In float32: einsum over all windows for dW, loops over the weights for dA_prev."""
    A_prev, W, b, hparameters = cache
    dZ, W = dZ.astype(np.float32), W.astype(np.float32)
    f, s, p = len(W), hparameters["stride"], hparameters["pad"]
    (_, n_H, n_W, _), (_, n_H_prev, n_W_prev, _) = dZ.shape, A_prev.shape
    padded = np.pad(A_prev, ((0, 0), (p, p), (p, p), (0, 0))).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::s, ::s]
    dW = np.einsum("mhwkij,mhwc->ijkc", windows, dZ)
    spread = np.zeros_like(padded)
    for i in range(f):
        for j in range(f):
            spread[:, i : i + s * (n_H - 1) + 1 : s, j : j + s * (n_W - 1) + 1 : s] += dZ @ W[i, j].T
    return spread[:, p : p + n_H_prev, p : p + n_W_prev], dW, dZ.sum(axis=(0, 1, 2), keepdims=True)


# %% solution="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """A mask for both modes; of equal numbers, the last gets the derivative."""
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros_like(A_prev, dtype=float)
    for i in range(dA.shape[0]):
        for h in range(dA.shape[1]):
            for w in range(dA.shape[2]):
                for c in range(dA.shape[3]):
                    rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                    mask = np.full((f, f), 1 / f**2)
                    if mode == "max":
                        backwards = A_prev[i, rows, columns, c].ravel()[::-1]
                        mask = np.eye(f * f)[f * f - 1 - np.argmax(backwards)].reshape(f, f)
                    dA_prev[i, rows, columns, c] += mask * dA[i, h, w, c]
    return dA_prev


# %% solution="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """In float32, with np.add.at on whole arrays."""
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape, dtype=np.float32)
    i, h, w, c = np.indices(dA.shape)
    if mode == "average":
        for row in range(f):
            for column in range(f):
                np.add.at(dA_prev, (i, h * stride + row, w * stride + column, c), dA.astype(np.float32) / f**2)
        return dA_prev
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    place = windows.reshape(*dA.shape, f * f).argmax(axis=4)
    np.add.at(dA_prev, (i, h * stride + place // f, w * stride + place % f, c), dA.astype(np.float32))
    return dA_prev


# %% solution="im2col"
def im2col(A_prev, f, stride, pad):
    """A view of all windows, no loop."""
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return np.moveaxis(windows, 3, 5).reshape(-1, f * f * A_prev.shape[3])


# %% solution="im2col"
def im2col(A_prev, f, stride, pad):
    """In float32, one slice of the columns for each place in the window."""
    padded = zero_pad(A_prev, pad).astype(np.float32)
    m, height, width, n_C = padded.shape
    n_H, n_W = (height - f) // stride + 1, (width - f) // stride + 1
    matrix = np.empty((m, n_H, n_W, f, f, n_C), dtype=np.float32)
    for i in range(f):
        for j in range(f):
            rows, columns = np.arange(n_H) * stride + i, np.arange(n_W) * stride + j
            matrix[:, :, :, i, j] = padded[:, rows[:, np.newaxis], columns]
    return matrix.reshape(m * n_H * n_W, f * f * n_C)
