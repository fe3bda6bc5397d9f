import { playAlterMock } from '@alter/connect-mock/browser'
import { createRoot } from 'react-dom/client'
import '@alter/connect-react/styles.css'
import { connected } from '../gallery/scene.ts'
import { readSettings } from '../gallery/settings.ts'
import { Theming } from './theming.tsx'
import { isThemeId } from './themes.ts'

const root = document.querySelector<HTMLElement>('#root')
if (!root) throw new Error('theming.html has no #root')
const query = new URLSearchParams(location.search)
const look = query.get('look')

const mock = playAlterMock({ scenario: 'two-accounts' })
await mock.start()
connected(mock, 'github', 'ada-lovelace')
mock.vault.seed([
  ...mock.vault.grants(location.origin),
  { provider: 'google', account_identifier: 'less@ada.example', missing_scopes: ['calendar.readonly'] },
])
createRoot(root).render(
  <Theming initial={{ look: isThemeId(look) ? look : 'own', theme: readSettings(query).theme }} />,
)
