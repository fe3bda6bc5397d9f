import { render } from 'preact'
import { loadTexts } from './language.ts'
import { browserPlatform } from './platform.ts'
import { Wallet } from './wallet.tsx'

// It says that this script did not come.
document.querySelector('.late')?.remove()
const platform = browserPlatform(window)
const texts = await loadTexts(platform.languages, platform)
platform.speak(texts.locale)
const place = document.getElementById('wallet')
if (place !== null) render(<Wallet platform={platform} texts={texts} />, place)
