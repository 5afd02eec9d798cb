%precision 3
%timeit -n1 -r1 1 + 1
!true
np.ones?
def scale(x, factor):
    return x * factor
