import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real tmpfs of 1 MB in a mount namespace of its own: it needs no root, and no other process of the machine sees it. */
export class SmallDisk {
  private constructor(
    private readonly holder: ChildProcess,
    /** Its folder for a process inside. */
    readonly path: string,
  ) {}

  static async mount(): Promise<SmallDisk> {
    const path = mkdtempSync(join(tmpdir(), 'okosmero-small-'));
    const script = 'mount -t tmpfs -o size=1m tmpfs "$1" && echo mounted && exec cat';
    const holder = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [first] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit'), once(holder, 'error')]);
    if (String(first).trim() !== 'mounted')
      throw new Error('No tmpfs could be mounted: allow user namespaces (sysctl kernel.unprivileged_userns_clone=1).');
    return new SmallDisk(holder, path);
  }

  /** Its folder for this process. */
  get view(): string {
    return join(`/proc/${this.holder.pid}/root`, this.path);
  }

  /** What goes in front of a command that is to run inside. */
  get inside(): readonly string[] {
    return ['nsenter', '--target', String(this.holder.pid), '--user', '--mount', '--preserve-credentials'];
  }

  remount(mode: 'ro' | 'rw'): void {
    const [command = '', ...args] = [...this.inside, 'mount', '-o', `remount,${mode}`, this.path];
    execFileSync(command, args);
  }

  async unmount(): Promise<void> {
    if (this.holder.exitCode !== null) return;
    this.holder.stdin?.end();
    await once(this.holder, 'exit');
  }
}
