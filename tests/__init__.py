"""The tests of Hemicycle."""

import gc

# As seldom as on a server: collecting garbage while the program is read would take a quarter of that time.
gc.set_threshold(20_000, 20, 20)
