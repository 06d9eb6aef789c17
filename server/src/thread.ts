// Decoding that takes longer than a slice, on a thread of its own: the event loop goes on answering.
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { detailsOf } from './dialect/decode-details';
import type { At, Look } from './dialect/decode-entry';
import type { EntryDetails } from './protocol/shapes';
import { compileMasks } from './text/mask';

/** Decodes one entry in full, somewhere else. */
export type DecodeElsewhere = (entry: Buffer, at: At, look: Look) => Promise<EntryDetails>;

/** What a thread is told: functions do not cross, so masks go as their patterns. */
interface Task {
  readonly entry: Uint8Array;
  readonly at: At;
  readonly look: Omit<Look, 'masks'>;
  readonly patterns: readonly string[];
}

/** Starts `script` (the server's own bundle) as a thread for each entry; it ends with its answer. Costs about 30 ms to start, so it is for large
 *  entries only. */
export function decodeOnThread(script: string): DecodeElsewhere {
  return (entry, at, { masks, ...look }) =>
    new Promise((resolve, reject) => {
      const task: Task = { entry, at, look, patterns: masks.patterns };
      const worker = new Worker(script, { workerData: task });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the decoding thread ended with code ${code}`)));
    });
}

/** The thread's side. */
export function answerTask(): void {
  const { entry, at, look, patterns }: Task = workerData;
  parentPort?.postMessage(
    detailsOf(Buffer.from(entry.buffer, entry.byteOffset, entry.length), at, {
      ...look,
      masks: compileMasks(patterns),
    }),
  );
}
