// Steps over JSON text that is known to be valid, by offsets and without recursion: nothing is decoded, so every byte can be cut out and put
// back as it was. On text that is not valid JSON the answers mean nothing, but each of them still ends.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The offset of the first character at or after `at` that is no JSON blank; the length of the text if there is none. */
export function skipBlanks(text: string, at: number): number {
  let offset = at;
  for (; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return offset;
}

/** The offset after the closing quote of the string that opens at `at`. */
export function stringEnd(text: string, at: number): number {
  let quote = text.indexOf('"', at + 1);
  while (quote !== -1) {
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((quote - before) % 2 === 1) return quote + 1; // An even number of backslashes escape each other, not the quote.
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

/** The offset after the number, `true`, `false` or `null` that begins at `at`. */
export function wordEnd(text: string, at: number): number {
  let offset = at + 1;
  for (; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    // Comma, closing brackets and blanks: all that may follow a word.
    if (code === 0x2c || code === 0x5d || code === 0x7d || code <= 0x20) break;
  }
  return offset;
}

/** The offset after the value that begins at `at`, however deep it is. */
export function valueEnd(text: string, at: number): number {
  let depth = 0;
  let offset = at;
  while (offset < text.length) {
    const code = text.charCodeAt(offset);
    if (code === QUOTE) {
      offset = stringEnd(text, offset);
      if (depth === 0) return offset;
      continue;
    }
    offset++;
    if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) {
      depth--;
      if (depth <= 0) return offset;
    } else if (depth === 0) return wordEnd(text, offset - 1);
  }
  return offset;
}

/** The text a string token stands for; `start` is its opening quote, `end` the offset after its closing one. */
export function decodeString(text: string, start: number, end: number): string {
  return decodeToken(text.slice(start, end));
}

/** The text a string token stands for, given with its quotes. */
export function decodeToken(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  const decoded: unknown = JSON.parse(token);
  return typeof decoded === 'string' ? decoded : token;
}
