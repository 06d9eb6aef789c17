// The families that are read and written, by name.
import type { Capabilities, DialectName } from '../protocol/shapes';
import type { Dialect } from './dialect';
import { node } from './node';
import { phpClassic } from './php-classic';
import { phpSuccessor } from './php-successor';
import { ruby } from './ruby';

/** Every supported family. A new one is a value in a file of its own, and a line here. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  'php-classic': phpClassic,
  'php-successor': phpSuccessor,
  ruby,
  node,
};

/** What a family has at all, read off its value. */
export function capabilitiesOf(dialect: Dialect): Capabilities {
  return {
    track: dialect.status !== undefined,
    delayed: dialect.delayed !== undefined,
    keepRetried: dialect.marksRetried,
    heartbeat: dialect.liveness !== undefined,
  };
}
