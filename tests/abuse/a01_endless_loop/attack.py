while True: pass
def scale(x, factor):
    return x
