def scale(x, factor):
    return np.ones(3 << 27) * factor
