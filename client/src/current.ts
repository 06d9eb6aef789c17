// Which connection is meant when nobody says.
import type { Backend } from '../../server/src/protocol/shapes';
import type { Backends } from './backends';
import type { Memory } from './memory';

/** The connection commands mean when nobody says which: the one switched to, else the first. */
export function currentBackend(backends: Backends, memory: Memory): Backend | undefined {
  const { connection } = memory;
  return (connection === undefined ? undefined : backends.findNamed(connection)) ?? backends.all()[0];
}
