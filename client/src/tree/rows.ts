// Rows of queues, workers, delayed seconds and statuses. Pure: shape in, row out.
import type { DelayedSecond, Queue, Status, StatusWord, Worker } from '../../../server/src/protocol/shapes';
import { markdown, oneLine } from '../plain';
import { ghostText, troubleText, unreadableText } from '../trouble';
import { absolute, grouped, joined, listed, many, relative, t } from '../words';
import { className, jobLines, line } from './entry-rows';
import type { Row, RowContext } from './row';
import { when, whenInFull } from './times';

const spokenOf = (...pieces: readonly (string | undefined)[]): string =>
  pieces.filter((piece) => piece !== undefined && piece !== '').join(', ');

/** Queue names may be anything; an empty one must still be seen. */
export const queueName = (name: string): string => oneLine(name) || t('(empty name)');

export function queueRow(queue: Queue, { backend, nowMs, above }: RowContext): Row {
  const waiting = queue.depth ?? 0;
  const listening = queue.listenerCount;
  const isUnheard = listening === 0;
  const listeners =
    listening === undefined
      ? undefined
      : isUnheard
        ? t('nobody listens')
        : many(listening, '{0} worker', '{0} workers');
  const oldest = queue.oldestEnqueuedAt;
  const paused = queue.isPaused === true ? t('paused') : undefined;
  const unregistered = queue.isRegistered ? undefined : t('not registered');
  const trouble = queue.trouble && troubleText(queue.trouble);
  const more = (listening ?? 0) - (queue.listeners?.length ?? 0);
  return {
    id: `${above}/queue:${queue.name}`,
    label: queueName(queue.name),
    description: joined(
      trouble,
      queue.depth === undefined ? undefined : grouped(queue.depth),
      paused,
      oldest && t('oldest {0}', when(oldest, nowMs)),
      listeners,
      unregistered,
    ),
    ...queueIcon(queue, isUnheard && waiting > 0),
    tooltip: [
      ...line(t('Queue'), markdown(queue.name, 300)),
      ...line(t('Waiting'), queue.depth === undefined ? undefined : markdown(grouped(queue.depth))),
      ...line(t('Oldest job enqueued'), oldest && whenInFull(oldest, nowMs)),
      ...line(
        t('Listening'),
        listeners && isUnheard
          ? t('Nobody: no registered worker names this queue, a pattern for it, or \\*.')
          : listeners,
      ),
      ...(queue.listeners ?? []).map((worker) => `- ${markdown(worker, 200)}`),
      ...(more > 0 && (queue.listeners?.length ?? 0) > 0
        ? [`- ${markdown(many(more, 'and {0} more', 'and {0} more'))}`]
        : []),
      ...(paused === undefined ? [] : [t('All workers of this namespace are paused.')]),
      ...(unregistered === undefined
        ? []
        : [
            t('The list exists, but the queue is missing from “queues”: workers that listen to \\* do not look at it.'),
          ]),
      ...line(t('Trouble'), trouble && markdown(trouble)),
    ],
    spoken: spokenOf(
      t('Queue {0}', queueName(queue.name)),
      trouble,
      queue.depth === undefined ? undefined : many(queue.depth, '{0} job waiting', '{0} jobs waiting'),
      oldest && t('oldest {0}', when(oldest, nowMs, true)),
      paused,
      isUnheard
        ? listeners
        : listening === undefined
          ? undefined
          : many(listening, '{0} worker listens', '{0} workers listen'),
      unregistered,
    ),
    flags: ['queue', 'named', ...(backend.isReadOnly ? [] : ['enqueueable'])],
    opens: { kind: 'jobs', backendId: backend.id, queue: queue.name },
    subject: { kind: 'queue', backendId: backend.id, queue },
  };
}

function queueIcon(queue: Queue, isStuck: boolean): Pick<Row, 'icon' | 'tint'> {
  if (queue.trouble) return { icon: 'error', tint: 'error' };
  if (queue.isPaused === true) return { icon: 'debug-pause' };
  return isStuck
    ? { icon: 'warning', tint: 'warning' }
    : { icon: 'layers', ...(queue.depth === 0 ? { tint: 'quiet' as const } : {}) };
}

export function workerRow(worker: Worker, { backend, nowMs, above }: RowContext): Row {
  const { job, ghost, startedAt, lastSeenAt } = worker;
  const queues = worker.queues.map((name) => oneLine(name, 60)).join(', ');
  const since = job?.runAt && when(job.runAt, nowMs);
  const working = job && (since === undefined ? className(job) : t('{0}, began {1}', className(job), since));
  const odd = worker.unreadable && t('its job cannot be read: {0}', unreadableText(worker.unreadable));
  const trouble = worker.trouble && troubleText(worker.trouble);
  const counts =
    worker.processed === undefined && worker.failed === undefined
      ? undefined
      : t('{0} done, {1} failed', grouped(worker.processed ?? 0), grouped(worker.failed ?? 0));
  const label =
    oneLine(worker.pid === undefined ? worker.host : `${worker.host}:${worker.pid}`) ||
    oneLine(worker.id) ||
    t('(empty name)');
  const state = trouble ?? odd ?? working ?? t('idle');
  return {
    id: `${above}/worker:${worker.id}`,
    label,
    description: joined(ghost && ghostText(ghost, nowMs), state, queues, counts),
    ...(trouble
      ? { icon: 'error', tint: 'error' as const }
      : ghost
        ? { icon: 'warning', tint: 'warning' as const }
        : workerIcon(job !== undefined)),
    tooltip: [
      ...line(t('Worker'), markdown(worker.id, 400)),
      ...line(t('Listens to'), markdown(queues, 400)),
      ...line(t('Note'), ghost && markdown(ghostText(ghost, nowMs, true))),
      ...line(t('Trouble'), (trouble ?? odd) && markdown(trouble ?? odd ?? '')),
      ...line(t('Began'), job?.runAt && whenInFull(job.runAt, nowMs)),
      ...(job ? jobLines(job, nowMs) : []),
      ...line(t('Jobs'), counts && markdown(counts)),
      ...line(t('Started'), startedAt && whenInFull(startedAt, nowMs)),
      ...line(t('Last seen'), lastSeenAt && whenInFull(lastSeenAt, nowMs)),
    ],
    spoken: spokenOf(
      t('Worker {0}', label),
      ghost && ghostText(ghost, nowMs, true),
      trouble ?? odd ?? (job ? t('running {0}', className(job)) : t('idle')),
      job?.runAt && t('began {0}', when(job.runAt, nowMs, true)),
      queues && t('listens to {0}', listed(worker.queues.map((name) => oneLine(name, 60)))),
      counts,
      startedAt && t('started {0}', when(startedAt, nowMs, true)),
      lastSeenAt && t('last seen {0}', when(lastSeenAt, nowMs, true)),
    ),
    flags: ['worker', 'named'],
    subject: { kind: 'worker', backendId: backend.id, worker },
  };
}

const workerIcon = (isBusy: boolean): Pick<Row, 'icon' | 'tint'> =>
  isBusy ? { icon: 'play-circle', tint: 'good' } : { icon: 'circle-outline', tint: 'quiet' };

export function secondRow(second: DelayedSecond, { backend, nowMs, above }: RowContext): Row {
  const dueMs = second.second * 1_000;
  const isDue = dueMs <= nowMs;
  const due = (isSpoken: boolean): string =>
    isDue ? t('due {0}', relative(dueMs, nowMs, isSpoken)) : relative(dueMs, nowMs, isSpoken);
  const count = second.count === undefined ? undefined : many(second.count, '{0} job', '{0} jobs');
  const orphan = second.isOrphan ? t('the schedule names this second, its list is gone') : undefined;
  const trouble = second.trouble && troubleText(second.trouble);
  return {
    id: `${above}/second:${second.second}`,
    label: absolute(dueMs),
    description: joined(trouble, due(false), orphan ?? count),
    ...(second.isOrphan || second.trouble ? { icon: 'warning', tint: 'warning' as const } : { icon: 'clock' }),
    tooltip: [
      ...line(t('Due'), markdown(t('{0}, {1} (second {2})', absolute(dueMs), due(true), second.second))),
      ...line(t('Jobs'), second.isOrphan ? undefined : count && markdown(count)),
      ...line(t('Note'), orphan && markdown(orphan)),
      ...line(t('Trouble'), trouble && markdown(trouble)),
    ],
    spoken: spokenOf(t('Delayed to {0}', absolute(dueMs)), due(true), trouble, orphan ?? count),
    flags: ['second', 'named'],
    ...(second.isOrphan ? {} : { opens: { kind: 'second' as const, backendId: backend.id, second: second.second } }),
    subject: { kind: 'second', backendId: backend.id, second },
  };
}

const statusIcons: Record<StatusWord, Pick<Row, 'icon' | 'tint'>> = {
  waiting: { icon: 'circle-outline' },
  running: { icon: 'play-circle', tint: 'good' },
  failed: { icon: 'error', tint: 'error' },
  complete: { icon: 'pass', tint: 'good' },
  scheduled: { icon: 'clock' },
  unknown: { icon: 'question', tint: 'quiet' },
};

const statusWords: Record<Exclude<StatusWord, 'unknown'>, () => string> = {
  waiting: () => t('waiting'),
  running: () => t('running'),
  failed: () => t('failed'),
  complete: () => t('complete'),
  scheduled: () => t('scheduled'),
};

/** A status in a word of the user's language. */
export function statusWord({ word, code }: Pick<Status, 'word' | 'code'>): string {
  if (word !== 'unknown') return statusWords[word]();
  return code === undefined ? t('unknown') : t('unknown status {0}', code);
}

export function statusRow(status: Status, { backend, nowMs, above }: RowContext): Row {
  const word = statusWord(status);
  const id = oneLine(status.jobId, 100);
  const trouble = status.trouble ? troubleText(status.trouble) : status.unreadable && unreadableText(status.unreadable);
  const moment = status.updatedAt ?? status.startedAt;
  return {
    id: `${above}/status:${status.jobId}`,
    label: status.jobClass === undefined ? id : className({ jobClass: status.jobClass }),
    description: joined(trouble ?? word, moment && when(moment, nowMs), status.jobClass === undefined ? undefined : id),
    ...(trouble ? { icon: 'warning', tint: 'warning' as const } : statusIcons[status.word]),
    tooltip: [
      ...line(t('Status'), markdown(trouble ?? word)),
      ...line(t('ID'), markdown(status.jobId, 200)),
      ...line(t('Class'), status.jobClass && markdown(status.jobClass, 200)),
      ...line(t('Queue'), status.queue && markdown(status.queue, 200)),
      ...line(t('Started'), status.startedAt && whenInFull(status.startedAt, nowMs)),
      ...line(t('Updated'), status.updatedAt && whenInFull(status.updatedAt, nowMs)),
      ...line(t('Result'), status.resultText && markdown(status.resultText, 400)),
      ...line(
        t('Forgotten in'),
        status.expiresInSeconds === undefined
          ? undefined
          : markdown(many(status.expiresInSeconds, '{0} second', '{0} seconds')),
      ),
    ],
    spoken: spokenOf(
      status.jobClass === undefined ? t('Job {0}', id) : t('Job {0}, {1}', status.jobClass, id),
      trouble ?? word,
      moment && t('updated {0}', when(moment, nowMs, true)),
    ),
    flags: ['status', 'named', 'watchable'],
    subject: { kind: 'status', backendId: backend.id, status },
  };
}
