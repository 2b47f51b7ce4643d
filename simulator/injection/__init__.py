"""Fault injection: everything that may go wrong, at random times, and whether a pixel gets out.

The device's own pipeline looks at small painted pictures whose every pixel is known to be
somebody's or nobody's. Detectors are told the truth and err only as much as a mask is made to
bear, so that what leaks is the fault's doing; how often real detectors miss somebody is another
question (`passerby exposure`).
"""
