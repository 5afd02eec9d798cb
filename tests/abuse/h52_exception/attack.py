def scale(x, factor):
    raise type('</pre><script>alert(1)</script>', (Exception,), {})('<img src=x onerror=alert(1)>\x1b]8;;javascript:alert(1)\x07' + '</code></pre>' * 200)
