// Chooses failures from the newest, several at once, by text; and looks further through the whole list, saying how far it came.
import * as vscode from 'vscode';
import { FindFailures, PageFailures } from '../../../server/src/protocol/requests';
import type { Backend, EntryRef, Failure, Unreadable } from '../../../server/src/protocol/shapes';
import { isRetryable } from '../tree/entry-rows';
import { PAGE_ROWS } from '../tree/notes';
import { troubleText } from '../trouble';
import { grouped, t } from '../words';
import { type Parts, Said } from './command';
import { failureChoice } from './targets';

interface Item extends vscode.QuickPickItem {
  readonly ref?: EntryRef;
  readonly id?: string;
}

interface Found {
  readonly items: readonly (Failure | Unreadable)[];
  /** Places from the tail that have been looked at. */
  readonly looked: number;
  readonly total: number;
}

/** Steady while the list is looked through: ids are told apart within one page only. */
const idOf = ({ ref }: Failure | Unreadable): string => `${ref.digest}@${ref.place}`;

/** Refs of the chosen failures; `undefined` when the question was left. */
export async function pickFailures(
  parts: Parts,
  backend: Backend,
  title: string,
): Promise<readonly EntryRef[] | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  box.title = title;
  box.placeholder = t('Failed jobs to retry: type to filter, Space or click to choose');
  box.canSelectMany = true;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  box.ignoreFocusOut = true;
  box.busy = true;
  box.show();
  const cancelling = new vscode.CancellationTokenSource();
  let found: Found = { items: [], looked: 0, total: 0 };
  let items: Item[] = [];
  const further: Item = { label: t('Look further…'), alwaysShow: true };

  /** Adds what was found; what is chosen stays chosen. */
  const add = (next: Found, isSearched: boolean): void => {
    const known = new Set(items.map(({ id }) => id));
    const fresh = next.items.filter((entry) => !known.has(idOf(entry)) && isRetryable(entry));
    items = [
      ...items,
      ...fresh.map((entry) => ({
        ...failureChoice(entry),
        ref: entry.ref,
        id: idOf(entry),
        ...(isSearched ? { alwaysShow: true } : {}),
      })),
    ];
    found = next;
    const chosen = box.selectedItems.filter(({ ref }) => ref);
    const covers = t('{0} of {1} looked at', grouped(found.looked), grouped(found.total));
    box.items = found.looked < found.total ? [...items, { ...further, description: covers }] : items;
    box.selectedItems = chosen;
  };

  const look = async (): Promise<void> => {
    box.busy = true;
    const text = box.value.trim();
    const from = found.looked;
    const wish = { backendId: backend.id, from, count: PAGE_ROWS };
    const page =
      text === ''
        ? await parts.server
            .ask(PageFailures, wish, cancelling.token)
            .then((next) => ({ ...next, looked: next.items.length }))
        : await parts.server.ask(FindFailures, { ...wish, text }, cancelling.token);
    if (page.trouble) throw new Said(troubleText(page.trouble));
    const looked = from + page.looked;
    add({ items: page.items, looked, total: page.total }, text !== '');
    box.busy = false;
    box.title = t('{0}: {1} of {2} looked at', title, grouped(looked), grouped(page.total));
  };

  try {
    return await new Promise((resolve, reject) => {
      box.onDidAccept(() => {
        const refs = box.selectedItems.flatMap(({ ref }) => ref ?? []);
        resolve(refs);
        box.hide();
      });
      box.onDidHide(() => resolve(undefined));
      box.onDidChangeSelection((chosen) => {
        if (chosen.some(({ label, ref }) => label === further.label && !ref)) look().catch(reject);
      });
      look()
        .then(() => {
          if (found.total === 0) reject(new Said(t('There is no failed job.')));
        })
        .catch(reject);
    });
  } finally {
    cancelling.cancel();
    cancelling.dispose();
    box.dispose();
  }
}
