"""Jobs that keep "readers also bought" up to date."""

from catalog import Catalog


class RefreshRecommendations:
    """Computes the ten best neighbors of one title."""

    queue = "recommendations"

    @staticmethod
    def perform(isbn, limit=10):
        catalog = Catalog.open()
        catalog.save_neighbors(isbn, catalog.bought_together(isbn)[:limit])
