import os
for place in ('/tmp', '/dev/shm', '/var/tmp', '/run/lock', '/run'):
    if os.path.exists(f'{place}/abuse_was_here'): print(open(f'{place}/abuse_was_here').read())
def scale(x, factor):
    return x
