"""What this firmware costs on this machine: one file a figure, each a ratio taken in one run.

Only a ratio carries over to another machine: both of its parts take turns within one run.
"""
