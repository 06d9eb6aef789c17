// Questions in several steps: title, step n of m, a back button, and answers that are still there when one comes back.
import * as vscode from 'vscode';
import { linkless } from './plain';
import { typedCheck } from './typed-check';

/** How a step ended. */
export type Move = 'next' | 'back' | 'cancel';

export interface Frame {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
}

export interface Step {
  /** False for a step whose answer was given from outside or follows from others: it is left out, and not counted. */
  readonly isNeeded: () => boolean;
  readonly ask: (frame: Frame) => Promise<Move>;
}

/** Asks step after step; true when the last was answered. Escape at any of them ends all, and nothing has happened. */
export async function inSteps(title: string, all: readonly Step[]): Promise<boolean> {
  const asked: Step[] = [];
  for (;;) {
    const next = all.find((step) => !asked.includes(step) && step.isNeeded());
    if (!next) return true;
    const later = all.filter((step) => step !== next && !asked.includes(step) && step.isNeeded()).length;
    const move = await next.ask({ title, step: asked.length + 1, steps: asked.length + 1 + later });
    if (move === 'cancel') return false;
    if (move === 'next') asked.push(next);
    else asked.pop();
  }
}

export interface Choice<Value> extends vscode.QuickPickItem {
  readonly value?: Value;
}

interface PickOptions<Value> {
  readonly frame?: Frame;
  readonly title?: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<Value>[] | Promise<readonly Choice<Value>[]>;
  /** What stands in the box at first. */
  readonly typed?: string;
  /** A choice made of what was typed, where that may be something new. */
  readonly fromTyped?: (typed: string) => Choice<Value> | undefined;
  readonly active?: (choice: Choice<Value>) => boolean;
}

/** One of several; `undefined` when the question was left. `back` when the button was used. */
export async function pickOne<Value>(
  options: PickOptions<Value>,
): Promise<{ readonly value: Value } | 'back' | 'cancel'> {
  const box = vscode.window.createQuickPick<Choice<Value>>();
  dress(box, options);
  box.placeholder = options.placeholder;
  box.matchOnDescription = true;
  box.value = options.typed ?? '';
  box.busy = true;
  let choices: readonly Choice<Value>[] = [];
  const fill = (): void => {
    const typed = box.value.trim();
    const own = typed !== '' && !choices.some(({ label }) => label === typed) ? options.fromTyped?.(typed) : undefined;
    box.items = own ? [own, ...choices] : choices;
  };
  // Who types fast presses Enter before the choice made of the text is there.
  const answer = until(box, () => (box.selectedItems[0] ?? options.fromTyped?.(box.value.trim()))?.value);
  box.onDidChangeValue(fill);
  box.show();
  try {
    choices = await options.choices;
    fill();
    const active = choices.find((choice) => options.active?.(choice));
    if (active && box.value === '') box.activeItems = [active];
  } catch (error) {
    box.hide();
    throw error;
  } finally {
    box.busy = false;
  }
  return answer;
}

interface TypeOptions {
  readonly frame?: Frame;
  readonly title?: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly isPassword?: boolean;
  /** A sentence saying what is wrong, or nothing. Asked while typing and before the answer is taken. */
  readonly problem?: (value: string) => string | undefined | Promise<string | undefined>;
}

/** A line of text, taken only once nothing is wrong with it. */
export async function typeOne(options: TypeOptions): Promise<{ readonly value: string } | 'back' | 'cancel'> {
  const box = vscode.window.createInputBox();
  dress(box, options);
  box.prompt = linkless(options.prompt);
  box.placeholder = options.placeholder ?? '';
  box.value = options.value ?? '';
  box.password = options.isPassword === true;
  const check = typedCheck(
    () => options.problem?.(box.value),
    (problem) => {
      const said = linkless(problem ?? '');
      if (box.validationMessage !== said) box.validationMessage = said;
    },
  );
  const answer = until(box, async () => ((await check.isRight()) ? box.value : undefined));
  box.onDidChangeValue(() => check.changed());
  box.onDidHide(() => check.dispose());
  box.show();
  return answer;
}

interface Dress {
  readonly frame?: Frame;
  readonly title?: string;
}

function dress(box: vscode.QuickInput, { frame, title }: Dress): void {
  box.ignoreFocusOut = true;
  box.title = frame?.title ?? title ?? '';
  if (!frame) return;
  box.step = frame.step;
  box.totalSteps = frame.steps;
}

/** What quick picks and input boxes have in common here. */
interface Box extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidAccept: vscode.Event<void>;
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

/** Resolves when the box was accepted with a value, left by its back button, or closed. */
function until<Value>(
  box: Box,
  read: () => Value | undefined | Promise<Value | undefined>,
): Promise<{ readonly value: Value } | 'back' | 'cancel'> {
  if ((box.step ?? 1) > 1) box.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve, reject) => {
    const take = async (): Promise<void> => {
      const value = await read();
      if (value === undefined) return;
      resolve({ value });
      box.hide();
    };
    box.onDidAccept(() => {
      take().catch(reject);
    });
    box.onDidTriggerButton(() => {
      resolve('back');
      box.hide();
    });
    box.onDidHide(() => {
      resolve('cancel');
      box.dispose();
    });
  });
}
