"""The database backend: Django's own, with a schema editor that qualifies `CREATE TABLE`."""

from typing import Any

from django.db.backends.postgresql import base, schema
from django.db.models import Model

from dominos.kernel.postgres import PUBLIC
from dominos.kernel.postgres.creation import Creation
from dominos.kernel.postgres.schemas import schema_of


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Creates each table in the schema of its app, and the schema when it is not there yet."""

    def table_sql(self, model: type[Model]) -> tuple[str, Any]:
        sql, params = super().table_sql(model)
        name = schema_of(model._meta.app_label)
        if name != PUBLIC:
            self.execute(f"CREATE SCHEMA IF NOT EXISTS {self.quote_name(name)}")
        table = self.quote_name(model._meta.db_table)
        qualified = f"CREATE TABLE {self.quote_name(name)}.{table}"
        return sql.replace(f"CREATE TABLE {table}", qualified, 1), params


class DatabaseWrapper(base.DatabaseWrapper):
    """See the package's docstring."""

    SchemaEditorClass = SchemaEditor
    creation_class = Creation
