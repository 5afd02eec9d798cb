import os, resource, sys
open('/tmp/abuse_was_here', 'w').close()
os.environ['PYTHONPATH'] = '/tmp/abuse_was_here'
os.umask(0o777)
os.nice(5)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
np.random.seed(0)
np.seterr(all='raise')
np.set_printoptions(precision=1)
sys.path.insert(0, '/tmp')
np.mean = np.max = np.min = None
def scale(x, factor):
    return x
