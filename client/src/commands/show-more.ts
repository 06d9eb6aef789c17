// The last row of a list that is longer than what is shown: reads one page further and goes on from its first row.
import type { Run } from './command';

export const showMore: Run = async ({ views }, { node }) => {
  const first = await node?.tree.showMore(node);
  if (first) await views.reveal(first);
};
