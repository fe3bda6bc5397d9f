import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, type Registry } from 'prom-client'

/** How often the delay of the event loop is measured. Milliseconds. */
const RESOLUTION = 10

// prom-client's own `collectDefaultMetrics` cannot be stopped. Each vault in a process would leave a timer, an observer
// and its registry behind.
/**
 * Adds the resource use of the process and the delay of its event loop to a registry.
 * @returns a function that stops it
 */
export function measureProcess(registry: Registry): () => void {
  const registers = [registry]
  function gauge(name: string, help: string, read: () => number): void {
    void new Gauge({
      name: `alter_vault_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }

  void new Counter({
    name: 'alter_vault_process_cpu_seconds_total',
    help: 'Processor time that the process has used.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / 1e6)
    },
  })
  const startedAt = Date.now() / 1000 - process.uptime()
  gauge('process_start_time_seconds', 'When the process began, since the epoch.', () => startedAt)
  gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss())
  gauge('nodejs_heap_size_used_bytes', 'Memory of its objects.', () => process.memoryUsage().heapUsed)
  gauge('nodejs_external_memory_bytes', 'Memory of its buffers.', () => process.memoryUsage().external)

  const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  delay.enable()
  void new Gauge({
    name: 'alter_vault_nodejs_eventloop_lag_seconds',
    help: 'How long the event loop kept a timer waiting since the last look; quantile 1 is the longest.',
    labelNames: ['quantile'],
    registers,
    collect() {
      for (const quantile of [0.5, 0.99, 1]) {
        // The histogram measures the time between two ticks, so the tick itself is subtracted.
        const lag = delay.percentile(quantile * 100) / 1e9 - RESOLUTION / 1000
        this.set({ quantile }, Math.max(0, lag))
      }
      delay.reset()
    },
  })

  void new Gauge({
    name: 'alter_vault_nodejs_active_resources',
    help: 'Sockets, timers and whatever else keeps the process alive, by type.',
    labelNames: ['type'],
    registers,
    collect() {
      this.reset()
      for (const type of process.getActiveResourcesInfo()) this.inc({ type })
    },
  })
  return () => delay.disable()
}
