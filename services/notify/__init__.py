"""notify 通知: SMS that arrive, calls that get made, and neither waits for the other."""
