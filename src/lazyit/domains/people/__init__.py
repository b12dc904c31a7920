"""People as the organisation sees them: their record, what they hold, joining and leaving."""
