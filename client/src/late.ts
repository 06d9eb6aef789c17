// The second bundle: the language client and the commands. Loaded at the first call, and never by activation.

type Late = typeof import('./language-client');

/** What `require` is here. A dynamic import would be left to Node's module loader, which wants a file's full name. */
declare const require: (path: './language-client') => Late;

/** Costs about ten milliseconds the first time. */
export function loadLate(): Late {
  return require('./language-client');
}
