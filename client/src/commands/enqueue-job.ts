// Enqueues one job: connection, class, queue and arguments are asked for; nothing is sent before all of them are right.
import * as vscode from 'vscode';
import { EnqueueJob, SeenClasses } from '../../../server/src/protocol/requests';
import type { ArgumentsProblem, Backend, EnqueueOutcome, Trouble } from '../../../server/src/protocol/shapes';
import { inSteps } from '../inputs';
import { iconless } from '../plain';
import { qualifiedName, type SourceLanguage } from '../qualified-name';
import { argumentsProblemText, isUnanswered, troubleText } from '../trouble';
import { many, t } from '../words';
import { type Parts, quietly, type Run, Said } from './command';
import { isConfirmed } from './confirm';
import { type Draft, enqueueSteps, type SeenClass } from './enqueue-steps';
import { chooseBackend } from './targets';

const languages: Readonly<Record<string, SourceLanguage>> = {
  php: 'php',
  ruby: 'ruby',
  python: 'python',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'typescript',
};

/** The full name of the class selected in the editor, or nothing. */
function selectedClass(): string {
  const editor = vscode.window.activeTextEditor;
  const language = editor && languages[editor.document.languageId];
  if (!editor || !language || editor.selection.isEmpty) return '';
  const { document, selection } = editor;
  return qualifiedName(document.getText(), document.offsetAt(selection.start), document.getText(selection), language);
}

/** From the palette, a queue, or a class selected in an editor. */
export const enqueueJob: Run = async (parts, called) => {
  const title = t('Enqueue Job');
  const backend = await chooseBackend(parts, called, { canWrite: true, title });
  if (!backend) return;
  const subject = called.node?.row.subject;
  const draft: Draft = {
    jobClass: '',
    queue: subject?.kind === 'queue' ? subject.queue.name : '',
    argumentsText: '',
    isTracked: false,
  };
  const isQueueGiven = subject?.kind === 'queue';
  const looking = new vscode.CancellationTokenSource();
  const seen: Promise<readonly SeenClass[]> = parts.server
    .ask(SeenClasses, { backendId: backend.id }, looking.token)
    .then(({ classes }) => classes);
  seen.catch((error: unknown) => parts.log.debug(`classes: ${String(error)}`)); // The step that needs them says so.
  const steps = enqueueSteps({
    parts,
    backend,
    draft,
    seen,
    selected: called.node ? '' : selectedClass(),
    isQueueGiven,
  });
  const isDone = await inSteps(title, steps).finally(() => looking.cancel()); // Nobody waits for classes any more.
  if (!isDone) return;
  const sentence = t('Enqueue 1 job, {0} on {1}?', draft.jobClass, draft.queue);
  if (!(await isConfirmed(backend, { what: 'enqueue', sentence, button: t('Enqueue') }))) return;
  const { jobClass, queue, argumentsText, isTracked, family } = draft;
  const outcome = await parts.server.ask(EnqueueJob, {
    backendId: backend.id,
    queue,
    jobClass,
    argumentsText,
    isTracked,
    ...(family ? { family } : {}),
  });
  await tell(parts, backend, draft, outcome);
};

async function tell(parts: Parts, backend: Backend, draft: Draft, outcome: EnqueueOutcome): Promise<void> {
  const { jobClass, queue } = draft;
  if (outcome.kind === 'trouble') throw new Said(refusedText(outcome.trouble));
  if (outcome.kind === 'invalid') throw new Said(t('Nothing was enqueued. {0}', invalidText(outcome.problem)));
  await parts.memory.rememberJob(backend.name, { jobClass, queue, argumentsText: outcome.maskedArgumentsText });
  const waiting = many(outcome.depth, '{0} waiting', '{0} waiting');
  quietly(
    `$(check) ${
      outcome.jobId === undefined
        ? t('Enqueued {0} on {1} ({2}).', iconless(jobClass), iconless(queue), waiting)
        : t('Enqueued {0} on {1} as {2} ({3}).', iconless(jobClass), iconless(queue), iconless(outcome.jobId), waiting)
    }`,
  );
  if (outcome.isTracked && outcome.jobId !== undefined) await parts.watches.add(backend.name, outcome.jobId, jobClass);
}

/** Without an answer nobody knows: a second try may enqueue the job twice. */
const refusedText = (trouble: Trouble): string =>
  isUnanswered(trouble)
    ? t(
        'Redis did not say whether the job was enqueued: look at the queue before you try again. {0}',
        troubleText(trouble),
      )
    : t('Nothing was enqueued. {0}', troubleText(trouble));

type InvalidProblem = Extract<EnqueueOutcome, { kind: 'invalid' }>['problem'];
const isOfArguments = (problem: InvalidProblem): problem is ArgumentsProblem =>
  !['class', 'queue', 'family'].includes(problem.code);

function invalidText(problem: InvalidProblem): string {
  if (isOfArguments(problem)) return argumentsProblemText(problem);
  if (problem.code === 'class') return t('The class name cannot be used.');
  return problem.code === 'queue'
    ? t('The queue name cannot be used.')
    : t('It is not known which library runs the jobs here.');
}
