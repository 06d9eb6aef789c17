// One entry in full, for a document a person opened.
import type { EntryDetails, UnreadableReason } from '../protocol/shapes';
import { DOCUMENT_BYTES_MAX } from '../limits';
import { escapeBytes, textOf } from '../text/bytes';
import { type JsonObject, readArray } from '../text/json';
import { hasMask, showJson, showText } from '../text/mask';
import { decodeString } from '../text/scan';
import {
  type At,
  entryBase,
  known,
  type Look,
  type OpenEntry,
  openEntry,
  textOfMember,
  unreadable,
} from './decode-entry';
import { failureOf, payloadOf, recordFamily } from './decode-failure';
import { jobOf } from './decode-job';
import { argumentsSpan } from './decode-payload';
import { type FamilyEvidence, familyOf, shapeOf } from './family';

/** Decodes an entry of any size; costs time by its length (5 MB: 20 ms as one string, 400 ms as 300,000 small values).
 *  Nothing here throws; an entry that is no JSON object has its bytes and nothing else. `isMasked` says whether stars
 *  stand for something, so that there is a reason to reveal it. */
export function detailsOf(entry: Buffer, at: At, look: Look): EntryDetails {
  const base = entryBase(entry, at);
  const opened = openEntry(entry, true);
  const raw = rawText(entry, opened, look);
  if (typeof opened === 'string') {
    const isMasked = isHiding(look, [raw.rawText]);
    return { ref: base.ref, entry: unreadable(entry, base, opened, look), isMasked, ...raw };
  }
  const parts = partsOf(opened.text, opened.object, at, look);
  const decoded = at.in.list === 'failed' ? failureOf(opened, base, look) : jobOf(opened, base, look);
  const shown = [raw.rawText, parts.argumentsText, parts.otherText, parts.error, ...(parts.backtrace ?? [])];
  return { ref: base.ref, entry: decoded, isMasked: isHiding(look, shown), ...parts, ...raw };
}

const isHiding = ({ isRevealed }: Look, shown: readonly (string | undefined)[]): boolean =>
  isRevealed !== true && shown.some((text) => text !== undefined && hasMask(text));

type Parts = Partial<Pick<EntryDetails, 'argumentsText' | 'otherText' | 'error' | 'backtrace'>>;

function partsOf(text: string, object: JsonObject, at: At, look: Look): Parts {
  const isFailure = at.in.list === 'failed';
  const payload = isFailure ? payloadOf(text, object) : object;
  return known({
    ...(payload === undefined
      ? {}
      : payloadParts(text, payload, at, look, isFailure ? recordFamily(text, object) : undefined)),
    error: isFailure ? textOfMember(text, object.named.get('error'), look) : undefined,
    backtrace: isFailure ? backtraceOf(text, object, look) : undefined,
  });
}

function payloadParts(
  text: string,
  payload: JsonObject,
  at: At,
  look: Look,
  record: FamilyEvidence | undefined,
): Parts {
  const family = familyOf(text, payload, at.in.list, record);
  const span = argumentsSpan(text, payload, shapeOf(family) ?? look.shape ?? 'positional');
  const view = { ...look, layout: 'indented', limit: DOCUMENT_BYTES_MAX } as const;
  const others = payload.members.filter(({ name }) => !shownElsewhere.has(name));
  const otherJson = others.map(({ start, valueEnd }) => text.slice(start, valueEnd)).join(',');
  return known({
    argumentsText: span && showJson(text.slice(span.start, span.end), view),
    otherText: others.length === 0 ? undefined : showJson(`{${otherJson}}`, view),
  });
}

/** Members of a payload that have a line of their own in the document. */
const shownElsewhere = new Set(['class', 'args', 'data', 'id', 'queue_time']);

function backtraceOf(text: string, record: JsonObject, look: Look): readonly string[] | undefined {
  const backtrace = record.named.get('backtrace');
  if (backtrace === undefined || text[backtrace.valueStart] === 'n') return undefined;
  if (text[backtrace.valueStart] !== '[') return (textOfMember(text, backtrace, look) ?? '').split('\n');
  return readArray(text, backtrace.valueStart).map(([start, end]) =>
    text[start] === '"' ? showText(decodeString(text, start, end), look) : showJson(text.slice(start, end), look),
  );
}

function rawText(
  entry: Buffer,
  opened: OpenEntry | UnreadableReason,
  look: Look,
): Pick<EntryDetails, 'rawText' | 'isRawCut'> {
  const isRawCut = entry.length > DOCUMENT_BYTES_MAX;
  const view = { ...look, limit: DOCUMENT_BYTES_MAX };
  const text = typeof opened === 'string' ? textOf(entry) : opened.text;
  if (text === undefined) return { rawText: showText(escapeBytes(entry, DOCUMENT_BYTES_MAX), view), isRawCut };
  if (look.isRevealed === true && !isRawCut) return { rawText: text, isRawCut };
  const isJson = typeof opened !== 'string' || opened === 'notObject';
  return { rawText: isJson ? showJson(text, { ...view, layout: 'stored' }) : showText(text, view), isRawCut };
}
