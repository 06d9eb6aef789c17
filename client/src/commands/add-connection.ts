// Adds a connection: from the project's .env or typed. The password is taken out of the URL before anything is written.
import * as vscode from 'vscode';
import {
  type Address,
  type AddressProblem,
  formatAddress,
  parseAddress,
  secretKey,
} from '../../../server/src/protocol/address';
import { writeConnection } from '../configuration';
import { type EnvConnection, readCandidate } from '../env-candidates';
import { type Choice, type Frame, inSteps, type Move, pickOne, typeOne } from '../inputs';
import { iconless } from '../plain';
import { t } from '../words';
import { type FoundCandidate, findEnvCandidates } from '../workspace-env';
import { readText } from '../workspace-evidence';
import { notice, type Parts, quietly, type Run, Said } from './command';

interface Draft {
  url: string;
  namespace: string;
  name: string;
  password?: string;
  /** Parameters of the URL that mean nothing here. */
  ignored: readonly string[];
  isReadOnly: boolean;
  isProduction: boolean;
  isWorkspace: boolean;
}

const addressProblems: Record<AddressProblem, () => string> = {
  empty: () => t('Type a URL, like {0}.', 'redis://127.0.0.1:6379/0'),
  scheme: () => t('Only redis:, rediss: and unix: can be used.'),
  host: () => t('The URL names no host.'),
  port: () => t('The port must be a number up to 65535.'),
  database: () => t('The database must be a number, like /0.'),
  form: () =>
    t(
      'This is no URL. It looks like {0}, {1} or {2}.',
      'redis://host:6379/0',
      'rediss://host:6380',
      'unix:/path/to.sock',
    ),
};

/** What is wrong with a URL, for an input box. */
export function urlProblem(typed: string): string | undefined {
  const address = parseAddress(typed);
  return 'problem' in address ? addressProblems[address.problem]() : undefined;
}

/** The address of a URL that was checked before. */
export function addressOf(url: string): Address {
  const address = parseAddress(url);
  if ('problem' in address) throw new Said(addressProblems[address.problem]());
  return address;
}

/** Says which parameters of a URL were left out. */
export function sayIgnored(names: readonly string[]): void {
  if (names.length > 0) notice(t('Left out of the URL, because they mean nothing here: {0}.', names.join(', ')));
}

/** From the palette, the views' title and welcome texts. */
export const addConnection: Run = async (parts) => {
  const draft: Draft = {
    url: '',
    namespace: 'resque',
    name: '',
    ignored: [],
    isReadOnly: false,
    isProduction: false,
    isWorkspace: false,
  };
  const candidates = await findEnvCandidates();
  const configured = parts.connecting.connections().filter(({ scope }) => scope !== 'local');
  const taken = new Set(configured.map(({ spec }) => spec.name));
  const canBeWorkspace = vscode.workspace.isTrusted && (vscode.workspace.workspaceFolders ?? []).length > 0;
  const chosen = { isTyped: candidates.length === 0 };
  const isDone = await inSteps(t('Add Connection'), [
    { isNeeded: () => candidates.length > 0, ask: (frame) => askSource(frame, draft, candidates, chosen) },
    { isNeeded: () => chosen.isTyped, ask: (frame) => askUrl(frame, draft) },
    { isNeeded: () => true, ask: (frame) => askNamespace(frame, draft) },
    { isNeeded: () => true, ask: (frame) => askName(frame, draft, taken) },
    { isNeeded: () => true, ask: (frame) => askGuard(frame, draft) },
    { isNeeded: () => canBeWorkspace, ask: (frame) => askScope(frame, draft) },
  ]);
  if (isDone) await save(parts, draft);
};

/** Candidates are offered by file and variable; their values are read only when one is chosen. */
async function askSource(
  frame: Frame,
  draft: Draft,
  candidates: readonly FoundCandidate[],
  chosen: { isTyped: boolean },
): Promise<Move> {
  const choices: Choice<FoundCandidate | 'typed'>[] = [
    ...candidates.map((found) => ({
      label: found.candidate.variables.join(', '),
      description: t('from {0}', vscode.workspace.asRelativePath(found.uri)),
      ...(found.candidate.hasPassword ? { detail: t('Its password goes to the secret storage.') } : {}),
      value: found,
    })),
    { label: t('Type a URL…'), value: 'typed' },
  ];
  const answer = await pickOne({ frame, placeholder: t('Where is the Redis named?'), choices });
  if (typeof answer === 'string') return answer;
  chosen.isTyped = answer.value === 'typed';
  if (answer.value === 'typed') return 'next';
  const { candidate, uri } = answer.value;
  take(draft, readCandidate((await readText(uri)) ?? '', candidate));
  draft.isWorkspace = true;
  return 'next';
}

function take(draft: Draft, found: EnvConnection | undefined): void {
  if (!found) throw new Said(t('The file names no host any more.'));
  const address = addressOf(found.url);
  draft.url = formatAddress(address);
  draft.ignored = address.ignored;
  const password = found.password ?? address.password;
  if (password !== undefined) draft.password = password;
  if (found.namespace !== undefined) draft.namespace = found.namespace;
  draft.name ||= address.host;
}

async function askUrl(frame: Frame, draft: Draft): Promise<Move> {
  const answer = await typeOne({
    frame,
    prompt: t('URL of the Redis. A password in it goes to the secret storage.'),
    placeholder: 'redis://127.0.0.1:6379/0',
    value: draft.url,
    problem: urlProblem,
  });
  if (typeof answer === 'string') return answer;
  const address = addressOf(answer.value);
  draft.url = formatAddress(address);
  draft.ignored = address.ignored;
  if (address.password !== undefined) draft.password = address.password;
  draft.name ||= address.scheme === 'unix' ? (address.host.split('/').at(-1) ?? '') : address.host;
  return 'next';
}

async function askNamespace(frame: Frame, draft: Draft): Promise<Move> {
  const prompt = t('Namespace: the prefix of all keys, with or without the last colon. Empty for none.');
  const answer = await typeOne({ frame, prompt, placeholder: 'resque', value: draft.namespace });
  if (typeof answer === 'string') return answer;
  draft.namespace = answer.value.trim();
  return 'next';
}

async function askName(frame: Frame, draft: Draft, taken: ReadonlySet<string>): Promise<Move> {
  const problem = (typed: string): string | undefined => {
    if (typed.trim() === '') return t('Type a name.');
    return taken.has(typed.trim()) ? t('There is a connection of this name.') : undefined;
  };
  const answer = await typeOne({
    frame,
    prompt: t('A name of your own for the connection'),
    value: draft.name,
    problem,
  });
  if (typeof answer === 'string') return answer;
  draft.name = answer.value.trim();
  return 'next';
}

async function askGuard(frame: Frame, draft: Draft): Promise<Move> {
  const choices: Choice<readonly [isReadOnly: boolean, isProduction: boolean]>[] = [
    { label: t('For development'), description: t('reading and writing'), value: [false, false] },
    { label: t('Production'), description: t('every write is confirmed first'), value: [false, true] },
    { label: t('Production, read-only'), description: t('nothing is ever written'), value: [true, true] },
    { label: t('Read-only'), description: t('nothing is ever written'), value: [true, false] },
  ];
  const answer = await pickOne({ frame, placeholder: t('What may be done through it?'), choices });
  if (typeof answer === 'string') return answer;
  [draft.isReadOnly, draft.isProduction] = answer.value;
  return 'next';
}

async function askScope(frame: Frame, draft: Draft): Promise<Move> {
  const choices = [
    { label: t('User settings'), description: t('for you, in every workspace'), value: false },
    {
      label: t('Workspace settings'),
      description: t('for everyone who opens this workspace; the password stays with you'),
      value: true,
    },
  ];
  const answer = await pickOne({
    frame,
    placeholder: t('Where is it kept?'),
    choices,
    active: ({ value }) => value === draft.isWorkspace,
  });
  if (typeof answer === 'string') return answer;
  draft.isWorkspace = answer.value;
  return 'next';
}

async function save({ connecting, memory, secrets }: Parts, draft: Draft): Promise<void> {
  const { name, url, namespace, isReadOnly, isProduction, isWorkspace, password } = draft;
  if (password !== undefined) await secrets.keep(secretKey(addressOf(url)), password);
  const entry = {
    name,
    url,
    namespace,
    ...(isReadOnly ? { readOnly: true } : {}),
    ...(isProduction ? { production: true } : {}),
  };
  await writeConnection(isWorkspace ? 'workspace' : 'user', name, entry);
  await memory.rememberConnection(name);
  await connecting.openByHand(name);
  quietly(t('Added the connection {0}.', iconless(name)));
  sayIgnored(draft.ignored);
}
