def scale(x, factor):
    raise ValueError(In[-1][::-1])
