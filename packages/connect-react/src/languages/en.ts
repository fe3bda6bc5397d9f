export { en } from '@alter/connect/en'
