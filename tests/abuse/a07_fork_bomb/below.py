import os
for _ in range(20):
    if os.fork() == 0: os._exit(0)
for _ in range(20): os.wait()
def scale(x, factor):
    return x * factor
