// Rows that are no data: a connection, more to come, and what went wrong with a page. Pure.
import type { Backend, Page, Trouble, TroubleCode } from '../../../server/src/protocol/shapes';
import { markdown, oneLine } from '../plain';
import { evidenceText, familyName, livenessText, troubleSentence, troubleText } from '../trouble';
import { grouped, joined, many, relative, t } from '../words';
import { line } from './entry-rows';
import type { Row, RowContext, ViewName } from './row';

/** Rows asked for at once; the server's own bound of a page. */
export const PAGE_ROWS = 200;

/** State of a connection in a few words. */
export function backendState(backend: Backend, nowMs: number, isSpoken = false): string {
  if (backend.state === 'connected') return livenessOf(backend);
  if (backend.staleSinceMs !== undefined) return t('away, as of {0}', relative(backend.staleSinceMs, nowMs, isSpoken));
  return backend.trouble ? troubleSentence(backend.trouble.code) : t('connecting');
}

const livenessOf = (backend: Backend): string =>
  backend.liveness === undefined ? t('connected') : backend.liveness.by === 'push' ? t('live') : t('polling');

/** Where a connection looks: address, database and prefix. */
export function place(backend: Backend): string {
  if (!backend.dialect) return backend.address; // Never connected: the prefix is not known yet.
  return joined(backend.address, backend.prefix === '' ? t('no namespace') : backend.prefix);
}

/** Reasons named; one key of each kind convinces, and twenty would fill the tooltip. */
const EVIDENCE_SHOWN_MAX = 3;

/** Other families seen beside the one jobs are read as, and layouts that are not supported yet. */
export function mixedTexts({ dialect }: Pick<Backend, 'dialect'>): string[] {
  if (!dialect) return [];
  return [
    ...(dialect.alsoSeen.length > 0 ? [t('Also seen here: {0}.', dialect.alsoSeen.map(familyName).join(', '))] : []),
    ...dialect.foreign.map(({ name, subject }) =>
      t('{0} is not supported yet: {1} is left alone.', familyName(name), subject),
    ),
  ];
}

/** Why jobs are read as this family's, as a sentence; several families and unsupported layouts are named. */
export function dialectText({ dialect }: Pick<Backend, 'dialect'>): string[] {
  if (!dialect) return [];
  const why = dialect.evidence.slice(0, EVIDENCE_SHOWN_MAX).map(evidenceText).join(t('; '));
  const read =
    why === '' ? t('Read as {0}.', familyName(dialect.name)) : t('Read as {0}: {1}.', familyName(dialect.name), why);
  return [read, ...mixedTexts({ dialect })];
}

/** Everything known about a connection, for the tooltips of its row and of the status bar. Markdown, escaped. */
export function backendLines(backend: Backend, nowMs: number): string[] {
  const polling = backend.liveness?.by === 'poll' ? livenessText(backend) : undefined;
  return [
    ...line(oneLine(backend.name), markdown(place(backend), 300)),
    ...line(t('State'), markdown(backendState(backend, nowMs, true))),
    ...line(t('Changes'), polling && markdown(polling, 400)),
    ...line(t('Redis says'), backend.trouble && markdown(troubleText(backend.trouble), 600)),
    ...dialectText(backend).map((text) => markdown(text, 600)),
    ...(backend.isReadOnly ? [t('Read-only: nothing is written through this connection.')] : []),
    ...(backend.isProduction ? [t('Production: every write is confirmed first.')] : []),
    ...(backend.unknownFields.length > 0
      ? [markdown(t('Not known to this version and left alone: {0}.', backend.unknownFields.join(', ')))]
      : []),
  ];
}

/** The root of one connection, where several are shown: then all of them are configured. */
export function backendRow(backend: Backend, view: ViewName, nowMs: number): Row {
  const failed = backend.failedCount === undefined ? undefined : many(backend.failedCount, '{0} failed', '{0} failed');
  const marks = [backend.isProduction ? t('production') : undefined, backend.isReadOnly ? t('read-only') : undefined];
  const isWell = backend.state === 'connected' && !backend.trouble;
  return {
    id: `connection:${backend.name}`,
    label: oneLine(backend.name),
    description: joined(
      ...marks,
      backendState(backend, nowMs),
      backend.dialect && familyName(backend.dialect.name),
      view === 'failed' ? failed : undefined,
    ),
    icon: isWell ? 'database' : backend.state === 'connecting' && !backend.trouble ? 'sync' : 'debug-disconnect',
    ...(isWell ? {} : { tint: 'warning' as const }),
    tooltip: backendLines(backend, nowMs),
    spoken: [t('Connection {0}', oneLine(backend.name)), ...marks, backendState(backend, nowMs, true), failed]
      .filter(Boolean)
      .join(', '),
    flags: ['connection', 'configured', 'named', ...(backend.isReadOnly ? [] : ['enqueueable'])],
    opens: { kind: view, backendId: backend.id },
    subject: { kind: 'backend', backendId: backend.id },
  };
}

/** Says what is wrong where the data would be. */
export function troubleRow(trouble: Trouble, { backend, above }: RowContext): Row {
  return {
    id: `${above}/trouble`,
    label: troubleSentence(trouble.code),
    description: oneLine(trouble.detail),
    icon: 'warning',
    tint: 'warning',
    tooltip: [markdown(troubleText(trouble))],
    spoken: oneLine(troubleText(trouble), 400),
    flags: [],
    subject: { kind: 'note', backendId: backend.id },
  };
}

/** What keeps a connection from standing. A page's answer may be older than the connection's record, so it never says these. */
const ofConnection: ReadonlySet<TroubleCode> = new Set<TroubleCode>([
  'address',
  'refused',
  'unknownHost',
  'timeout',
  'auth',
  'tls',
  'notRedis',
  'loading',
  'closed',
]);

/** What follows the items of a page: more to come, an early end, a list that moved. Trouble that the connection is in is said by header,
 *  welcome text or root row, once. */
export function pageNotes(page: Omit<Page<unknown>, 'items'>, shown: number, context: RowContext): Row[] {
  const left = page.total - shown;
  const { trouble } = page;
  const isSaidElsewhere =
    trouble === undefined || ofConnection.has(trouble.code) || context.backend.trouble?.code === trouble.code;
  const rows: Row[] = isSaidElsewhere ? [] : [troubleRow(trouble, context)];
  if (page.hasMoved === true)
    rows.push(note('moved', t('The list moved while it was read: rows may be missing or repeated.'), 'info', context));
  if (page.cut === 'limit') {
    rows.push(
      note('limit', t('Only the first {0} of {1} are listed.', grouped(shown), grouped(page.total)), 'info', context),
    );
  } else if (left > 0 && shown > 0) {
    const label = t('Next {0} of {1}', grouped(Math.min(PAGE_ROWS, left)), grouped(page.total));
    const hint =
      page.cut === 'bytes' ? t('large entries: {0} shown so far', grouped(shown)) : t('{0} shown', grouped(shown));
    rows.push({
      ...note('more', label, 'ellipsis', context),
      description: hint,
      spoken: `${label}, ${hint}`,
      flags: ['more'],
      subject: { kind: 'more', backendId: context.backend.id },
    });
  }
  return rows;
}

/** A sentence among the rows. */
export function note(id: string, text: string, icon: string, { backend, above }: RowContext): Row {
  return {
    id: `${above}/${id}`,
    label: text,
    description: '',
    icon,
    tint: 'quiet',
    tooltip: [markdown(text)],
    spoken: text,
    flags: [],
    subject: { kind: 'note', backendId: backend.id },
  };
}
