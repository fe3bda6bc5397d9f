import { listen } from './channel.ts'
import type { Flow } from './flow.ts'
import type { GetSession } from './options.ts'
import { read } from './read.ts'
import type { FlowSession } from './session.ts'
import { cancel, fail } from './settle.ts'
import { show } from './show.ts'
import { watch } from './sight.ts'

/** With the window open: gets the session, shows its page, and listens. */
export function start(flow: Flow, getSession: GetSession): void {
  const { signal } = flow.life
  const arrive = (session: FlowSession): void => {
    flow.session = session
    if (signal.aborted) void cancel(flow)
    else {
      listen(flow, session)
      show(flow, session, flow.window)
    }
  }
  watch(flow)
  read(flow, { event: 'connect_opened' }, {})
  // A handler may have ended it.
  if (signal.aborted) return
  getSession(signal, flow.window ? undefined : flow.platform.location.href)
    .then(arrive)
    .catch((cause) => fail(flow, cause))
}
