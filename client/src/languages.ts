// The languages job classes are written in, as the editor names them.

export const jobFileLanguages: readonly string[] = [
  'php',
  'ruby',
  'python',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
];
