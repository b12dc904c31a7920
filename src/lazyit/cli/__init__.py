"""The command `lazyit`: one file a verb. Standard library only."""
