"""Sound: files into samples, a stream of them, their outline, and playing with one clock."""
