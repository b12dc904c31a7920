"""Pictures of every page in both themes, both languages, both widths; run by ``make screenshots``.

``SCREENSHOTS_DATA`` names one of the data sets: empty, three, hostile or many.
"""
