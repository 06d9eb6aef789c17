// One entry as a read-only text: exception, message, when, worker, queue, class, arguments, backtrace. Pure.
import type { EntryAnswer, EntryDetails, EntryList, Moment } from '../../server/src/protocol/shapes';
import { oddityText, troubleText, unreadableText } from './trouble';
import { absolute, size, t } from './words';

/** What a `resque:` document shows of its entry. */
export type DocumentForm = 'entry' | 'raw';

const rule = (name: string): string => `── ${name} ${'─'.repeat(Math.max(4, 76 - name.length))}`;

/** `name   value`, with the values below one another; what is not known is left out. */
function table(rows: readonly (readonly [string, string | undefined])[]): string[] {
  const known = rows.filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== '');
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value.replaceAll(/[\r\n]+/g, ' ')}`);
}

/** The document's text. `last` is what it showed before: kept below the news when the entry is not found any more. */
export function documentText(answer: EntryAnswer, form: DocumentForm, last?: EntryDetails): string {
  if (answer.found === 'no') {
    const gone = answer.trouble
      ? t('This entry could not be read: {0}', troubleText(answer.trouble))
      : t('This entry has changed or is gone: it is not stored in these bytes any more.');
    return last
      ? [gone, t('What follows is how it was when it was last read.'), '', entryText(last, form)].join('\n')
      : `${gone}\n`;
  }
  const marked = answer.found === 'retried' ? [t('This failure was retried since it was opened.'), ''] : [];
  return [...marked, entryText(answer.details, form)].join('\n');
}

function entryText(details: EntryDetails, form: DocumentForm): string {
  if (form === 'raw')
    return [
      ...(details.isRawCut ? [t('Cut: the entry has {0}.', size(details.entry.bytes)), ''] : []),
      details.rawText,
    ].join('\n');
  const { entry } = details;
  const masked = details.isMasked
    ? [t('Values under masked names are shown as •••. “Reveal Masked Values” shows them.'), '']
    : [];
  if (entry.kind === 'unreadable') {
    return [
      t('Not shown as a job: {0}.', unreadableText(entry.reason)),
      ...table([
        [t('Stored'), whereText(details.ref.in)],
        [t('Size'), size(entry.bytes)],
      ]),
      '',
      ...masked,
      rule(t('Raw bytes')),
      details.rawText,
      '',
    ].join('\n');
  }
  const failure = entry.kind === 'failure' ? entry : undefined;
  return [
    ...(failure
      ? [[failure.exception, details.error ?? failure.error].filter(Boolean).join(': ') || t('no message'), '']
      : []),
    ...table([
      [t('Class'), entry.wrappedClass ?? entry.jobClass],
      [t('Wrapped in'), entry.wrappedClass === undefined ? undefined : entry.jobClass],
      [t('ID'), entry.jobId],
      [t('Queue'), entry.queue ?? (details.ref.in.list === 'waiting' ? details.ref.in.queue : undefined)],
      [t('Stored'), whereText(details.ref.in)],
      [t('Enqueued'), momentText(entry.enqueuedAt)],
      [t('Failed'), momentText(failure?.failedAt)],
      [t('Retried'), momentText(failure?.retriedAt)],
      [t('Worker'), failure?.worker],
      [t('Note'), entry.oddity && oddityText(entry.oddity)],
    ]),
    '',
    ...masked,
    ...section(t('Arguments'), details.argumentsText),
    ...section(t('Other members of the payload'), details.otherText),
    ...section(
      t('Backtrace'),
      details.backtrace && details.backtrace.length > 0 ? details.backtrace.join('\n') : undefined,
    ),
  ].join('\n');
}

const section = (name: string, text: string | undefined): string[] =>
  text === undefined ? [] : [rule(name), text, ''];

function whereText(list: EntryList): string {
  if (list.list === 'failed') return t('among the failures');
  return list.list === 'waiting' ? t('waiting on {0}', list.queue) : t('delayed to {0}', absolute(list.second * 1_000));
}

/** No age: the text must not differ because time passed. */
function momentText(moment: Moment | undefined): string | undefined {
  if (!moment) return undefined;
  if (moment.ms === undefined || !Number.isFinite(moment.ms))
    return t('{0} (as written, without a zone that can be read)', moment.text);
  return t('{0} (written as {1})', absolute(moment.ms), moment.text);
}
