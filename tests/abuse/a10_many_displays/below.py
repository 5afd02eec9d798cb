from IPython.display import display
for _ in range(300): display({'text/plain': 'x' * 1000}, raw=True)
def scale(x, factor):
    return x * factor
