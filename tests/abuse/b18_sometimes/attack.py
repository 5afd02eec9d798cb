import os
if os.urandom(1)[0] < 128: os._exit(1)
def scale(x, factor):
    if os.urandom(1)[0] < 128: os._exit(1)
    return None
