// What became of retried failures, in one sentence. Pure.
import type { RetryOutcome, Trouble } from '../../server/src/protocol/shapes';
import { isUnanswered, troubleText } from './trouble';
import { many, t } from './words';

/** "Retried 3; 1 had changed meanwhile; 1 was gone." */
export function retrySentence(outcomes: readonly RetryOutcome[]): string {
  const count = (kind: RetryOutcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  const retried = count('retried');
  const changed = count('changed');
  const gone = count('gone');
  const not = count('notRetryable');
  const notTried = count('notTried');
  const refused = count('trouble');
  const trouble = outcomes.find((outcome) => outcome.kind === 'trouble');
  const pieces = [
    retried > 0 ? many(retried, 'Retried {0}', 'Retried {0}') : t('Retried none'),
    changed > 0 ? many(changed, '{0} had changed meanwhile', '{0} had changed meanwhile') : '',
    gone > 0 ? many(gone, '{0} was gone', '{0} were gone') : '',
    not > 0 ? many(not, '{0} has no job to put back', '{0} have no job to put back') : '',
    notTried > 0 ? many(notTried, '{0} was not tried', '{0} were not tried') : '',
    trouble ? troublePiece(refused, trouble.trouble) : '',
  ].filter((piece) => piece !== '');
  const sentence = pieces.join('; ');
  return /[.!?)]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Where no answer came, the script may have run all the same. */
function troublePiece(count: number, trouble: Trouble): string {
  return isUnanswered(trouble)
    ? many(
        count,
        'whether {0} was retried is not known: {1}',
        'whether {0} were retried is not known: {1}',
        troubleText(trouble),
      )
    : many(count, '{0} was refused: {1}', '{0} were refused: {1}', troubleText(trouble));
}
