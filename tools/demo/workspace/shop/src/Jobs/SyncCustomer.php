<?php

declare(strict_types=1);

namespace App\Jobs;

use App\Crm\Client;
use App\Customers;

/** Sends one customer to the CRM. Customer numbers are 64-bit. */
final class SyncCustomer
{
    /** @var array{customer: int, crm: array{url: string, user: string, password: string}} */
    public array $args;

    public function perform(): void
    {
        $crm = new Client(...$this->args['crm']);
        $crm->put(Customers::get($this->args['customer']));
    }
}
