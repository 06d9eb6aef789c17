// `‸…‸` marks the selection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qualifiedName, type SourceLanguage } from '../../client/src/qualified-name';

function check(language: SourceLanguage, marked: string, expected: string): void {
  const [before = '', name = '', after = ''] = marked.split('‸');
  assert.equal(qualifiedName(before + name + after, before.length, name, language), expected, marked);
}

test('php', () => {
  check('php', '<?php\nclass ‸SendMail‸ {}', 'SendMail');
  check('php', '<?php\nnamespace App\\Jobs;\nclass ‸SendMail‸ {}', 'App\\Jobs\\SendMail');
  check(
    'php',
    '<?php namespace App;\nuse Lib\\Jobs\\SendMail;\nResque::enqueue("q", ‸SendMail‸::class);',
    'Lib\\Jobs\\SendMail',
  );
  check('php', '<?php\nnamespace App;\nuse Lib\\Jobs as J;\nnew ‸J\\SendMail‸;', 'Lib\\Jobs\\SendMail');
  check('php', '<?php\nnamespace App;\nuse Lib\\{A, Jobs\\SendMail as Mail};\n‸Mail‸::class', 'Lib\\Jobs\\SendMail');
  check('php', '<?php\nuse Lib\\A, Lib\\Jobs\\SendMail;\n‸SendMail‸::class', 'Lib\\Jobs\\SendMail');
  check('php', '<?php\nuse Lib\\A as X,\n    \\Lib\\SendMail as Y;\n‸Y‸::class', 'Lib\\SendMail');
  check('php', '<?php\nuse Lib\\{A, B\\C}, Other\\D;\n‸D‸::class', 'Other\\D');
  check('php', '<?php\nuse Lib\\{A, B\\C}, Other\\D;\n‸C‸::class', 'Lib\\B\\C');
  check('php', '<?php\nuse Lib\\{\n  A,\n  SendMail,\n};\n‸SendMail‸::class', 'Lib\\SendMail');
  check('php', '<?php\nuse Lib\\{function send, SendMail};\n‸send‸::class', 'send');
  check('php', '<?php\nnamespace App;\nuse function Lib\\SendMail;\n‸SendMail‸::class', 'App\\SendMail');
  check('php', '<?php\nnamespace App;\n‸\\Other\\SendMail‸::class', 'Other\\SendMail');
  check('php', '<?php\nnamespace App\\Jobs {\nclass ‸SendMail‸ {}\n}', 'App\\Jobs\\SendMail');
  check('php', '<?php\n‸$this->x()‸', '');
});

test('ruby', () => {
  check('ruby', 'class ‸SendMail‸\nend', 'SendMail');
  check('ruby', 'module Shop\n  module Jobs\n    class ‸SendMail‸\n    end\n  end\nend', 'Shop::Jobs::SendMail');
  check(
    'ruby',
    'module Shop\n  class Cart\n    def add\n    end\n  end\n\n  class ‸SendMail‸\n  end\nend',
    'Shop::SendMail',
  );
  check('ruby', 'module Shop::Jobs\n  class ‸SendMail‸\n  end\nend', 'Shop::Jobs::SendMail');
  check(
    'ruby',
    'module Shop\n  class SendMail\n    def self.later\n      Resque.enqueue(‸SendMail‸, 1)\n    end\n  end\nend',
    'Shop::SendMail',
  );
  check('ruby', 'module Shop\n  Resque.enqueue(‸Jobs::SendMail‸, 1)\nend', 'Jobs::SendMail');
  check('ruby', 'Resque.enqueue(‸::SendMail‸)', 'SendMail');
  check('ruby', '‸send_mail‸', '');
});

test('python and javascript', () => {
  check('python', 'class ‸SendMail‸:\n  pass', 'SendMail');
  check('python', 'r.enqueue(‸jobs.SendMail‸)', 'jobs.SendMail');
  check('javascript', "queue.enqueue('mail', '‸sendMail‸')", 'sendMail');
  check('typescript', '‸a b‸', '');
});
