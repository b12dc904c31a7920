from django.apps import AppConfig


class ListingConfig(AppConfig):
    """One declaration per list: search, filters, sorts, paging, CSV."""

    name = "lazyit.foundation.listing"
