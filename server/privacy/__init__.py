"""What a person may ask of those who know them: to see all of it, to have it forgotten; and what we forget anyway.

`export` writes down everything about a member, `erase` forgets them (their key destroyed, the sums of the ledger kept),
`retention` forgets what has served its time, `cards` blocks a lost card, `command` is what a person types.
"""
