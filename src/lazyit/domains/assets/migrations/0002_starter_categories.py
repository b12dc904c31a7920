from django.db import migrations

STARTERS = (
    "Server",
    "Switch",
    "Router",
    "Firewall",
    "Laptop",
    "Desktop",
    "Mobile",
    "Printer",
    "Storage",
    "UPS",
    "Peripheral",
    "Other",
)


def seed(apps, _schema_editor):
    Category = apps.get_model("assets", "Category")
    History = apps.get_model("assets", "CategoryHistory")
    if Category.objects.exists():  # only while wholly empty, so that renames and deletions stick
        return
    for name in STARTERS:
        category = Category.objects.create(name=name)
        History.objects.create(subject=category, event="CREATED", payload={"source": "starter"})


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_asset_register")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
