"""One declaration per list: search, filters, sorts, paging, CSV."""
