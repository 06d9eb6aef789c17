// The one place where a stored value becomes text that is shown, logged or remembered. What stands under a name of the setting `resque.mask`
// is replaced by stars, at any depth, inside texts too; only a person who asks sees it.
import { printJson, type JsonLayout } from './print';
import { decodeToken } from './scan';
import { hideSecrets, stars } from './secrets';

/** The default of `resque.mask`. Compared without case, `_`, `-`, blanks and dots: `api_key` also finds `apiKey` and `X-Api-Key`. */
export const defaultMaskPatterns: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'authorization',
  'cookie',
  'credential',
  'api_key',
  'access_key',
  'private_key',
  'card',
  'cvv',
  'cvc',
  'iban',
  'ssn',
];

/** Which names are masked. */
export interface Masks {
  /** What they were made of. */
  readonly patterns: readonly string[];
  readonly matches: (name: string) => boolean;
}

/** How values are looked at: what is masked, and whether a person asked to see it all the same. */
export interface Look {
  readonly masks: Masks;
  readonly isRevealed?: boolean;
}

/** Names remembered with their answer. Payloads repeat few names; a hostile one must not fill the memory. */
const NAMES_REMEMBERED_MAX = 10_000;

/** Makes masks of the setting's patterns: plain parts of names, in any case; those without a letter or digit are left out. */
export function compileMasks(patterns: readonly string[]): Masks {
  const parts = patterns.map(plainName).filter((part) => part !== '');
  const answers = new Map<string, boolean>();
  const matches = (name: string): boolean => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const plain = plainName(name);
    const answer = parts.some((part) => plain.includes(part));
    if (answers.size >= NAMES_REMEMBERED_MAX) answers.clear();
    if (name.length <= 256) answers.set(name, answer);
    return answer;
  };
  return { patterns, matches };
}

const plainName = (name: string): string => name.toLowerCase().replace(/[_\-.\s]+/g, '');

export interface JsonView extends Look {
  /** Characters at most; what is cut ends in `…`. */
  readonly limit?: number;
  /** `compact` by default. `stored` keeps blanks and escapes as written; the others show `\u00e9` and `\/` as the characters they mean. */
  readonly layout?: JsonLayout;
}

export interface TextView extends Look {
  readonly limit?: number;
}

/** Shows valid JSON text: numbers as stored, strings, numbers, objects and arrays under masked names as `"•••"`, secrets inside strings hidden
 *  as in free text. Costs only its start when `limit` is small. */
export function showJson(text: string, view: JsonView): string {
  const { masks, isRevealed = false, limit, layout = 'compact' } = view;
  const readable = layout === 'stored' ? (token: string) => token : readableToken;
  const bound = limit === undefined ? undefined : limit + BEYOND_LIMIT_CHARACTERS;
  const printed = printJson(text, {
    layout,
    ...(limit === undefined ? {} : { limit }),
    showName: (token) => readable(shortToken(token, bound)),
    showString: (token) => {
      const short = shortToken(token, bound);
      return readable(isRevealed ? short : maskToken(short, masks));
    },
    ...(isRevealed
      ? {}
      : { replaceMember: (name, first) => (isHideable(first) && masks.matches(name) ? `"${stars}"` : undefined) }),
  });
  return cut(printed.text, limit, !printed.isWhole);
}

/** Shows free text: an error, a line of a backtrace, bytes that are no JSON. Secrets are hidden, halves of surrogate pairs replaced. */
export function showText(text: string, { masks, isRevealed = false, limit }: TextView): string {
  const head = limit === undefined ? text : text.slice(0, limit + BEYOND_LIMIT_CHARACTERS);
  const shown = isRevealed ? head : hideSecrets(head, masks.matches);
  return cut(shown.replace(/\p{Surrogate}/gu, '\ufffd'), limit, head.length < text.length);
}

/** Whether the stars of a mask stand in a text: arguments with them must not be enqueued. */
export function hasMask(text: string): boolean {
  return text.includes(stars);
}

/** Looked at beyond what is shown, so that a secret that begins before the limit is known for one. */
const BEYOND_LIMIT_CHARACTERS = 4_096;

/** Cuts a text for display, `…` included in the limit; neither a surrogate pair nor stars are left half. */
function cut(text: string, limit: number | undefined, isPart: boolean): string {
  if (limit === undefined || (text.length <= limit && !isPart)) return text;
  let end = Math.min(text.length, Math.max(0, limit - 1));
  const begun = text.lastIndexOf(stars, end);
  if (begun !== -1 && begun < end && end < begun + stars.length) end = begun;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last < 0xdc00) end--;
  return `${text.slice(0, end)}…`;
}

/** True, false and null say nothing; everything else is hidden. */
const isHideable = (first: string): boolean => !'tfn'.includes(first);

/** A string token of megabytes is shortened to what may be shown before it is looked at; its end is beyond the limit. */
function shortToken(token: string, bound: number | undefined): string {
  if (bound === undefined || token.length <= bound) return token;
  const short = token.slice(0, bound);
  const half = /\\(?:u[0-9a-fA-F]{0,3})?$/.exec(short);
  const slashes = /\\+$/.exec(short)?.[0].length ?? 0;
  // An escape cut in half would not be JSON: it goes; two backslashes are a whole escape and stay.
  const isHalf = half !== null && (half[0].length > 1 ? isEscaping(short, half.index) : slashes % 2 === 1);
  return `${isHalf ? short.slice(0, half.index) : short}"`;
}

function isEscaping(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before--;
  return (at - before) % 2 === 0;
}

function maskToken(token: string, masks: Masks): string {
  if (!token.includes(':') && !token.includes('=') && !token.includes('\\u')) return token;
  const text = decodeToken(token);
  const hidden = hideSecrets(text, masks.matches);
  return hidden === text ? token : JSON.stringify(hidden);
}

const invisible = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** The same string with its escapes read, as far as they print: `"zo\u00eb"` becomes `"zoë"`, control characters stay escaped. */
function readableToken(token: string): string {
  const read = token.includes('\\') ? JSON.stringify(decodeToken(token)) : token;
  if (read.search(invisible) === -1) return read; // The usual case, without the cost of a replacement.
  return read.replace(invisible, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
