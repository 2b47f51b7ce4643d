"""The world in metres and seconds: who is where, doing what, at any time; no pixels."""
