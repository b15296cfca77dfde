"""The triage desk: one team's contracts, from their upload to a decision on every finding.

::

    upload, drop folder ─cases─▶ store ─bench─▶ worker process ─filing─▶ store ─▶ list ─▶ case ─decisions─▶ export

`app.create_app` puts it together. Everything that is kept is in the store (`termscheck.store`), so that a desk that is
killed goes on where it was. `people` knows who may do what, and everything that anybody does is told to `history`.
"""
