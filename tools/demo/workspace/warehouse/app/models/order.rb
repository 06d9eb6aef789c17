# frozen_string_literal: true

# An order as the warehouse sees it: what to pack, and for whom.
class Order < ApplicationRecord
  after_create_commit { Resque.enqueue(PackOrder, id, { 'gift' => gift? }) }

  def packed!
    update!(packed_at: Time.current)
    lines.each do |line|
      LowStockMailJob.perform_later(line.isbn, line.left) if line.left < 5
    end
  end
end
