import { runPage } from './page.ts'
import { browserPlatform } from './platform.ts'

// It says that this script did not come.
document.querySelector('.late')?.remove()
runPage(browserPlatform(window))
