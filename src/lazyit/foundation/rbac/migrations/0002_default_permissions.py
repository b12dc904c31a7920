from django.db import migrations

from lazyit.foundation.rbac.catalogue import EDITABLE_ROLES, default_permissions


def seed(apps, _schema_editor):
    Role = apps.get_model("rbac", "Role")
    for name in EDITABLE_ROLES:
        Role.objects.get_or_create(
            name=name, defaults={"permissions": sorted(default_permissions(name))}
        )


class Migration(migrations.Migration):
    dependencies = [("rbac", "0001_roles")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
