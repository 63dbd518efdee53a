from hypothesis import settings

# The same examples each time: a property that fails here fails for everyone.
settings.register_profile("unit", deadline=None, derandomize=True, database=None, max_examples=150)
settings.load_profile("unit")
