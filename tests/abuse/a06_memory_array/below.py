hoard = np.ones(30 << 20)
def scale(x, factor):
    return x * factor
