// What has to be painted again. Pure.
import { isSameLook, type Row } from './row';

/** `order`: rows came, went or moved. Otherwise the ids of rows that look different, often none. */
export type Difference = { readonly kind: 'order' } | { readonly kind: 'rows'; readonly ids: readonly string[] };

export function difference(before: readonly Row[], after: readonly Row[]): Difference {
  const isOrderKept = before.length === after.length && before.every((row, index) => row.id === after[index]?.id);
  if (!isOrderKept) return { kind: 'order' };
  return {
    kind: 'rows',
    ids: after.filter((row, index) => !isSameLook(row, before[index] ?? row)).map((row) => row.id),
  };
}

/** Rows of which no two have one id: the editor refuses a tree with twins. Twins get an ordinal, in order. */
export function withoutTwins(rows: readonly Row[]): readonly Row[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const count = seen.get(row.id) ?? 0;
    seen.set(row.id, count + 1);
    return count === 0 ? row : { ...row, id: `${row.id}#${count + 1}` };
  });
}
