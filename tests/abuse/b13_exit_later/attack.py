def scale(x, factor):
    return x
import os, threading
threading.Timer(0.05, os._exit, (1,)).start()
