import sys
from IPython.display import display
x = {}
for _ in range(700): x = {'a': x}
sys.setrecursionlimit(10000)
display({'application/json': x, 'text/plain': 'deep'}, raw=True)
display({'text/plain': 'deep'}, metadata=x, raw=True)
def scale(x, factor):
    return x
