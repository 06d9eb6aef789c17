// Watches a tracked job by its id until it has failed or is complete.
import * as vscode from 'vscode';
import { typeOne } from '../inputs';
import { iconless } from '../plain';
import type { Subject } from '../tree/row';
import { statusWord } from '../tree/rows';
import { t } from '../words';
import { quietly, type Run, Said } from './command';
import { chooseBackend } from './targets';

/** What is selected in the editor, when it can be a job's id. */
function selectedId(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const text =
    editor?.document
      .getText(editor.selection)
      .trim()
      .replace(/^["']|["']$/g, '') ?? '';
  return /^[\w:.-]{6,128}$/.test(text) ? text : undefined;
}

/** Asks for the id where no row and no selection names it. */
export const watchStatus: Run = async (parts, called) => {
  const title = t('Watch Status by Job ID');
  const backend = await chooseBackend(parts, called, { canWrite: false, title });
  if (!backend) return;
  if (backend.dialect?.can.track === false)
    throw new Said(t('The library behind “{0}” tracks no statuses.', backend.name));
  const subject = called.node?.row.subject;
  const tracked = subject && trackedJob(subject);
  let jobId = tracked?.jobId;
  if (jobId === undefined) {
    const value = selectedId();
    const answer = await typeOne({
      title,
      prompt: t('ID of the job, as it was answered when it was enqueued'),
      ...(value === undefined ? {} : { value }),
      problem: (typed) => (typed.trim() === '' ? t('Type an ID.') : undefined),
    });
    if (typeof answer === 'string') return;
    jobId = answer.value.trim();
  }
  const status = await parts.watches.add(backend.name, jobId, tracked?.jobClass);
  const id = iconless(jobId, 100);
  quietly(
    status
      ? t('{0} is {1}.', id, statusWord(status))
      : t('{0} has no status: it is not tracked, or its status has expired. It is watched all the same.', id),
  );
};

/** The job a row is about, by what its status is kept under. */
function trackedJob(subject: Subject): { readonly jobId: string; readonly jobClass?: string } | undefined {
  if (subject.kind === 'status') return subject.status;
  if (subject.kind !== 'entry' || subject.entry.kind === 'unreadable') return undefined;
  const { jobClass, jobId } = subject.entry;
  return jobId === undefined ? undefined : { jobId, jobClass };
}

/** Lets go of all watched jobs. */
export const stopWatching: Run = (parts) => {
  parts.watches.clear();
};
