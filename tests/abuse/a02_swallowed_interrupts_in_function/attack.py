def scale(x, factor):
    while True:
        try:
            while True: pass
        except BaseException: pass
