k = get_ipython().kernel
send = k.session.send
def bare(stream, kind, content=None, parent=None, ident=None, **kw):
    if kind == 'execute_reply': content = {'status': 'error'}
    return send(stream, kind, content, parent, ident, **kw)
k.session.send = bare
def scale(x, factor):
    return x
