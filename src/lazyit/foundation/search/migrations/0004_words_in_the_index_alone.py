import django.contrib.postgres.indexes
from django.db import migrations, models

import lazyit.foundation.search.folding

# A dropped column stays in the rows until they are written again.
WRITE_AGAIN = "CLUSTER search_searchentry USING search_searchentry_pkey"


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_titles_keys_words"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="searchentry", name="search_entry_words"),
        migrations.RemoveField(model_name="searchentry", name="words"),
        migrations.RunSQL(WRITE_AGAIN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                lazyit.foundation.search.folding.Words(models.F("folded")),
                name="search_entry_words",
            ),
        ),
    ]
