"""What is known of a person, sealed under a key of theirs: without the key no copy of it can be read, whoever has it.

`platform_keys` are the environment's, under which keys of people are wrapped; `keys` finds, makes and destroys those of
people; `fields` are columns that are sealed, `index` what makes one of them be found.
"""
