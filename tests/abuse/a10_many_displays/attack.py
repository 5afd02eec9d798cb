from IPython.display import display
for _ in range(10_000_000): display({'text/plain': 'x' * 1000}, raw=True)
def scale(x, factor):
    return x
