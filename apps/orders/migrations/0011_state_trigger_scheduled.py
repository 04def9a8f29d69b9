from django.db import migrations

from apps.orders.domain.trigger import drop_sql, trigger_sql

# The state table this trigger was written from; a test holds the newest one to `states.fingerprint()`.
TABLE_FINGERPRINT = "0728bcbbf9ca64c6"


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_deals_slots_and_guests")]
    operations = [migrations.RunSQL(trigger_sql(), drop_sql())]
