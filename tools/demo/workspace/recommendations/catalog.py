"""The part of the catalog that recommendations read and write."""

import os
from collections import Counter

from redis import Redis


class Catalog:
    """Baskets and neighbors, kept in Redis beside the jobs."""

    def __init__(self, redis):
        self.redis = redis

    @classmethod
    def open(cls):
        return cls(Redis.from_url(os.environ["REDIS_URL"], decode_responses=True))

    def bought_together(self, isbn):
        counts = Counter()
        for basket in self.redis.sscan_iter(f"catalog:baskets:{isbn}"):
            counts.update(self.redis.smembers(f"catalog:basket:{basket}"))
        del counts[isbn]
        return [title for title, _ in counts.most_common()]

    def save_neighbors(self, isbn, titles):
        self.redis.set(f"catalog:neighbors:{isbn}", ",".join(titles))
