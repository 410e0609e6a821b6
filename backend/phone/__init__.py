"""SIP and sound, in a supervised child process; the only room that imports pjsua2 and the audio libraries."""
