// Every command there is, by id: the manifest names the same ones, and a test compares the two.
import { addConnection } from './add-connection';
import type { Run } from './command';
import { copy, copyName, copyPayload } from './copy';
import { editConnection } from './edit-connection';
import { enqueueJob } from './enqueue-job';
import { findNamespaces } from './find-namespaces';
import { openEntry, openRaw, revealMasked } from './open-entry';
import { refresh } from './refresh';
import { removeConnection } from './remove-connection';
import { retryFailures } from './retry-failures';
import { setPassword } from './set-password';
import { showMore } from './show-more';
import { switchConnection } from './switch-connection';
import { stopWatching, watchStatus } from './watch-status';

/** By id, without `resque.`. */
export const commands: Readonly<Record<string, Run>> = {
  addConnection,
  copy,
  copyName,
  copyPayload,
  editConnection,
  enqueueJob,
  findNamespaces,
  openEntry,
  openRaw,
  refresh,
  removeConnection,
  retryFailures,
  revealMasked,
  setPassword,
  showLog: ({ log }) => log.show(),
  showMore,
  stopWatching,
  switchConnection,
  watchStatus,
};
