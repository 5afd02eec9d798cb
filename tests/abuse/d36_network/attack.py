import socket
for family, kind, address in ((socket.AF_INET, socket.SOCK_STREAM, ('127.0.0.1', 47651)), (socket.AF_INET, socket.SOCK_DGRAM, ('127.0.0.1', 47651)), (socket.AF_INET6, socket.SOCK_STREAM, ('::1', 47651)), (socket.AF_UNIX, socket.SOCK_STREAM, '\0abuse-suite'), (socket.AF_INET, socket.SOCK_DGRAM, ('192.0.2.1', 53)), (socket.AF_VSOCK, socket.SOCK_STREAM, (2, 22))):
    try:
        outside = socket.socket(family, kind)
        outside.settimeout(0.2)
        outside.connect(address)
        outside.send(b'abuse_was_here')
    except OSError as error: print(error)
def scale(x, factor):
    return x
