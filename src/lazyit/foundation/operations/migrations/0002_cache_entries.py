from django.db import migrations

# Django's database cache has no model; this is the table its createcachetable command makes.
CREATE = """
CREATE TABLE cache_entry (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX cache_entry_expires ON cache_entry (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_instance")]
    operations = [migrations.RunSQL(CREATE, reverse_sql="DROP TABLE cache_entry")]
