"""From a text source to notebooks: read, build, prove, and make demo classes."""
