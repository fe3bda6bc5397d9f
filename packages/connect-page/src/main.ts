import { runPage } from './page.ts'
import { browserPlatform } from './platform.ts'

runPage(browserPlatform(window))
