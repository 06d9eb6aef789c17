// Moments as rows show them: an age where the instant is known, else the text as it was written. Never a guess, never NaN.
import type { Moment } from '../../../server/src/protocol/shapes';
import { markdown, oneLine } from '../plain';
import { absolute, relative, t } from '../words';

const isKnown = (moment: Moment): moment is Moment & { readonly ms: number } =>
  moment.ms !== undefined && Number.isFinite(moment.ms);

/** "3min ago", or what is written. */
export function when(moment: Moment, nowMs: number, isSpoken = false): string {
  return isKnown(moment) ? relative(moment.ms, nowMs, isSpoken) : oneLine(moment.text, 40);
}

/** For a tooltip: date, age, and the text as written where that says something else. Markdown. */
export function whenInFull(moment: Moment, nowMs: number): string {
  if (!isKnown(moment)) return t('{0} (as written, without a zone that can be read)', markdown(moment.text, 80));
  return t(
    '{0}, {1} (written as {2})',
    markdown(absolute(moment.ms)),
    markdown(relative(moment.ms, nowMs, true)),
    markdown(moment.text, 80),
  );
}
