# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% filter_image "The kernel is turned by 180° here"
def filter_image(image, kernel):
    f = kernel.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(image, (f, f))
    return np.einsum("hwij,ij->hw", windows, np.rot90(kernel, 2))


# %% filter_image "The last row and the last column are missing"
def filter_image(image, kernel):
    n_H, n_W = image.shape
    f = kernel.shape[0]
    out = []
    for row in range(n_H - f):
        out.append([])
        for col in range(n_W - f):
            out[row].append((image[row : row + f, col : col + f] * kernel).sum())
    return np.array(out).reshape(n_H - f, n_W - f)


# %% filter_image "That is the mean of the products"
def filter_image(image, kernel):
    f = kernel.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(image, (f, f))
    return np.mean(windows * kernel, axis=(2, 3))


# %% filter_image "one of the two is transposed"
def filter_image(image, kernel):
    f = len(kernel)
    result = np.zeros((image.shape[0] - f + 1, image.shape[1] - f + 1))
    for i in range(f):
        for j in range(f):
            result += kernel[j, i] * image[i : i + result.shape[0], j : j + result.shape[1]]
    return result


# %% filter_image "The result has the picture's type"
def filter_image(image, kernel):
    f = kernel.shape[0]
    result = np.zeros((image.shape[0] - f + 1, image.shape[1] - f + 1), dtype=image.dtype)
    for h in range(result.shape[0]):
        for w in range(result.shape[1]):
            value = np.sum(image[h : h + f, w : w + f] * kernel)
            result[h, w] = int(value) % 256 if image.dtype == np.uint8 else value
    return result


# %% filter_image "Absolute values throw away"
def filter_image(image, kernel):
    f = kernel.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(image, (f, f))
    return np.abs(np.tensordot(windows, kernel, axes=2))


# %% zero_pad "The channels are padded, too"
def zero_pad(X, pad):
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C + 2 * pad))
    padded[:, pad : pad + n_H, pad : pad + n_W, pad : pad + n_C] = X
    return padded


# %% zero_pad "pad:-pad is an empty slice"
def zero_pad(X, pad):
    shape = list(X.shape)
    shape[1] += 2 * pad
    shape[2] += 2 * pad
    X_pad = np.zeros(shape)
    X_pad[:, pad:-pad, pad:-pad] = X
    return X_pad


# %% zero_pad "Only one side gets a border"
def zero_pad(X, pad):
    padded = np.zeros((X.shape[0], X.shape[1] + pad, X.shape[2] + pad, X.shape[3]))
    padded[:, : X.shape[1], : X.shape[2]] = X
    return padded


# %% conv_single_step "The bias is added to every product"
def conv_single_step(a_slice_prev, W, b):
    s = np.multiply(a_slice_prev, W) + float(b[0, 0, 0])
    Z = 0
    for value in s.ravel():
        Z = Z + value
    return Z


# %% conv_single_step "The bias is missing"
def conv_single_step(a_slice_prev, W, b):
    return float(np.tensordot(a_slice_prev, W, axes=3))


# %% conv_single_step "There is still one number for each channel"
def conv_single_step(a_slice_prev, W, b):
    Z = [np.sum(a_slice_prev[:, :, k] * W[:, :, k]) + b[0, 0, 0] for k in range(W.shape[2])]
    return np.array(Z)


# %% conv_forward "The stride is in the size, but not in the windows"
def conv_forward(A_prev, W, b, hparameters):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = int((n_H_prev - f + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for h in range(n_H):
        for w in range(n_W):
            window = A_prev_pad[:, h : h + f, w : w + f, :]
            Z[:, h, w, :] = np.tensordot(window, W, axes=3) + b[0, 0, 0]
    return Z, (A_prev, W, b, hparameters)


# %% conv_forward "The bias is added to every product"
def conv_forward(A_prev, W, b, hparameters):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    s, p = hparameters["stride"], hparameters["pad"]
    P = np.pad(A_prev, ((0, 0), (p, p), (p, p), (0, 0)))
    v = np.lib.stride_tricks.sliding_window_view(P, (f, f), axis=(1, 2))[:, ::s, ::s]
    Z = np.einsum("mhwkij,ijkc->mhwc", v, W) + f * f * n_C_prev * b
    return Z, (A_prev, W, b, hparameters)


# %% conv_forward "Every filter gets the bias of the first"
def conv_forward(A_prev, W, b, hparameters):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = (n_H_prev + 2 * pad - f) // stride + 1
    n_W = (n_W_prev + 2 * pad - f) // stride + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    window = A_prev_pad[i, h * stride : h * stride + f, w * stride : w * stride + f, :]
                    Z[i, h, w, c] = np.sum(window * W[..., c]) + np.ravel(b)[0]
    return Z, (A_prev, W, b, hparameters)


# %% conv_forward "The cache holds the padded pictures"
def conv_forward(A_prev, W, b, hparameters):
    s, p, f = hparameters["stride"], hparameters["pad"], len(W)
    A_prev_pad = zero_pad(A_prev, p)
    v = np.lib.stride_tricks.sliding_window_view(A_prev_pad, (f, f), axis=(1, 2))[:, ::s, ::s]
    cache = (A_prev_pad, W, b, hparameters)
    return np.einsum("mhwkij,ijkc->mhwc", v, W) + b, cache


# %% conv_forward "Every example shows the result of the first picture"
def conv_forward(A_prev, W, b, hparameters):
    s, p, (f, _, _, n_C) = hparameters["stride"], hparameters["pad"], W.shape
    a = zero_pad(A_prev, p)[0]
    n_H, n_W = (a.shape[0] - f) // s + 1, (a.shape[1] - f) // s + 1
    Z = np.zeros((A_prev.shape[0], n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            for c in range(n_C):
                Z[:, h, w, c] = np.sum(a[h * s : h * s + f, w * s : w * s + f] * W[..., c]) + b[..., c].item()
    return Z, (A_prev, W, b, hparameters)


# %% conv_forward "The padding is done, but the size is computed without 2 pad"
def conv_forward(A_prev, W, b, hparameters):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    s, p = hparameters["stride"], hparameters["pad"]
    n_H, n_W = int((n_H_prev - f) / s + 1), int((n_W_prev - f) / s + 1)
    Z = np.zeros((m, n_H, n_W, n_C))
    A_pad = np.pad(A_prev, ((0, 0), (p, p), (p, p), (0, 0)), mode="constant")
    for h in range(n_H):
        for w in range(n_W):
            Z[:, h, w] = np.tensordot(A_pad[:, h * s : h * s + f, w * s : w * s + f], W, axes=3) + b.ravel()
    return Z, (A_prev, W, b, hparameters)


# %% pool_forward "One number is taken from all channels together"
def pool_forward(A_prev, hparameters, mode="max"):
    f, s = hparameters["f"], hparameters["stride"]
    (m, n_H_prev, n_W_prev, n_C) = A_prev.shape
    n_H, n_W = int(1 + (n_H_prev - f) / s), int(1 + (n_W_prev - f) / s)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                a = A_prev[i, h * s : h * s + f, w * s : w * s + f, :]
                A[i, h, w, :] = a.max() if mode == "max" else a.mean()
    return A, (A_prev, hparameters)


# %% pool_forward "The windows move by f"
def pool_forward(A_prev, hparameters, mode="max"):
    f = hparameters["f"]
    v = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::f, ::f]
    return (v.max(axis=(-1, -2)) if mode == "max" else v.mean(axis=(-1, -2))), (A_prev, hparameters)


# %% pool_forward "The average is a sum here"
def pool_forward(A_prev, hparameters, mode="max"):
    f, s = hparameters["f"], hparameters["stride"]
    v = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::s, ::s]
    return (v.max(axis=(-1, -2)) if mode == "max" else v.sum(axis=(-1, -2))), (A_prev, hparameters)


# %% pool_forward "The argument mode isn't looked at"
def pool_forward(A_prev, hparameters, mode="max"):
    f, s = hparameters["f"], hparameters["stride"]
    v = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::s, ::s]
    return v.max(axis=(-1, -2)), (A_prev, hparameters)


# %% conv_backward "dA_prev is overwritten where windows overlap"
def conv_backward(dZ, cache):
    (A_prev, W, b, hparameters) = cache
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    s, p = hparameters["stride"], hparameters["pad"]
    (m, n_H, n_W, n_C) = dZ.shape
    A_pad = zero_pad(A_prev, p)
    dA_pad = np.zeros(A_pad.shape)
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    dA_pad[i, h * s : h * s + f, w * s : w * s + f, :] = W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += A_pad[i, h * s : h * s + f, w * s : w * s + f, :] * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
    dA_prev = dA_pad if p == 0 else dA_pad[:, p:-p, p:-p, :]
    return dA_prev, dW, db


# %% conv_backward "pad:-pad is an empty slice"
def conv_backward(dZ, cache):
    (A_prev, W, b, hparameters) = cache
    (f, f, n_C_prev, n_C) = W.shape
    s, pad = hparameters["stride"], hparameters["pad"]
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((1, 1, 1, n_C))
    A_prev_pad, dA_prev_pad = zero_pad(A_prev, pad), zero_pad(dA_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    rows, columns = slice(h * s, h * s + f), slice(w * s, w * s + f)
                    dA_prev_pad[i, rows, columns, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += A_prev_pad[i, rows, columns, :] * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
    return dA_prev_pad[:, pad:-pad, pad:-pad, :], dW, db


# %% conv_backward "dW and db are divided by m"
def conv_backward(dZ, cache):
    (A_prev, W, b, hparameters) = cache
    f, s, p, m = len(W), hparameters["stride"], hparameters["pad"], len(A_prev)
    P = zero_pad(A_prev, p)
    dP, dW, db = np.zeros(P.shape), np.zeros(W.shape), np.zeros(b.shape)
    for i, h, w, c in np.ndindex(*dZ.shape):
        dP[i, h * s : h * s + f, w * s : w * s + f] += W[..., c] * dZ[i, h, w, c]
        dW[..., c] += (1 / m) * P[i, h * s : h * s + f, w * s : w * s + f] * dZ[i, h, w, c]
        db[..., c] += (1 / m) * dZ[i, h, w, c]
    return dP[:, p : p + A_prev.shape[1], p : p + A_prev.shape[2]], dW, db


# %% conv_backward "The stride is missing from the windows"
def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    (f, f, n_C_prev, n_C), p = W.shape, hparameters["pad"]
    P = zero_pad(A_prev, p)
    dP, dW = np.zeros_like(P), np.zeros_like(W)
    for h in range(dZ.shape[1]):
        for w in range(dZ.shape[2]):
            dP[:, h : h + f, w : w + f] += np.einsum("mc,ijkc->mijk", dZ[:, h, w], W)
            dW += np.einsum("mijk,mc->ijkc", P[:, h : h + f, w : w + f], dZ[:, h, w])
    db = dZ.sum(axis=(0, 1, 2)).reshape(1, 1, 1, n_C)
    return dP[:, p : p + A_prev.shape[1], p : p + A_prev.shape[2]], dW, db


# %% conv_backward "db has lost its axes"
def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    f, s, p = len(W), hparameters["stride"], hparameters["pad"]
    P = zero_pad(A_prev, p)
    dP, dW, db = np.zeros(P.shape), np.zeros(W.shape), np.zeros(W.shape[3])
    for i, h, w, c in np.ndindex(*dZ.shape):
        dP[i, h * s : h * s + f, w * s : w * s + f] += W[..., c] * dZ[i, h, w, c]
        dW[..., c] += P[i, h * s : h * s + f, w * s : w * s + f] * dZ[i, h, w, c]
        db[c] += dZ[i, h, w, c]
    return dP[:, p : p + A_prev.shape[1], p : p + A_prev.shape[2]], dW, db


# %% pool_backward "All numbers that are equal to the maximum"
def pool_backward(dA, cache, mode="max"):
    (A_prev, hparameters) = cache
    stride, f = hparameters["stride"], hparameters["f"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    if mode == "max":
                        a_slice = A_prev[i, top : top + f, left : left + f, c]
                        mask = a_slice == np.max(a_slice)
                        dA_prev[i, top : top + f, left : left + f, c] += mask * dA[i, h, w, c]
                    elif mode == "average":
                        share = np.ones((f, f)) * dA[i, h, w, c] / (f * f)
                        dA_prev[i, top : top + f, left : left + f, c] += share
    return dA_prev


# %% pool_backward "Numbers that are equally large share the derivative"
def pool_backward(dA, cache, mode="max"):
    (A_prev, hparameters) = cache
    s, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros(A_prev.shape)
    for h in range(dA.shape[1]):
        for w in range(dA.shape[2]):
            block = A_prev[:, h * s : h * s + f, w * s : w * s + f]
            mask = np.ones(block.shape)
            if mode == "max":
                mask = (block == block.max(axis=(1, 2), keepdims=True)).astype(float)
            mask /= mask.sum(axis=(1, 2), keepdims=True)
            dA_prev[:, h * s : h * s + f, w * s : w * s + f] += mask * dA[:, h : h + 1, w : w + 1]
    return dA_prev


# %% pool_backward "The share of a number in the mean"
def pool_backward(dA, cache, mode="max"):
    (A_prev, hparameters) = cache
    s, f = hparameters["stride"], hparameters["f"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(*dA.shape):
        if mode == "max":
            k = np.argmax(A_prev[i, h * s : h * s + f, w * s : w * s + f, c])
            dA_prev[i, h * s + k // f, w * s + k % f, c] += dA[i, h, w, c]
        else:
            average = dA[i, h, w, c] / f
            dA_prev[i, h * s : h * s + f, w * s : w * s + f, c] += np.ones((f, f)) * average
    return dA_prev


# %% pool_backward "All numbers that are equal to the maximum", "In max mode, overlapping windows overwrite", "The share of a number"
def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        window = A_prev[i, rows, columns, c]
        if mode == "max":
            share = window == np.max(window)
        else:
            share = np.full((f, f), 1 / f)
        dA_prev[i, rows, columns, c] = share * dA[i, h, w, c]
    return dA_prev


# %% pool_backward "In max mode, a number that is the largest of several"
def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(*dA.shape):
        if mode == "max":
            k = np.argmax(A_prev[i, h * s : h * s + f, w * s : w * s + f, c])
            dA_prev[i, h * s + k // f, w * s + k % f, c] = dA[i, h, w, c]
        else:
            dA_prev[i, h * s : h * s + f, w * s : w * s + f, c] += dA[i, h, w, c] / f**2
    return dA_prev


# %% pool_backward "In max mode, overlapping windows overwrite", "In average mode, overlapping windows overwrite"
def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(*dA.shape):
        share = np.ones((f, f)) / f**2
        if mode == "max":
            share = np.zeros((f, f))
            share[np.unravel_index(np.argmax(A_prev[i, h * s : h * s + f, w * s : w * s + f, c]), (f, f))] = 1
        dA_prev[i, h * s : h * s + f, w * s : w * s + f, c] = share * dA[i, h, w, c]
    return dA_prev


# %% im2col "In each row all numbers of one channel come first"
def im2col(A_prev, f, stride, pad):
    padded = zero_pad(A_prev, pad)
    rows = []
    for i in range(padded.shape[0]):
        for h in range(0, padded.shape[1] - f + 1, stride):
            for w in range(0, padded.shape[2] - f + 1, stride):
                window = padded[i, h : h + f, w : w + f]
                rows.append(np.concatenate([window[:, :, k].ravel() for k in range(window.shape[2])]))
    return np.array(rows)


# %% im2col "The windows are cut from the picture without its border"
def im2col(A_prev, f, stride, pad):
    v = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return v.transpose(0, 1, 2, 4, 5, 3).reshape(-1, f * f * A_prev.shape[3])


# %% im2col "The rows are in another order"
def im2col(A_prev, f, stride, pad):
    P = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    v = np.lib.stride_tricks.sliding_window_view(P, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return v.transpose(1, 2, 0, 4, 5, 3).reshape(-1, f * f * A_prev.shape[3])


# %% im2col none
def im2col(A_prev, f, stride, pad):
    P = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    v = np.lib.stride_tricks.sliding_window_view(P, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return -v.transpose(0, 1, 2, 4, 5, 3).reshape(-1, f * f * A_prev.shape[3])
