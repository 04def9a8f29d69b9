"""What people read, in their language: the languages there are, and the catalogues of translations.

English sentences in the code are the keys. Each app has its translations in `locale/<language>.po`; `manage.py texts`
writes there what the code says, and they are compiled when a program starts, for Python and for pages.
"""
