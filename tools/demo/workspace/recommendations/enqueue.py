"""Called by the shop when an order was paid."""

import os
from urllib.parse import urlparse

from pyres import ResQ

from jobs import RefreshRecommendations


def order_paid(isbns):
    address = urlparse(os.environ["REDIS_URL"])
    resq = ResQ(f"{address.hostname}:{address.port}")
    for isbn in isbns:
        resq.enqueue(RefreshRecommendations, isbn)
