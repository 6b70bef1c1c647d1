"""The vault: the encrypted store on this computer.

Keys and slots, the database and its schema, the search index and the files of sealed parcels. Must not import Qt, a
network library, or any layer above; must not write sentences for people.
"""
