# frozen_string_literal: true

# Tells the buyers that a title is running out.
class LowStockMailJob < ActiveJob::Base
  queue_as :mailers

  def perform(isbn, left)
    BuyersMailer.low_stock(isbn, left).deliver_now
  end
end
