// Failed records as the families write them, around payloads of any bytes.
import type { DialectName, EntryRef, Failure, RetryOutcome, Unreadable } from '../../server/src/protocol/shapes';
import { PageFailures, RetryFailures } from '../../server/src/protocol/requests';
import type { LspServer } from './lsp';

/** A failed record of a family around the text of a payload. */
export function failureOf(family: DialectName, payload: string, queue = 'mail'): string {
  switch (family) {
    case 'php-classic':
      return `{"failed_at":"Sun Nov 22 07:38:50 UTC 2026","payload":${payload},"exception":"E","error":"no","backtrace":["#0 \\/a(1): b()"],"worker":"vm:1:mail","queue":"${queue}"}`;
    case 'php-successor':
      return `{"failed_at":"2026-11-22T07:42:03+01:00","payload":${payload},"exception":"E","error":"no","backtrace":["#0 \\/a(1): b()"],"worker":"vm:1:mail","queue":"${queue}"}`;
    case 'ruby':
      return `{"failed_at":"2026/11/22 06:55:39 UTC","payload":${payload},"exception":"E","error":"no","backtrace":["/a.rb:1:in 'b'"],"worker":"vm:1:mail","queue":"${queue}"}`;
    case 'node':
      return `{"worker":"vm:1","queue":"${queue}","payload":${payload},"exception":"E","error":"no","backtrace":["    at f (/a:1:2)"],"failed_at":"Sun Nov 22 2026 07:01:36 GMT+0000 (Coordinated Universal Time)"}`;
  }
}

/** The newest failures as shown, newest first. */
export async function shownFailures(
  server: LspServer,
  from = 0,
  count = 200,
): Promise<readonly (Failure | Unreadable)[]> {
  return (await server.ask(PageFailures, { backendId: 'it', from, count })).items;
}

export async function retry(
  server: LspServer,
  refs: readonly EntryRef[],
  keepsRecord = false,
): Promise<readonly RetryOutcome[]> {
  return (await server.ask(RetryFailures, { backendId: 'it', refs, keepsRecord })).outcomes;
}
