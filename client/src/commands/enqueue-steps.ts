// The questions of enqueueing, one function each. They fill in a draft and send nothing but checks.
import { CheckArguments, PageQueues } from '../../../server/src/protocol/requests';
import type { ArgumentsShape, Backend, DialectName } from '../../../server/src/protocol/shapes';
import { parsed } from '../fields';
import { type Choice, type Frame, type Move, pickOne, type Step, typeOne } from '../inputs';
import { iconless } from '../plain';
import { PAGE_ROWS } from '../tree/notes';
import { argumentsProblemText, familyName } from '../trouble';
import { many, t } from '../words';
import type { Parts } from './command';

export interface Draft {
  family?: DialectName;
  jobClass: string;
  queue: string;
  argumentsText: string;
  isTracked: boolean;
}

export interface SeenClass {
  readonly jobClass: string;
  readonly queue?: string;
  readonly argumentsText: string;
}

interface Asked {
  readonly parts: Parts;
  readonly backend: Backend;
  readonly draft: Draft;
  readonly seen: Promise<readonly SeenClass[]>;
  /** Class selected in an editor: stands in the box at first. */
  readonly selected: string;
  readonly isQueueGiven: boolean;
}

/** What a family asked for by the user takes; for a certain one the backend's record says it. */
const families: Readonly<Record<DialectName, { readonly shape: ArgumentsShape; readonly canTrack: boolean }>> = {
  'php-classic': { shape: 'map', canTrack: true },
  'php-successor': { shape: 'map', canTrack: true },
  ruby: { shape: 'positional', canTrack: false },
  node: { shape: 'positional', canTrack: false },
};

/** Steps in the order they are asked; those whose answer is given or follows are left out. */
export function enqueueSteps(asked: Asked): readonly Step[] {
  const { backend, draft, isQueueGiven } = asked;
  const known = { isNew: false };
  const shape = (): ArgumentsShape =>
    draft.family ? families[draft.family].shape : (backend.dialect?.arguments ?? 'map');
  const canTrack = (): boolean =>
    draft.family ? families[draft.family].canTrack : backend.dialect?.can.track === true;
  const needsFamily = backend.dialect?.isCertain !== true;
  return [
    { isNeeded: () => needsFamily, ask: (frame) => askFamily(frame, asked) },
    { isNeeded: () => true, ask: (frame) => askClass(frame, asked, known) },
    { isNeeded: () => known.isNew, ask: (frame) => confirmClass(frame, asked) },
    { isNeeded: () => !isQueueGiven, ask: (frame) => askQueue(frame, asked) },
    { isNeeded: () => true, ask: (frame) => askArguments(frame, asked, shape()) },
    { isNeeded: canTrack, ask: (frame) => askTracking(frame, asked) },
  ];
}

const moved = (answer: object | 'back' | 'cancel'): Move => (typeof answer === 'string' ? answer : 'next');

async function askFamily(frame: Frame, { backend, draft }: Asked): Promise<Move> {
  const names: readonly DialectName[] = ['php-classic', 'php-successor', 'ruby', 'node'];
  const choices = names.map((name) => ({ label: familyName(name), value: name }));
  const placeholder = backend.isEmpty
    ? t('There are no jobs here to tell from: which library will run this one?')
    : t('Nothing here tells for sure: which library will run this job?');
  const answer = await pickOne({ frame, placeholder, choices, active: ({ value }) => value === draft.family });
  if (typeof answer !== 'string') draft.family = answer.value;
  return moved(answer);
}

async function askClass(frame: Frame, asked: Asked, known: { isNew: boolean }): Promise<Move> {
  const { backend, draft, parts, selected } = asked;
  const list = async (): Promise<Choice<string>[]> => {
    const seen = await asked.seen;
    const remembered = parts.memory
      .classes(backend.name)
      .filter((name) => !seen.some(({ jobClass }) => jobClass === name));
    return [
      ...seen.map(({ jobClass, queue }) => ({
        label: iconless(jobClass),
        ...(queue === undefined ? {} : { description: t('seen on {0}', iconless(queue)) }),
        value: jobClass,
      })),
      ...remembered.map((name) => ({
        label: iconless(name),
        description: t('enqueued from here before'),
        value: name,
      })),
    ];
  };
  const choices = list();
  const answer = await pickOne({
    frame,
    placeholder: t('Job class, as the worker knows it'),
    choices,
    typed: draft.jobClass || selected,
    fromTyped: (typed) => ({
      label: iconless(typed),
      description: t('not seen in this Redis'),
      alwaysShow: true,
      value: typed,
    }),
  });
  if (typeof answer === 'string') return answer;
  const isOther = draft.jobClass !== answer.value;
  draft.jobClass = answer.value;
  known.isNew = !(await choices).some(({ value }) => value === answer.value);
  const remembered = parts.memory.findJob(backend.name, draft.jobClass);
  const seen = (await asked.seen).find(({ jobClass }) => jobClass === draft.jobClass);
  if (isOther && !asked.isQueueGiven) draft.queue = remembered?.queue ?? seen?.queue ?? draft.queue;
  if (isOther) draft.argumentsText = remembered?.argumentsText ?? wholeJson(seen?.argumentsText) ?? '';
  return 'next';
}

/** Arguments seen are cut for display; half of them is nothing to begin with. */
const wholeJson = (text: string | undefined): string | undefined =>
  text !== undefined && parsed(text) !== undefined ? text : undefined;

async function confirmClass(frame: Frame, { draft }: Asked): Promise<Move> {
  const choices = [
    {
      label: t('Use “{0}”', iconless(draft.jobClass)),
      description: t('a worker that does not know it will fail'),
      value: true,
    },
    { label: t('Choose another class'), value: false },
  ];
  const answer = await pickOne({
    frame,
    placeholder: t('“{0}” was never seen in this Redis. Is it spelt right?', draft.jobClass),
    choices,
  });
  if (typeof answer === 'string') return answer;
  return answer.value ? 'next' : 'back';
}

async function askQueue(frame: Frame, { backend, draft, parts }: Asked): Promise<Move> {
  const list = async (): Promise<Choice<string>[]> => {
    const { items } = await parts.server.ask(PageQueues, { backendId: backend.id, from: 0, count: PAGE_ROWS });
    return items.map(({ name, depth, listenerCount }) => ({
      label: iconless(name),
      description: [
        depth === undefined ? '' : many(depth, '{0} waiting', '{0} waiting'),
        listenerCount === 0 ? t('nobody listens') : '',
      ]
        .filter(Boolean)
        .join(' · '),
      value: name,
    }));
  };
  const answer = await pickOne({
    frame,
    placeholder: t('Queue for {0}', draft.jobClass),
    choices: list(),
    fromTyped: (typed) => ({ label: iconless(typed), description: t('a new queue'), alwaysShow: true, value: typed }),
    active: ({ value }) => value === draft.queue,
  });
  if (typeof answer !== 'string') draft.queue = answer.value;
  return moved(answer);
}

async function askArguments(frame: Frame, { backend, draft, parts }: Asked, shape: ArgumentsShape): Promise<Move> {
  const example = shape === 'map' ? '{}' : '[]';
  const problem = async (typed: string): Promise<string | undefined> => {
    const { problem: found } = await parts.server.ask(CheckArguments, {
      backendId: backend.id,
      argumentsText: typed,
      ...(draft.family ? { family: draft.family } : {}),
    });
    if (found?.code === 'family') return t('It is not known which library runs the jobs here.');
    return found && argumentsProblemText(found);
  };
  const answer = await typeOne({
    frame,
    prompt:
      shape === 'map'
        ? t('Arguments of {0}: one JSON object', draft.jobClass)
        : t('Arguments of {0}: a JSON array', draft.jobClass),
    placeholder: example,
    value: draft.argumentsText || example,
    problem,
  });
  if (typeof answer !== 'string') draft.argumentsText = answer.value;
  return moved(answer);
}

async function askTracking(frame: Frame, { draft }: Asked): Promise<Move> {
  const choices = [
    { label: t('Track its status'), description: t('watched until it has failed or is complete'), value: true },
    { label: t('Do not track'), value: false },
  ];
  const answer = await pickOne({
    frame,
    placeholder: t('Should the job’s status be kept in Redis?'),
    choices,
    active: ({ value }) => value === draft.isTracked,
  });
  if (typeof answer !== 'string') draft.isTracked = answer.value;
  return moved(answer);
}
