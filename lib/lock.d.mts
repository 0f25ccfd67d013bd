export interface Lock {
  release(): void
}
/** What identifies a process beyond its number, which the system gives out again. */
export function processStart(pid: number): string
/** Whether the process that had this number and this start still runs. */
export function isAlive(pid: number, started: string): boolean
/** Takes the lock called `name` in `folder`, or gives undefined while a living process has it. */
export function tryLock(folder: string, name: string): Lock | undefined
/**
 * Waits for the lock, asking four times a second.
 *
 * @param onWait called once, with the holder's process id, when the lock is not free at once.
 */
export function lock(folder: string, name: string, onWait?: (pid: number) => void): Promise<Lock>
