<?php

declare(strict_types=1);

namespace App\Jobs;

use App\Database;
use SplFileObject;

/** Imports one slice of a customer file. A file of 100,000 lines is 200 jobs, so one bad line costs one slice. */
final class ImportCustomers
{
    /** @var array{file: string, offset: int, batch: int} */
    public array $args;

    public function perform(): void
    {
        $insert = Database::connection()->prepare(
            'INSERT INTO customers (number, name, email) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)'
        );
        foreach ($this->lines() as $line) {
            $insert->execute($line);
        }
    }

    /** @return iterable<list<string>> */
    private function lines(): iterable
    {
        $file = new SplFileObject($this->args['file']);
        $file->setFlags(SplFileObject::READ_CSV | SplFileObject::SKIP_EMPTY);
        $file->seek($this->args['offset']);
        for ($left = $this->args['batch']; $left > 0 && $file->valid(); $left--) {
            yield $file->current();
            $file->next();
        }
    }
}
