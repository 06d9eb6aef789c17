// Prints JSON text token by token: blanks change, tokens do not, unless a hook says what to show in their place.
import { decodeString, skipBlanks, stringEnd, valueEnd, wordEnd } from './scan';

/** `stored`: blanks stay as they are. */
export type JsonLayout = 'compact' | 'indented' | 'stored';

export interface PrintOptions {
  readonly layout: JsonLayout;
  /** Printing stops soon after so many characters: the start of a value of megabytes costs only its start. */
  readonly limit?: number;
  /** Told the decoded name of each member; an answer is printed in the place of its value. */
  readonly replaceMember?: (name: string, firstOfValue: string) => string | undefined;
  /** Told each string that is a value, as written with its quotes; the answer is printed. */
  readonly showString?: (token: string) => string;
  /** Told each name, as written with its quotes; the answer is printed. */
  readonly showName?: (token: string) => string;
}

/** Levels that are indented. Deeper ones go on in one line, or 100,000 nested arrays would print as gigabytes of blanks. */
export const INDENT_DEPTH_MAX = 32;

/** Prints one valid JSON value with what surrounds it. `isWhole` is false when `limit` stopped it; then the text ends after some token. What does
 *  not change is copied in long runs: a compact text without anything to hide costs little more than one look at it. */
export function printJson(text: string, options: PrintOptions): { readonly text: string; readonly isWhole: boolean } {
  const { layout, limit = Infinity, replaceMember, showString, showName } = options;
  const isIndented = layout === 'indented';
  const isInObject: boolean[] = [];
  let out = '';
  /** Where the run begins that is to be copied next. */
  let from = 0;
  let at = 0;
  let isName = false;
  const put = (replacement: string, start: number, end: number): void => {
    out += text.slice(from, start) + replacement;
    from = end;
  };
  const breakLine = (): void => {
    if (isIndented && isInObject.length <= INDENT_DEPTH_MAX) put(`\n${'  '.repeat(isInObject.length)}`, at, at);
  };
  for (;;) {
    const next = skipBlanks(text, at);
    if (next > at && layout !== 'stored') put('', at, next);
    at = next;
    if (at >= text.length) return { text: out + text.slice(from), isWhole: true };
    if (out.length + at - from > limit) return { text: out + text.slice(from, at), isWhole: false };
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
      case 0x5b: {
        const isObject = text.charCodeAt(at) === 0x7b;
        at++;
        const inside = skipBlanks(text, at);
        if (text[inside] === '}' || text[inside] === ']') {
          if (inside > at && layout !== 'stored') put('', at, inside);
          at = inside + 1;
          break;
        }
        isInObject.push(isObject);
        isName = isObject;
        breakLine();
        break;
      }
      case 0x7d: // }
      case 0x5d: {
        const isOnItsOwnLine = isInObject.length <= INDENT_DEPTH_MAX;
        isInObject.pop();
        if (isOnItsOwnLine) breakLine();
        at++;
        break;
      }
      case 0x2c: // ,
        isName = isInObject[isInObject.length - 1] === true;
        at++;
        breakLine();
        break;
      case 0x3a: // :
        at++;
        if (isIndented) put(' ', at, at);
        break;
      case 0x22: {
        const end = stringEnd(text, at);
        const show = isName ? showName : showString;
        if (show) {
          const token = text.slice(at, end);
          const shown = show(token);
          if (shown !== token) put(shown, at, end);
        }
        if (isName && replaceMember) {
          const valueStart = skipBlanks(text, skipBlanks(text, end) + 1);
          const hidden = replaceMember(decodeString(text, at, end), text[valueStart] ?? '');
          if (hidden !== undefined) {
            const between = layout === 'stored' ? text.slice(end, valueStart) : isIndented ? ': ' : ':';
            const start = Math.max(from, end);
            at = valueEnd(text, valueStart);
            put(between + hidden, start, at);
            isName = false;
            break;
          }
        }
        isName = false;
        at = end;
        break;
      }
      default:
        at = wordEnd(text, at);
    }
  }
}
