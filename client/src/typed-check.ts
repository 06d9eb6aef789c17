// When what is typed is checked: shortly after the last key, and once more, without waiting, before it is taken.
import { type Clock, realClock } from './throttle';

/** Pause in typing after which a check is worth asking for, ms. */
const PAUSE_MS = 250;

export interface TypedCheck {
  /** Something else is typed: what was said before may be wrong by now. */
  changed(): void;
  /** True when nothing is wrong with what stands there now. */
  isRight(): Promise<boolean>;
  dispose(): void;
}

/** `show` is told each verdict that is still about what stands there, and `undefined` where there is none to tell yet. */
export function typedCheck(
  problem: () => string | undefined | Promise<string | undefined>,
  show: (problem: string | undefined) => void,
  clock: Clock = realClock,
): TypedCheck {
  let asked = 0;
  let cancel: (() => void) | undefined;
  const stopWaiting = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const isRight = async (): Promise<boolean> => {
    stopWaiting();
    const mine = ++asked;
    const found = await problem();
    if (mine !== asked) return false;
    show(found);
    return found === undefined;
  };
  return {
    isRight,
    changed: () => {
      asked++;
      show(undefined);
      stopWaiting();
      // A check that cannot be made while typing is made again, and answered for, when the text is to be taken.
      cancel = clock.after(PAUSE_MS, () => void isRight().catch(() => false));
    },
    dispose: () => {
      asked++;
      stopWaiting();
    },
  };
}
