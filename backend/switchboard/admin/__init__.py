"""Administration of the local switchboard: people, departments, policies, permissions and modes while it runs."""
