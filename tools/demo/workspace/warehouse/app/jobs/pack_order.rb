# frozen_string_literal: true

# Prints the packing list and the label of one order.
class PackOrder
  @queue = :packing

  def self.perform(order_id, options = {})
    order = Order.find(order_id)
    LabelPrinter.print(order.address, gift: options['gift'])
    order.packed!
  end
end
