// JSON text by offsets: is it valid, and where do its members stand. What is matched or put back is cut out, never parsed and printed: numbers
// beyond 2^53, PHP's `\/`, blanks and the order of keys survive (wire-format.md §9).
import { findJsonProblem, type JsonProblem } from './json-problem';
import { printJson } from './print';
import { decodeString, skipBlanks, stringEnd, valueEnd } from './scan';

export type { JsonProblem } from './json-problem';

/** One member of an object: where it stands in the text. */
export interface Member {
  /** Decoded: `"cl\u0061ss"` is `class`. */
  readonly name: string;
  /** Offset of the opening quote of the name. */
  readonly start: number;
  readonly valueStart: number;
  /** Offset after the value, which is the end of the member. */
  readonly valueEnd: number;
}

export interface JsonObject {
  /** Every member in the order of the text, those that a later one of the same name overrides included. */
  readonly members: readonly Member[];
  /** By name; of equal names the last one, which is what every family's decoder takes (wire-format.md §9). */
  readonly named: ReadonlyMap<string, Member>;
  /** Names that occur more than once, each said once. */
  readonly duplicates: readonly string[];
  /** Offset of the opening brace. */
  readonly start: number;
  /** Offset after the closing brace. */
  readonly end: number;
}

/** Says why a text is not strict JSON (no comments, no trailing commas, no NaN), with the offset in UTF-16 units; nothing if it is. Depth and
 *  length cost time only: V8's own parser is iterative, and so is the search for the place of the problem. */
export function jsonProblem(text: string): JsonProblem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return findJsonProblem(text); // V8's message names the place in some versions only.
  }
}

/** Reads the members of a text that is one strict JSON object; undefined for everything else, broken or not an object. */
export function parseObject(text: string): JsonObject | undefined {
  const start = skipBlanks(text, 0);
  if (text[start] !== '{' || jsonProblem(text) !== undefined) return undefined;
  return readObject(text, start);
}

/** Reads the members of the object that opens at `start`, in text that is known to be valid JSON. Looks at each character once. */
export function readObject(text: string, start: number): JsonObject {
  const members: Member[] = [];
  const named = new Map<string, Member>();
  const duplicates = new Set<string>();
  let at = skipBlanks(text, start + 1);
  while (text[at] === '"') {
    const nameEnd = stringEnd(text, at);
    const valueStart = skipBlanks(text, skipBlanks(text, nameEnd) + 1);
    const member = {
      name: decodeString(text, at, nameEnd),
      start: at,
      valueStart,
      valueEnd: valueEnd(text, valueStart),
    };
    if (named.has(member.name)) duplicates.add(member.name);
    named.set(member.name, member);
    members.push(member);
    at = skipBlanks(text, member.valueEnd);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return { members, named, duplicates: [...duplicates], start, end: at + 1 };
}

/** Offsets of the elements of the array that opens at `start`, in text that is known to be valid JSON; at most `limit` of them. */
export function readArray(
  text: string,
  start: number,
  limit = Infinity,
): readonly (readonly [start: number, end: number])[] {
  const elements: (readonly [number, number])[] = [];
  let at = skipBlanks(text, start + 1);
  while (at < text.length && text[at] !== ']' && elements.length < limit) {
    const end = valueEnd(text, at);
    elements.push([at, end]);
    at = skipBlanks(text, end);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return elements;
}

/** Valid JSON text without the blanks between its tokens; every token as written. */
export function compactJson(text: string): string {
  return printJson(text, { layout: 'compact' }).text;
}

/** Valid JSON text, indented by two blanks a level; every token as written. Beyond INDENT_DEPTH_MAX levels it goes on in one line. */
export function prettyJson(text: string): string {
  return printJson(text, { layout: 'indented' }).text;
}
