export { de } from '@alter/connect/de'
