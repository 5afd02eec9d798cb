def scale(x, factor):
    return np.full(2, np.nan)
