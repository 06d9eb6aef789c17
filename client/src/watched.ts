// What is known about one watched job, and what is said of it. Pure.
import type { Status, Trouble } from '../../server/src/protocol/shapes';
import { iconless } from './plain';
import { statusWord } from './tree/rows';
import { t } from './words';

export interface Watched {
  readonly jobId: string;
  readonly jobClass: string | undefined;
  status: Status | undefined;
  /** It had a status and has none any more: expired, or removed. */
  isGone: boolean;
}

/** What is known after an answer. Trouble says nothing about the status, which stays as it was. */
export function afterReading(
  { status: before }: Watched,
  { status, trouble }: { readonly status?: Status; readonly trouble?: Trouble },
): Pick<Watched, 'status' | 'isGone'> {
  if (status) return { status, isGone: false };
  return { status: before, isGone: before !== undefined && trouble === undefined };
}

/** Nothing more will become of it. */
export const isOver = ({ isGone, status }: Watched): boolean =>
  isGone || status?.word === 'failed' || status?.word === 'complete';

/** The job and its status, for the status bar. */
export function textOf({ isGone, jobClass, jobId, status }: Watched): string {
  const name = iconless(jobClass ?? status?.jobClass ?? jobId, 60);
  if (isGone) return t('{0}: {1}', name, t('no status any more'));
  return t('{0}: {1}', name, status ? statusWord(status) : t('no status yet'));
}
