def scale(x, factor):
    while True: pass
