"""One file a command: its arguments, and what it does with them.

What is heavy (models, pictures, MQTT) is imported when a command runs, not to print its help.
"""
