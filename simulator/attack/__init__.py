"""Can somebody who knows the method still tell who it was? Re-identification against our masks."""
