import re
def scale(x, factor):
    return re.match('(a+)+$', 'a' * 60 + 'b')
