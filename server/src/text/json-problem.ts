// Where a text stops being strict JSON (RFC 8259), for people who typed it. Asked only after JSON.parse has refused the text.

import type { JsonDetail } from '../protocol/shapes';

export interface JsonProblem {
  /** In UTF-16 units from the start of the text; its length when something is missing at the end. */
  readonly offset: number;
  readonly detail: JsonDetail;
}

/** What may come next: a value, a value or `]`, a name or `}`, a name, a colon, a comma or the closing bracket, nothing. */
type Expected = Extract<JsonDetail, 'value' | 'valueOrEnd' | 'nameOrEnd' | 'name' | 'colon' | 'commaOrEnd' | 'nothing'>;

const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const blanks = /[ \t\r\n]*/y;

/** Finds the first place where the text breaks the grammar; undefined if it never does. Iterative, one look at each character. */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const closers: string[] = [];
  let expected = 'value' as Expected;
  let at = 0;
  const end = (closer: string): Expected | undefined => {
    if (closers.pop() !== closer) return undefined;
    return closers.length === 0 ? 'nothing' : 'commaOrEnd';
  };
  for (;;) {
    blanks.lastIndex = at;
    blanks.test(text);
    at = blanks.lastIndex;
    if (at >= text.length) break;
    const sign = text.charAt(at);
    let next: Expected | undefined;
    if (sign === '}') next = expected === 'nameOrEnd' || expected === 'commaOrEnd' ? end('}') : undefined;
    else if (sign === ']') next = expected === 'valueOrEnd' || expected === 'commaOrEnd' ? end(']') : undefined;
    else if (sign === ',') next = expected !== 'commaOrEnd' ? undefined : closers.at(-1) === '}' ? 'name' : 'value';
    else if (sign === ':') next = expected === 'colon' ? 'value' : undefined;
    else if (sign === '"' && (expected === 'name' || expected === 'nameOrEnd')) next = 'colon';
    else if (expected === 'value' || expected === 'valueOrEnd') {
      if (sign === '{' || sign === '[') closers.push(sign === '{' ? '}' : ']');
      next = sign === '{' ? 'nameOrEnd' : sign === '[' ? 'valueOrEnd' : closers.length === 0 ? 'nothing' : 'commaOrEnd';
    }
    if (next === undefined) return { offset: at, detail: expected };
    const token = tokenEnd(text, at);
    if (typeof token !== 'number') return token;
    at = token;
    expected = next;
  }
  return expected === 'nothing' ? undefined : { offset: text.length, detail: expected };
}

/** The offset after the token at `at`, or what is wrong inside it. */
function tokenEnd(text: string, at: number): number | JsonProblem {
  const sign = text.charAt(at);
  if (sign === '"') return checkString(text, at);
  if ('{}[],:'.includes(sign)) return at + 1;
  word.lastIndex = at;
  return word.test(text) ? word.lastIndex : { offset: at, detail: 'notAValue' };
}

function checkString(text: string, at: number): number | JsonProblem {
  for (let offset = at + 1; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x22) return offset + 1;
    if (code < 0x20) return { offset, detail: 'controlCharacter' };
    if (code !== 0x5c) continue;
    const escape = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(offset + 1, offset + 6));
    if (!escape) return { offset, detail: 'unknownEscape' };
    offset += escape[0].length;
  }
  return { offset: text.length, detail: 'openString' };
}
