from django.db import migrations

from apps.orders.domain.trigger import drop_sql, trigger_sql

# The state table this trigger was written from; a test holds the newest one to `states.fingerprint()`.
TABLE_FINGERPRINT = "b1aba4c5bbc3161e"


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_after_placing")]
    operations = [migrations.RunSQL(trigger_sql(), drop_sql())]
