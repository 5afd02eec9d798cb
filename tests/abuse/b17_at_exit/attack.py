import atexit, os, weakref
class Thing:
    def __del__(self): os._exit(0)
def mark(): open('/tmp/abuse_was_here', 'w').close()
atexit.register(mark)
thing = Thing()
weakref.finalize(thing, mark)
def scale(x, factor):
    global thing
    thing = None
