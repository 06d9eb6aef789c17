// Tells what node:test does, one JSON value per line, for test-files.mjs. Only tests count; a suite counts when it fails
// by itself, for example in a hook. A skipped or unfinished test is a failed one: what cannot run has to say so.
import { inspect } from 'node:util';

/** @param {AsyncIterable<import('node:test/reporters').TestEvent>} events */
export default async function* report(events) {
  const path = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      path.splice(data.nesting, Infinity, data.name);
      yield line({ started: path.join(' › ') });
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const name = [...path.slice(0, data.nesting), data.name].join(' › ');
    if (data.skip !== undefined) yield line({ name, failure: `skipped: ${data.skip || 'every test has to run'}` });
    else if (data.todo !== undefined)
      yield line({ name, failure: `still to do: ${data.todo || 'every test has to be written'}` });
    else if (type === 'test:fail') yield* failed(name, data.details.error);
    else if (data.details.type !== 'suite') yield line({ name });
  }
}

function* failed(name, error) {
  if (error.failureType === 'subtestsFailed') return; // They have told it themselves.
  yield line({ name, failure: inspect(error.cause ?? error) });
}

const line = (value) => `${JSON.stringify(value)}\n`;
