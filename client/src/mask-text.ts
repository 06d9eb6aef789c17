// Takes secrets out of arguments before they are remembered. Pure; the text beside them stays as it was typed.

/** What the server shows in place of a masked value; arguments that still hold it are refused. */
export const stars = '•••';

const plain = (name: string): string => name.toLowerCase().replaceAll(/[_\-.\s]+/g, '');

/** JSON text in which every value under a name that contains one of the patterns is replaced by stars, at any depth. */
export function withoutSecrets(json: string, patterns: readonly string[]): string {
  const parts = patterns.map(plain).filter((part) => part !== '');
  const isSecret = (name: string): boolean => parts.some((part) => plain(name).includes(part));
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+|\s+/g) ?? [];
  let text = '';
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? '';
    const colon = nextSolid(tokens, index + 1);
    const isName = token.startsWith('"') && tokens[colon] === ':';
    const isHidden = token.startsWith('"') && !isName && hasSecretInside(token, isSecret);
    text += isHidden ? `"${stars}"` : token;
    if (!isName || !isSecret(token)) continue;
    const value = nextSolid(tokens, colon + 1);
    text += `${tokens.slice(index + 1, value).join('')}"${stars}"`;
    index = endOfValue(tokens, value);
  }
  return text;
}

/** A text like `token=abc`, or a URL with a password: hidden as a whole. */
const hasSecretInside = (token: string, isSecret: (name: string) => boolean): boolean =>
  /:\/\/[^/\s]*:[^/\s]*@/.test(token) ||
  [...token.matchAll(/([\w.-]+)\\?["']?\s*[=:]/g)].some(([, name = '']) => isSecret(name));

function nextSolid(tokens: readonly string[], from: number): number {
  let index = from;
  while (/^\s+$/.test(tokens[index] ?? '')) index++;
  return index;
}

/** Index of the last token of the value that begins at `from`. */
function endOfValue(tokens: readonly string[], from: number): number {
  let depth = 0;
  for (let index = from; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth <= 0) return index;
  }
  return tokens.length - 1;
}
