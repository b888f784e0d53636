"""The echo: a process of its own that sends a visitor's picture and voice back to them.

No Django in it but in `ask`, which is the web process's half: an idle echo costs little memory.
"""
