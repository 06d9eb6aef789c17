// Reads everything that is shown again, now, and tries at once to reach a connection that is away.
import type { Run } from './command';

export const refresh: Run = async ({ connecting }) => {
  await connecting.open({ isView: false });
  await connecting.refresh();
};
