// What became of retried failures, in one sentence. Pure.
import type { RetryOutcome } from '../../server/src/protocol/shapes';
import { troubleText } from './trouble';
import { many, t } from './words';

/** "Retried 3; 1 had changed meanwhile; 1 was gone." */
export function retrySentence(outcomes: readonly RetryOutcome[]): string {
  const count = (kind: RetryOutcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  const retried = count('retried');
  const changed = count('changed');
  const gone = count('gone');
  const not = count('notRetryable');
  const refused = count('trouble');
  const trouble = outcomes.find((outcome) => outcome.kind === 'trouble');
  const pieces = [
    retried > 0 ? many(retried, 'Retried {0}', 'Retried {0}') : t('Retried none'),
    changed > 0 ? many(changed, '{0} had changed meanwhile', '{0} had changed meanwhile') : '',
    gone > 0 ? many(gone, '{0} was gone', '{0} were gone') : '',
    not > 0 ? many(not, '{0} has no job to put back', '{0} have no job to put back') : '',
    trouble ? many(refused, '{0} was refused: {1}', '{0} were refused: {1}', troubleText(trouble.trouble)) : '',
  ].filter((piece) => piece !== '');
  const sentence = pieces.join('; ');
  return /[.!?)]$/.test(sentence) ? sentence : `${sentence}.`;
}
