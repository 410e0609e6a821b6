"""RTP and audio as the switchboard needs them: streams, codecs, recordings (RFC 3550, 3551, 4733)."""
