import { onTestFinished, vi } from 'vitest'

/**
 * Makes the clock of this process stand still until the end of the test, so that time passes for vaults and providers
 * only as the test says (`pass`), however long the machine takes. Timers go on.
 */
export function stopClock(): void {
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now())
  onTestFinished(() => clock.mockRestore())
}
