// Stored bytes: their identity, and what of them can be shown.
import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';

/** What names an entry on the wire: the first 128 bits of SHA-256 over its bytes, 32 hex digits. */
export function digestOf(entry: Buffer): string {
  return hash('sha256', entry, 'hex').slice(0, 32);
}

/** The bytes as text, a byte order mark included; undefined if they are not UTF-8. Encoding the text gives the same bytes again. */
export function textOf(entry: Buffer): string | undefined {
  return isUtf8(entry) ? entry.toString('utf8') : undefined;
}

/** Characters that move, hide or break what is around them: controls, line and paragraph separators, changes of writing direction. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The start of any bytes as one printable line of at most `limit` characters: UTF-8 is kept, other bytes and unprintable characters become
 *  `\xNN`, one per byte. Backslashes stay as they are, so this is for eyes only. */
export function escapeBytes(entry: Buffer, limit: number): string {
  // A character takes at most four bytes, and at least one; what is beyond can never be shown.
  const head = entry.subarray(0, limit * 4 + 4);
  let out = '';
  let at = 0;
  while (at < head.length && out.length < limit) {
    const end = Math.min(goodEnd(head, at), at + limit * 4);
    if (end > at) out += escapeUnprintable(head.toString('utf8', at, end));
    at = end;
    if (at < head.length && out.length < limit) out += hex(head.readUInt8(at++));
  }
  return out.length <= limit ? out : cutWhole(out, limit);
}

/** Replaces what cannot be printed by `\xNN`, one per byte of its UTF-8. */
export function escapeUnprintable(text: string): string {
  return text.replace(unprintable, (character) => [...Buffer.from(character)].map(hex).join(''));
}

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;

/** The offset after the longest run of well-formed UTF-8 from `at` (RFC 3629 table 3-7: no overlong forms, no surrogates). */
function goodEnd(bytes: Buffer, at: number): number {
  let offset = at;
  while (offset < bytes.length) {
    const first = bytes.readUInt8(offset);
    const length =
      first < 0x80
        ? 1
        : first >= 0xc2 && first < 0xe0
          ? 2
          : first >= 0xe0 && first < 0xf0
            ? 3
            : first >= 0xf0 && first < 0xf5
              ? 4
              : 0;
    if (length === 0 || (length > 1 && !isUtf8(bytes.subarray(offset, offset + length)))) break;
    offset += length;
  }
  return offset;
}

/** Cuts so that neither an escape nor a surrogate pair is left half. */
function cutWhole(text: string, limit: number): string {
  const begun = /\\(?:x[0-9a-f]?)?$/.exec(text.slice(0, limit));
  if (begun) return text.slice(0, limit - begun[0].length);
  return isLead(text.charCodeAt(limit - 1)) ? text.slice(0, limit - 1) : text.slice(0, limit);
}

const isLead = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
