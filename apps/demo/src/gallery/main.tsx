import { createRoot } from 'react-dom/client'
import '@alter/connect-react/styles.css'
import { Gallery } from './gallery.tsx'
import { readSettings } from './settings.ts'
import { isStateId } from './states.ts'

const root = document.querySelector<HTMLElement>('#root')
if (!root) throw new Error('gallery.html has no #root')
const query = new URLSearchParams(location.search)
const settings = readSettings(query)
document.documentElement.dataset['theme'] = settings.theme

const state = query.get('state')
if (state !== null && isStateId(state)) {
  const { openStage } = await import('./stage.tsx')
  openStage(root, state, settings)
} else {
  createRoot(root).render(<Gallery initial={settings} />)
}
