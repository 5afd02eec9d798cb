import time
time.sleep(1.5)
def scale(x, factor):
    return x * factor
