"""A local news site of six hosts in three languages, seven days of its life, and what is true of them.

Written from what real sites do and without sight of how changes are found: the demo plays it, tests compare with `truth`.
"""
