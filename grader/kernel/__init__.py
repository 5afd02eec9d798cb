"""Forked, sandboxed kernels: the server that forks them, a session in one, and the limits of each."""
