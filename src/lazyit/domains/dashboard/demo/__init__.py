"""An invented company, to try lazyit on and to measure it with."""
