// Reads everything that is shown again, now; a connection in trouble is made anew.
import type { Run } from './command';

export const refresh: Run = async ({ connecting }) => {
  await connecting.open({ isView: true });
  await connecting.refresh();
};
