export { es } from '@alter/connect/es'
