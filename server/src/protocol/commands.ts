// Ids of workspace/executeCommand, for editors without a client of ours. Each takes one object, the params of the request it stands for.

export const serverCommands = {
  /** Params of `resque/jobs/enqueue`; answers its outcome. */
  enqueue: 'resque.server.enqueueJob',
  /** Params of `resque/failures/retry`; answers its outcomes. */
  retry: 'resque.server.retryFailures',
  /** No params: every backend, with its failures counted. */
  backends: 'resque.server.listBackends',
} as const;
