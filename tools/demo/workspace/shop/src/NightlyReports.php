<?php

declare(strict_types=1);

namespace App;

use App\Jobs\BuildSalesReport;
use DateTimeImmutable;
use Resque\Scheduler;

/** Schedules tomorrow's sales reports, one job for each country. */
final class NightlyReports
{
    private const COUNTRIES = ['DE', 'FR', 'NL', 'AT'];

    public static function schedule(DateTimeImmutable $today): void
    {
        foreach (self::COUNTRIES as $country) {
            Scheduler::enqueueAt($today->modify('tomorrow 03:00'), 'reports:daily', BuildSalesReport::class, [
                'day' => $today->format('Y-m-d'),
                'country' => $country,
            ]);
        }
    }
}
