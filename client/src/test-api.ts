// What `activate` gives: for the test suite alone. Text and values only, so that a test sees what a person sees, and cannot reach inside.
import type { Backend } from '../../server/src/protocol/shapes';
import type { Backends } from './backends';
import type { Server } from './ask';
import type { ViewName } from './tree/row';
import type { Views } from './tree/views';
import type { Watches } from './watches';

export interface TestApi {
  /** What is known about each open connection. */
  backends(): readonly Backend[];
  /** The rows of a view as indented text, as far as they are open. */
  rows(view: ViewName): string;
  /** Whether the server process was started. */
  isServerStarted(): boolean;
  /** Watched jobs and their words, one per line. */
  watched(): string;
}

export function testApi({
  backends,
  server,
  views,
  watches,
}: {
  backends: Backends;
  server: Server;
  views: Views;
  watches: Watches;
}): TestApi {
  return {
    backends: () => backends.all(),
    rows: (view) => views.tree(view)?.text() ?? '',
    isServerStarted: () => server.isStarted,
    watched: () => watches.text(),
  };
}
