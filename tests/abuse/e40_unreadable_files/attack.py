import os
deep = 'x'
for _ in range(30):
    os.mkdir(deep); deep += '/x'
open('shut', 'w').close()
os.chmod('shut', 0)
os.chmod('x/x', 0)
os.mkfifo('pipe')
os.symlink('/', 'root')
os.chmod('.', 0)
def scale(x, factor):
    return x
