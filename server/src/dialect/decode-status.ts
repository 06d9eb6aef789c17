// A status packet → Status. The only place where a stored number becomes a word: 3 means failed here and running elsewhere.
import type { Status } from '../protocol/shapes';
import { ARGUMENTS_PREVIEW_CHARACTERS_MAX } from '../limits';
import { showJson } from '../text/mask';
import { known, type Look, openEntry, scalarOf } from './decode-entry';
import { momentOf } from './decode-payload';
import type { Dialect } from './dialect';

/** Decodes `job:<id>:status`. An empty value (the successor's, when a result could not be encoded) and anything that is no packet is `unknown`,
 *  with the reason; `tooLarge` stands for a value that was not read. `started` is missing after the classic's first update. Formats: chrisboulton/php-resque lib/Resque/Job/Status.php,
 *  resque/php-resque lib/Job/Status.php. */
export function decodeStatus(jobId: string, value: Buffer | 'tooLarge', dialect: Dialect, look: Look): Status {
  const opened = value === 'tooLarge' ? value : openEntry(value);
  if (typeof opened === 'string') return { jobId, word: 'unknown', unreadable: opened };
  const { text, object } = opened;
  const written = scalarOf(text, object.named.get('status'));
  const code = written !== undefined && /^\d{1,4}$/.test(written) ? Number(written) : undefined;
  const result = object.named.get('result');
  return {
    jobId,
    word: (code === undefined ? undefined : dialect.status?.words[code]) ?? 'unknown',
    ...known({
      code,
      startedAt: momentOf(text, object.named.get('started')),
      updatedAt: momentOf(text, object.named.get('updated')),
      resultText:
        result === undefined || text[result.valueStart] === 'n'
          ? undefined
          : showJson(text.slice(result.valueStart, result.valueEnd), {
              ...look,
              limit: ARGUMENTS_PREVIEW_CHARACTERS_MAX,
            }),
    }),
  };
}
