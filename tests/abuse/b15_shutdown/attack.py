get_ipython().kernel.do_shutdown(True)
def scale(x, factor):
    return x
