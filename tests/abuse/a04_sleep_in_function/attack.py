import time
def scale(x, factor):
    time.sleep(10**9)
