k = get_ipython().kernel
for n in (-5, True, 1 << 70):
    k.send_response(k.iopub_socket, 'execute_result', {'data': {'text/plain': '1'}, 'metadata': {}, 'execution_count': n})
k.send_response(k.iopub_socket, 'update_display_data', {'data': {}, 'metadata': {}, 'transient': {'display_id': 'nope'}})
k.send_response(k.iopub_socket, 'status', {'execution_state': 'nonsense'})
def scale(x, factor):
    return x
