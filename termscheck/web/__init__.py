"""The page for people: a contract is checked in the browser, on one's own machine.

::

    upload ─visits─▶ folder of a visit ─checking─▶ worker process ─results─▶ questions ─▶ report

`app.create_app` puts it together: `guard` stands before everything, `pages` are for people and `api` is for programs;
both ask `visits`. docs/security-of-the-page.md tells what is defended against, and how.
"""
