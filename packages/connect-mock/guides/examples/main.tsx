import { AlterProvider } from '@alter/connect-react'
import { createRoot } from 'react-dom/client'
import { Settings } from './settings.tsx'

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <AlterProvider>
      <Settings />
    </AlterProvider>,
  )
}
