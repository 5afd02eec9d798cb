import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, ['python', '-c', 'import time; time.sleep(40)', 'abuse_was_here'])
    os._exit(0)
def scale(x, factor):
    return x
