<?php

declare(strict_types=1);

namespace App;

use App\Jobs\SendOrderConfirmation;
use App\Jobs\SyncCustomer;
use Resque\Resque;

/** The last step of an order: what must happen now happens here, the rest in jobs. */
final class Checkout
{
    public function __construct(private readonly Orders $orders)
    {
    }

    /** @return string id of the tracked mail job, for the order page */
    public function finish(Cart $cart): string
    {
        $order = $this->orders->place($cart);

        Resque::enqueue('default', SyncCustomer::class, ['customer' => $order->customer, 'crm' => Config::crm()]);

        return Resque::enqueue('emails', SendOrderConfirmation::class, [
            'order' => $order->id,
            'email' => $order->email,
            'locale' => $order->locale,
        ], true);
    }
}
