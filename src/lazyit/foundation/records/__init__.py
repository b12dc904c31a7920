"""What every record of a domain has in common: identity, version, archive stamp, safe writes."""
