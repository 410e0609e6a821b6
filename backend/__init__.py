"""云总机 (Cloud Switchboard): a desktop telephone for enterprises whose switchboard an operator hosts."""
