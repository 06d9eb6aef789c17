// What all entries share: identity, the reasons why one cannot be read, and how its members become text.
import type { ArgumentsShape, EntryList, EntryRef, Unreadable, UnreadableReason } from '../protocol/shapes';
import { ARGUMENTS_PREVIEW_CHARACTERS_MAX, DECODE_BYTES_MAX } from '../limits';
import { digestOf, escapeBytes, textOf } from '../text/bytes';
import { type JsonObject, jsonProblem, type Member, parseObject } from '../text/json';
import { type Look as TextLook, showJson, showText } from '../text/mask';
import { decodeString } from '../text/scan';

/** How entries are looked at. */
export interface Look extends TextLook {
  /** The namespace's usual shape, for entries whose own bytes tell no family (delayed ones above all). Left out: positional. */
  readonly shape?: ArgumentsShape;
}

/** Where an entry stands, and its ordinal among equal entries of the page (`numberEntries`). */
export interface At {
  readonly in: EntryList;
  /** Index from the head of the list. */
  readonly place: number;
  readonly ordinal: number;
  /** If it has been taken already. */
  readonly digest?: string;
}

/** Identity of a row: equal jobs are normal where the family has no job id, so the digest alone is not enough. */
export function entryId(digest: string, ordinal: number): string {
  return `${digest}.${ordinal}`;
}

/** Digests of a page's entries in order, and the ordinal of each among the equal ones before it, from 0. */
export function numberEntries(
  entries: readonly Buffer[],
): readonly { readonly digest: string; readonly ordinal: number }[] {
  return numberDigests(entries.map(digestOf));
}

/** The same of digests that were taken before. */
export function numberDigests(
  digests: readonly string[],
): readonly { readonly digest: string; readonly ordinal: number }[] {
  const seen = new Map<string, number>();
  return digests.map((digest) => {
    const ordinal = seen.get(digest) ?? 0;
    seen.set(digest, ordinal + 1);
    return { digest, ordinal };
  });
}

export interface EntryBase {
  readonly id: string;
  readonly ref: EntryRef;
  readonly bytes: number;
}

/** Identity, reference and length of an entry. */
export function entryBase(entry: Buffer, at: At): EntryBase {
  const digest = at.digest ?? digestOf(entry);
  return { id: entryId(digest, at.ordinal), ref: { in: at.in, place: at.place, digest }, bytes: entry.length };
}

export interface OpenEntry {
  readonly text: string;
  readonly object: JsonObject;
}

/** Reads stored bytes as one JSON object, or says why they are none. Larger ones than DECODE_BYTES_MAX are left alone unless `isWhole`. */
export function openEntry(entry: Buffer, isWhole = false): OpenEntry | UnreadableReason {
  if (entry.length === 0) return 'empty';
  if (entry.length > DECODE_BYTES_MAX && !isWhole) return 'tooLarge';
  const text = textOf(entry);
  if (text === undefined) return 'notUtf8';
  const object = parseObject(text);
  if (object) return { text, object };
  return jsonProblem(text) === undefined ? 'notObject' : 'notJson';
}

/** The row of an entry that is no job: its first characters, masked, other bytes as `\xNN`. */
export function unreadable(entry: Buffer, base: EntryBase, reason: UnreadableReason, look: Look): Unreadable {
  const limit = ARGUMENTS_PREVIEW_CHARACTERS_MAX;
  // Some way beyond the limit, so that a secret that begins before it is known for one.
  return { kind: 'unreadable', ...base, reason, preview: showText(escapeBytes(entry, limit * 4), { ...look, limit }) };
}

/** A member's text: a string decoded, anything else as written; undefined for null and for a member that is missing. */
export function scalarOf(text: string, member: Member | undefined): string | undefined {
  if (member === undefined) return undefined;
  const first = text[member.valueStart];
  if (first === '"') return decodeString(text, member.valueStart, member.valueEnd);
  return first === 'n' ? undefined : text.slice(member.valueStart, member.valueEnd);
}

/** Longest name that is shown: of a class, a queue, a worker. */
const NAME_CHARACTERS_MAX = 1_000;

/** A name for display: cut, but never masked, for `tokens:refresh` is a queue and no secret. */
export function nameOf(text: string, member: Member | undefined): string | undefined {
  const name = scalarOf(text, member);
  return name === undefined
    ? undefined
    : showText(name, { masks: nothing, isRevealed: true, limit: NAME_CHARACTERS_MAX });
}

const nothing = { patterns: [], matches: () => false };

/** A member as text to read: a string as free text, anything else as compact JSON; masked and cut. */
export function textOfMember(text: string, member: Member | undefined, look: Look, limit?: number): string | undefined {
  const written = scalarOf(text, member);
  if (written === undefined || member === undefined) return undefined;
  const view = { ...look, ...(limit === undefined ? {} : { limit }) };
  return text[member.valueStart] === '"' ? showText(written, view) : showJson(written, view);
}

/** Leaves out what is undefined or null: a field left out means "not known". */
export function known<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const kept: { [Name in keyof Fields]?: NonNullable<Fields[Name]> } = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined && value !== null) kept[name] = value;
  }
  return kept;
}
