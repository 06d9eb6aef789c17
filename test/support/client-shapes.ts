// Shapes for tests of the client, as the server would send them. Time stands still at `nowMs`.
import type { Backend, Moment } from '../../server/src/protocol/shapes';

export const nowMs = Date.UTC(2026, 10, 23, 16, 0, 0);

/** A moment before `nowMs`, as PHP writes it. */
export const secondsAgo = (seconds: number): Moment => {
  const ms = nowMs - seconds * 1_000;
  return { ms, text: String(ms / 1_000) };
};

export const backend: Backend = {
  id: 'Shop',
  name: 'Shop',
  address: 'redis://127.0.0.1:6379',
  database: 0,
  prefix: 'resque:',
  isEmpty: false,
  state: 'connected',
  liveness: { by: 'push' },
  dialect: {
    name: 'php-successor',
    isCertain: true,
    evidence: [{ code: 'manifest', subject: 'composer.json', detail: 'resque/php-resque' }],
    alsoSeen: [],
    foreign: [],
    arguments: 'map',
    can: { track: true, delayed: true, keepRetried: false, heartbeat: false },
  },
  isReadOnly: false,
  isProduction: false,
  unknownFields: [],
  revision: 1,
  failedCount: 12,
};
