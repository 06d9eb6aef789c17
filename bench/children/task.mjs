// What every helper process does: says that it is loaded, does what it is told, answers, and ends when its parent does.

/** A rejection ends the process, and its parent is told. @param {(task: any) => Promise<unknown>} work */
export function perform(work) {
  process.once('disconnect', () => process.exit(0));
  process.on('message', (task) => void work(task).then((answer) => process.send?.(answer)));
  process.send?.('ready');
}
