import json
k = get_ipython().kernel
k.session.pack = lambda o: json.dumps(o, default=str).encode()
from IPython.display import display
display({'text/plain': 'half \ud800'}, raw=True)
print('half \ud800')
def scale(x, factor):
    return x
