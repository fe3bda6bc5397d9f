import { useEffect } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { useLatest } from './use-latest.ts'

/** Runs repeatedly with this many milliseconds in between, while the page is visible; never for `undefined`. */
export function useEvery(milliseconds: number | undefined, run: () => void): void {
  const { platform } = useDesk()
  const latestRef = useLatest(run)
  useEffect(() => {
    if (milliseconds === undefined) return undefined
    const every = milliseconds
    let stop = platform.after(every, look)
    function look(): void {
      if (platform.visible()) latestRef.current?.()
      stop = platform.after(every, look)
    }
    return () => stop()
  }, [platform, milliseconds, latestRef])
}
