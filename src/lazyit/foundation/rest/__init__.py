"""API machinery: authentication, errors, paging, OpenAPI."""
