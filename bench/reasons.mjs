// Why a goal may be missed, as far as it is known: said in RESULTS.md beside by how much, for goals that were missed.

/** @type {readonly { readonly of: RegExp, readonly why: string }[]} */
const REASONS = [
  {
    of: /^cold overview/,
    why: 'Beside the same reads we open a second connection for push, find out who writes there, and decode 1,000 workers, 500 of their jobs, 1,000 heads and 200 failures, each of them for the first time in a process whose code V8 has not compiled yet; the floor decodes nothing.',
  },
  {
    of: /painted row, 200 writes/,
    why: 'VS Code debounces the change events of a tree by 200 ms, so that under a stream of writes a row cannot be painted more often than every 210 ms and its p95 not be below that.',
  },
  {
    of: /→ changed|painted row|first rows|activation|event-loop/,
    why: 'Redis, writer, server, and for rows VS Code and Chromium as well, share the cores of one machine: read it against how late a process was that does nothing, said with the part.',
  },
  {
    of: /^storm/,
    why: 'Read it against the spread of the bare pairs: on two cores the server competes with Redis and the writer.',
  },
];

/** @param {string} what */
export const reasonFor = (what) => REASONS.find(({ of }) => of.test(what))?.why ?? '';
