"""Import sessions: a file becomes rows, a mapping, a dry run and a commit. Knows no domain."""
