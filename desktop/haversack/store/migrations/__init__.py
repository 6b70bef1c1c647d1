"""The vault's schema, step by step. Each file stands as it was written: none imports a module of ours."""
