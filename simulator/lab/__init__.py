"""The lab: the device's own loops under a virtual clock, beside a broker in memory."""
