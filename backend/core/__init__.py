"""The rules of a telephone: state, commands and events, without any sound, network or screen."""
