<?php

declare(strict_types=1);

namespace App\Jobs;

use App\Mailer;

/** Mails the customer what was ordered. Enqueued at checkout, tracked, so that the order page can show "mail sent". */
final class SendOrderConfirmation
{
    /** @var array{order: int, email: string, locale: string} */
    public array $args;

    /** @return array{sent: string} */
    public function perform(): array
    {
        $mail = Mailer::template('order-confirmation', $this->args['locale']);
        $mail->send($this->args['email'], ['order' => $this->args['order']]);

        return ['sent' => $this->args['email']];
    }
}
