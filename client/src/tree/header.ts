// What stands beside a view's title and above its rows: where it looks, how old it is, how much it covers. Pure.
import type { Backend, Page, StatusPage } from '../../../server/src/protocol/shapes';
import { oneLine } from '../plain';
import { familyName, livenessText, troubleText } from '../trouble';
import { grouped, joined, relative, t } from '../words';
import { mixedTexts, note, place } from './notes';
import type { Row, RowContext, ViewName } from './row';

export interface Header {
  readonly description: string;
  /** Left out while the view has a welcome to show: the editor shows only one of the two. */
  readonly message?: string;
}

interface Shown {
  readonly view: ViewName;
  readonly backends: readonly Backend[];
  readonly isEmpty: boolean;
  /** The last answer about all of the rows. */
  readonly whole?: Page<unknown>;
  readonly nowMs: number;
}

export function headerOf({ view, backends, isEmpty, whole, nowMs }: Shown): Header {
  const [only, ...others] = backends;
  if (!only || others.length > 0) return { description: '' };
  const text = view === 'queues' ? firstMessage(only, isEmpty, nowMs) : message(view, only, isEmpty, whole, nowMs);
  return { description: description(view, only), ...(text === '' ? {} : { message: text }) };
}

/** Where several connections have a root each, what the view's message would say about one stands as rows below its root. */
export function rootNotes(
  view: ViewName,
  backend: Backend,
  rows: Pick<Shown, 'isEmpty' | 'whole'>,
  context: RowContext,
): readonly Row[] {
  if (backend.state !== 'connected') return []; // The root says so itself.
  const isNothing = view === 'queues' && backend.isEmpty && rows.isEmpty;
  const text =
    view === 'queues'
      ? firstMessage(backend, false, context.nowMs)
      : message(view, backend, rows.isEmpty, rows.whole, context.nowMs);
  const sentences = [...(isNothing ? [t('There is no Resque key in {0}.', place(backend))] : []), ...text.split('\n')];
  return sentences
    .filter((sentence) => sentence !== '')
    .map((sentence, index) => note(`said:${index}`, sentence, 'info', context));
}

function description(view: ViewName, backend: Backend): string {
  if (view === 'failed') return backend.failedCount === undefined ? '' : grouped(backend.failedCount);
  if (view !== 'queues') return '';
  const marks = [backend.isProduction ? t('production') : undefined, backend.isReadOnly ? t('read-only') : undefined];
  if (backend.isEmpty && backend.state === 'connected') return joined(place(backend), ...marks);
  return joined(oneLine(backend.name, 60), ...marks, backend.dialect && familyName(backend.dialect.name));
}

/** Since when rows are old, and why. */
function staleText({ state, staleSinceMs, trouble }: Backend, nowMs: number): string {
  if (state === 'connected') return '';
  const why = trouble ? oneLine(troubleText(trouble), 300) : '';
  return staleSinceMs === undefined ? why : t('As of {0}. {1}', relative(staleSinceMs, nowMs, true), why).trim();
}

/** One or two short lines: whatever is longer stands in the status bar's tooltip. The first view has welcome texts for whatever keeps it
 *  empty, and a message would hide them. */
function firstMessage(backend: Backend, isEmpty: boolean, nowMs: number): string {
  const { dialect, liveness } = backend;
  if (isEmpty && (dialect?.foreign ?? []).length === 0) return '';
  const stale = staleText(backend, nowMs);
  if (stale !== '') return stale;
  const isGuess = dialect?.isCertain === false && !backend.isEmpty;
  const sentences = [
    ...(isGuess ? [t('Nothing tells for sure which library writes here; read as {0}.', familyName(dialect.name))] : []),
    ...mixedTexts(backend),
    ...(liveness?.by === 'poll' ? [t('Not live: {0}', oneLine(livenessText(backend) ?? '', 160))] : []),
  ];
  return sentences.map((sentence) => oneLine(sentence, 200)).join('\n');
}

function message(
  view: Exclude<ViewName, 'queues'>,
  backend: Backend,
  isEmpty: boolean,
  whole: Page<unknown> | undefined,
  nowMs: number,
): string {
  if (backend.state === 'connecting') return t('Connecting…');
  // Never connected: the first view says why.
  if (backend.state === 'away' && backend.staleSinceMs === undefined) return t('Not connected.');
  // The first view says why, too.
  if (backend.state === 'away') return t('As of {0}.', relative(backend.staleSinceMs ?? nowMs, nowMs, true));
  if (view === 'statuses') return statusesText(backend, whole, isEmpty);
  if (!isEmpty || whole === undefined || whole.trouble) return '';
  if (view === 'failed') return t('No failed jobs.');
  if (view === 'workers') return t('No worker is registered.');
  return backend.dialect?.can.delayed === false
    ? t('{0} has no delayed jobs.', familyName(backend.dialect.name))
    : t('No delayed jobs.');
}

const isStatusPage = (page: Page<unknown> | undefined): page is StatusPage =>
  page !== undefined && 'keysScanned' in page;

/** There is no index of statuses, so the view says how it came to know them. */
function statusesText(backend: Backend, page: Page<unknown> | undefined, isEmpty: boolean): string {
  if (backend.dialect?.can.track === false) return t('{0} tracks no statuses.', familyName(backend.dialect.name));
  if (!isStatusPage(page)) return '';
  const scan = page.isScanComplete
    ? t('{0} by looking at all {1} keys', grouped(page.fromScan), grouped(page.keysTotal))
    : t(
        '{0} by looking at {1} of about {2} keys',
        grouped(page.fromScan),
        grouped(page.keysScanned),
        grouped(page.keysTotal),
      );
  const found = t('Found {0} in payloads seen, {1}.', grouped(page.fromPayloads), scan);
  return isEmpty ? t('No tracked job is known. {0} A job can be watched by its ID.', found) : found;
}
