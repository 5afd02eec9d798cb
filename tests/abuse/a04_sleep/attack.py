import time
time.sleep(10**9)
def scale(x, factor):
    return x
