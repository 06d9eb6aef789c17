# frozen_string_literal: true

module Stock
  # Compares the shelf scanners' counts with the books of one aisle.
  class Count
    @queue = :'stock:daily'

    def self.perform(aisle)
      Shelf.in(aisle).each { |shelf| Ledger.correct(shelf.isbn, shelf.scanned) }
    end
  end
end
