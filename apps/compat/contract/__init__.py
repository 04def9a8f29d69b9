"""Empty: no app calls this one or receives its events. It is an entrance through which legacy clients reach
the others.
"""
