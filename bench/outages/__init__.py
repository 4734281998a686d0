"""Ten outages played in real time against one installation: what it says, and how it comes back.

`python -m bench.outages` takes about half an hour; `--only servers` and `--only processes` play a part.
It has no part in `make test`, whose tests play the same at a quick pace.
"""
