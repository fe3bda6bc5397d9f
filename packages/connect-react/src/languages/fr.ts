export { fr } from '@alter/connect/fr'
