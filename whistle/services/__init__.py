"""A verb a module: what people and the clock do with the service.

Every service takes a `House`, raises only Whistle's own errors, and answers after its commit is durable.
No Flask here, and no SQL: that is the store's.
"""
