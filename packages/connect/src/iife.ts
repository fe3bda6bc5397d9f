import { AlterConnect } from './connect.ts'
import { defineConnectButton } from './element/button/define-button.ts'

// A plain `<script>` has no way to import: this file, and no other, does something when it is loaded.
defineConnectButton()
Object.assign(globalThis, { AlterConnect })
