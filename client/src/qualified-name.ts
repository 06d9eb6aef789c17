// The full name of a job class selected in a source file, from the lines around it. Pure, and no parser: it only offers a starting value.

export type SourceLanguage = 'php' | 'ruby' | 'python' | 'javascript' | 'typescript';

/** The class name as it stands in a job, for the name that is selected at `offset` to `offset + name.length`. */
export function qualifiedName(source: string, offset: number, name: string, language: SourceLanguage): string {
  const clean = name.trim();
  if (!isClassName(clean, language)) return '';
  if (language === 'php') return phpName(source, clean);
  if (language === 'ruby') return rubyName(source, offset, clean);
  return clean; // Python workers import what the class is written with; node's jobs are keys of an object.
}

/** Whether a selection can be a class name at all. */
function isClassName(text: string, language: SourceLanguage): boolean {
  const patterns: Record<SourceLanguage, RegExp> = {
    php: /^\\?[A-Za-z_\u0080-\uffff]\w*(?:\\[A-Za-z_\u0080-\uffff]\w*)*$/,
    ruby: /^(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*$/,
    python: /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/,
    javascript: /^[\w$.:-]+$/,
    typescript: /^[\w$.:-]+$/,
  };
  return text.length <= 200 && patterns[language].test(text);
}

/** PHP resolves by `use`, then by `namespace`; a leading backslash is absolute. */
function phpName(source: string, name: string): string {
  if (name.startsWith('\\')) return name.slice(1);
  const [first = name, ...rest] = name.split('\\');
  const imported = phpImports(source).get(first.toLowerCase());
  if (imported !== undefined) return [imported, ...rest].join('\\');
  const namespace = /^[ \t]*(?:<\?php\s+)?namespace\s+([\w\\]+)\s*[;{]/m.exec(source)?.[1];
  return namespace === undefined ? name : `${namespace}\\${name}`;
}

/** Alias, in lower case as PHP compares it, to full name; `use A\B, C as D;` and `use A\{B, C as D}` too. */
function phpImports(source: string): ReadonlyMap<string, string> {
  const imports = new Map<string, string>();
  for (const [, clause = ''] of source.matchAll(/^[ \t]*(?:<\?php\s+)?use\s+(?!function\b|const\b)([^;()]+);/gm)) {
    // Commas within braces part members of a group, all others part names of their own.
    for (const piece of clause.split(/,(?![^{]*\})/)) {
      const [, prefix = '', group] = /^\s*([\w\\]*)\{([^}]*)\}\s*$/.exec(piece) ?? [];
      const members = (group ?? piece).split(',').map((member) => member.trim().split(/\s+as\s+/i));
      for (const [path = '', as] of members) {
        const full = (prefix + path).replace(/^\\/, '');
        const short = as ?? full.split('\\').at(-1) ?? full;
        if (path !== '' && /^[\w\\\u0080-\uffff]+$/.test(full)) imports.set(short.toLowerCase(), full);
      }
    }
  }
  return imports;
}

/** Ruby's nesting is what `module` and `class` lines around the selection open, told by indentation as Ruby is written. */
function rubyName(source: string, offset: number, name: string): string {
  if (name.startsWith('::')) return name.slice(2);
  const lines = source.slice(0, offset).split('\n');
  const own = indentOf(source.split('\n')[lines.length - 1] ?? '');
  const nesting: string[] = [];
  let within = own;
  for (const line of lines.slice(0, -1).toReversed()) {
    const opened = /^(\s*)(?:module|class)\s+([A-Z][\w:]*)/.exec(line);
    if (!opened || line.includes('; end') || indentOf(line) >= within) continue;
    nesting.unshift(opened[2] ?? '');
    within = indentOf(line);
  }
  const isDefinition = /(?:module|class)\s+$/.test(lines.at(-1) ?? '');
  // A name used inside its own class stands for that class, not for one nested in it.
  if (!isDefinition && nesting.at(-1) === name) return nesting.join('::');
  const isUsed = !isDefinition && !new RegExp(`^[ \\t]*(?:module|class)[ \\t]+${name}\\b`, 'm').test(source);
  return isUsed || nesting.length === 0 ? name : [...nesting, name].join('::');
}

const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;
