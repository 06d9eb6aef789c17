// Finds secrets in free text: `password=…`, `"token": "…"`, `Authorization: Bearer …`, `scheme://user:pass@host`. It goes from one separator to
// the next and looks a bounded way back for a name, so its time grows with the text and with nothing else; no pattern of a user becomes code.

/** Stands where a secret was. Also what tells typed arguments that still hold one (`hasMask`). */
export const stars = '•••';

/** Farthest look back from a separator for the name that stands before it. */
const NAME_CHARACTERS_MAX = 128;

/** Replaces the value after every name that `matches`, and passwords in URLs, by stars. A value that is cut off at the end of the text is
 *  replaced up to there. */
export function hideSecrets(text: string, matches: (name: string) => boolean): string {
  let out = '';
  let done = 0;
  for (let at = nextSeparator(text, 0); at !== -1; at = nextSeparator(text, at)) {
    const found = secretInUrl(text, at) ?? secretAfterName(text, at, matches);
    if (found === undefined || found.start < done) {
      at++;
      continue;
    }
    out += text.slice(done, found.start) + stars;
    done = found.end;
    at = Math.max(found.end, at + 1);
  }
  return done === 0 ? text : out + text.slice(done);
}

const separator = /[:=]/g;

function nextSeparator(text: string, from: number): number {
  separator.lastIndex = from;
  return separator.test(text) ? separator.lastIndex - 1 : -1;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const authority = /[^\s"'<>]{0,512}/y;

/** The password of `scheme://user:password@host`, for a colon at `at`. A password with an unescaped slash is found too, as php-resque's DSNs
 *  take it, unless what follows the colon is a port. */
function secretInUrl(text: string, at: number): Span | undefined {
  if (!text.startsWith('://', at)) return undefined;
  authority.lastIndex = at + 3;
  const rest = authority.exec(text)?.[0] ?? '';
  const colon = rest.indexOf(':');
  if (colon === -1) return undefined;
  const slash = rest.search(/[/?#]/);
  if (slash !== -1 && slash < colon) return undefined;
  const host = slash === -1 ? rest : rest.slice(0, slash);
  const isPort = /^\d*$/.test(host.slice(colon + 1));
  const sign = host.includes('@') ? host.lastIndexOf('@') : isPort ? -1 : rest.lastIndexOf('@');
  if (sign <= colon + 1) return undefined;
  return { start: at + 3 + colon + 1, end: at + 3 + sign };
}

const nameCharacter = /[\p{L}\p{N}_-]/u;
const blank = /[ \t]/;

/** The value after `name =`, `name:`, `"name" =>`, `[name] =>`, for a separator at `at`. */
function secretAfterName(text: string, at: number, matches: (name: string) => boolean): Span | undefined {
  // `Token::find` is a class, not a name.
  if (text[at] === ':' && (text[at + 1] === ':' || text[at - 1] === ':')) return undefined;
  const name = nameBefore(text, at);
  if (name === '' || !matches(name)) return undefined;
  let start = at + 1;
  if (text[at] === '=' && text[start] === '>') start++;
  while (start < text.length && blank.test(text.charAt(start)) && start - at < NAME_CHARACTERS_MAX) start++;
  const value = valueAt(text, start, /authorization|cookie/i.test(name));
  return value.end > value.start ? value : undefined;
}

function nameBefore(text: string, at: number): string {
  const floor = Math.max(0, at - NAME_CHARACTERS_MAX);
  let end = at;
  while (end > floor && blank.test(text.charAt(end - 1))) end--;
  if (end > floor && `"']`.includes(text.charAt(end - 1))) end--;
  while (end > floor && text[end - 1] === '\\') end--; // JSON inside JSON: \"name\"
  let start = end;
  while (start > floor && nameCharacter.test(text.charAt(start - 1))) start--;
  return text.slice(start, end);
}

const scheme = /(?:Bearer|Basic|Token|Negotiate|ApiKey)[ \t]+/iy;
const run = /[^\s"'`,;&<>)\]}\\]*/y;
const line = /[^\r\n"'`]*/y;

function valueAt(text: string, at: number, isHeader: boolean): Span {
  let slashes = 0;
  while (text[at + slashes] === '\\') slashes++;
  const quote = text[at + slashes];
  if (quote === '"' || quote === "'") {
    const start = at + slashes + 1;
    const end = quotedEnd(text, start, quote, slashes);
    return { start: isHeader ? afterScheme(text, start, end) : start, end };
  }
  if (quote === '{' || quote === '[') return { start: at, end: bracketEnd(text, at) };
  const start = afterScheme(text, at, text.length);
  const form = isHeader ? line : run;
  form.lastIndex = start;
  form.test(text);
  return { start, end: Math.max(start, form.lastIndex) };
}

function afterScheme(text: string, at: number, end: number): number {
  scheme.lastIndex = at;
  return scheme.test(text) && scheme.lastIndex < end ? scheme.lastIndex : at;
}

/** The offset of the quote that closes. Inside `n` levels of JSON text a quote has 2^n - 1 backslashes before it, one of the content more. */
function quotedEnd(text: string, start: number, quote: string, slashes: number): number {
  let escapes = 0;
  for (let offset = start; offset < text.length; offset++) {
    if (text[offset] === '\\') {
      escapes++;
      continue;
    }
    if (text[offset] === quote && escapes % (2 * (slashes + 1)) === slashes) return offset - slashes;
    escapes = 0;
  }
  return text.length;
}

/** The offset after the bracket that closes the one at `at`; the end of the text if none does, so that too much is hidden rather than too little.
 *  Brackets inside strings are passed over, whatever level of JSON text they are in. */
function bracketEnd(text: string, at: number): number {
  let depth = 0;
  let slashes = 0;
  for (let offset = at; offset < text.length; offset++) {
    const sign = text[offset];
    if (sign === '\\') {
      slashes++;
      continue;
    }
    if (sign === '"') offset = quotedEnd(text, offset + 1, sign, slashes) + slashes;
    else if (sign === '{' || sign === '[') depth++;
    else if ((sign === '}' || sign === ']') && --depth === 0) return offset + 1;
    slashes = 0;
  }
  return text.length;
}
