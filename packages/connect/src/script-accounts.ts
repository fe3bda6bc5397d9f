import { defineConnectedAccounts } from './element/list/define-list.ts'

// A plain `<script type="module">` has nobody to call it: this file does something when it is loaded.
defineConnectedAccounts()
