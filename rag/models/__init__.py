"""Language models: connected by name, with limits on time, tries and length, or run in this process."""
