"""SIP as the switchboard needs it: messages, transactions, dialogs (RFC 3261) over UDP and TCP."""
