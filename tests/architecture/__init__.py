"""What holds for the whole tree: who may know whom, how long a thing may be, and what must not be written down."""
