<?php

/** Sends one newsletter to one reader. From the old site; its producer still enqueues with php-resque 1.2. */
class Newsletter_Send
{
    /** @var array{issue: int, reader: int} */
    public $args;

    public function perform()
    {
        $issue = Newsletter_Issue::find($this->args['issue']);
        $issue->sendTo(Newsletter_Reader::find($this->args['reader']));
    }
}
