<?php

declare(strict_types=1);

namespace App\Jobs;

use App\Reports\Sales;

/** Builds the sales report of one day and country. Scheduled every night for the day before. */
final class BuildSalesReport
{
    /** @var array{day: string, country: string, format?: string} */
    public array $args;

    /** @return array{file: string, rows: int} */
    public function perform(): array
    {
        $sales = Sales::of($this->args['day'], $this->args['country']);
        $file = $sales->write($this->args['format'] ?? 'csv');

        return ['file' => $file, 'rows' => count($sales)];
    }
}
