// String tokens as each family's JSON encoder writes them, so that what we enqueue is what its library would have written.

/** `php`: json_encode without flags. `none`: JSON.stringify and Ruby's json gem, which escape only what JSON demands. */
export type Escapes = 'php' | 'none';

/** Encodes a text as a JSON string token. PHP escapes `/` and everything beyond ASCII, in lower-case hex (ext/json/json_encoder.c). */
export function quote(text: string, escapes: Escapes): string {
  const token = JSON.stringify(text);
  if (escapes === 'none') return token;
  return token.replaceAll('/', String.raw`\/`).replace(/\P{ASCII}/gu, escapeUnits);
}

const escapeUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
