// Rows of stored entries: waiting and delayed jobs, failures, and what is neither. Pure.
import type { Failure, Job, JobFields, Unreadable } from '../../../server/src/protocol/shapes';
import { markdown, oneLine } from '../plain';
import { familyName, oddityText, unreadableText } from '../trouble';
import { joined, size, t } from '../words';
import type { Row, RowContext } from './row';
import { when, whenInFull } from './times';

/** A line of a tooltip: what it is, and its value, which is escaped already. */
export const line = (name: string, value: string | undefined): string[] =>
  value === undefined || value === '' ? [] : [`**${markdown(name)}** ${value}`];

/** The class a person looks for. */
export function className({ wrappedClass, jobClass }: Pick<JobFields, 'wrappedClass' | 'jobClass'>): string {
  const name = oneLine(wrappedClass ?? jobClass);
  return name === '' ? t('(no class)') : name;
}

/** One stored entry, whatever it is. */
export function entryRow(entry: Job | Failure | Unreadable, context: RowContext): Row {
  if (entry.kind === 'job') return jobRow(entry, context);
  return entry.kind === 'failure' ? failureRow(entry, context) : unreadableRow(entry, context);
}

/** Whether the job's status may be kept somewhere: the family tracks, and the job has the id it is kept under. */
const watchable = ({ jobId }: JobFields, { dialect }: RowContext['backend']): string[] =>
  jobId !== undefined && dialect?.can.track === true ? ['watchable'] : [];

function jobRow(job: Job, context: RowContext): Row {
  const { backend, nowMs, above } = context;
  const age = job.enqueuedAt && when(job.enqueuedAt, nowMs);
  const oddity = job.oddity && oddityText(job.oddity);
  const isDelayed = job.ref.in.list === 'delayed';
  return {
    id: `${above}/${job.id}`,
    label: className(job),
    description: joined(
      oddity,
      isDelayed && job.queue !== undefined ? oneLine(job.queue, 60) : undefined,
      age,
      oneLine(job.argumentsText, 120),
    ),
    icon: job.oddity ? 'warning' : 'circle-outline',
    ...(job.oddity ? { tint: 'warning' as const } : {}),
    tooltip: [...jobLines(job, nowMs), ...line(t('Stored as'), markdown(size(job.bytes)))],
    spoken: [
      isDelayed ? t('Delayed job {0}', className(job)) : t('Waiting job {0}', className(job)),
      oddity,
      job.enqueuedAt && t('enqueued {0}', when(job.enqueuedAt, nowMs, true)),
      isDelayed && job.queue !== undefined ? t('for {0}', oneLine(job.queue, 60)) : undefined,
      job.argumentsText === '' ? undefined : t('arguments {0}', oneLine(job.argumentsText, 120)),
    ]
      .filter((piece) => piece !== undefined)
      .join(', '),
    flags: ['entry', 'named', ...watchable(job, backend)],
    subject: { kind: 'entry', backendId: backend.id, entry: job },
  };
}

function failureRow(failure: Failure, context: RowContext): Row {
  const { backend, nowMs, above } = context;
  const error = oneLine(
    [failure.exception, failure.error].filter((piece) => piece !== undefined && piece !== '').join(': '),
  );
  const isRetried = failure.retriedAt !== undefined;
  const oddity = failure.oddity && oddityText(failure.oddity);
  return {
    id: `${above}/${failure.id}`,
    label: className(failure),
    description: joined(
      failure.failedAt && when(failure.failedAt, nowMs),
      failure.retriedAt && t('retried {0}', when(failure.retriedAt, nowMs)),
      oddity,
      error === '' ? t('no message') : error,
    ),
    icon: isRetried ? 'debug-restart' : 'error',
    tint: isRetried ? 'quiet' : 'error',
    tooltip: [
      ...line(t('Error'), markdown(error)),
      ...line(t('Failed'), failure.failedAt && whenInFull(failure.failedAt, nowMs)),
      ...line(t('Retried'), failure.retriedAt && whenInFull(failure.retriedAt, nowMs)),
      ...line(t('Worker'), failure.worker && markdown(failure.worker, 200)),
      ...jobLines(failure, nowMs),
    ],
    spoken: [
      t('Failed job {0}', className(failure)),
      failure.retriedAt && t('retried {0}', when(failure.retriedAt, nowMs, true)),
      failure.failedAt && t('failed {0}', when(failure.failedAt, nowMs, true)),
      oddity,
      error === '' ? t('no message') : error,
    ]
      .filter((piece) => piece !== undefined)
      .join(', '),
    flags: [
      'entry',
      'named',
      ...watchable(failure, backend),
      ...(isRetryable(failure) && !backend.isReadOnly ? ['retryable'] : []),
    ],
    subject: { kind: 'entry', backendId: backend.id, entry: failure },
  };
}

/** Whether there is a job to put back. Of what is too large to be decoded here, the server finds out when it is to be moved. */
export function isRetryable(entry: Job | Failure | Unreadable): boolean {
  if (entry.kind === 'unreadable') return entry.reason === 'tooLarge' && entry.ref.in.list === 'failed';
  return entry.kind === 'failure' && entry.oddity !== 'payloadMissing' && entry.oddity !== 'classMissing';
}

function unreadableRow(entry: Unreadable, context: RowContext): Row {
  const reason = unreadableText(entry.reason);
  const preview = oneLine(entry.preview, 120);
  return {
    id: `${context.above}/${entry.id}`,
    label: t('Unreadable entry'),
    description: joined(reason, size(entry.bytes), preview),
    icon: 'question',
    tint: 'warning',
    tooltip: [
      t('Not shown as a job: {0}. Its bytes can be opened as they are stored.', reason),
      ...line(t('Stored as'), markdown(size(entry.bytes))),
      ...line(t('Begins with'), markdown(preview)),
    ],
    spoken: t('Unreadable entry, {0}, {1}', reason, size(entry.bytes)),
    flags: ['entry', ...(isRetryable(entry) && !context.backend.isReadOnly ? ['retryable'] : [])],
    subject: { kind: 'entry', backendId: context.backend.id, entry },
  };
}

/** What tooltips say about the job itself. */
export function jobLines(job: JobFields & { readonly queue?: string }, nowMs: number): string[] {
  return [
    ...line(
      t('Class'),
      markdown(
        job.wrappedClass === undefined ? job.jobClass : t('{0}, wrapped in {1}', job.wrappedClass, job.jobClass),
        300,
      ),
    ),
    ...line(t('Queue'), job.queue && markdown(job.queue, 200)),
    ...line(t('ID'), job.jobId && markdown(job.jobId, 100)),
    ...line(t('Arguments'), markdown(job.argumentsText, 400)),
    ...line(t('Enqueued'), job.enqueuedAt && whenInFull(job.enqueuedAt, nowMs)),
    ...line(t('Note'), job.oddity && markdown(oddityText(job.oddity))),
    ...line(t('Written by'), job.family && markdown(familyName(job.family))),
  ];
}
