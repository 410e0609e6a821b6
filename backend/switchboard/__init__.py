"""The local switchboard: it behaves as the operator's platform does, over real HTTP, SIP and RTP."""
