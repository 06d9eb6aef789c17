// The words people read. Every text goes through here, so that a translation reaches rows, documents and questions alike, and so that
// pure files need no editor: until `speakWith` is called, texts stay English.

type Value = string | number;
type Translate = (message: string, ...values: Value[]) => string;

const fill: Translate = (message, ...values) =>
  message.replaceAll(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));

let translate: Translate = fill;
let language = 'en';

/** Takes the editor's own translator and language; called once, when the extension is activated. */
export function speakWith(own: Translate, ownLanguage: string): void {
  translate = own;
  language = ownLanguage;
}

/** One sentence with its places filled. The message must be a literal: the l10n bundle is made from the sources. */
export function t(message: string, ...values: Value[]): string {
  return translate(message, ...values);
}

/** A sentence about a number of things; `{0}` is that number, grouped. Both messages must be literals. */
export function many(count: number, one: string, other: string, ...values: Value[]): string {
  return translate(count === 1 ? one : other, grouped(count), ...values);
}

/** 1,000,000 as the user's language groups it. */
export function grouped(count: number): string {
  return new Intl.NumberFormat(language).format(count);
}

/** Items of a list one after the other, as rows and tooltips show them; empty ones are left out. */
export function joined(...pieces: readonly (string | undefined)[]): string {
  return pieces.filter((piece) => piece !== undefined && piece !== '').join(' · ');
}

/** Names as a sentence lists them: "emails, imports, and default". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(language).format(names);
}

const units = [
  ['second', 1_000, 60],
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, 365],
  ['year', 31_536_000_000, Number.POSITIVE_INFINITY],
] as const;

/** "3min ago" or "in 2h", as of `nowMs`; `isSpoken` writes the unit out. */
export function relative(ms: number, nowMs: number, isSpoken = false): string {
  const format = new Intl.RelativeTimeFormat(language, { style: isSpoken ? 'long' : 'narrow' });
  const away = ms - nowMs;
  for (const [unit, unitMs, most] of units) {
    const count = Math.trunc(away / unitMs);
    if (Math.abs(count) < most)
      return format.format(Object.is(count, -0) || (count === 0 && away <= 0) ? -0 : count, unit);
  }
  return ''; // Not reached: years have no end.
}

/** A point in time as a date in the user's language and zone, to the second. */
export function absolute(ms: number): string {
  if (Math.abs(ms) > 8.64e15) return String(ms); // Beyond what a date can hold.
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(ms);
}

/** A size a person can compare. */
export function size(bytes: number): string {
  if (bytes < 1_000) return many(bytes, '{0} byte', '{0} bytes');
  if (bytes < 1_000_000) return t('{0} kB', grouped(Math.round(bytes / 100) / 10));
  return t('{0} MB', grouped(Math.round(bytes / 100_000) / 10));
}
