import threading, time
for _ in range(10): threading.Thread(target=time.sleep, args=(0.5,)).start()
def scale(x, factor):
    return x * factor
