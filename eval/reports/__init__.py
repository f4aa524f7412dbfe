"""What a run leaves behind to be read: `report.json` for programs, one page for people, two runs compared."""
