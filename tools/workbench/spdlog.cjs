// Stands in for the workbench's native logger, which would need a compiler and twenty seconds of it. Same functions and
// the same lines in the same files; without a logger every output channel would stay empty. See setup.mjs.
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const two = (number) => String(number).padStart(2, '0');

/** The one pattern the workbench asks for: date, time with milliseconds, level, text. */
function line(level, text) {
  const now = new Date();
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `${date} ${time}.${String(now.getMilliseconds()).padStart(3, '0')} [${LEVELS[level]}] ${text}\n`;
}

class Logger {
  #file;
  #level = 0;
  #isFormatted = true;

  constructor(_type, _name, file) {
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, '');
    this.#file = file;
  }
  #write(level, text) {
    if (level >= this.#level) appendFileSync(this.#file, this.#isFormatted ? line(level, text) : text);
  }
  trace(text) {
    this.#write(0, text);
  }
  debug(text) {
    this.#write(1, text);
  }
  info(text) {
    this.#write(2, text);
  }
  warn(text) {
    this.#write(3, text);
  }
  error(text) {
    this.#write(4, text);
  }
  critical(text) {
    this.#write(5, text);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {}
  clearFormatters() {
    this.#isFormatted = false;
  }
  flush() {}
  drop() {}
}

const create = (type) => async (name, file) => new Logger(type, name, file);
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create('rotating');
exports.createAsyncRotatingLogger = create('rotating_async');
