// Finds a row without a tree: what kind of thing, then what the tree would list, page by page, as deep as it goes.
import type { Backend } from '../../../server/src/protocol/shapes';
import { type Choice, pickOne } from '../inputs';
import { iconless } from '../plain';
import { Listing } from '../tree/listing';
import type { Opens, Row, ViewName } from '../tree/row';
import { troubleText } from '../trouble';
import { t } from '../words';
import { type Parts, Said } from './command';

interface Root {
  readonly label: string;
  readonly view: ViewName;
  /** Whether the rows of the view are meant themselves, and not what lies below them. */
  readonly isLast: boolean;
}

const entryRoots = (can: { readonly delayed: boolean }): Root[] => [
  { label: t('Failed jobs'), view: 'failed', isLast: true },
  { label: t('Waiting jobs of a queue'), view: 'queues', isLast: false },
  ...(can.delayed ? [{ label: t('Delayed jobs'), view: 'delayed' as const, isLast: false }] : []),
];

const nameRoots = (can: { readonly track: boolean }): Root[] => [
  { label: t('Queues'), view: 'queues', isLast: true },
  { label: t('Workers'), view: 'workers', isLast: true },
  ...(can.track ? [{ label: t('Statuses'), view: 'statuses' as const, isLast: true }] : []),
];

/** The row of an entry, or of anything that has a name; `undefined` when the question was left. */
export async function browse(
  parts: Parts,
  backend: Backend,
  title: string,
  wish: 'entry' | 'name',
): Promise<Row | undefined> {
  const can = { delayed: true, track: true, ...backend.dialect?.can };
  const roots = [...entryRoots(can), ...(wish === 'name' ? nameRoots(can) : [])];
  const choices = roots.map((root) => ({ label: root.label, value: root }));
  const root = await pickOne<Root>({ title, placeholder: t('Among which?'), choices });
  if (typeof root === 'string') return undefined;
  const { isLast, label, view } = root.value;
  const row = await pickRow(parts, backend, `${title}: ${label}`, { kind: view, backendId: backend.id });
  if (!row || isLast || !row.opens) return row;
  return pickRow(parts, backend, `${title}: ${iconless(row.label, 60)}`, row.opens);
}

/** One of the rows below a row; the last choice shows a page more. */
async function pickRow({ server }: Parts, backend: Backend, title: string, opens: Opens): Promise<Row | undefined> {
  const listing = new Listing(opens);
  for (;;) {
    await listing.read(server.ask);
    const trouble = listing.whole?.trouble;
    if (trouble) throw new Said(troubleText(trouble));
    const rows = listing.rows(backend, 'browse', Date.now()).filter(({ subject }) => subject.kind !== 'note');
    if (rows.length === 0) throw new Said(t('There is nothing to choose from.'));
    const choices = rows.map((row): Choice<Row> => ({ ...choiceOf(row), value: row }));
    const answer = await pickOne({ title, placeholder: t('Which one?'), choices });
    if (typeof answer === 'string') return undefined;
    if (answer.value.subject.kind !== 'more') return answer.value;
    listing.wantMore();
  }
}

const choiceOf = (
  row: Row,
): { readonly label: string; readonly description: string; readonly alwaysShow: boolean } => ({
  label: iconless(row.label),
  description: iconless(row.description, 300),
  alwaysShow: row.subject.kind === 'more',
});
