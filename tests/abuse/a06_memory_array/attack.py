hoard = np.ones(3 << 27)
def scale(x, factor):
    return x
