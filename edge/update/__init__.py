"""Models and firmware from afar: asked for, fetched by the uplink, proved and brought to work."""
