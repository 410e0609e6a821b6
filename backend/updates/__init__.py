"""New versions of the program: found, checked, fetched, put in place and started; a version that does not start is
taken back (packaging/docs/updates.md)."""
