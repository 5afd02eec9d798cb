import os, time
for _ in range(400):
    if os.fork() == 0:
        time.sleep(8)
        os._exit(0)
def scale(x, factor):
    return x
