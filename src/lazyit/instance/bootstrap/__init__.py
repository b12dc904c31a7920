"""The first hour of an instance of containers: questions, settings file, start."""
