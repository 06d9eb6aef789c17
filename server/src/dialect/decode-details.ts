// One entry in full, for a document a person opened.
import type { EntryDetails, JobFields } from '../protocol/shapes';
import { DOCUMENT_BYTES_MAX } from '../limits';
import { escapeBytes, textOf } from '../text/bytes';
import { type JsonObject, jsonProblem, readArray } from '../text/json';
import { hasMask, showJson, showText } from '../text/mask';
import { decodeString } from '../text/scan';
import { type At, known, type Look, openEntry, textOfMember } from './decode-entry';
import { decodeFailure, payloadOf, recordFamily } from './decode-failure';
import { decodeJob } from './decode-job';
import { argumentsSpan } from './decode-payload';
import { familyOfPayload, shapeOf } from './family';

/** Decodes an entry of any size; costs time by its length (about 30 ms for 5 MB). Nothing here throws; an entry that is no JSON object has its
 *  bytes and nothing else. `isMasked` says whether stars stand for something, so that there is a reason to reveal it. */
export function detailsOf(entry: Buffer, at: At, look: Look): EntryDetails {
  const isFailure = at.in.list === 'failed';
  const decoded = isFailure ? decodeFailure(entry, at, look, true) : decodeJob(entry, at, look, true);
  const raw = rawText(entry, look);
  const opened = openEntry(entry, true);
  const parts = typeof opened === 'string' ? {} : partsOf(opened.text, opened.object, at, look);
  const shown = [raw.rawText, parts.argumentsText, parts.otherText, parts.error, ...(parts.backtrace ?? [])];
  const isMasked = look.isRevealed !== true && shown.some((text) => text !== undefined && hasMask(text));
  return { ref: decoded.ref, entry: decoded, isMasked, ...parts, ...raw };
}

type Parts = Partial<Pick<EntryDetails, 'argumentsText' | 'otherText' | 'error' | 'backtrace'>>;

function partsOf(text: string, object: JsonObject, at: At, look: Look): Parts {
  const isFailure = at.in.list === 'failed';
  const payload = isFailure ? payloadOf(text, object) : object;
  return known({
    ...(payload === undefined
      ? {}
      : payloadParts(text, payload, at, look, isFailure ? recordFamily(text, object)?.family : undefined)),
    error: isFailure ? textOfMember(text, object.named.get('error'), look) : undefined,
    backtrace: isFailure ? backtraceOf(text, object, look) : undefined,
  });
}

function payloadParts(text: string, payload: JsonObject, at: At, look: Look, recorded: JobFields['family']): Parts {
  const own = familyOfPayload(text, payload, at.in.list);
  const family = own === undefined || own.isWeak ? (recorded ?? own?.family) : own.family;
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

function rawText(entry: Buffer, look: Look): Pick<EntryDetails, 'rawText' | 'isRawCut'> {
  const isRawCut = entry.length > DOCUMENT_BYTES_MAX;
  const view = { ...look, limit: DOCUMENT_BYTES_MAX };
  const text = textOf(entry);
  if (text === undefined) return { rawText: showText(escapeBytes(entry, DOCUMENT_BYTES_MAX), view), isRawCut };
  if (look.isRevealed === true && !isRawCut) return { rawText: text, isRawCut };
  const isJson = jsonProblem(text) === undefined;
  return { rawText: isJson ? showJson(text, { ...view, layout: 'stored' }) : showText(text, view), isRawCut };
}
