// Whether the desktop's VS Code can be shown to the person at this terminal.

/** A window can be shown, and to the person at this terminal: not from another machine's VS Code or over ssh. */
export function hasScreen(env = process.env, platform = process.platform) {
  if (env.VSCODE_IPC_HOOK_CLI) return false;
  if (platform === 'linux') return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  return !env.SSH_CONNECTION;
}
