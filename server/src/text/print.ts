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

/** Prints one valid JSON value with what surrounds it. `isWhole` is false when `limit` stopped it; then the text ends after some token. */
export function printJson(text: string, options: PrintOptions): { readonly text: string; readonly isWhole: boolean } {
  const { layout, limit = Infinity, replaceMember, showString, showName } = options;
  const isStored = layout === 'stored';
  const isInObject: boolean[] = [];
  let out = '';
  let at = 0;
  let isName = false;
  const breakLine = (): string => {
    if (layout !== 'indented' || isInObject.length > INDENT_DEPTH_MAX) return '';
    return `\n${'  '.repeat(isInObject.length)}`;
  };
  for (;;) {
    const next = skipBlanks(text, at);
    if (isStored) out += text.slice(at, next);
    at = next;
    if (at >= text.length) return { text: out, isWhole: true };
    if (out.length > limit) return { text: out, isWhole: false };
    const sign = text.charAt(at);
    switch (sign) {
      case '{':
      case '[': {
        const inside = skipBlanks(text, at + 1);
        const closer = text[inside];
        if (closer === '}' || closer === ']') {
          out += isStored ? text.slice(at, inside + 1) : sign + closer;
          at = inside + 1;
          break;
        }
        isInObject.push(sign === '{');
        isName = sign === '{';
        out += sign + breakLine();
        at++;
        break;
      }
      case '}':
      case ']': {
        const wasIndented = layout === 'indented' && isInObject.length <= INDENT_DEPTH_MAX;
        isInObject.pop();
        out += wasIndented ? `\n${'  '.repeat(isInObject.length)}${sign}` : sign;
        at++;
        break;
      }
      case ',':
        isName = isInObject.at(-1) === true;
        out += sign + breakLine();
        at++;
        break;
      case ':':
        out += layout === 'indented' ? ': ' : sign;
        at++;
        break;
      case '"': {
        const end = stringEnd(text, at);
        const token = text.slice(at, end);
        if (!isName) {
          out += showString ? showString(token) : token;
          at = end;
          break;
        }
        isName = false;
        const valueStart = skipBlanks(text, skipBlanks(text, end) + 1);
        const hidden = replaceMember?.(decodeString(text, at, end), text[valueStart] ?? '');
        out += showName ? showName(token) : token;
        at = end;
        if (hidden === undefined) break;
        out += isStored ? text.slice(end, valueStart) : layout === 'indented' ? ': ' : ':';
        out += hidden;
        at = valueEnd(text, valueStart);
        break;
      }
      default: {
        const end = wordEnd(text, at);
        out += text.slice(at, end);
        at = end;
      }
    }
  }
}
