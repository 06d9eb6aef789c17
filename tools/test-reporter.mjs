// Tells what node:test does, one JSON value per line, for test-files.mjs. Only tests count; a suite counts when it fails
// by itself, for example in a hook. A skipped or unfinished test is a failed one: what cannot run has to say so.
import { inspect } from 'node:util';

/** @param {AsyncIterable<import('node:test/reporters').TestEvent>} events */
export default async function* report(events) {
  const path = [];
  for await (const { type, data } of events) {
    if (type === 'test:dequeue') yield line({ began: data.name }); // When it begins; test:start comes when it is told.
    if (type === 'test:start') path.splice(data.nesting, Infinity, data.name);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const name = [...path.slice(0, data.nesting), data.name].join(' › ');
    if (data.skip !== undefined) yield line({ name, failure: `skipped${reason(data.skip)}` });
    else if (data.todo !== undefined) yield line({ name, failure: `still to do${reason(data.todo)}` });
    else if (type === 'test:fail') yield* failed(name, data.details.error);
    else if (data.details.type !== 'suite') yield line({ name });
  }
}

function* failed(name, error) {
  if (error.failureType === 'subtestsFailed') return; // They have told it themselves.
  yield line({ name, failure: inspect(error.cause ?? error) });
}

/** `true` when the test gives none. @param {string | boolean} given */
const reason = (given) => (typeof given === 'string' ? `: ${given}` : ', and every test has to run');

const line = (value) => `${JSON.stringify(value)}\n`;
