def scale(x, factor):
    breakpoint()
