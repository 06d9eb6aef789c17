// Puts failed jobs back on their queues: one row, the selection, or some chosen from a list. What happened is said in one sentence.
import * as vscode from 'vscode';
import { RetryFailures } from '../../../server/src/protocol/requests';
import type { Backend, EntryRef, RetryOutcome } from '../../../server/src/protocol/shapes';
import { pickOne } from '../inputs';
import { iconless } from '../plain';
import { retryInChunks } from '../retry-chunks';
import { retrySentence } from '../retry-outcome';
import type { Node } from '../tree/tree';
import { many, t } from '../words';
import { type Called, type Parts, quietly, type Run, Said } from './command';
import { isConfirmed } from './confirm';
import { pickFailures } from './pick-failures';
import { chooseBackend } from './targets';

/** From this many on, progress is shown and can be cancelled. */
const PROGRESS_FROM = 50;

/** From rows, or from the palette. */
export const retryFailures: Run = async (parts, called) => {
  const title = t('Retry Failed Jobs');
  const rows = called.nodes.length > 0 ? refsOf(called.nodes) : [];
  const backend = await chooseBackend(parts, called, { canWrite: true, title });
  if (!backend) return;
  // Rows of another connection that were selected as well are left alone.
  const refs =
    rows.length > 0
      ? rows.filter(({ backendId }) => backendId === backend.id).map(({ ref }) => ref)
      : await pickFailures(parts, backend, title);
  if (!refs || refs.length === 0) return;
  const keepsRecord = await chooseRecord(backend, title);
  if (keepsRecord === undefined) return;
  const sentence = many(refs.length, 'Retry {0} failed job?', 'Retry {0} failed jobs?');
  if (!(await isConfirmed(backend, { what: 'retry', sentence, button: t('Retry') }))) return;
  await tell(parts, backend, await retry(parts, backend, refs, keepsRecord));
};

function refsOf(nodes: Called['nodes']): readonly { readonly backendId: string; readonly ref: EntryRef }[] {
  return nodes.flatMap(({ row }: Node) =>
    row.subject.kind === 'entry' && row.flags.includes('retryable')
      ? [{ backendId: row.subject.backendId, ref: row.subject.entry.ref }]
      : [],
  );
}

/** Whether records stay, marked: asked only where the family can keep them and the setting does not say. */
async function chooseRecord(backend: Backend, title: string): Promise<boolean | undefined> {
  if (backend.dialect?.can.keepRetried !== true) return false;
  const setting: unknown = vscode.workspace.getConfiguration('resque').get('retry.keepRecord');
  if (setting === 'keep' || setting === 'remove') return setting === 'keep';
  const choices = [
    {
      label: t('Remove the record'),
      description: t('the failure is settled once its job is back on the queue'),
      value: false,
    },
    { label: t('Keep the record, marked as retried'), description: t('as Resque’s own pages do'), value: true },
  ];
  const answer = await pickOne({ title, placeholder: t('What becomes of the record of the failure?'), choices });
  return typeof answer === 'string' ? undefined : answer.value;
}

async function retry(
  parts: Parts,
  backend: Backend,
  refs: readonly EntryRef[],
  keepsRecord: boolean,
): Promise<readonly RetryOutcome[]> {
  const work = (report: (done: number) => void, token?: vscode.CancellationToken): Promise<readonly RetryOutcome[]> =>
    retryInChunks(
      refs,
      keepsRecord,
      () => token?.isCancellationRequested === true,
      async (some) => {
        const wish = { backendId: backend.id, refs: some, keepsRecord };
        const { outcomes } = await parts.server.ask(RetryFailures, wish, token);
        report(some.length);
        return outcomes;
      },
    );
  if (refs.length < PROGRESS_FROM) return work(() => undefined);
  const title = many(refs.length, 'Retrying {0} job', 'Retrying {0} jobs');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title },
    (progress, token) => work((done) => progress.report({ increment: (done / refs.length) * 100 }), token),
  );
}

async function tell({ watches }: Parts, backend: Backend, outcomes: readonly RetryOutcome[]): Promise<void> {
  const sentence = retrySentence(outcomes);
  if (outcomes.some(({ kind }) => kind === 'trouble')) throw new Said(sentence);
  quietly(`$(debug-restart) ${iconless(sentence)}`);
  const [only, ...others] = outcomes;
  if (only?.kind === 'retried' && others.length === 0 && only.isTracked && only.jobId !== undefined)
    await watches.add(backend.name, only.jobId);
}
