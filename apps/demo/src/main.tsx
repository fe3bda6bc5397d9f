import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@alter/connect-react/styles.css'
import { Demo } from './demo.tsx'

if (import.meta.env.MODE === 'mocked') {
  const { startMocks } = await import('./mocked.ts')
  await startMocks()
}

const root = document.querySelector('#root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Demo />
  </StrictMode>,
)
