"""How a review looks on the wire: `termscheck.review/1`, as typed dictionaries and as a JSON Schema.

Every position is a half-open range of characters of `Document.text`, with the number of its document. A consumer
must ignore keys it does not know: keys may be added within version 1, and are never renamed or given another meaning.

The shapes are in `contract` and `review`; `writing` makes them, `reading` reads those that were kept, and `schema`
describes them. ``python -m termscheck.wire`` writes the schema to ``reports/json/``.
"""
